"""A rehearsal in its talk: set, begun at once, left, interrupted by danger, kept by consent."""

from __future__ import annotations

from datetime import UTC, datetime
from random import Random

import pytest

from evenkeel.core.dialogue import DialogueState, Memory
from evenkeel.core.dialogue.moves import Awaiting, Move
from evenkeel.core.dialogue.playing import Phase, Play
from evenkeel.core.dialogue.rehearsal import GRAVE, in_role
from evenkeel.core.rehearsal import Scene
from evenkeel.core.safety import SafetyState
from evenkeel.core.vocabulary import Pathway, Reading, RiskLevel
from tests.unit.core.dialogue.test_companion import companion
from tests.unit.core.dialogue.test_memory_turns import talk

SET = ("help me talk to my boss", "two days off", "that he'll shout", "2")


def test_a_role_that_was_named_is_not_asked_for() -> None:
    (asked,) = talk("help me talk to my boss")
    assert asked.state.play is not None
    assert asked.state.play.phase is Phase.WANT
    (unnamed,) = talk("can we role play something")
    assert unnamed.state.play is not None
    assert unnamed.state.play.phase is Phase.WHO


def test_whoever_says_the_line_at_once_is_answered_at_once() -> None:
    answer = talk("help me say something to her", "please stop laughing when i speak, it hurts")[-1]
    assert answer.state.play is not None
    assert answer.state.play.phase is Phase.PLAY
    assert answer.reply.startswith("They:")


@pytest.mark.parametrize("said", ["stop", "Stop.", "can we stop", "out of the scene please"])
@pytest.mark.parametrize("steps", range(1, 5))
def test_stop_ends_it_from_every_step(said: str, steps: int) -> None:
    left = talk(*SET[:steps], said)[-1]
    assert left.state.play is None
    assert left.state.awaiting is not Awaiting.REHEARSE


def test_a_line_that_says_stop_is_a_line() -> None:
    answer = talk(*SET, "Stop shouting at me in front of the others, please.")[-1]
    assert answer.move is Move.REHEARSE
    assert answer.reply.startswith("Boss:")


@pytest.mark.parametrize(
    "said", ["i can't do this", "this is too real", "i'm shaking", "i'm crying now"]
)
def test_when_it_gets_too_close_the_role_is_dropped(said: str) -> None:
    answer = talk(*SET, said)[-1]
    assert answer.state.play is None
    assert "Boss:" not in answer.reply


@pytest.mark.parametrize(
    "said",
    [
        "i want to kill myself",
        "I'm going to take all my pills tonight",
        "i don't want to be alive any more",
        "i've got a knife and i'm going to cut myself",
    ],
)
def test_danger_always_wins(said: str) -> None:
    answer = talk(*SET, said)[-1]
    assert answer.move is Move.RISK
    assert answer.decision.level >= RiskLevel.RAISED
    assert answer.state.awaiting is not Awaiting.REHEARSE
    assert "Boss:" not in answer.reply


def test_in_a_scene_the_heads_guess_counts_only_when_it_is_sure() -> None:
    playing = DialogueState(
        awaiting=Awaiting.REHEARSE,
        play=Play(phase=Phase.PLAY, role="boss", scene=Scene(role="boss", level=2)),
    )
    unsure = Reading(text="x", risk_levels={"watch": 0.6, "high": GRAVE - 0.01})
    sure = Reading(text="x", risk_levels={"high": GRAVE})
    assert not in_role(unsure, playing).risk_levels
    assert in_role(sure, playing) is sure
    assert in_role(unsure, DialogueState()) is unsure


def test_nobody_rehearses_standing_up_to_one_who_hurts_them() -> None:
    state = DialogueState(
        safety=SafetyState(level=RiskLevel.NONE, pathway=Pathway.HARM_FROM_OTHERS)
    )
    answer = companion().reply(
        state, "help me talk to my boyfriend", now=datetime(2026, 3, 4, 15, tzinfo=UTC),
        rng=Random(1), country="GB",
    )  # fmt: skip
    assert answer.state.play is None
    assert answer.state.awaiting is not Awaiting.REHEARSE or answer.move is Move.RISK


def test_a_question_to_us_is_answered_as_one() -> None:
    answer = talk("help me talk to my boss", "are you a real person?")[-1]
    assert "program" in answer.reply.lower()


def test_without_memory_the_line_stays_in_the_talk() -> None:
    lines = (*SET, "I'd like Thursday and Friday off.", "how was that", "enough")
    answer = talk(*lines, memory=Memory())[-1]
    assert "I'd like Thursday and Friday off." in answer.reply
    assert not [one for one in answer.effects if one.kind in ("remember_note", "propose_note")]
    assert answer.state.awaiting is Awaiting.WHEN


def test_another_line_in_its_place_is_only_proposed() -> None:
    lines = (*SET, "I'd like Thursday and Friday off.", "how was that", "enough")
    answer = talk(*lines, "I need two days for myself")[-1]
    assert [one.kind for one in answer.effects] == ["propose_note"]
