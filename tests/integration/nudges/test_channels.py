"""Nudges leave for real: to a mail server and a push endpoint of our own, which opens what it got.

Also trials, what was left half sent, withdrawal in the same moment, and calendars read again.
"""

from __future__ import annotations

import base64
import json
import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, time, timedelta
from email import message_from_bytes
from functools import partial
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any

import http_ece
import httpx
import pytest
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec
from django.core import mail as sent_mail
from django.test import Client
from django.utils import timezone

from evenkeel.apps.care.models import PushDevice
from evenkeel.apps.insights import actions as trials
from evenkeel.apps.nudges import actions, calendars, planning, sending
from evenkeel.apps.nudges.models import Calendar, Nudge, NudgeSettings
from evenkeel.apps.nudges.payloads import CalendarPayload
from evenkeel.apps.people import actions as people
from evenkeel.core.personalisation import nudging
from evenkeel.core.personalisation.nudging import load_nudges
from tests.factories.members import Known, make_member, sign_in

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 5, 13, 12, 0, tzinfo=UTC)
TELLING = ("coffee", "plan", "trial", "Wren", "Evenkeel", "mood", "walk", "sleep")


@pytest.fixture
def known(monkeypatch: pytest.MonkeyPatch, settings: Any) -> Known:
    settings.EMAIL_FROM = "notes@notes.example"
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    monkeypatch.setattr(timezone, "now", lambda: NOW)
    monkeypatch.setattr(nudging, "HOLDOUT", 0.0)
    known = make_member(now=NOW - timedelta(days=30))
    granted = {"nudges": True, "insights": True}
    people.set_consents(by=known.member, granted=granted, now=NOW - timedelta(days=1))
    allow(known)
    return known


def allow(known: Known, **more: Any) -> NudgeSettings:
    usual = {
        "kinds": list(load_nudges()), "per_day": 6, "quiet_from": time(21), "quiet_until": time(8),
        "zone": "Europe/London", "push": False, "mail": "wren@example.org",
    }  # fmt: skip
    return actions.save_settings(by=known.member, **{**usual, **more})


def plan(known: Known, *, at: datetime = NOW, kind: str = "practice", hours: int = 20) -> Nudge:
    return Nudge.objects.create(
        member=known.member, kind=kind, key=f"{kind}-{at.isoformat()}", due_at=at,
        until=at + timedelta(hours=hours),
    )  # fmt: skip


# --- Real ways out -------------------------------------------------------------------------------


@contextmanager
def mail_server() -> Iterator[tuple[int, list[bytes]]]:
    """A mail server that takes everything: just enough of RFC 5321."""
    letters: list[bytes] = []

    class Talk(socketserver.StreamRequestHandler):
        def handle(self) -> None:
            self.wfile.write(b"220 here\r\n")
            while line := self.rfile.readline():
                word = line[:4].upper()
                if word == b"DATA":
                    self.wfile.write(b"354 go on\r\n")
                    body = b""
                    while (part := self.rfile.readline()) != b".\r\n":
                        body += part
                    letters.append(body)
                self.wfile.write(b"221 bye\r\n" if word == b"QUIT" else b"250 ok\r\n")
                if word == b"QUIT":
                    return

    server = socketserver.ThreadingTCPServer(("127.0.0.1", 0), Talk)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield server.server_address[1], letters
    server.shutdown()
    server.server_close()
    thread.join()


def test_a_mail_arrives_and_tells_nobody_anything(known: Known, settings: Any) -> None:
    nudge = plan(known, kind="trial")
    with mail_server() as (port, letters):
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", port
        settings.EMAIL_USE_TLS = settings.EMAIL_USE_SSL = False
        settings.EMAIL_HOST_USER = settings.EMAIL_HOST_PASSWORD = ""
        sending.run_due(now=NOW)
        sending.run_due(now=NOW + timedelta(hours=1))
    [raw] = letters
    letter = message_from_bytes(raw)
    assert letter["To"] == "wren@example.org"
    assert letter["Message-ID"] == f"<{nudge.pk}@notes.example>"
    said = f"{letter['Subject']} {letter.get_payload()}"
    assert not [word for word in TELLING if word.lower() in said.lower()]


def test_a_mail_server_that_is_away_loses_one_way_and_no_other(known: Known, settings: Any) -> None:
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT, settings.EMAIL_TIMEOUT = "127.0.0.1", 9, 1
    nudge = plan(known)
    sending.run_due(now=NOW)
    assert Nudge.objects.get(pk=nudge.pk).state == "sent"
    assert sending.waiting_for(known.member, now=NOW)


