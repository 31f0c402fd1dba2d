"""The frame: whose feeling, when, denied, meant literally."""

from __future__ import annotations

import pytest

from evenkeel.core.language.frame import NEGATION_REACH, read_frame
from evenkeel.core.language.lexicon import load_lexicon
from evenkeel.core.language.tokens import load_tokenizer
from evenkeel.core.vocabulary import Frame


def frame(text: str) -> Frame:
    return read_frame(load_lexicon().find(load_tokenizer().words(text)))


def test_negation_reach_has_both_edges() -> None:
    assert frame("not " + "really " * NEGATION_REACH + "sad").negated
    assert not frame("not " + "really " * (NEGATION_REACH + 1) + "sad").negated


@pytest.mark.parametrize(
    "text",
    ["not today. sad", "no but sad", "i'm not going because i'm sad", "not hungry, just sad"],
)
def test_negation_ends_with_its_clause(text: str) -> None:
    assert not frame(text).negated


def test_one_feeling_meant_is_enough_to_be_meant() -> None:
    assert not frame("not angry. but very sad").negated


def test_an_idiom_beside_plain_distress_is_doubtful() -> None:
    plain, mixed = (
        frame("this commute is killing me"),
        frame("this commute is killing me and i feel so hopeless"),
    )
    assert (plain.idiom, plain.doubt) == (True, False)
    assert (mixed.idiom, mixed.doubt) == (False, True)


def test_a_very_short_message_is_no_joke() -> None:
    sure = {"literal": {"literal": 0.0, "idiom": 0.5, "sarcasm": 0.5}}

    def read(text: str) -> Frame:
        return read_frame(load_lexicon().find(load_tokenizer().words(text)), sure)

    assert not read("hi there you").idiom
    assert read("hi there you lot").idiom


def test_an_empty_message_has_the_plain_frame() -> None:
    assert frame("") == Frame()
