"""Clauses: what can be said back on its own, at its place in the original."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evenkeel.core.language.clauses import holding, split


@pytest.mark.parametrize(
    ("text", "clauses"),
    [
        ("My boss yelled at me and I just stood there. Ugh.",
         ["My boss yelled at me", "I just stood there", "Ugh"]),
        ("i cant sleep because my mum is ill", ["i cant sleep", "my mum is ill"]),
        ("bread and butter", ["bread and butter"]),
        ("My manager moved the deadline again, the night before",
         ["My manager moved the deadline again, the night before"]),
        ("She left, he stayed home", ["She left, he stayed home"]),
        ("she left us yesterday, he stayed home", ["she left us yesterday", "he stayed home"]),
        ("so i left", ["i left"]),
        ("one\ntwo", ["one", "two"]),
        ("it was fine - then he called", ["it was fine", "he called"]),
        ("", []),
        ("...!?", []),
    ],
)  # fmt: skip
def test_split(text: str, clauses: list[str]) -> None:
    assert [clause.text for clause in split(text)] == clauses


@given(st.text(alphabet="ab I,.and my he\n😭", max_size=120))
@settings(max_examples=200, deadline=None)
def test_spans_are_the_members_own_words(text: str) -> None:
    end = 0
    for clause in split(text):
        assert text[clause.start : clause.end] == clause.text
        assert clause.start >= end
        end = clause.end


def test_holding_finds_the_clause_around_a_place() -> None:
    text = "i cant sleep because my mum is ill"
    clause = holding(split(text), text.index("mum"), text.index("mum") + 3)
    assert clause is not None
    assert clause.text == "my mum is ill"
    assert holding((), 0, 1) is None