def test_a_browser_opens_what_was_pushed_and_reads_nothing_telling(known: Known) -> None:
    browser = ec.generate_private_key(ec.SECP256R1())
    secret = b"s" * 16
    got: list[bytes] = []

    class Service(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            got.append(self.rfile.read(int(self.headers["Content-Length"])))
            self.send_response(201)
            self.end_headers()

        def log_message(self, *args: Any) -> None:
            pass

    server = HTTPServer(("127.0.0.1", 0), Service)
    thread = threading.Thread(target=server.handle_request)
    thread.start()
    public = browser.public_key().public_bytes(
        serialization.Encoding.X962, serialization.PublicFormat.UncompressedPoint
    )
    PushDevice.objects.create(
        member=known.member, endpoint=f"http://127.0.0.1:{server.server_port}/x", made_at=NOW,
        p256dh=_text(public), auth=_text(secret),
    )  # fmt: skip
    allow(known, push=True, mail="")
    plan(known, kind="trial")
    sending.run_due(now=NOW)
    thread.join()
    server.server_close()
    [sealed] = got
    opened = http_ece.decrypt(sealed, private_key=browser, auth_secret=secret, version="aes128gcm")
    said = json.loads(opened)
    assert set(said) == {"title", "body"}
    assert not [word for word in TELLING if word.lower() in str(said).lower()]


def _text(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


# --- Trials --------------------------------------------------------------------------------------


def begin(known: Known, *, remind: bool = True, start_in: int = 1) -> Any:
    return trials.begin_trial(
        by=known.member, keyring=known.keyring, what="coffee", outcome="mood", pace="quick",
        start=NOW.date() + timedelta(days=start_in), now=NOW, remind=remind,
    )  # fmt: skip


def mornings() -> list[datetime]:
    rows = Nudge.objects.filter(kind="trial", state="planned").order_by("due_at")
    return list(rows.values_list("due_at", flat=True))


def test_each_morning_of_a_trial_is_planned_and_never_held_back(
    known: Known, monkeypatch: pytest.MonkeyPatch
) -> None:
    begin(known)
    actions.plan(by=known.member, keyring=known.keyring, now=NOW)
    assert len(mornings()) == planning.TRIAL_DAYS - 1
    assert mornings()[0] == datetime(2026, 5, 14, 7, 0, tzinfo=UTC), "eight in London"
    monkeypatch.setattr(nudging, "HOLDOUT", 1.0)
    sending.run_due(now=mornings()[0])
    [letter] = sent_mail.outbox
    assert "coffee" not in letter.subject + letter.body
    actions.plan(by=known.member, keyring=known.keyring, now=NOW + timedelta(days=1))
    assert len(mornings()) == planning.TRIAL_DAYS - 1


def test_a_trial_that_ends_takes_its_mornings_along(known: Known, client: Client) -> None:
    row = begin(known)
    sign_in(client)
    client.get("/")
    assert mornings()
    client.post(f"/insights/trials/{row.pk}/change", {"do": "stop"})
    client.get("/")
    assert mornings() == []


def test_who_did_not_ask_is_not_reminded(known: Known) -> None:
    begin(known, remind=False)
    actions.plan(by=known.member, keyring=known.keyring, now=NOW)
    assert mornings() == []


def test_today_says_which_kind_of_day_it_is_and_the_page_when_nothing_would_come(
    known: Known, client: Client
) -> None:
    row = begin(known, start_in=0)
    sign_in(client)
    assert "coffee</bdi>" in client.get("/").content.decode()
    page = f"/insights/trials/{row.pk}"
    assert "nudges are off" not in client.get(page).content.decode()
    allow(known, kinds=["walk"])
    assert "nudges are off" in client.get(page).content.decode()


# --- Half sent, withdrawn ------------------------------------------------------------------------


class Crash(BaseException):
    pass


def half_sent(known: Known, *, at: datetime, hours: int = 20) -> Nudge:
    nudge = plan(known, at=at, hours=hours)

    def stops(one: Nudge, way: str) -> None:
        raise Crash

    with pytest.raises(Crash):
        sending.run_due(now=at, send=stops)
    assert Nudge.objects.get(pk=nudge.pk).state == "sent"
    return nudge


def test_what_was_left_half_sent_waits_for_the_morning(
    known: Known, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(nudging, "HOLDOUT", 0.0)
    evening = datetime(2026, 5, 13, 19, 59, tzinfo=UTC)  # a minute before nine in London
    half_sent(known, at=evening)
    for minutes in range(2, 11 * 60, 20):
        sending.run_due(now=evening + timedelta(minutes=minutes))
        assert sent_mail.outbox == []
    sending.run_due(now=datetime(2026, 5, 14, 7, 0, tzinfo=UTC))
    assert len(sent_mail.outbox) == 1


def test_what_was_left_half_sent_and_is_over_is_let_go(
    known: Known, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(nudging, "HOLDOUT", 0.0)
    half_sent(known, at=NOW, hours=1)
    sending.run_due(now=NOW + timedelta(hours=1))
    sending.run_due(now=NOW + timedelta(hours=2))
    assert sent_mail.outbox == []


def test_withdrawing_lets_everything_go_in_the_same_moment(
    known: Known, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(nudging, "HOLDOUT", 0.0)
    half = half_sent(known, at=NOW)
    later = plan(known, at=NOW + timedelta(hours=2))
    people.set_consents(by=known.member, granted={"nudges": False}, now=NOW + timedelta(minutes=1))
    assert not half.sendings.filter(sent_at=None).exists()
    assert Nudge.objects.get(pk=later.pk).state == "dropped"
    people.set_consents(by=known.member, granted={"nudges": True}, now=NOW + timedelta(minutes=2))
    sending.run_due(now=NOW + timedelta(hours=3))
    assert sent_mail.outbox == []


# --- Calendars at an address ---------------------------------------------------------------------

EVENT = """BEGIN:VCALENDAR\r
VERSION:2.0\r
PRODID:-//test//EN\r
BEGIN:VEVENT\r
UID:a\r
DTSTAMP:20260501T000000Z\r
DTSTART:20260514T100000Z\r
DTEND:20260514T110000Z\r
SUMMARY:Appraisal\r
{more}END:VEVENT\r
END:VCALENDAR\r
"""


@pytest.fixture
def address(monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    """A calendar somewhere on the net: `text` is what it answers, `asked` how it was asked."""
    there: dict[str, Any] = {"text": EVENT.format(more=""), "status": 200, "asked": []}

    def answer(request: httpx.Request) -> httpx.Response:
        there["asked"].append(request)
        return httpx.Response(there["status"], content=there["text"].encode())

    client = partial(httpx.Client, transport=httpx.MockTransport(answer))
    monkeypatch.setattr(httpx, "Client", client)
    monkeypatch.setattr(
        calendars.socket, "getaddrinfo", lambda *a, **k: [(2, 1, 6, "", ("93.184.216.34", 443))]
    )
    return there


def subscribe(client: Client) -> int:
    sent = {"address": "webcal://cal.example.org/me.ics", "words": "appraisal"}
    return client.post("/nudges/calendar", sent).status_code


def test_a_subscribed_address_is_asked_at_the_number_that_was_looked_up(
    known: Known, client: Client, address: dict[str, Any]
) -> None:
    sign_in(client)
    assert subscribe(client) == 302
    [asked] = address["asked"]
    assert asked.url.host == "93.184.216.34", "not looked up a second time"
    assert (asked.url.scheme, asked.url.path) == ("https", "/me.ics")
    assert asked.headers["Host"] == asked.extensions["sni_hostname"] == "cal.example.org"
    assert Nudge.objects.filter(kind="before_event").count() == 1


def test_it_is_read_again_after_six_hours_and_a_cancelled_hour_takes_its_nudges_along(
    known: Known, client: Client, address: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    sign_in(client)
    subscribe(client)
    address["text"] = EVENT.format(more="STATUS:CANCELLED\r\n")
    client.get("/")
    assert len(address["asked"]) == 1, "not before six hours"
    later = NOW + calendars.READ_EVERY
    actions.refresh_calendars(
        by=known.member, keyring=known.keyring, zone="Europe/London", now=later
    )
    actions.plan(by=known.member, keyring=known.keyring, now=later)
    assert not Nudge.objects.filter(kind__in=["before_event", "after_event"]).exists()


def test_an_address_that_stops_answering_keeps_what_was_known_and_says_so(
    known: Known, client: Client, address: dict[str, Any]
) -> None:
    sign_in(client)
    subscribe(client)
    address["status"] = 500
    actions.refresh_calendars(
        by=known.member, keyring=known.keyring, zone="UTC", now=NOW + calendars.READ_EVERY
    )
    kept: CalendarPayload = Calendar.of(known.member).get().open(known.keyring)
    assert (len(kept.busy), kept.problem) == (1, "no_answer")
    assert "could not be read the last time" in client.get("/nudges").content.decode()


def test_an_address_too_large_is_refused(
    known: Known, client: Client, address: dict[str, Any]
) -> None:
    address["text"] = "x" * (calendars.MOST_BYTES + 1)
    sign_in(client)
    assert subscribe(client) == 422
