"""The small pattern language of the lexicons."""

from __future__ import annotations

import pytest

from evenkeel.core.language.phrases import LONGEST_GAP, PhraseBook
from evenkeel.core.language.tokens import load_tokenizer


def test_matches_of_one_place_keep_the_order_of_the_book() -> None:
    # "i do" is kept by two words, the others by three: neither goes first for that.
    lines = {"a": ["i do not know"], "b": ["i do"], "c": ["i do not"], "d": ["i do ... know"]}
    words = ["i", "do", "not", "know"]
    matches = PhraseBook(lines, load_tokenizer()).find(words)
    assert [(one.label, one.first, one.last) for one in matches] == [
        ("a", 0, 4), ("b", 0, 2), ("c", 0, 3), ("d", 0, 4)
    ]  # fmt: skip


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
