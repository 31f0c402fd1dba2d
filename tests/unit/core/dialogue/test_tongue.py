"""What a talk knows of a language beside its lines."""

from __future__ import annotations

from datetime import date

import pytest

from evenkeel.core.dialogue.hearing import number_in
from evenkeel.core.dialogue.steps import follow_up_day, step_from
from evenkeel.core.dialogue.summary import solid
from evenkeel.core.dialogue.tongue import load_tongue

ES = load_tongue("es")


def test_a_day_is_written_as_people_write_it() -> None:
    assert ES.day(date(2026, 3, 4)) == "el miércoles 4 de marzo"
    assert ES.weekday(date(2026, 3, 8)) == "domingo"


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("como un 7", 7), ("un ocho", 8), ("7 de 10", 7), ("a las 7 de la noche", None),
        ("hace 3 semanas", None), ("10", 10), ("tengo 2 hijos", None), ("cero", 0),
    ],
)  # fmt: skip
def test_a_rating_is_told_from_an_hour(text: str, number: int | None) -> None:
    assert number_in(ES.folded(text), ES) == number


@pytest.mark.parametrize(
    ("said", "step"),
    [
        ("creo que voy a llamar a mi hermana", "llamar a tu hermana"),
        ("podría salir a caminar", "salir a caminar"),
        ("Quizás intentaré dormirme antes.", "dormirte antes"),
    ],
)
def test_a_step_is_said_back(said: str, step: str) -> None:
    assert step_from(said, ES) == step


def test_a_weekday_is_heard_without_its_accent() -> None:
    saturday = follow_up_day("el sabado por la mañana", date(2026, 3, 4), ES)
    assert saturday == date(2026, 3, 8)


def test_whose_person_it_is() -> None:
    assert ES.person_in("murió mi mamá ayer") == {"who": "tu mamá"}
    assert ES.person_in("mi mejor amiga no me habla") == {"who": "tu amiga"}
    assert ES.person_in("no puedo dormir") == {}


def test_what_may_stand_in_a_summary() -> None:
    assert solid("tu jefe movió la entrega otra vez", ES)
    assert not solid("quieres morir esta misma noche", ES)


def test_english_keeps_its_letters() -> None:
    english = load_tongue()
    assert english.folded("naïve") == "naïve"
    assert english.person_in("my mum died") == {}
