"""The member's own language settles what a short text leaves open, and overrides nothing clear."""

from __future__ import annotations

import pytest

from evenkeel.core.language import load_reader


@pytest.mark.parametrize(
    ("text", "locale", "language"),
    [
        ("bin müde", "de", "de"),
        ("bin müde", "de-AT", "de"),
        ("triste", "es", "es"),
        ("मी खूप दुःखी आहे", "mr", "mr"),  # one script, two languages
        ("मैं बहुत दुखी हूँ", "en", "hi"),
        ("Мені дуже сумно сьогодні", "uk", "uk"),
        ("my boss yelled at me in front of everyone today", "de", "en"),
        ("i want to die", "de", "en"),
        ("i can't do this", "ar", "en"),  # not Arabic's script
        ("Ich kann seit Tagen nicht schlafen und weine", "en", "de"),
    ],
)
def test_language(text: str, locale: str, language: str) -> None:
    reading = load_reader().read(text, locale)
    assert reading.language == language
    assert reading.unreadable == (language != "en")
    assert load_reader().read_many([text], locale)[0].language == language


def test_a_weakly_read_language_says_that_it_is_unsure() -> None:
    reading = load_reader().read("Nimefurahi sana leo, asante", "sw")
    assert reading.emotions
    assert "emotions" in reading.unsure


def test_what_others_perceive_is_told_in_any_language() -> None:
    reader = load_reader()
    assert "sadness" in reader.read("i cried all night, i miss her so much").perceived
    assert "sadness" in reader.read("Ich bin so traurig und allein", "de").perceived
