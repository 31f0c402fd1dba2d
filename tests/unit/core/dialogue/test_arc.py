"""Where a talk goes: asked outright, told enough, left with one thing; good news; pushback."""

from __future__ import annotations

import random
from datetime import UTC, date, datetime, timedelta
from functools import cache

import pytest

from evenkeel.core.dialogue import Answer, Companion, DialogueState, load_companion
from evenkeel.core.dialogue.arc import LEAVES_SOMETHING, TOLD_ENOUGH
from evenkeel.core.dialogue.moves import Awaiting, Dimension, Move
from evenkeel.core.dialogue.state import Memory, ToolEffect

NOON = datetime(2026, 3, 4, 12, tzinfo=UTC)
WORK = (
    "my manager gives me all the late shifts",
    "she put me on three weekends in a row",
    "the others swap among themselves",
    "i asked for one sunday off in march",
    "she said she would look at it",
)


@cache
def companion() -> Companion:
    return load_companion()


def talk(*messages: str, memory: Memory | None = None, state: DialogueState | None = None,
         seed: int = 1) -> list[Answer]:  # fmt: skip
    state, now, rng = state or DialogueState(), NOON, random.Random(seed)
    answers = []
    for message in messages:
        answer = companion().reply(state, message, now=now, rng=rng, memory=memory)
        answers.append(answer)
        state, now = answer.state, now + timedelta(minutes=1)
    return answers


@pytest.mark.parametrize(
    "asked", ["what can i actually do about it", "so what do i do", "any ideas?"]
)
def test_who_asks_what_to_do_is_offered_something(asked: str) -> None:
    last = talk(*WORK[:2], asked)[-1]
    assert last.offers or last.move in (Move.TEACH, Move.PLAN_STEP)


def test_who_asks_for_words_practises_them() -> None:
    last = talk(*WORK[:3], "how would i even say that to her")[-1]
    assert last.move is Move.REHEARSE or last.move is Move.TEACH


def test_what_would_be_of_use_is_asked_once_and_not_at_once() -> None:
    answers = talk(*WORK, "and then nothing", "i went home and sat there", "the week after too")
    asked = [
        n for n, a in enumerate(answers) if a.state.asked_about is Dimension.WANT and "?" in a.reply
    ]
    assert all(n >= TOLD_ENOUGH for n in asked)
    assert answers[-1].state.choices <= 1


def test_a_close_after_something_hard_leaves_one_thing() -> None:
    answers = talk(*WORK[: LEAVES_SOMETHING + 1], "ok bye")
    assert answers[-1].move is Move.CLOSE
    assert len(answers[-1].offers) <= 1
    assert "?" not in answers[-1].reply


def test_a_close_after_no_exercises_offers_none() -> None:
    answers = talk("no exercises today", *WORK[: LEAVES_SOMETHING + 1], "ok bye")
    assert answers[-1].move is Move.CLOSE
    assert not answers[-1].offers


def test_what_worked_is_named_with_its_day() -> None:
    memory = Memory(effects=(
        ToolEffect(
            tool="loosen-the-body", title="Loosening", before=7, after=4, on=date(2026, 3, 3)
        ),
    ))  # fmt: skip
    last = talk("what did i do yesterday that worked", memory=memory)[-1]
    assert last.move is Move.RECALL
    assert "Tuesday 3 March" in last.reply
    assert "7" in last.reply
    assert "4" in last.reply


def test_good_news_is_shared_and_nothing_is_offered() -> None:
    answers = talk("i passed my driving test!", "first time", "my mum cried")
    assert answers[0].state.glad
    assert not any(answer.offers for answer in answers)


def test_a_number_asked_for_is_a_number_also_on_a_good_day() -> None:
    state = talk("i passed my driving test!")[-1].state
    state = state.model_copy(update={"awaiting": Awaiting.BEFORE, "tool": "loosen-the-body",
                                     "tool_kind": "guide"})  # fmt: skip
    assert talk("7", state=state)[-1].move is Move.GUIDE


def test_something_else_is_talked_about_lightly() -> None:
    answers = talk("it was a bad day", "can we talk about something else", "soup", "leek")
    assert answers[-1].state.elsewhere
    assert not any(answer.offers for answer in answers)


@pytest.mark.parametrize("said", ["i just told you", "you don't get it", "don't give me that"])
def test_pushback_is_taken_without_defence(said: str) -> None:
    last = talk(*WORK[:2], said)[-1]
    assert last.move is Move.ANSWER
    assert not last.offers
    assert "sorry" not in last.reply.lower()
