"""Nudges: each once over crashes, none in quiet hours, none after consent; calendars; the page."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.core import mail as sent_mail
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from evenkeel.apps.nudges import actions, calendars, planning, queries, sending
from evenkeel.apps.nudges.models import Calendar, Nudge, NudgeSettings
from evenkeel.apps.people import actions as people
from evenkeel.core.personalisation import nudging
from evenkeel.core.personalisation.nudging import load_nudges
from tests.factories.members import Known, make_member, sign_in
from tests.faults.crashing import Crash, die, stopping_at

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 5, 13, 12, 0, tzinfo=UTC)
SECOND = timedelta(seconds=1)


@pytest.fixture
def known(monkeypatch: pytest.MonkeyPatch, settings: Any) -> Known:
    settings.EMAIL_FROM = "notes@notes.example"
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    monkeypatch.setattr(timezone, "now", lambda: NOW)
    monkeypatch.setattr(nudging, "HOLDOUT", 0.0)
    known = make_member(now=NOW - timedelta(days=30))
    consent(known, granted=True, at=NOW - timedelta(days=1))
    allow(known)
    return known


def consent(known: Known, *, granted: bool, at: datetime) -> None:
    people.set_consents(by=known.member, granted={"nudges": granted}, now=at)


def allow(known: Known, **more: Any) -> NudgeSettings:
    usual = {
        "kinds": list(load_nudges()), "per_day": 6, "quiet_from": time(21), "quiet_until": time(8),
        "zone": "Europe/London", "push": False, "mail": "wren@example.org",
    }  # fmt: skip
    return actions.save_settings(by=known.member, **{**usual, **more})


def plan(known: Known, *, at: datetime = NOW, kind: str = "practice", hours: int = 20) -> Nudge:
    name = f"{kind}-{at.isoformat()}-{Nudge.objects.count()}"
    return Nudge.objects.create(
        member=known.member, kind=kind, key=name, due_at=at, until=at + timedelta(hours=hours)
    )


def state(nudge: Nudge) -> str:
    return Nudge.objects.get(pk=nudge.pk).state


def test_a_due_one_goes_out_once_and_says_nothing(known: Known) -> None:
    nudge = plan(known)
    assert sending.run_due(now=NOW - SECOND) == 0
    assert sending.run_due(now=NOW) == 1
    assert sending.run_due(now=NOW + timedelta(hours=1)) == 0
    [letter] = sent_mail.outbox
    assert letter.to == ["wren@example.org"]
    for word in ("plan", "practice", "Wren", "Evenkeel", "mood"):
        assert word not in letter.subject + letter.body
    assert state(nudge) == "sent"


def test_none_in_quiet_hours_and_the_rest_in_the_morning(known: Known) -> None:
    night = datetime(2026, 5, 13, 22, 0, tzinfo=UTC)  # 23:00 on the member's clock
    nudge = plan(known, at=night)
    for hours in range(8):
        sending.run_due(now=night + timedelta(hours=hours))
    assert sent_mail.outbox == []
    assert state(nudge) == "planned"
    sending.run_due(now=datetime(2026, 5, 14, 7, 0, tzinfo=UTC))
    assert len(sent_mail.outbox) == 1


def test_none_after_consent_is_withdrawn_not_even_half_sent_ones(known: Known) -> None:
    nudge = plan(known)

    def fails(one: Nudge, way: str) -> None:
        raise Crash

    with pytest.raises(Crash):
        sending.run_due(now=NOW, send=fails)
    consent(known, granted=False, at=NOW)
    later = NOW + sending.LEASE
    sending.run_due(now=later)
    other = plan(known, at=later)
    sending.run_due(now=later)
    assert sent_mail.outbox == []
    assert state(nudge) == "sent"
    assert state(other) == "dropped"


def test_the_budget_holds_over_a_day_and_not_over_the_next(known: Known) -> None:
    allow(known, per_day=2)
    for n in range(4):
        plan(known, at=NOW + timedelta(minutes=n), hours=4)
    for n in range(4):
        sending.run_due(now=NOW + timedelta(minutes=n))
    assert len(sent_mail.outbox) == 2
    plan(known, at=NOW + timedelta(days=1))
    sending.run_due(now=NOW + timedelta(days=1))
    assert len(sent_mail.outbox) == 3


def test_held_back_ones_leave_no_trace_outside(
    known: Known, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(nudging, "HOLDOUT", 1.0)
    nudge = plan(known)
    sending.run_due(now=NOW)
    assert state(nudge) == "held"
    assert sent_mail.outbox == []


def test_two_workers_do_not_both_send(known: Known) -> None:
    plan(known)

    def while_sending(nudge: Nudge, way: str) -> None:
        assert sending.run_due(now=NOW) == 0
        sending.leave(nudge, way)

    sending.run_due(now=NOW, send=while_sending)
    assert len(sent_mail.outbox) == 1


def test_planning_twice_is_one_nudge(known: Known) -> None:
    own = NudgeSettings.objects.get()
    one = planning.Wanted("check_in", "k", NOW, NOW + timedelta(hours=1))
    assert planning.keep(by=known.member, own=own, wanted=[one], now=NOW) == 1
    assert planning.keep(by=known.member, own=own, wanted=[one], now=NOW) == 0


# --- Crash points ------------------------------------------------------------------------------


FILES = {sending.__file__}


@pytest.mark.django_db(transaction=True)
def test_each_is_sent_exactly_once_wherever_the_machine_stops(known: Known) -> None:
    """200 places to stop at, over two nudges; copies carry one Message-ID and count as one."""
    crashed, line = 0, 0
    while crashed < 200:
        line += 1
        sent_mail.outbox.clear()
        Nudge.objects.all().delete()
        nudges = [plan(known), plan(known, at=NOW + SECOND)]
        at = NOW + SECOND
        try:
            with stopping_at(1 + line % 104, FILES):
                sending.run_due(now=at)
        except Crash:
            crashed += 1
            die()
        for _ in range(4):
            at += sending.LEASE
            sending.run_due(now=at)
        copies = Counter(one.extra_headers["Message-ID"] for one in sent_mail.outbox)
        assert set(copies) == {f"<{one.pk}@notes.example>" for one in nudges}, line
        assert [state(one) for one in nudges] == ["sent", "sent"]
        assert all(one.sent_at for nudge in nudges for one in nudge.sendings.all())
    assert crashed >= 200


@pytest.mark.django_db(transaction=True)
def test_a_crash_never_moves_one_into_the_night_or_past_consent(known: Known) -> None:
    night = datetime(2026, 5, 13, 21, 30, tzinfo=UTC)
    for line in range(1, 80, 4):
        sent_mail.outbox.clear()
        plan(known, at=night - timedelta(hours=2))
        try:
            with stopping_at(line, FILES):
                sending.run_due(now=night)
        except Crash:
            die()
        for _ in range(3):
            night += sending.LEASE
            sending.run_due(now=night)
        assert sent_mail.outbox == [], line


# --- Calendars ---------------------------------------------------------------------------------

ICS = b"""BEGIN:VCALENDAR\r
VERSION:2.0\r
PRODID:-//test//EN\r
BEGIN:VEVENT\r
UID:a\r
DTSTAMP:20260501T000000Z\r
DTSTART;TZID=Europe/Berlin:20260511T100000\r
DTEND;TZID=Europe/Berlin:20260511T110000\r
RRULE:FREQ=DAILY;COUNT=10\r
EXDATE;TZID=Europe/Berlin:20260515T100000\r
SUMMARY:Quarterly Review with Dr Smith\r
LOCATION:Room 4\r
END:VEVENT\r
BEGIN:VEVENT\r
UID:a\r
DTSTAMP:20260501T000000Z\r
RECURRENCE-ID;TZID=Europe/Berlin:20260516T100000\r
DTSTART;TZID=Europe/Berlin:20260516T100000\r
DTEND;TZID=Europe/Berlin:20260516T110000\r
STATUS:CANCELLED\r
SUMMARY:Quarterly Review with Dr Smith\r
END:VEVENT\r
BEGIN:VEVENT\r
UID:b\r
DTSTAMP:20260501T000000Z\r
DTSTART:20260514T150000\r
DTEND:20260514T153000\r
SUMMARY:Lunch\r
END:VEVENT\r
BEGIN:VEVENT\r
UID:c\r
DTSTAMP:20260501T000000Z\r
DTSTART;VALUE=DATE:20260514\r
SUMMARY:review day\r
END:VEVENT\r
END:VCALENDAR\r
"""


def read(words: tuple[str, ...] = ("review",)) -> Any:
    return calendars.busy_times(ICS, words=words, now=NOW, zone=ZoneInfo("Europe/London"))


def test_recurrence_zones_exceptions_and_cancelled_ones() -> None:
    hard = [one.begins for one in read() if one.word]
    days = [at.day for at in hard]
    assert all(at.hour == 8 for at in hard), "ten in Berlin in May is eight UTC"
    assert 15 not in days, "an exception"
    assert 16 not in days, "cancelled"
    assert {13, 14, 17} <= set(days)
    lunch = next(one for one in read() if not one.word)
    assert lunch.begins == datetime(2026, 5, 14, 14, tzinfo=UTC), "without a zone: the member's"


def test_only_busy_times_and_own_words_are_kept(known: Known) -> None:
    kept = actions.keep_calendar(
        by=known.member, keyring=known.keyring, raw=ICS, address="", name="", words=["review"],
        zone="Europe/London", now=NOW,
    )  # fmt: skip
    said = kept.model_dump_json()
    for gone in ("Quarterly", "Smith", "Room", "Lunch"):
        assert gone not in said
    assert "review" in said


def test_what_is_over_stays_as_busy_times_for_insights(known: Known) -> None:
    actions.keep_calendar(
        by=known.member, keyring=known.keyring, raw=ICS, address="https://x", name="",
        words=["review"], zone="Europe/London", now=NOW + timedelta(days=30),
    )  # fmt: skip
    later = NOW + timedelta(days=30)
    over = queries.busy_until(known.member, known.keyring, now=later)
    assert sum(one.word == "review" for one in over) >= 5
    assert all(one.ends <= later for one in over)
    _row, kept = queries.calendars_of(known.member, known.keyring)[0]
    assert calendars.moved_on(kept, now=later + timedelta(days=1)) == kept.been
    much_later = later + timedelta(days=60)
    assert calendars.moved_on(kept, now=much_later)[-1].ends <= much_later


def test_hard_events_get_a_word_before_and_a_question_after(known: Known, client: Client) -> None:
    sign_in(client)
    file = SimpleUploadedFile("mine.ics", ICS)
    response = client.post("/nudges/calendar", {"file": file, "words": "review", "address": ""})
    assert response.status_code == 302
    kinds = Counter(Nudge.objects.values_list("kind", flat=True))
    assert kinds["before_event"] == kinds["after_event"] - 1 or kinds["before_event"] >= 5
    first = Nudge.objects.filter(kind="before_event").order_by("due_at")[0]
    assert first.due_at == datetime(2026, 5, 14, 7, 55, tzinfo=UTC)
    sending.run_due(now=first.due_at)
    assert len(sent_mail.outbox) == 1


def test_a_removed_calendar_takes_its_nudges_along(known: Known, client: Client) -> None:
    sign_in(client)
    file = SimpleUploadedFile("mine.ics", ICS)
    client.post("/nudges/calendar", {"file": file, "words": "review", "address": ""})
    client.post(f"/nudges/calendar/{Calendar.objects.get().pk}/remove")
    assert not Nudge.objects.filter(kind="before_event").exists()


@pytest.mark.parametrize(
    "address",
    ["http://example.org/x.ics", "https://127.0.0.1/x", "https://[::1]/x", "ftp://x/y", "x"],
)
def test_addresses_inside_are_never_asked(
    known: Known, client: Client, address: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(
        calendars.socket, "getaddrinfo", lambda host, *a, **k: [(2, 1, 6, "", (host, 443))]
    )
    sign_in(client)
    response = client.post("/nudges/calendar", {"words": "review", "address": address})
    assert response.status_code == 422
    assert not Calendar.objects.exists()


@pytest.mark.parametrize("raw", [b"", b"\x00\xff", b"BEGIN:VCALENDAR", b"hello" * 1000])
def test_what_is_no_calendar_gets_a_kind_answer(known: Known, client: Client, raw: bytes) -> None:
    sign_in(client)
    file = SimpleUploadedFile("mine.ics", raw)
    response = client.post("/nudges/calendar", {"file": file, "words": "review"})
    assert response.status_code in {302, 422}


# --- The page ----------------------------------------------------------------------------------


def test_it_is_on_today_and_less_of_these_is_kept(known: Known, client: Client) -> None:
    nudge = plan(known, kind="walk")
    sending.run_due(now=NOW)
    sign_in(client)
    page = client.get("/").content.decode()
    assert "Less of these" in page
    client.post(f"/nudges/{nudge.pk}", {"do": "less"})
    assert "Less of these" not in client.get("/").content.decode()
    other = plan(known, kind="walk", at=NOW + timedelta(days=1))
    sending.run_due(now=NOW + timedelta(days=1))
    assert state(other) == "dropped"


def test_settings_are_kept_and_wrong_ones_answered(known: Known, client: Client) -> None:
    sign_in(client)
    sent = {"kinds": ["walk"], "per_day": "1", "quiet_from": "20:00", "quiet_until": "09:00"}
    assert client.post("/nudges", sent).status_code == 302
    own = NudgeSettings.objects.get()
    assert (own.kinds, own.per_day, own.mail) == (["walk"], 1, "")
    assert client.post("/nudges", {**sent, "per_day": "99"}).status_code == 422
    assert client.get("/nudges").status_code == 200


def test_snoozed_ones_wait(known: Known, client: Client) -> None:
    sign_in(client)
    client.post("/nudges/snooze", {"for": "0"})
    plan(known)
    sending.run_due(now=NOW)
    assert sent_mail.outbox == []
    sending.run_due(now=NOW + timedelta(hours=2))
    assert len(sent_mail.outbox) == 1


def test_nobody_elses_nudge_can_be_answered(known: Known, client: Client) -> None:
    nudge = plan(known)
    make_member("Robin")
    sign_in(client, "Robin")
    assert client.post(f"/nudges/{nudge.pk}", {}).status_code == 404
