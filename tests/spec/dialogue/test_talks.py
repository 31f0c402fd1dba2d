"""The voice guide's rows and whole stored talks, replayed against their rules.

A talk is a persona's messages, turn by turn, with the rules its replies must keep; every reply also
keeps the rules that hold always (`rules.always`).
"""

from __future__ import annotations

import random
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml

from evenkeel.core.dialogue import Answer, Companion, DialogueState, load_companion
from tests.spec.dialogue.rules import always, broken, questions

HERE = Path(__file__).parent
ROWS = yaml.safe_load((HERE / "voice.yaml").read_text("utf-8"))
TALKS = {path.stem: yaml.safe_load(path.read_text("utf-8")) for path in HERE.glob("talks/*.yaml")}
SEEDS = (1, 2, 3)


@cache
def companion() -> Companion:
    return load_companion()


def replay(messages: list[str], *, seed: int, hour: int = 15) -> list[Answer]:
    state, now = DialogueState(), datetime(2026, 3, 4, hour, 5, tzinfo=UTC)
    rng, answers = random.Random(seed), []
    for message in messages:
        answer = companion().reply(state, message, now=now, rng=rng, country="GB")
        answers.append(answer)
        state, now = answer.state, now + timedelta(minutes=1)
    return answers


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("row", ROWS, ids=lambda row: row["id"])
def test_each_row_of_the_voice_guide_has_its_quality(row: dict[str, Any], seed: int) -> None:
    messages = [*row.get("before", []), row["say"]]
    answers = replay(messages, seed=seed, hour=row.get("hour", 15))
    said = [answer.reply for answer in answers[:-1]]
    faults = broken(answers[-1], row["rules"]) + always(answers[-1], said, asked=set())
    assert not faults, f"{answers[-1].reply!r}: {faults}"


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("name", sorted(TALKS))
def test_each_talk_keeps_its_rules_to_the_end(name: str, seed: int) -> None:
    talk = TALKS[name]
    answers = replay([turn["say"] for turn in talk["turns"]], seed=seed, hour=talk.get("hour", 15))
    faults, said, asked = [], [], set()
    for number, (turn, answer) in enumerate(zip(talk["turns"], answers, strict=True), 1):
        wrong = broken(answer, turn.get("rules", {})) + always(answer, said, asked=asked)
        faults += [f"{number}. {turn['say']!r} -> {answer.reply!r}: {one}" for one in wrong]
        said.append(answer.reply)
        asked |= set(questions(answer.reply))
        faults += [
            f"{number}. says {w!r}" for w in talk.get("never", []) if w in answer.reply.lower()
        ]
        if talk.get("offers", True) is False and answer.offers:
            faults.append(f"{number}. offers a tool: {answer.reply!r}")
    moves = {answer.move.value for answer in answers}
    faults += [f"never does {move}" for move in talk.get("reaches", []) if move not in moves]
    assert not faults, "\n".join(faults)


@pytest.mark.parametrize("seed", range(30))
def test_lines_of_all_talks_in_any_order_never_break_a_rule(seed: int) -> None:
    lines = [turn["say"] for talk in TALKS.values() for turn in talk["turns"]]
    order = random.Random(seed)
    messages = [order.choice(lines) for _ in range(25)]
    faults, said, asked = [], [], set()
    for message, answer in zip(messages, replay(messages, seed=seed, hour=seed % 24), strict=True):
        faults += [
            f"{message!r} -> {answer.reply!r}: {x}" for x in always(answer, said, asked=asked)
        ]
        said.append(answer.reply)
        asked |= set(questions(answer.reply))
    assert not faults, "\n".join(faults)


def test_the_same_seed_gives_the_same_talk() -> None:
    messages = ["hi", "my boss moved the deadline again", "i can't keep up", "yes"]
    first, second = replay(messages, seed=7), replay(messages, seed=7)
    assert [a.reply for a in first] == [a.reply for a in second]
