"""The Talk page over HTTP: saying, leaving and picking up, rating, editing, deleting."""

from __future__ import annotations

import uuid
from datetime import timedelta

import pytest
from django.test import Client
from django.utils import timezone

from evenkeel.apps.companion import actions, queries
from evenkeel.apps.companion.models import Conversation, FollowUp, Message
from evenkeel.apps.people import actions as people
from evenkeel.core.dialogue import ScheduleFollowUp
from evenkeel.core.vocabulary import RiskLevel
from tests.factories.members import Known, make_member

BOSS = "my boss yelled at me in front of everyone and i just stood there"


def begin(page: Client, text: str = BOSS) -> Conversation:
    answer = page.post("/talk", {"text": text, "once": str(uuid.uuid4())})
    assert answer.status_code == 302, answer.content.decode()
    return Conversation.objects.order_by("-created_at")[0]


def texts(known: Known, row: Conversation) -> list[str]:
    return [said.text for _, said in queries.messages_of(row, known.keyring)]


def test_a_talk_begins_without_scripts_and_shows_both_sides(page, wren):
    row = begin(page)
    shown = page.get(f"/talk/{row.pk}").content.decode()
    mine, reply = texts(wren, row)
    assert mine == BOSS
    assert mine in shown
    assert reply.split(".")[0].replace("'", "&#x27;") in shown


def test_with_scripts_only_the_turn_comes_back(page, wren):
    row = begin(page)
    answer = page.post(f"/talk/{row.pk}", {"text": "i felt tiny"}, headers={"HX-Request": "true"})
    body = answer.content.decode()
    assert answer.status_code == 200
    assert "<html" not in body
    assert "i felt tiny" in body
    assert 'hx-swap-oob="true"' in body


def test_a_first_message_with_scripts_leads_to_its_page(page):
    answer = page.post("/talk", {"text": BOSS}, headers={"HX-Request": "true"})
    assert answer.status_code == 204
    assert answer["HX-Redirect"].startswith("/talk/")


def test_a_second_press_says_nothing_twice(page, wren):
    once = str(uuid.uuid4())
    for _ in range(2):
        page.post("/talk", {"text": "hello", "once": once})
    assert Conversation.objects.count() == 1
    assert Message.objects.count() == 2


def test_the_talk_is_left_and_picked_up(page, wren):
    row = begin(page)
    assert page.get("/talk")["Location"] == f"/talk/{row.pk}"
    fresh = page.get("/talk?new")
    assert fresh.status_code == 200
    assert BOSS[:50] in fresh.content.decode()
    page.post(f"/talk/{row.pk}", {"text": "i felt about two foot tall"})
    row.refresh_from_db()
    assert row.open(wren.keyring).state.turn == 2


def test_nothing_said_lies_readable_in_the_database(page, wren):
    begin(page, "the canary sings at midnight")
    for row in (*Conversation.objects.all(), *Message.objects.all()):
        assert b"canary" not in bytes(row.sealed)


@pytest.mark.parametrize(
    ("raw", "words"),
    [
        ("", "Nothing was in the box"),
        ("   \n ", "Nothing was in the box"),
        ("\x00\x01", "only control characters"),
        ("a" * 20_001, "20,001 characters"),
        ("\ufffd" * 30, "did not arrive in a form"),
    ],
)
def test_a_message_that_cannot_be_answered_gets_a_kind_specific_sentence(page, raw, words):
    answer = page.post("/talk", {"text": raw})
    assert answer.status_code == 422
    assert words in answer.content.decode()
    assert Conversation.objects.count() == 0


def test_what_was_typed_stays_in_the_box(page):
    shown = page.post("/talk", {"text": "b" * 20_500}).content.decode()
    assert "b" * 20_500 in shown


def test_a_message_of_ten_megabytes_is_refused_without_sending_it_back(page):
    answer = page.post("/talk", {"text": "c" * 10_000_000})
    assert answer.status_code == 422
    assert len(answer.content) < 100_000


def test_direction_overrides_and_nul_bytes_are_taken_out(page, wren):
    row = begin(page, "he said \u202eno\u202c to me\x00 again")
    assert texts(wren, row)[0] == "he said no to me again"


def test_a_reply_is_rated_and_reported(page, wren):
    row = begin(page)
    reply = next(m for m in row.messages.all() if not m.open(wren.keyring).by_member)
    page.post(f"/talk/message/{reply.pk}/rate", {"rating": "helped"})
    reply.refresh_from_db()
    assert reply.open(wren.keyring).rating == "helped"
    page.post(f"/talk/message/{reply.pk}/rate", {"rating": "reported", "report": "too cold"})
    reply.refresh_from_db()
    assert reply.open(wren.keyring).report == "too cold"


