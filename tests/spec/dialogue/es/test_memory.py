"""What a Spanish message leaves to be remembered (memory.yaml), and that a talk asks first."""

from __future__ import annotations

import random
from datetime import UTC, date, datetime
from functools import cache
from pathlib import Path

import pytest
import yaml

from evenkeel.core.dialogue import Companion, DialogueState, load_companion
from evenkeel.core.dialogue.remembering import asked_to_forget, asked_to_keep, notes_in, statement
from evenkeel.core.dialogue.state import Memory
from evenkeel.core.dialogue.tongue import load_tongue

SPEC = yaml.safe_load(Path(__file__).with_name("memory.yaml").read_text("utf-8"))
TODAY = date(2026, 3, 6)


@cache
def companion() -> Companion:
    return load_companion(locale="es")


@pytest.mark.parametrize(("said", "back"), SPEC["kept"])
def test_it_is_heard_and_said_back(said: str, back: str) -> None:
    asked = asked_to_keep(said, today=TODAY, locale="es")
    note = asked or notes_in(said, today=TODAY, locale="es")[0]
    day = load_tongue("es").day(note.day) if note.day else ""
    assert statement(note, day, locale="es") == back


@pytest.mark.parametrize("said", SPEC["left_alone"])
def test_it_is_left_alone(said: str) -> None:
    assert notes_in(said, today=TODAY, locale="es") == ()


@pytest.mark.parametrize("said", SPEC["forgotten"])
def test_it_is_asked_to_be_forgotten(said: str) -> None:
    assert asked_to_forget(said, locale="es")


def test_a_talk_asks_before_it_keeps() -> None:
    state, said, kept = DialogueState(), [], []
    told = (
        "hola",
        "mi examen de manejo es el martes",
        "estudié poco",
        "no sé",
        "sí",
        "sí",
        "gracias",
    )
    for at, text in enumerate(told):
        answer = companion().reply(
            state, text, now=datetime(2026, 3, 6, 15, at, tzinfo=UTC), rng=random.Random(at),
            country="MX", locale="es", memory=Memory(on=True),
        )  # fmt: skip
        state = answer.state
        said.append(answer.reply)
        kept += [one.kind for one in answer.effects]
    assert any("tu examen de manejo es el martes 10 de marzo" in one for one in said)
    assert "propose_note" in kept
