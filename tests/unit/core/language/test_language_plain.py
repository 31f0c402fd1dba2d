"""The encoder's line keeps meaning and leads back to the original."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evenkeel.core.language.plain import LONGEST_MARK, Plain, plain
from evenkeel.core.language.tokens import load_tokenizer


def line(text: str) -> Plain:
    return plain(text, load_tokenizer().tokens(text))


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Im SOOO tired, honestly!!!! 😭", "i am so tired , honestly !!! crying"),
        ("can't (really) do 50% of it", "can not ( really ) do 50 % of it"),
        ("[NAME] left", "[ name ] left"),
        ("one\n\ntwo…", "one . two ..."),
    ],
)
def test_marks_and_words_stand_apart(text: str, expected: str) -> None:
    assert line(text).line == expected


def test_every_piece_leads_back() -> None:
    text = "She's gone, and I can't sleep!!"
    found = line(text)
    place = found.line.index("sleep")
    start, end = found.origin(place)
    assert text[start:end] == "sleep"
    start, end = found.origin(found.line.index("not"))
    assert text[start:end] == "can't"


def test_a_row_of_marks_has_both_edges() -> None:
    assert line("no" + "!" * LONGEST_MARK).line == "no " + "!" * LONGEST_MARK
    assert line("no" + "!" * (LONGEST_MARK + 1)).line == "no " + "!" * LONGEST_MARK


def test_marks_before_the_start_are_left_out() -> None:
    text = "a, b, c"
    tokens = load_tokenizer().tokens(text)
    assert plain(text, tokens[1:], start=tokens[0].end).line == ", b , c"


@given(st.text(max_size=200))
def test_places_lie_inside_the_text(text: str) -> None:
    found = line(text)
    assert list(found.starts) == sorted(found.starts)
    assert all(0 <= start <= end <= len(text) for start, end in found.spans)
