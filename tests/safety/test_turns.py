"""Whole conversations: panic ends, a no taken back counts, company lets a level fall."""

from __future__ import annotations

from datetime import UTC, datetime
from itertools import pairwise

from evenkeel.core.safety import Element, Question, RiskDecision, assess
from evenkeel.core.vocabulary import Pathway, RiskLevel

NOW = datetime(2026, 11, 21, tzinfo=UTC)


def talk(*messages: str) -> list[RiskDecision]:
    decisions: list[RiskDecision] = []
    for message in messages:
        state = decisions[-1].state if decisions else None
        decisions.append(assess(message, state=state, now=NOW))
    return decisions


def test_panic_is_watched_once_cautioned_never_asked_about_dying_and_ends() -> None:
    turns = talk("cant breathe. heart going mad", "i think im dying", "window", "ok its a bit less")
    assert [turn.level for turn in turns] == [RiskLevel.WATCH] * 3 + [RiskLevel.NONE]
    assert turns[0].pathway is Pathway.MEDICAL_EMERGENCY
    assert [Element.MEDICAL_CAVEAT in turn.required for turn in turns] == [True] + [False] * 3
    assert all(turn.question is None for turn in turns)
    assert not any(Element.CRISIS_LINE in turn.required for turn in turns)


def test_panic_does_not_hide_a_standing_danger() -> None:
    last = talk("i want to kill myself", "cant breathe heart going mad")[-1]
    assert last.level is RiskLevel.HIGH
    assert last.pathway is Pathway.SUICIDE


def test_a_no_taken_back_in_a_few_words_is_asked_again() -> None:
    last = talk("lol might just kms", "no im not. its just the exam", "ok maybe sometimes")[-1]
    assert last.level is RiskLevel.RAISED
    assert last.question is Question.DIRECT


def test_with_somebody_and_nothing_planned_nobody_is_kept_at_high() -> None:
    turns = talk(
        "i want to kill myself", "no plan", "im with my sister", "she knows", "watching a film",
        "tea", "feeling ok", "yes", "ok",
    )  # fmt: skip
    levels = [turn.level for turn in turns]
    assert max(levels) is RiskLevel.HIGH
    assert levels[-1] <= RiskLevel.WATCH
    assert all(later >= earlier - 1 for earlier, later in pairwise(levels))


def test_a_plan_denied_is_not_asked_when_or_with_what() -> None:
    last = talk("i want to kill myself", "i dont have a plan")[-1]
    assert last.question not in {Question.MEANS, Question.TIMING, Question.MOVE_MEANS}
    assert last.heard == "plan.no"


def test_calling_does_not_end_an_overdose() -> None:
    turns = talk("i took a load of tablets", "about twenty", "an hour ago", "nobody", "im calling")
    assert all(turn.level is RiskLevel.IMMINENT for turn in turns)


def test_what_is_said_sideways_over_three_messages_is_asked_about() -> None:
    """Found by reading: the point of it all, "of being here", and a plan denied before asked."""
    turns = talk("cant sleep. whats the point of any of it", "i mean of being here", "yes")
    assert turns[1].level is RiskLevel.RAISED
    assert turns[1].question is Question.DIRECT
    assert turns[2].level is RiskLevel.HIGH
    last = talk("whats the point of any of it", "no i havent got a plan")[-1]
    assert (last.level, last.question) == (RiskLevel.RAISED, Question.DIRECT)
