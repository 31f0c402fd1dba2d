"""Whole conversations: levels hold and fall, refusals are heard, each reply is in contract."""

from __future__ import annotations

from datetime import timedelta
from itertools import pairwise

import pytest

from evenkeel.core.safety import Element, Offer, Question, SafetyState, Stance, begin_risk_turn
from evenkeel.core.vocabulary import Pathway, RiskLevel
from tests.safety.talking import BEGIN, SAFETY, Talk

SCRIPTS: dict[str, tuple[str, ...]] = {
    "the walk": (
        "everyone would be better off without me", "yes", "yes", "in the drawer", "tonight",
        "my mum is here now", "yes they picked up", "she took them off me", "ok", "thanks",
    ),
    "refusals": (
        "i cut myself again", "no", "don't tell me to call a hotline", "i have no friends",
        "no safety plan please", "whatever", "idk", "can we talk about something else",
    ),
    "anger": ("i want to die", "fuck off you stupid bot", "you don't get it", "sorry", "maybe"),
    "jokes": ("lol i want to kill myself", "jk", "i was only joking", "forget it", "ok"),
    "friend": ("asking for a friend, how many pills would it take to die", "it's for a friend",
               "ok fine it's me"),
    "other": ("my friend says she wants to kill herself", "she won't talk to me", "what do i do"),
    "harm": ("he choked me last night", "yes", "he checks my phone", "i can't tell anyone", "ok"),
    "medical": ("chest pain and my left arm is numb", "yes", "they're on the way", "ok"),
    "silence": ("i want to kill myself", "...", "", "...", "?"),
    "voices": ("the voices tell me to kill myself", "yes", "no plan", "they're loud", "i'm alone"),
    "child": ("my stepdad touches me at night", "no", "my teacher maybe", "i'm scared", "ok"),
    "eating": ("i've been purging every day", "no", "i fainted because i haven't eaten", "no one"),
    "mania": ("haven't slept in 4 days and i feel unstoppable", "no", "why are you asking", "fine"),
    "withdrawal": ("seeing things since i stopped drinking", "nobody", "ok calling now"),
    "postpartum": ("i'm scared i'll hurt my baby", "yes", "my husband is home", "ok"),
    "to others": ("i'm going to stab him", "yes", "i left the house", "i'm calmer"),
}  # fmt: skip


@pytest.mark.parametrize("country", ["GB", "US", "IN", "ID", "RU", None, "XX"])
@pytest.mark.parametrize("name", SCRIPTS)
def test_each_reply_holds_the_contract(name: str, country: str | None) -> None:
    for seed in (1, 2, 3):
        talk = Talk(country=country, seed=seed)
        for line in SCRIPTS[name]:
            talk.says(line)
        assert talk.breaches == []
        assert all(len(reply.split()) <= 120 and reply.count("?") <= 1 for reply in talk.replies)
        window = [talk.replies[max(0, i - 5) : i] for i in range(len(talk.replies))]
        assert all(reply not in before for reply, before in zip(talk.replies, window, strict=True))


def test_answers_walk_up_to_imminent_and_company_lets_it_fall() -> None:
    talk = Talk()
    levels = [talk.says(line).level for line in SCRIPTS["the walk"][:4]]
    assert levels == [RiskLevel.WATCH, RiskLevel.HIGH, RiskLevel.HIGH, RiskLevel.IMMINENT]
    assert talk.says("my mum is here now").stance is Stance.WITH_SOMEONE
    assert talk.state.with_someone
    falling = [talk.says("ok").level for _ in range(12)]
    assert falling[0] is RiskLevel.IMMINENT
    assert all(a - b in (0, 1) for a, b in pairwise(falling))
    assert falling[-1] < RiskLevel.IMMINENT


@pytest.mark.parametrize(
    "cheer", ["haha all good now", "i had pizza, great day", "lol jk", "never mind"]
)
def test_a_cheerful_message_lowers_nothing(cheer: str) -> None:
    talk = Talk()
    before = talk.says("i keep thinking about killing myself").level
    assert talk.says(cheer).level >= before


def test_sudden_calm_after_danger_is_a_sign() -> None:
    talk = Talk()
    talk.says("i have a plan to kill myself")
    decision = talk.says("i feel at peace now", after=timedelta(days=2))
    assert decision.level >= RiskLevel.HIGH
    assert any(one.rule == "calm_after_danger" for one in decision.evidence)


def test_time_lets_it_fall_one_step_at_a_time() -> None:
    talk = Talk()
    talk.says("i keep thinking about killing myself")
    assert talk.says("hi", after=timedelta(hours=23)).level is RiskLevel.HIGH
    assert talk.says("hi", after=timedelta(hours=2)).level is RiskLevel.RAISED
    assert talk.says("hi", after=timedelta(days=30)).level is RiskLevel.NONE


def test_a_declined_offer_rests_and_returns() -> None:
    talk = Talk()
    assert Element.CRISIS_LINE in talk.says("i wish i was dead").required
    refused = talk.says("don't tell me to call a hotline")
    assert Offer.CRISIS_LINE in refused.declined
    assert Element.CRISIS_LINE not in refused.required
    later = [talk.says("hm").required for _ in range(3)]
    assert Element.CRISIS_LINE in later[-1]


def test_plan_means_and_timing_are_asked_one_at_a_time() -> None:
    talk = Talk()
    asked = [talk.says(line).question for line in ("i want to kill myself", "yes", "yes i do")]
    assert asked[:2] == [Question.PLAN, Question.MEANS]
    assert len(set(asked)) == len(asked)


def test_the_ai_notice_is_said_once() -> None:
    talk = Talk()
    said = [
        Element.AI_NOTICE in talk.says(line).required for line in ("i wish i was dead", "no", "hm")
    ]
    assert said == [True, False, False]


def test_a_questionnaire_opens_a_risk_turn() -> None:
    decision = begin_risk_turn(
        level=RiskLevel.RAISED, pathway=Pathway.SUICIDE, reason="phq9.item9", now=BEGIN
    )
    assert decision.question is Question.DIRECT
    assert Element.CRISIS_LINE in decision.required
    talk = Talk(state=decision.state)
    assert talk.says("yes").level is RiskLevel.HIGH


def test_the_state_survives_storage() -> None:
    talk = Talk()
    for line in SCRIPTS["the walk"]:
        talk.says(line)
        again = SafetyState.model_validate_json(talk.state.model_dump_json())
        assert again == talk.state


def test_own_pathways_have_own_questions() -> None:
    for pathway in Pathway:
        assert pathway in SAFETY.phrases.sets or pathway is Pathway.SUICIDE
