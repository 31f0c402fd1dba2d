"""Turns of a session are read with the turn before them, and never raise."""

from __future__ import annotations

import pytest

from evenkeel.core.language import load_counselling_reader
from evenkeel.core.language.counselling import CONTEXT_WORDS, TURN_WORDS, Speaker, in_context


def test_a_question_is_one() -> None:
    talk = load_counselling_reader().read("How do you feel about that?", Speaker.THERAPIST)
    assert talk.label == "question"
    assert sum(talk.probabilities.values()) == pytest.approx(1, abs=0.001)


def test_the_turn_before_is_heard() -> None:
    reader = load_counselling_reader()
    asked = reader.read("Maybe.", Speaker.CLIENT, before="Would you like to cut down?")
    assert asked.probabilities != reader.read("Maybe.", Speaker.CLIENT).probabilities


def test_client_and_therapist_have_their_own_labels() -> None:
    reader = load_counselling_reader()
    assert set(reader.read("I want to stop.", Speaker.CLIENT).probabilities) == {
        "change", "neutral", "sustain",
    }  # fmt: skip
    assert "reflection" in reader.read("So you want to.", Speaker.THERAPIST).probabilities


@pytest.mark.parametrize("text", ["", "\x00", "😭" * 400, "a " * 50_000, "\ud800"])
def test_any_turn_is_read(text: str) -> None:
    talk = load_counselling_reader().read(text, Speaker.CLIENT, before=text)
    assert talk.label in talk.probabilities


def test_context_and_turn_are_cut_to_what_was_trained_on() -> None:
    joined = in_context("b " * (TURN_WORDS + 9), "a " * (CONTEXT_WORDS + 9))
    assert joined.split().count("a") == CONTEXT_WORDS
    assert joined.split().count("b") == TURN_WORDS
    assert in_context("yes", "") == "yes"
