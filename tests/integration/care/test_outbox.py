"""Alerts to chosen people: at least once, in order, acknowledged, stopped, wiped (SAFETY.md R3)."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.core import mail as sent_mail
from django.test import Client
from django.utils import timezone

from evenkeel.apps.care import actions, mail, outbox, queries, sealing
from evenkeel.apps.care.alerts import STANDING_GRACE, WAIT_MINUTES
from evenkeel.apps.care.models import Alert, ChosenPerson, Delivery
from evenkeel.apps.people import actions as people
from evenkeel.core.safety import SafetyState, assess
from evenkeel.core.vocabulary import RiskLevel
from tests.factories.members import Known, make_member, sign_in
from tests.faults.crashing import Crash, die, stopping_at
from tests.integration.care.conftest import choose, chosen

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("mail_on")]

NOW = timezone.now().replace(microsecond=0)
WAIT = timedelta(minutes=WAIT_MINUTES)


def alert_to(known: Known, *people: Any, **more: Any) -> Alert:
    return actions.send_alert(by=known.member, people=people or [chosen()], now=NOW, **more)


def state(alert: Alert) -> str:
    return Alert.objects.get(pk=alert.pk).state


def test_it_is_sent_and_then_read(wren: Known, client: Client) -> None:
    alert = alert_to(wren)
    assert outbox.run_due(now=NOW) == 1
    [letter] = sent_mail.outbox
    assert letter.to == ["sam@example.org"]
    assert letter.subject == "From Wren"
    assert letter.body.startswith("It is bad. Please call me.")
    link = next(word for word in letter.body.split() if word.startswith("https://notes.example/"))
    path = link.removeprefix("https://notes.example")
    looked = client.get(path)
    assert looked.status_code == 200
    assert "Wren" not in looked.content.decode()
    assert state(alert) == "open", "a mail program that opens links by itself confirms nothing"
    client.post(path)
    assert state(alert) == "read"
    assert bytes(Alert.objects.get(pk=alert.pk).sealed) == b""
    assert outbox.run_due(now=NOW + 5 * WAIT) == 0


def test_a_link_that_was_changed_opens_nothing(wren: Known, client: Client) -> None:
    alert = alert_to(wren)
    delivery = alert.deliveries.get()
    token = sealing.token_of(delivery)
    for path in (f"/read/{delivery.pk}/{token[::-1]}", f"/read/{uuid4()}/{token}"):
        assert client.post(path).status_code == 404
    assert state(alert) == "open"


def test_the_next_person_is_written_to_when_nobody_answers(wren: Known) -> None:
    alert = alert_to(wren, chosen("Sam"), chosen("Kit", address="kit@example.org"))
    outbox.run_due(now=NOW)
    outbox.run_due(now=NOW + WAIT - timedelta(seconds=1))
    assert len(sent_mail.outbox) == 1
    outbox.run_due(now=NOW + WAIT)
    assert [one.to[0] for one in sent_mail.outbox] == ["sam@example.org", "kit@example.org"]
    outbox.run_due(now=NOW + 2 * WAIT)
    assert state(alert) == "unanswered"


def test_whoever_answers_late_still_counts(wren: Known) -> None:
    alert = alert_to(wren)
    outbox.run_due(now=NOW)
    outbox.run_due(now=NOW + WAIT)
    assert state(alert) == "unanswered"
    outbox.note_read(delivery=alert.deliveries.get(), now=NOW + 2 * WAIT)
    assert state(alert) == "read"


def test_a_stopped_alert_goes_no_further(wren: Known, page: Client) -> None:
    alert = alert_to(wren, chosen("Sam"), chosen("Kit", address="kit@example.org"))
    outbox.run_due(now=NOW)
    page.post(f"/chosen-people/alerts/{alert.pk}/stop")
    outbox.run_due(now=NOW + WAIT)
    assert len(sent_mail.outbox) == 1
    assert state(alert) == "stopped"


def test_a_dead_mail_server_is_tried_again_and_then_the_next_person(wren: Known) -> None:
    taken: list[str] = []

    def flaky(delivery: Delivery, recipient: sealing.Recipient) -> None:
        if recipient.name == "Sam":
            raise mail.CannotSend
        taken.append(recipient.name)

    alert = alert_to(wren, chosen("Sam"), chosen("Kit", address="kit@example.org"))
    at = NOW
    for pause in (*outbox.BACK_OFF, timedelta(0)):
        outbox.run_due(now=at, send=flaky)
        assert taken == []
        at += pause
    outbox.run_due(now=at, send=flaky)
    assert taken == ["Kit"]
    assert alert.deliveries.get(position=0).state == "failed"


def test_if_no_mail_can_be_sent_the_member_reads_that_nobody_knows(
    wren: Known, page: Client
) -> None:
    def dead(delivery: Delivery, recipient: sealing.Recipient) -> None:
        raise mail.CannotSend

    alert = alert_to(wren)
    at = NOW
    for pause in (*outbox.BACK_OFF, timedelta(0), timedelta(0)):
        outbox.run_due(now=at, send=dead)
        at += pause
    assert state(alert) == "failed"
    assert "nobody knows" in page.get("/chosen-people").content.decode()


def test_the_same_tap_twice_is_one_alert(wren: Known, page: Client) -> None:
    choose(wren, chosen())
    once = str(uuid4())
    for _ in range(3):
        page.post("/chosen-people/send", {"once": once})
    assert Alert.objects.count() == 1


def test_somebody_elses_alert_cannot_be_stopped(wren: Known, client: Client) -> None:
    alert = alert_to(wren)
    make_member("Other")
    sign_in(client, "Other")
    client.post(f"/chosen-people/alerts/{alert.pk}/stop")
    assert state(alert) == "open"


def test_what_is_sealed_opens_for_its_own_alert_only(wren: Known) -> None:
    first, second = alert_to(wren), alert_to(wren)
    Alert.objects.filter(pk=second.pk).update(sealed=first.sealed)
    outbox.run_due(now=NOW)
    assert state(second) == "failed"
    assert len(sent_mail.outbox) == 1
    assert b"sam@example.org" not in bytes(first.sealed)


def test_two_workers_do_not_both_send(wren: Known) -> None:
    alert_to(wren)

    def while_sending(delivery: Delivery, recipient: sealing.Recipient) -> None:
        assert outbox.run_due(now=NOW) == 0
        mail.send(delivery, recipient)

    outbox.run_due(now=NOW, send=while_sending)
    assert len(sent_mail.outbox) == 1


# --- A standing wish ---------------------------------------------------------------------------


def danger(known: Known) -> None:
    now, before = timezone.now(), SafetyState()
    decision = assess("i took all my pills just now, i want to die", now=now, state=before)
    assert decision.level is RiskLevel.IMMINENT
    actions.after_turn(
        by=known.member, keyring=known.keyring, before=before, decision=decision,
        lines_shown=True, now=now,
    )  # fmt: skip


def consent(known: Known, granted: bool) -> None:
    people.set_consents(by=known.member, granted={"chosen_people": granted}, now=timezone.now())


def test_without_consent_nothing_leaves_by_itself(wren: Known) -> None:
    choose(wren, chosen(standing=True))
    danger(wren)
    assert not Alert.objects.exists()


def test_with_it_a_message_leaves_after_its_grace(wren: Known, page: Client) -> None:
    choose(wren, chosen(standing=True))
    choose(wren, chosen("Kit", address="kit@example.org", order=1))
    consent(wren, True)
    danger(wren)
    alert = Alert.objects.get()
    assert alert.standing
    assert alert.deliveries.count() == 1, "only those who are meant to get it without a tap"
    outbox.run_due(now=alert.made_at + STANDING_GRACE - timedelta(seconds=1))
    assert sent_mail.outbox == []
    assert "unless you stop it" in page.get("/chosen-people").content.decode()
    outbox.run_due(now=alert.made_at + STANDING_GRACE)
    assert len(sent_mail.outbox) == 1


def test_a_second_message_of_the_same_night_starts_no_second_alert(wren: Known) -> None:
    choose(wren, chosen(standing=True))
    consent(wren, True)
    danger(wren)
    danger(wren)
    assert Alert.objects.count() == 1


def test_withdrawing_for_one_person_stops_what_had_not_left(wren: Known) -> None:
    choose(wren, chosen(standing=True))
    consent(wren, True)
    danger(wren)
    row = ChosenPerson.of(wren.member).get()
    actions.save_person(
        by=wren.member, keyring=wren.keyring, payload=chosen(standing=False), row=row,
        now=timezone.now(),
    )  # fmt: skip
    assert Alert.objects.get().state == "stopped"


def test_withdrawing_consent_holds_at_once_also_for_what_had_not_left(wren: Known) -> None:
    choose(wren, chosen(standing=True))
    consent(wren, True)
    danger(wren)
    consent(wren, False)
    alert = Alert.objects.get()
    outbox.run_due(now=alert.made_at + STANDING_GRACE)
    assert sent_mail.outbox == []
    assert state(alert) == "stopped"


def test_a_server_without_mail_never_says_that_it_sent(wren: Known, settings: Any) -> None:
    settings.EMAIL_FROM, settings.EMAIL_BACKEND = "", "django.core.mail.backends.dummy.EmailBackend"
    choose(wren, chosen(standing=True))
    consent(wren, True)
    danger(wren)
    assert not Alert.objects.exists()
    alert = alert_to(wren)
    outbox.run_due(now=NOW)
    assert alert.deliveries.get().sent_at is None


def test_a_tap_needs_no_consent_switch(wren: Known, page: Client) -> None:
    choose(wren, chosen())
    page.post("/chosen-people/send", {"once": str(uuid4())})
    assert Alert.objects.filter(standing=False).count() == 1


# --- Crash points ------------------------------------------------------------------------------


FILES = {outbox.__file__, mail.__file__, sealing.__file__}


def until_over(alert: Alert, *, at: Any) -> None:
    """What the next process does: looks again and again, as time goes by."""
    for _ in range(12):
        outbox.run_due(now=at)
        at += outbox.LEASE + timedelta(minutes=WAIT_MINUTES)
    assert state(alert) == "unanswered"


def refused(delivery: Delivery, recipient: sealing.Recipient) -> None:
    mail.compose(delivery, recipient)
    raise mail.CannotSend


@pytest.mark.django_db(transaction=True)
def test_no_alert_is_lost_wherever_the_machine_stops(wren: Known) -> None:
    """R3: 200 places to stop at, sending, going on, ending, being refused."""
    crashed = 0
    two = (chosen("Sam"), chosen("Kit", address="kit@example.org"))
    looks = [(0, mail.send), (1, mail.send), (2, mail.send), (0, refused), (1, refused)]
    for looks_before, send in looks:
        first_look = NOW + looks_before * WAIT
        for line in range(1, 111):
            sent_mail.outbox.clear()
            alert = alert_to(wren, *two)
            for number in range(looks_before):
                outbox.run_due(now=NOW + number * WAIT)
            try:
                with stopping_at(line, FILES):
                    outbox.run_due(now=first_look, send=send)
            except Crash:
                crashed += 1
                die()
            until_over(alert, at=first_look)
            copies = Counter(one.extra_headers["Message-ID"] for one in sent_mail.outbox)
            got = {one.to[0] for one in sent_mail.outbox}
            assert got == {"sam@example.org", "kit@example.org"}, (line, got)
            assert len(copies) == 2, "each delivery keeps one Message-ID"
            assert max(copies.values()) <= 2, (line, copies)
            Alert.objects.all().delete()
    assert crashed >= 200, crashed


@pytest.mark.django_db(transaction=True)
def test_a_stop_while_the_member_taps_leaves_all_or_nothing(wren: Known) -> None:
    """The row and its deliveries are one transaction; the tap again finds it or makes it."""
    once = uuid4()
    for line in range(1, 40):
        try:
            with stopping_at(line, FILES):
                actions.send_alert(by=wren.member, people=[chosen()], now=NOW, alert_id=once)
        except Crash:
            die()
            assert not Alert.objects.filter(pk=once).exists() or Delivery.objects.exists()
        alert = actions.send_alert(by=wren.member, people=[chosen()], now=NOW, alert_id=once)
        assert alert.deliveries.count() == 1
        alert.delete()


def test_the_people_page_says_who_will_see_it(wren: Known, page: Client) -> None:
    def said() -> str:
        return " ".join(page.get("/chosen-people").content.decode().split())

    assert "Nobody is watching. There is nobody here yet" in said()
    choose(wren, chosen())
    assert "Nobody is watching. Sam gets a mail if you tap Send" in said()
    row = ChosenPerson.of(wren.member).get()
    actions.save_person(
        by=wren.member, keyring=wren.keyring, payload=chosen(standing=True), row=row,
        now=timezone.now(),
    )  # fmt: skip
    consent(wren, True)
    assert "highest level of danger, Sam gets a mail two minutes later" in said()


def test_a_server_without_mail_says_so_and_offers_ones_own(
    wren: Known, page: Client, settings: Any
) -> None:
    settings.EMAIL_FROM = ""
    choose(wren, chosen())
    text = page.get("/chosen-people").content.decode()
    assert "has not been set up to send mail" in text
    assert 'href="mailto:sam@example.org?subject=' in text
    page.post("/chosen-people/send", {"once": str(uuid4())})
    assert not Alert.objects.exists()


@pytest.mark.parametrize(
    ("given", "wrong"),
    [
        ({"address": "sam at example"}, "whole mail address"),
        ({"channel": "phone", "address": "call me"}, "digits only"),
        ({"name": ""}, "required"),
        ({"body": ""}, "required"),
    ],
)
def test_what_cannot_be_used_is_said_and_kept(
    page: Client, given: dict[str, str], wrong: str
) -> None:
    good = {"name": "Sam", "channel": "mail", "address": "sam@example.org", "subject": "x",
            "body": "my own words"}  # fmt: skip
    answer = page.post("/chosen-people/new", {**good, **given})
    assert answer.status_code == 422
    assert wrong in answer.content.decode()
    assert "Sam" in answer.content.decode() or not given.get("name", "x")


def test_a_subject_cannot_smuggle_a_header(wren: Known, page: Client) -> None:
    page.post(
        "/chosen-people/new",
        {"name": "Sam", "channel": "mail", "address": "sam@example.org",
         "subject": "hello\r\nBcc: all@example.org", "body": "my words"},
    )  # fmt: skip
    [(_, person)] = queries.people_of(wren.member, wren.keyring)
    assert "\n" not in person.subject


def test_names_and_addresses_are_locked(wren: Known) -> None:
    choose(wren, chosen())
    row = ChosenPerson.of(wren.member).get()
    assert b"sam" not in bytes(row.sealed)
