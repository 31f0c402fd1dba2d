"""Saying a clause back: the table in `language_reflect.yaml`, row by row."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from evenkeel.core.language.reflect import MOST_WORDS, to_second_person

TABLE = yaml.safe_load(Path(__file__).with_name("language_reflect.yaml").read_text("utf-8"))
PAIRS = [pytest.param(*pair, id=pair[0] or "empty") for pairs in TABLE.values() for pair in pairs]


@pytest.mark.parametrize(("clause", "said_back"), PAIRS)
def test_clause_is_said_back(clause: str, said_back: str | None) -> None:
    assert to_second_person(clause) == said_back


def test_table_is_large_enough() -> None:
    assert len(PAIRS) >= 120


def test_length_has_both_edges() -> None:
    longest = "i " + " ".join(["walked"] * (MOST_WORDS - 1))
    assert to_second_person(longest) is not None
    assert to_second_person(longest + " home") is None


def test_other_languages_are_left_alone() -> None:
    assert to_second_person("mein Chef hat mich angeschrien", locale="de") is None


@pytest.mark.parametrize("odd", ["\x00", "a" * 100_000, "\ud800 i am", "i" * 50 + " am", "I\nam"])
def test_odd_text_never_raises(odd: str) -> None:
    assert to_second_person(odd) is None or isinstance(to_second_person(odd), str)
