"""What may be said back, and what may not."""

from __future__ import annotations

import pytest

from evenkeel.core.dialogue.clauses import fragment_back, said_back, turned


@pytest.mark.parametrize(
    ("said", "back"),
    [
        (
            "my boss yelled at me in front of everyone",
            "your boss yelled at you in front of everyone",
        ),
        ("because my manager moved the deadline again", "your manager moved the deadline again"),
        ("i told him that in writing twice", "you told him that in writing twice"),
        ("she just packed a bag", "she just packed a bag"),
    ],
)
def test_a_clause_is_turned_to_you(said, back):
    assert said_back(said) == back


@pytest.mark.parametrize(
    "said",
    [
        "my manager and the",
        "i",
        "don't tell anyone",
        "i want to kill myself",
        "everyone would be better off without me",
        "what should i do?",
        "this is bullshit",
        "it makes it worse",
        "i'm no good at this",
        "i wasn't enough for her",
        "everyone thinks i'm an idiot",
        "see http://example.org for more of it",
        "word " * 40,
        "",
    ],
)
def test_what_would_limp_or_harm_is_not_said_back(said):
    assert said_back(said) is None


def test_a_short_answer_stands_alone():
    assert fragment_back("in my chest") == "in your chest"
    assert fragment_back("yes") is None
    assert fragment_back("because") is None


def test_a_phrase_without_a_verb_keeps_its_shape():
    assert turned("text my sister") == "text your sister"
