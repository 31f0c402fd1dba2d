"""Clauses turned to "you" in a language of verbs: right, or not at all."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from evenkeel.core.dialogue.clauses import fragment_back, said_back
from evenkeel.core.language.turning import MOST_WORDS, turn_to_you

ROWS = yaml.safe_load(
    (Path(__file__).parents[3] / "spec/dialogue/es/said_back.yaml").read_text("utf-8")
)["rows"]


@pytest.mark.parametrize(("clause", "back"), [tuple(row) for row in ROWS])
def test_a_clause_is_said_back_right_or_not_at_all(clause: str, back: str | None) -> None:
    assert said_back(clause, "es") == back


def test_there_are_enough_rows_of_both_kinds() -> None:
    turned = sum(back is not None for _, back in ROWS)
    assert turned >= 40
    assert len(ROWS) - turned >= 15


@pytest.mark.parametrize("joint", ["y ", "pero ", "es que ", "porque ", "la verdad es que "])
def test_what_leads_into_a_clause_is_worn_off(joint: str) -> None:
    assert said_back(f"{joint}mi jefe me gritó otra vez", "es") == "tu jefe te gritó otra vez"


def test_a_clause_that_nobody_can_say_in_a_breath_is_left() -> None:
    assert turn_to_you("mi jefe " + "me gritó y " * MOST_WORDS, "es") is None


def test_a_noun_that_looks_like_a_verb_stays() -> None:
    assert (
        turn_to_you("mi sueño es un trabajo tranquilo", "es") == "tu sueño es un trabajo tranquilo"
    )


@pytest.mark.parametrize(
    ("text", "back"),
    [("en el pecho", "en el pecho"), ("con mi mamá", "con tu mamá"), ("anoche llovió", None)],
)
def test_a_short_answer(text: str, back: str | None) -> None:
    assert fragment_back(text, "es") == back
