"""What follows from a turn: counts, tomorrow's question, breaks, leaning on it; each said once."""

from __future__ import annotations

import json
import re
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import OperationalError, connection
from django.test import Client
from django.utils import timezone

from evenkeel.apps.care import actions, queries, rules, talking
from evenkeel.apps.care.models import CareSettings, ReferralCount, SafetyCheck, TimeInTalk
from evenkeel.apps.companion.models import Message
from evenkeel.core.safety import SafetyState, assess
from evenkeel.core.vocabulary import RiskLevel
from evenkeel.site.reports import crisis_referrals
from tests.factories.members import Known

pytestmark = pytest.mark.django_db

NOW = timezone.now().replace(hour=15, minute=0, second=0, microsecond=0)


def turn(known: Known, text: str, *, at: datetime = NOW, before: SafetyState | None = None) -> Any:
    state = before or SafetyState()
    decision = assess(text, now=at, state=state)
    actions.after_turn(
        by=known.member, keyring=known.keyring, before=state, decision=decision,
        lines_shown=decision.level >= RiskLevel.RAISED, now=at,
    )  # fmt: skip
    return decision.state


def test_referrals_are_counted_without_anybody_in_them(wren: Known) -> None:
    state = turn(wren, "i want to die")
    turn(wren, "i want to kill myself", before=state)
    turn(wren, "good morning")
    assert json.loads(crisis_referrals(NOW.year)) == {
        "year": NOW.year, "crisis_referral_replies": 2, "crisis_referral_talks": 1,
        "protocol": "/trust",
    }  # fmt: skip
    assert json.loads(crisis_referrals(NOW.year - 1))["crisis_referral_replies"] == 0
    names = {field.name for field in ReferralCount._meta.get_fields()}
    assert names == {"id", "year", "kind", "count"}