def test_own_words_are_edited_out_of_the_record_and_the_memory(page, wren):
    row = begin(page, "my sister Ada stole from me and i found out today")
    said = next(m for m in row.messages.all() if m.open(wren.keyring).by_member)
    page.post(f"/talk/message/{said.pk}", {"text": "something happened"})
    row.refresh_from_db()
    payload = row.open(wren.keyring)
    assert "Ada" not in payload.model_dump_json()
    assert texts(wren, row)[0] == "something happened"
    assert "edited" in page.get(f"/talk/{row.pk}").content.decode()


def test_messages_and_conversations_are_deleted(page, wren):
    row = begin(page)
    said = row.messages.first()
    page.post(f"/talk/message/{said.pk}/delete")
    assert row.messages.count() == 1
    assert "no way back" in page.get(f"/talk/{row.pk}/delete").content.decode()
    page.post(f"/talk/{row.pk}/delete")
    assert Conversation.objects.count() == Message.objects.count() == 0


def test_another_members_talk_is_not_found(page, wren):
    other = make_member("Heron")
    row = actions.say(
        by=other.member, keyring=other.keyring, text="mine", now=timezone.now()
    ).conversation
    message = row.messages.first()
    for path in (
        f"/talk/{row.pk}",
        f"/talk/{row.pk}/delete",
        f"/talk/message/{message.pk}",
    ):
        assert page.get(path).status_code == 404
        assert page.post(path, {"text": "x"}).status_code == 404
    assert page.post(f"/talk/message/{message.pk}/rate", {"rating": "helped"}).status_code == 404
    assert page.post(f"/talk/message/{message.pk}/delete").status_code == 404


def test_two_tabs_in_the_same_talk_lose_nothing(page, wren):
    row = begin(page)
    stale = Conversation.objects.get(pk=row.pk)
    now = timezone.now()
    keys = {"by": wren.member, "keyring": wren.keyring, "now": now}
    actions.say(text="from the first tab", conversation=row, **keys)
    actions.say(text="from the second tab", conversation=stale, **keys)
    said = texts(wren, Conversation.objects.get(pk=row.pk))
    assert "from the first tab" in said
    assert "from the second tab" in said


def test_without_consent_nothing_is_answered_but_the_words_stay(page, wren):
    people.set_consents(by=wren.member, granted={"companion": False}, now=timezone.now())
    answer = page.post("/talk", {"text": "hello there"})
    assert answer.status_code == 422
    assert "hello there" in answer.content.decode()
    assert Conversation.objects.count() == 0


def test_danger_shows_the_lines_of_the_members_country(page, wren):
    row = begin(page, "i want to kill myself")
    shown = page.get(f"/talk/{row.pk}").content.decode()
    assert 'href="tel:' in shown
    assert "tel:116123" in shown
    assert "sms:85258" in shown
    assert "116 123" in shown


def test_danger_is_carried_into_the_next_talk(page, wren):
    begin(page, "i want to kill myself")
    second = begin(page, "what a boring evening")
    assert second.open(wren.keyring).state.safety.level >= RiskLevel.HIGH


def test_a_questionnaire_opens_a_risk_turn(page, wren):
    row = actions.open_risk_turn(
        by=wren.member, keyring=wren.keyring, source="PHQ-9", pathway="suicide",
        item="Thoughts that you would be better off dead", answer="Several days",
        now=timezone.now(),
    )  # fmt: skip
    shown = page.get(f"/talk/{row.pk}")
    assert shown.status_code == 200
    (reply,) = [said for _, said in queries.messages_of(row, wren.keyring)]
    assert reply.level >= RiskLevel.RAISED
    assert reply.resources


def test_what_was_planned_is_asked_about_once(page, wren):
    now = timezone.now()
    effect = ScheduleFollowUp(text="call the dentist", day=timezone.localtime(now).date())
    actions.carry_out(
        by=wren.member, keyring=wren.keyring, effects=[effect], now=now - timedelta(days=1)
    )
    assert [due.text for due in queries.followups_due(wren.member, wren.keyring, now)] == [
        "call the dentist"
    ]
    first = begin(page, "hi")
    assert "call the dentist" in texts(wren, first)[1]
    assert queries.followups_due(wren.member, wren.keyring, now) == []
    page.get("/talk?new")
    second = begin(page, "hi")
    assert "call the dentist" not in texts(wren, second)[1]
    assert FollowUp.objects.count() == 1


def test_a_turn_asks_the_database_little(page, wren, django_assert_max_num_queries):
    row = begin(page)
    with django_assert_max_num_queries(22):
        page.post(f"/talk/{row.pk}", {"text": "it happened again today at work"})


def test_all_talks_are_listed_a_page_at_a_time(page, wren):
    for number in range(22):
        actions.say(
            by=wren.member, keyring=wren.keyring, text=f"talk number {number}",
            now=timezone.now() + timedelta(seconds=number),
        )  # fmt: skip
    first = page.get("/talk/all").content.decode()
    assert "talk number 21" in first
    assert "talk number 1<" not in first
    assert "talk number 0" in page.get("/talk/all?page=2").content.decode()
    assert page.get("/talk/all?page=-3").status_code == 200
    assert page.get("/talk/all?page=x").status_code == 200
