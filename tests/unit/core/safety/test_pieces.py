"""Danger told in pieces: when a talk is read as a whole, what is asked, what an answer does."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from evenkeel.core.safety import (
    Element,
    Question,
    RiskDecision,
    SafetyState,
    Sign,
    assess,
    card_for,
    reads_together,
    risk_reply,
)
from evenkeel.core.safety.pieces import AGAIN_AFTER, ASK_FROM, ASKED_DIRECTLY, NAMED_FROM
from evenkeel.core.vocabulary import Pathway, Reading, RiskLevel
from tests.safety.talking import SAFETY

NOW = datetime(2026, 11, 21, 12, tzinfo=UTC)
UNDER = 0.001
SHARED = SAFETY.phrases.shared.questions[Question.CHECK]


def told(pathway: Pathway = Pathway.HARM_FROM_OTHERS, *, of_any: float = ASK_FROM) -> Reading:
    return Reading(text="", risk_together={"any": of_any, pathway: NAMED_FROM})


def says(
    text: str, state: SafetyState | None = None, reading: Reading | None = None
) -> RiskDecision:
    return assess(text, state=state, reading=reading, now=NOW)


def test_it_is_asked_about_and_never_raised_by_itself() -> None:
    decision = says("he comes home at six", reading=told(of_any=1.0))
    assert (decision.level, decision.sign) == (RiskLevel.WATCH, Sign.PIECES)
    assert decision.question is Question.CHECK
    assert decision.pathway is Pathway.HARM_FROM_OTHERS
    assert Element.FEELING in decision.required


def test_under_the_point_nothing_is_asked() -> None:
    decision = says("he comes home at six", reading=told(of_any=ASK_FROM - UNDER))
    assert (decision.level, decision.question) == (RiskLevel.NONE, None)


@pytest.mark.parametrize("pathway", sorted(ASKED_DIRECTLY))
def test_what_has_a_first_question_of_its_own_is_asked_with_it(pathway: Pathway) -> None:
    assert says("i feel odd", reading=told(pathway)).question is Question.DIRECT


@pytest.mark.parametrize("pathway", sorted(set(Pathway) - ASKED_DIRECTLY))
def test_every_other_danger_has_a_question_of_its_own(pathway: Pathway) -> None:
    own = SAFETY.phrases.question(Question.CHECK, pathway)
    assert len(own) >= 4
    assert not set(own) & set(SHARED)


def test_what_is_not_sure_enough_is_asked_without_a_name() -> None:
    unsure = Reading(text="", risk_together={"any": 0.95, "withdrawal": NAMED_FROM - UNDER})
    decision = says("a grey day", reading=unsure)
    card = card_for(SAFETY.countries, "GB", None, NOW)
    reply = risk_reply(decision, card=card, phrases=SAFETY.phrases, now=NOW)
    assert any(question in reply for question in SHARED)


@pytest.mark.parametrize("answer", ["yes", "sort of", "i don't know, maybe"])
def test_a_yes_or_a_maybe_raises(answer: str) -> None:
    asked = says("he comes home at six", reading=told())
    decision = says(answer, asked.state)
    assert decision.level is RiskLevel.RAISED
    assert decision.pathway is Pathway.HARM_FROM_OTHERS


@pytest.mark.parametrize("answer", ["no", "no, nothing like that", "of course not"])
def test_a_no_is_believed_and_it_is_not_asked_again_at_once(answer: str) -> None:
    asked = says("he comes home at six", reading=told())
    decision = says(answer, asked.state)
    assert decision.level <= RiskLevel.WATCH
    assert decision.heard == "check.settled"
    state = decision.state
    for _ in range(AGAIN_AFTER - 3):
        assert not reads_together(state)
        state = says("a grey day", state).state


def test_the_last_messages_are_read_together_at_every_third() -> None:
    due, state = [], SafetyState()
    for _ in range(8):
        due.append(reads_together(state))
        state = says("a grey day", state).state
    assert [at for at, yes in enumerate(due, 1) if yes] == [4, 7]


def test_somebody_known_to_be_in_danger_is_not_guessed_about() -> None:
    state = says("i wish i was dead").state
    assert not reads_together(state)
    later = says("a grey day", state, told())
    assert Sign.PIECES not in {one.sign for one in later.evidence}


def test_telling_more_of_it_is_a_yes_and_is_taken_up() -> None:
    asked = says("he comes home at six", reading=told())
    decision = says("he checks this phone too", asked.state)
    assert (decision.level, decision.heard) == (RiskLevel.RAISED, "felt.b_phone")


def test_a_no_may_be_taken_back() -> None:
    asked = says("he comes home at six", reading=told())
    denied = says("no", asked.state)
    decision = says("ok maybe sometimes", denied.state)
    assert decision.level is RiskLevel.RAISED
    assert decision.pathway is Pathway.HARM_FROM_OTHERS


def test_turning_down_help_nobody_offered_is_taken_for_a_maybe() -> None:
    asked = says("he comes home at six", reading=told())
    decision = says("i dont want the police", asked.state)
    assert (decision.level, decision.pathway) == (RiskLevel.RAISED, Pathway.HARM_FROM_OTHERS)
