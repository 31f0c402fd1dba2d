"""Words as typed become the words meant, and still know where they stood."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evenkeel.core.language.tokens import MOST_EMOJI, load_tokenizer, normalise


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("Im SOOO tired 😭", "i am so tired crying"),
        ("i cant do this anymoreee 😩", "i can not do this anymore exhausted"),
        ("I don't know", "i do not know"),
        ("idk what 2 do", "i do not know what 2 do"),
        ("d3pressed", "depressed"),
        ("f*cking furious", "fucking furious"),
        ("ok :( i guess", "ok sad i guess"),
        ("<3 u", "love you"),
        ("he's my boss's friend", "he is my boss's friend"),
        ("that won’t work", "that will not work"),
        ("gonna be late, ttyl", "going to be late talk to you later"),
        ("noooo", "no"),
        ("hiiii", "hi"),
        ("de\u0301ja\u0300", "deja"),
        ("an\u200bxious", "anxious"),
        ("ANXIOUS", "anxious"),
        ("alot of stress", "a lot of stress"),
        ("", ""),
        ("...", "."),
        ("what?!", "what ?"),
    ],
)
def test_what_is_typed_becomes_what_is_meant(typed: str, meant: str) -> None:
    assert normalise(typed) == meant


@given(st.text(max_size=200))
@settings(max_examples=200, deadline=None)
def test_tokens_stay_inside_the_text_and_in_order(text: str) -> None:
    tokens = load_tokenizer().tokens(text)
    starts = [token.start for token in tokens]
    assert starts == sorted(starts)
    assert all(0 <= token.start < token.end <= len(text) and token.word for token in tokens)


def test_pictures_are_bounded() -> None:
    assert len(load_tokenizer().words("😭" * MOST_EMOJI)) == MOST_EMOJI
    assert len(load_tokenizer().words("😭" * 400)) == MOST_EMOJI
