"""The telling noun of a message: picked out whole, turned to "you", or not at all."""

from __future__ import annotations

import pytest

from evenkeel.core.dialogue.detail import detail, details, listed


@pytest.mark.parametrize(
    ("message", "noun"),
    [
        ("i've still got a voicemail from him", "the voicemail"),
        ("they've got a calendar on the fridge with my days in red", "the calendar"),
        ("my friend bet me", "your friend"),
        ("we sold the boat in the divorce", "the divorce"),
        ("my phone rings me awake", None),
        ("I was a hard father", None),
        ("his brother's rung twice tonight", None),
        ("I planted it the year Susan was born", None),
        ("he put the pills on the table", None),
        ("i can't sleep", None),
        ("", None),
    ],
)
def test_the_last_telling_noun(message: str, noun: str | None) -> None:
    assert detail(message) == noun


def test_each_noun_once_and_in_order() -> None:
    found = [
        one.text for one in details("my boss, the mortgage, and again my boss, and the smiley")
    ]
    assert found == ["your boss", "the mortgage", "the smiley"]
    assert listed(found) == "your boss, the mortgage and the smiley"


def test_another_language_has_none_without_words_of_its_own() -> None:
    assert details("mi jefe", "pt") == ()
