"""Who a message is about: the words that fit them, and no word we lack."""

from __future__ import annotations

import pytest

from evenkeel.core.dialogue.kin import fitted, person_in


@pytest.mark.parametrize(
    ("text", "who", "he"),
    [
        ("my dad died in march", "your dad", "he"),
        ("our cat is old", "your cat", "they"),
        ("my partner died. she was 40", "your partner", "she"),
        ("my best friend won't talk to me", "your best friend", "they"),
    ],
)
def test_the_person_and_their_words(text: str, who: str, he: str) -> None:
    person = person_in(text)
    assert (person["who"], person["he"]) == (who, he)


def test_a_pronoun_alone_names_nobody() -> None:
    assert "who" not in person_in("he died last year")


def test_a_line_that_needs_a_missing_word_is_left_out() -> None:
    assert fitted(("I'm sorry about {who}.", "Go on."), {}) == ("Go on.",)


def test_a_line_agrees_with_they() -> None:
    they = {"he": "they", "him": "them", "his": "their"}
    assert fitted(("What was {he} like?",), they) == ("What were they like?",)
