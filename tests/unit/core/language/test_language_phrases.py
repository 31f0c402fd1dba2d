"""The small pattern language of the lexicons."""

from __future__ import annotations

import pytest

from evenkeel.core.language.phrases import LONGEST_GAP, PhraseBook
from evenkeel.core.language.tokens import load_tokenizer


def found(pattern: str, text: str) -> bool:
    tokenizer = load_tokenizer()
    return bool(PhraseBook({"x": [pattern]}, tokenizer).find(tokenizer.words(text)))


@pytest.mark.parametrize(
    ("pattern", "text", "expected"),
    [
        ("my boss", "my boss again", True),
        ("my boss", "my old boss", False),
        ("deadline*", "so many deadlines", True),
        ("my|the boss", "the boss", True),
        ("can't sleep", "i can not sleep", True),
        ("^ thanks $", "thanks!", True),
        ("^ thanks $", "thanks a lot", False),
        ("^ thanks", "no thanks", False),
        ("bye $", "ok bye", True),
        ("bye $", "bye for now", False),
        ("all ... year", "all of last year", True),
        ("all ... year", "all year", True),
        ("all ... year", "all. it was a year", False),
        ("no hope $", "there is no hope", True),
    ],
)
def test_pattern(pattern: str, text: str, expected: bool) -> None:
    assert found(pattern, text) is expected


def test_gap_has_both_edges() -> None:
    assert found("a ... z", "a " + "b " * LONGEST_GAP + "z")
    assert not found("a ... z", "a " + "b " * (LONGEST_GAP + 1) + "z")


def test_an_empty_message_has_no_matches() -> None:
    assert not PhraseBook({"x": ["^ a", "b"]}, load_tokenizer()).find([])
