"""A text cut into lines: nothing added, nothing lost but spaces, none too long to pick."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evenkeel.core.brief import lines_of
from evenkeel.core.brief.splitting import LONGEST


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("", ()),
        ("One", ("One",)),
        ("One. Two? Three!", ("One.", "Two?", "Three!")),
        ("at 9.30 he rang", ("at 9.30 he rang",)),
        ("“Never again.” She left.", ("“Never again.”", "She left.")),
        ("a\n\nb  c", ("a", "b c")),
        ("again\nagain", ("again",)),
        ("我很累。睡不着。", ("我很累。", "睡不着。")),
    ],
)
def test_where_a_line_ends(text: str, lines: tuple[str, ...]) -> None:
    assert lines_of(text) == lines


@given(st.text(alphabet="ab .!\n", max_size=900))
def test_no_line_is_empty_too_long_or_there_twice(text: str) -> None:
    lines = lines_of(text)
    assert all(line and line == line.strip() and len(line) <= LONGEST for line in lines)
    assert len(set(lines)) == len(lines)


@given(st.lists(st.text(alphabet="abcdef", min_size=1, max_size=12), max_size=120))
def test_every_word_is_in_some_line(words: list[str]) -> None:
    found = " ".join(lines_of(" ".join(words))).split()
    assert set(found) == set(words)


def test_a_word_longer_than_a_line_is_cut() -> None:
    assert [len(line) for line in lines_of("x" * (LONGEST + 5))] == [LONGEST, 5]
