"""Rehearsal in Spanish: every role and the coach, as the English ones are tested.

Here: that they are whole, Spanish, fit to be said, and that a Spanish line is heard. Not here: the
English roles (`test_rehearsal`), a rehearsal in a talk (tests/spec/dialogue/es).
"""

from __future__ import annotations

import random
from datetime import UTC, datetime

import pytest

from evenkeel.core.dialogue.safely import load_safety
from evenkeel.core.rehearsal import (
    Fear,
    Role,
    Said,
    feedback,
    hear_line,
    load_coach,
    load_roles,
    role_in,
)
from evenkeel.core.rehearsal.hearing import fear_in, leaves
from evenkeel.core.rehearsal.schema import Mark
from evenkeel.core.safety import SafetyState, Verdict
from evenkeel.core.vocabulary import Reading
from tests.contract.replaying import lines_of

NOW = datetime(2026, 3, 4, 15, tzinfo=UTC)
ROLES = load_roles("es")
roles = pytest.mark.parametrize("role", ROLES.values(), ids=ROLES.keys())
# A line to the other person, and marks that have to be heard in it.
LINES = (
    ("¿Podrías mover la entrega al viernes, por favor?", {Mark.ASK}),
    ("Me gustaría salir a las seis los martes", {Mark.ASK}),
    ("Necesito que me avises antes", {Mark.ASK}),
    ("No voy a trabajar este domingo", {Mark.BOUNDARY}),
    ("No me grites", {Mark.BOUNDARY}),
    ("Me sentí muy sola el sábado", {Mark.FEELING, Mark.FACT}),
    ("Ayer cancelaste por tercera vez", {Mark.FACT}),
    ("¿Qué te parece si yo cocino y tú lavas?", {Mark.OFFER}),
    ("Entiendo que tienes mucha presión", {Mark.LISTENED}),
    ("Perdón por molestar", {Mark.APOLOGY}),
    ("Solo quería ver si quizás podrías ayudar", {Mark.HEDGE}),
    ("Eres un egoísta", {Mark.ATTACK}),
    ("Nunca me escuchas", {Mark.ATTACK}),
    ("Da igual, déjalo", {Mark.GAVE_IN}),
    ("Está bien, ya lo hago yo", {Mark.GAVE_IN}),
)
NOT = (
    ("No me importa esperar hasta el jueves", Mark.GAVE_IN),
    ("Ayer me ayudaste mucho", Mark.ATTACK),
    ("Hola, gracias por tu tiempo", Mark.BOUNDARY),
)


def test_every_role_is_there_and_none_of_its_lines_is_english() -> None:
    english = {line for role in load_roles().values() for line in lines_of(role)}
    assert set(ROLES) == set(load_roles())
    spanish = {line for role in ROLES.values() for line in lines_of(role)}
    assert spanish & english <= {"No."}
    for name, level in ((r, n) for r in ROLES for n in ROLES[r].levels):
        ours, theirs = ROLES[name].levels[level], load_roles()[name].levels[level]
        assert set(ours.hears) == set(theirs.hears)


@roles
def test_its_lines_pass_the_guard_and_the_voice(role: Role) -> None:
    room = load_safety("es")
    decision = room.assess("hola", state=SafetyState(), reading=Reading(text=""), now=NOW)
    card = room.card(decision, "ES", NOW)
    lines = list(lines_of(role))
    assert len(lines) == len(set(lines))
    for line in lines:
        said = f"{role.label}: «{line}»"
        guarded = room.guard(said, decision, card, recent=(), now=NOW, rng=random.Random(1))
        assert guarded.verdict is Verdict.KEPT, (line, guarded.reasons)
        assert "!" not in line
        assert line.count("?") == line.count("¿") <= 1, line
    for level in role.levels.values():
        assert not [line for line in (*level.yields, *level.ends) if "?" in line]
    assert set(role.feared) == set(Fear)


@pytest.mark.parametrize(("line", "marks"), LINES)
def test_a_spanish_line_is_heard(line: str, marks: set[Mark]) -> None:
    assert marks <= set(hear_line(line, load_coach("es")).marks)


@pytest.mark.parametrize(("line", "mark"), NOT)
def test_what_is_not_in_a_line_is_not_heard(line: str, mark: Mark) -> None:
    assert mark not in hear_line(line, load_coach("es")).marks


def test_whom_it_is_with_and_what_is_feared_is_heard() -> None:
    for text, role in (
        ("ayúdame a hablar con mi jefa", "boss"), ("con mi mamá", "parent"),
        ("con mi novio", "partner"), ("con una amiga", "friend"), ("con el banco", "clerk"),
    ):  # fmt: skip
        found = role_in(text, "es")
        assert found is not None
        assert found.id == role
    coach = load_coach("es")
    assert fear_in("que me grite", coach) is Fear.ANGER
    assert fear_in("que se ría de mí", coach) is Fear.DISMISSAL
    assert fear_in("que me deje", coach) is Fear.REJECTION
    assert fear_in("que se ponga a llorar", coach) is Fear.GUILT
    assert leaves("para", coach)
    assert not leaves("para mí es importante que me escuches", coach)


def test_feedback_has_words_for_everything() -> None:
    coach, english = load_coach("es"), load_coach()
    for words in ("praise", "gained", "advice"):
        ours, theirs = getattr(coach, words), getattr(english, words)
        assert set(ours) == set(theirs)
    for one in [(mark,) for mark in Mark] + [()]:
        lines = [Said(text="la frase", marks=tuple(one))]
        for before in ([], [Said(text="antes", marks=(other,)) for other in Mark]):
            said = feedback(lines, coach, random.Random(1), want="un aumento", before=before)
            assert "{" not in said.worked + said.try_next
