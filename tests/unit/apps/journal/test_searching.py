"""Search finds words whatever their case and accents, and points at the right letters."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evenkeel.apps.journal.searching import MOST_SNIPPETS, folded, matches, snippets


@pytest.mark.parametrize(
    ("text", "wanted", "found"),
    [
        ("Café, cafe", "CAFÉ", ["Café", "cafe"]),
        ("cafe\u0301 noir", "café", ["cafe\u0301"]),
        ("Straße", "strasse", ["Straße"]),
        ("ŁÓDŹ", "łódź", ["ŁÓDŹ"]),
        ("Ελλάδα", "ελλαδα", ["Ελλάδα"]),
        ("a.b", "a*b", []),
        ("anything", "  ", []),
        ("aaaa", "aa", ["aa", "aa"]),
    ],
)
def test_matches(text: str, wanted: str, found: list[str]) -> None:
    assert [text[start:end] for start, end in matches(text, wanted)] == found


def test_at_most_a_few_snippets_and_never_the_same_place_twice() -> None:
    lines = snippets("word " * 400, "word")
    assert len(lines) == MOST_SNIPPETS


@settings(deadline=None)
@given(st.text(max_size=80), st.text(max_size=8))
def test_any_text_and_any_search(text: str, wanted: str) -> None:
    for start, end in matches(text, wanted):
        assert 0 <= start < end <= len(text)
    for line in snippets(text, wanted):
        assert "".join(piece.text for piece in line).strip("…") in text or "…" in text
        assert any(piece.hit for piece in line)


@settings(deadline=None)
@given(st.text(max_size=60))
def test_every_text_finds_itself(text: str) -> None:
    plain = " ".join(text.split())
    if folded(plain)[0]:
        assert list(matches(plain, plain))
