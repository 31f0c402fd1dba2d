"""The answer to the direct question is heard as it was given: "of course i'm not", "i'm not sure".

To take a yes for a no leaves somebody alone; to take a no for a yes frightens somebody who is not.
Not here: what follows from an answer (test_conversations).
"""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest
import yaml

from evenkeel.core.content.safety import load_safety
from evenkeel.core.safety import Answer, Question, RiskDecision, assess, card_for, risk_reply
from evenkeel.core.vocabulary import RiskLevel

NOW = datetime(2026, 11, 21, 22, tzinfo=UTC)
GIVEN = yaml.safe_load((Path(__file__).parent / "answers.yaml").read_text(encoding="utf-8"))
SAID_LIGHTLY, SAID_HEAVILY = "lol if my boss emails once more i will actually kms", "i am a burden"


def answered(first: str, text: str) -> RiskDecision:
    asked = assess(first, now=NOW)
    assert asked.question is Question.DIRECT
    return assess(text, state=asked.state, now=NOW)


@pytest.mark.parametrize("first", [SAID_LIGHTLY, SAID_HEAVILY], ids=["lightly", "heavily"])
@pytest.mark.parametrize(
    ("text", "answer"),
    [(text, answer) for answer in ("no", "yes", "unsure") for text in GIVEN[answer]],
)
def test_an_answer_is_what_it_was(first: str, text: str, answer: str) -> None:
    assert answered(first, text).state.answered(Question.DIRECT) is Answer(answer)


@pytest.mark.parametrize("text", GIVEN["only_words"])
def test_a_way_of_talking_is_a_no_where_nothing_else_was_said(text: str) -> None:
    lightly = answered(SAID_LIGHTLY, text)
    assert lightly.state.answered(Question.DIRECT) is Answer.NO
    assert lightly.level is RiskLevel.WATCH
    assert answered(SAID_HEAVILY, text).state.answered(Question.DIRECT) is not Answer.NO


@pytest.mark.parametrize("answer", ["yes", "no"])
@pytest.mark.parametrize("text", GIVEN["at_the_question"])
def test_what_is_said_to_the_question_leaves_it_open(text: str, answer: str) -> None:
    first = assess(SAID_LIGHTLY, now=NOW)
    second = assess(text, state=first.state, now=NOW)
    assert (second.heard, second.question) == ("direct.why", Question.DIRECT)
    third = assess(answer, state=second.state, now=NOW)
    assert third.state.answered(Question.DIRECT) is Answer(answer)


def test_a_joke_makes_no_question_of_what_asked_for_none() -> None:
    """Only what was lowered was borrowed: "hopeless" is watched, in a joke as without one."""
    plain, joking = (assess(text, now=NOW) for text in ("it's hopeless", "lol it's hopeless"))
    assert plain.evidence
    assert (joking.level, joking.sign, joking.question) == (plain.level, plain.sign, plain.question)


def test_a_no_beside_a_wish_to_die_is_not_met_with_relief() -> None:
    decision = answered(SAID_LIGHTLY, "no, but i wish i was dead")
    assert decision.level >= RiskLevel.RAISED
    assert decision.heard != "direct.settled"


@pytest.mark.parametrize("text", ["i'm not sure", "not yet", "never mind", "no idea"])
@pytest.mark.parametrize("told", [(), ("yes",)], ids=["plan", "means"])
def test_what_is_no_no_is_none_of_a_plan_either(told: tuple[str, ...], text: str) -> None:
    asked = assess("i want to kill myself", now=NOW)
    for one in told:
        asked = assess(one, state=asked.state, now=NOW)
    question = asked.question
    assert question in {Question.PLAN, Question.MEANS}
    after = assess(text, state=asked.state, now=NOW)
    assert after.state.answered(question) is Answer.UNSURE


def test_what_is_said_to_the_question_is_met_before_it_is_put_again() -> None:
    safety = load_safety()
    first = assess(SAID_LIGHTLY, now=NOW)
    second = assess("are you serious", state=first.state, now=NOW)
    said = risk_reply(
        second, card=card_for(safety.countries, "GB", None, NOW), phrases=safety.phrases,
        recent=(), now=NOW, seed=1,
    )  # fmt: skip
    assert said.startswith(safety.phrases.shared.answers["direct.why"])
    assert said.endswith("?")