@pytest.mark.django_db(transaction=True)
def test_a_turn_is_never_lost_because_counting_failed(wren: Known) -> None:
    def refuse(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        if "care_" in sql:
            raise OperationalError("care's tables are gone")
        return execute(sql, params, many, context)

    with connection.execute_wrapper(refuse):
        turn(wren, "i want to kill myself")
    assert not ReferralCount.objects.exists()


def test_an_agreed_check_stands_on_today_until_it_is_answered(wren: Known, page: Client) -> None:
    row = actions.agree_check(
        by=wren.member, keyring=wren.keyring, now=NOW, at=timezone.now() - timedelta(hours=1)
    )
    assert "You wanted to be asked" in page.get("/").content.decode()
    assert "How is it now?" in page.get(f"/how-it-went/{row.pk}").content.decode()
    page.post(f"/how-it-went/{row.pk}", {"answer": "better"})
    assert "You wanted to be asked" not in page.get("/").content.decode()


def test_worse_leads_to_people(wren: Known, page: Client) -> None:
    row = actions.agree_check(
        by=wren.member, keyring=wren.keyring, now=NOW, at=timezone.now() - timedelta(hours=1)
    )
    answer = page.post(f"/how-it-went/{row.pk}", {"answer": "worse"}).content.decode()
    assert "/help/GB" in answer
    assert "/safety-plan" in answer


def test_rather_not_say_is_an_answer(wren: Known, page: Client) -> None:
    row = actions.agree_check(
        by=wren.member, keyring=wren.keyring, now=NOW, at=timezone.now() - timedelta(hours=1)
    )
    assert page.post(f"/how-it-went/{row.pk}", {"answer": "unsaid"})["Location"] == "/"
    assert queries.check_due(wren.member, wren.keyring, now=timezone.now()) is None


def test_a_nonsense_answer_asks_again(wren: Known, page: Client) -> None:
    row = actions.agree_check(by=wren.member, keyring=wren.keyring, now=NOW)
    assert "How is it now?" in page.post(f"/how-it-went/{row.pk}", {"answer": "x"}).content.decode()


def test_one_question_waits_at_a_time(wren: Known) -> None:
    for _ in range(3):
        actions.agree_check(by=wren.member, keyring=wren.keyring, now=NOW)
    assert SafetyCheck.of(wren.member).count() == 1


@pytest.mark.parametrize(("later", "due"), [(0, True), (-1, False)])
def test_it_is_due_from_its_minute(wren: Known, later: int, due: bool) -> None:
    row = actions.agree_check(by=wren.member, keyring=wren.keyring, now=NOW)
    at = row.at + timedelta(seconds=later)
    assert (queries.check_due(wren.member, wren.keyring, now=at) is not None) is due


def test_it_is_let_go_after_three_days(wren: Known) -> None:
    row = actions.agree_check(by=wren.member, keyring=wren.keyring, now=NOW)
    late = row.at + queries.CHECK_ASKED_WITHIN
    assert queries.check_due(wren.member, wren.keyring, now=late) is not None
    assert queries.check_due(wren.member, wren.keyring, now=late + timedelta(seconds=1)) is None


def test_by_a_tap_on_the_plan(wren: Known, page: Client) -> None:
    page.post("/how-it-went/new")
    row = SafetyCheck.of(wren.member).get()
    assert timezone.localtime(row.at).hour == 10
    assert row.at > timezone.now()


def test_stretches_grow_and_a_pause_ends_them(wren: Known) -> None:
    for minutes in (0, 10, 40, 71):
        turn(wren, "hello", at=NOW + timedelta(minutes=minutes))
    rows = talking.stretches(wren.member, wren.keyring, now=NOW + timedelta(hours=2))
    assert [payload.messages for _, payload in rows] == [1, 3]


def said(known: Known, at: datetime) -> rules.Said | None:
    return rules.say_now(known.member, known.keyring, now=at)


def test_a_break_is_suggested_once_a_stretch(wren: Known) -> None:
    for minutes in range(0, 90, 15):
        turn(wren, "hello", at=NOW + timedelta(minutes=minutes))
        found = said(wren, NOW + timedelta(minutes=minutes))
        assert bool(found and found.rest) is (minutes == 60), minutes


def test_a_member_may_choose_when(wren: Known, page: Client) -> None:
    page.post("/reminders", {"break_minutes": "30"})
    assert CareSettings.objects.get().break_minutes == 30
    for minutes in (0, 15, 30):
        turn(wren, "hello", at=NOW + timedelta(minutes=minutes))
    found = said(wren, NOW + timedelta(minutes=30))
    assert found is not None
    assert found.rest
    assert page.post("/reminders", {"break_minutes": "1"}).status_code == 422


def test_nobody_in_danger_is_sent_to_take_a_break(wren: Known) -> None:
    state = SafetyState()
    for minutes in range(0, 90, 15):
        state = turn(wren, "i want to die", at=NOW + timedelta(minutes=minutes), before=state)
    assert said(wren, NOW + timedelta(minutes=75)) is None


def test_leaning_is_said_once_and_never_in_danger(wren: Known) -> None:
    for day in range(1, 6):
        began = NOW - timedelta(days=day)
        payload = talking.TimeInTalkPayload(last=began + timedelta(hours=2, minutes=10))
        TimeInTalk.create_locked(
            by=wren.member, keyring=wren.keyring, payload=payload, at=began, now=began
        )
    turn(wren, "i want to die", at=NOW - timedelta(minutes=1))
    assert said(wren, NOW) is None
    TimeInTalk.of(wren.member).first().delete()  # type: ignore[union-attr]
    turn(
        wren,
        "hello",
        at=NOW,
        before=SafetyState(),
    )
    found = said(wren, NOW)
    assert found is not None
    assert found.leaning == "hours"
    assert said(wren, NOW) is None


def test_it_is_measured_as_numbers_for_the_member_alone(wren: Known) -> None:
    turn(wren, "i want to die")
    row = TimeInTalk.of(wren.member).get()
    assert row.data_class.value == "D"
    assert "die" not in row.open(wren.keyring).model_dump_json()


def test_the_notice_comes_back_in_a_talk_that_is_never_reloaded(wren: Known, page: Client) -> None:
    where = page.post("/talk", {"text": "hello"})["Location"].split("#")[0]
    page.get(where)
    scripted = {"HX-Request": "true"}

    def says_it(text: str) -> bool:
        answer = page.post(where, {"text": text}, headers=scripted)
        return "A reminder: you are writing with a program" in answer.content.decode()

    assert not says_it("one")
    wren.member.refresh_from_db()
    before = timezone.now() - timedelta(minutes=180)
    type(wren.member).objects.filter(pk=wren.member.pk).update(ai_notice_at=before)
    assert says_it("two")
    assert not says_it("three")


@pytest.mark.parametrize(("packs", "said"), [((), False), (("us-il",), True)])
def test_a_hosts_pack_adds_its_words(
    page: Client, settings: Any, packs: tuple[str, ...], said: bool
) -> None:
    settings.LAW_PACKS = packs
    assert ("It does not give therapy" in page.get("/talk").content.decode()) is said


def test_a_reply_is_reported_with_one_tap_and_explained_later_or_not(
    wren: Known, page: Client
) -> None:
    talked = page.post("/talk", {"text": "hello"}, follow=True).content.decode()
    [address] = set(re.findall(r'action="(/talk/message/[0-9a-f-]+/rate)"', talked))
    assert 'name="rating" value="reported"' in talked
    done = page.post(address, {"rating": "reported"}, headers={"HX-Request": "true"})
    assert "You reported this" in done.content.decode()
    assert "Say what was wrong" in done.content.decode()
    page.post(address, {"rating": "reported", "report": "it was cold"})
    row = Message.of(wren.member).get(pk=address.split("/")[3])
    assert row.open(wren.keyring).report == "it was cold"
    assert b"cold" not in bytes(row.sealed)
