"""Irony is heard as the opposite, remarked on once, and not where something else is awaited."""

from __future__ import annotations

import random
from datetime import UTC, datetime, timedelta

import pytest

from evenkeel.core.dialogue import Answer, DialogueState
from evenkeel.core.dialogue.dry import HARD_LASTS
from evenkeel.core.dialogue.moves import Awaiting
from tests.unit.core.dialogue.test_companion import companion

NOW = datetime(2026, 3, 4, 9, tzinfo=UTC)
TONE = ("straight face", "eyebrow", "opposite", "upside down", "tone", "dry")


def answered(message: str, **state: object) -> Answer:
    before = DialogueState(**state)  # type: ignore[arg-type]
    return companion().reply(before, message, now=NOW, rng=random.Random(1), country="GB")


def heard_dryly(answer: Answer) -> bool:
    return any(word in answer.reply.lower() for word in TONE)


@pytest.mark.parametrize(
    "said",
    [
        "oh great, another lovely monday", "living the dream", "well that's just perfect",
        "just what i needed", "great news, they promoted the office fraud", "thanks for nothing",
    ],
)  # fmt: skip
def test_said_one_way_and_meant_the_other(said: str) -> None:
    assert heard_dryly(answered(said))


@pytest.mark.parametrize(
    "said",
    [
        "great news, i got the job", "i had a lovely monday with my kids", "that's a great idea",
        "i'm sure it'll be fine", "oh great, thank you",
    ],
)  # fmt: skip
def test_meant_as_it_is_said(said: str) -> None:
    assert not heard_dryly(answered(said))


@pytest.mark.parametrize(("ago", "dry"), [(HARD_LASTS, True), (HARD_LASTS + 1, False)])
def test_a_bare_brilliant_is_dry_only_soon_after_something_hard(ago: int, dry: bool) -> None:
    answer = answered("brilliant", turn=20, explored=3, hard_turn=20 - ago)
    assert heard_dryly(answer) is dry


def test_an_answer_to_what_was_offered_is_never_irony() -> None:
    answer = answered("perfect", turn=5, explored=3, hard_turn=4, awaiting=Awaiting.MORE)
    assert not heard_dryly(answer)


def test_the_tone_is_remarked_on_once_in_a_while() -> None:
    state, now, remarks = DialogueState(), NOW, 0
    for line in ("oh great, another lovely monday", "living the dream", "lucky me", "yay me"):
        answer = companion().reply(state, line, now=now, rng=random.Random(2), country="GB")
        state, now = answer.state, now + timedelta(minutes=1)
        remarks += heard_dryly(answer) and answer.reply.endswith("?")
        assert not state.good
    assert remarks == 1
