"""Fifteen rehearsals, played from the first word to the line that is kept."""

from __future__ import annotations

import random
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import yaml

from evenkeel.core.dialogue import Answer, DialogueState, Memory
from evenkeel.core.dialogue.moves import Awaiting, Move
from evenkeel.core.dialogue.playing import Phase
from evenkeel.core.rehearsal import feedback, load_coach, load_roles
from tests.spec.dialogue.rules import always, questions
from tests.unit.core.dialogue.test_companion import companion

PLAYED: list[dict[str, Any]] = yaml.safe_load(
    Path(__file__).with_name("rehearsals.yaml").read_text("utf-8")
)
NOW = datetime(2026, 3, 4, 15, tzinfo=UTC)


class Talk:
    """A talk that holds every reply to the rules of any talk."""

    def __init__(self) -> None:
        self.state, self.now = DialogueState(), NOW
        self.replies: list[str] = []
        self.asked: set[str] = set()

    def say(self, text: str) -> Answer:
        answer = companion().reply(
            self.state, text, now=self.now, rng=random.Random(len(self.replies)), country="GB",
            memory=Memory(on=True),
        )  # fmt: skip
        assert not always(answer, self.replies, asked=self.asked), (text, answer.reply)
        self.state, self.now = answer.state, self.now + timedelta(minutes=1)
        self.replies.append(answer.reply)
        self.asked |= set(questions(answer.reply))
        return answer

    def take(self, lines: list[dict[str, Any]]) -> None:
        for line in lines:
            answer = self.say(line["say"])
            assert answer.move is Move.REHEARSE, (line["say"], answer.reply)
            play = answer.state.play
            assert play is not None
            assert play.scene is not None
            heard = {mark.value for mark in play.scene.lines[-1].marks}
            assert set(line["marks"]) <= heard, (line["say"], heard)


@pytest.mark.parametrize("played", PLAYED, ids=lambda one: one["id"])
def test_a_rehearsal_as_it_was_played(played: dict[str, Any]) -> None:
    talk = Talk()
    for line in played["set"]:
        assert talk.say(line).move is Move.REHEARSE
    play = talk.state.play
    assert play is not None
    assert play.role == played["role"]
    assert str(play.scene.level if play.scene else "") == played["set"][-1]
    talk.take(played["lines"])
    if played.get("stop"):
        assert talk.say("stop").state.play is None
        assert talk.state.awaiting is Awaiting.OPEN
        return
    play = talk.state.play
    assert play is not None
    assert play.phase is Phase.AGAIN, talk.replies[-1]
    assert play.scene is not None
    role = load_roles()[play.role].levels[play.scene.level]
    last = role.yields if played["gave_way"] else role.ends
    assert any(line in talk.replies[-1].replace("?", ".") for line in last), talk.replies[-1]
    said = feedback(play.scene.lines, load_coach(), random.Random(1), want=play.want)
    assert (said.worked_key, said.try_key) == (played["worked"], played["try"])
    if second := played.get("second"):
        first = play.scene.lines
        talk.say("once more")
        talk.take(second)
        assert talk.state.play is not None
        assert talk.state.play.phase is Phase.KEEP
        took = talk.state.play.scene
        again = feedback(took.lines if took else (), load_coach(), random.Random(1), before=first)
        assert again.worked_key == played["gained"]
    else:
        talk.say("enough")
    kept = talk.say("yes")
    (effect,) = [one for one in kept.effects if one.kind == "remember_note"]
    if "keep" in played:
        assert effect.note.text == f'"{played["keep"]}"'
    assert talk.state.awaiting is Awaiting.WHEN
    planned = talk.say("tomorrow at ten")
    assert [one.kind for one in planned.effects] == ["schedule_follow_up"]


def test_every_role_and_level_is_played() -> None:
    played = {(one["role"], one["set"][-1]) for one in PLAYED}
    assert len(PLAYED) == 15
    assert played == {
        (role, level)
        for role in ("boss", "partner", "parent", "friend", "clerk")
        for level in "123"
    }
