"""Words used: content words, once a text."""

from __future__ import annotations

from evenkeel.core.language.words import content_words, count_words


def test_content_words_leave_function_words_out() -> None:
    assert content_words("I am so tired of the deadlines at work") == ["tired", "deadline", "work"]


def test_a_word_counts_once_a_text() -> None:
    counts = dict(count_words(["work work work", "work and sleep", "sleep"]))
    assert counts == {"work": 2, "sleep": 2}


def test_order_and_limit() -> None:
    assert count_words(["b a", "b"], most=1) == []
    assert count_words(["bread apple", "bread"], most=1) == [("bread", 2)]


def test_stress_keeps_its_s() -> None:
    assert content_words("stress classes families") == ["stress", "class", "family"]


def test_nothing_gives_nothing() -> None:
    assert count_words([]) == []
    assert content_words("") == []
