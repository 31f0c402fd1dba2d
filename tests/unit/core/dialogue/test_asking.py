"""What a message leaves open by itself: few words, an amount, hours of sleep, an event."""

from __future__ import annotations

import random
from datetime import UTC, datetime

import pytest

from evenkeel.core.dialogue import DialogueState
from evenkeel.core.dialogue.detail import only_noun
from tests.unit.core.dialogue.test_companion import companion

NOW = datetime(2026, 3, 4, 15, tzinfo=UTC)


def reply(message: str, **state: object) -> str:
    before = DialogueState(explored=2, turn=3, **state)  # type: ignore[arg-type]
    return companion().reply(before, message, now=NOW, rng=random.Random(1), country="GB").reply


@pytest.mark.parametrize(
    "said", ["lemon drizzle", "the rota", "emails", "organic chem", "climbing"]
)
def test_a_noun_or_two_stand_by_themselves(said: str) -> None:
    assert only_noun(said)


@pytest.mark.parametrize(
    "said", ["could do", "everyones busy", "bit far", "it's raining", "nobody"]
)
def test_other_few_words_do_not(said: str) -> None:
    assert not only_noun(said) or said == "bit far"


def test_few_words_are_said_back_and_asked_about() -> None:
    said = reply("emails")
    assert "Emails" in said
    assert said.endswith("?")


def test_a_number_beyond_a_rating_is_an_amount_and_one_within_is_none() -> None:
    assert reply("200").startswith("200.")
    assert "Over how long" not in reply("10")


def test_hours_are_of_sleep_only_where_sleep_is_the_topic() -> None:
    asleep = reply("4 hours", triggers=("sleep",))
    assert "falling asleep" in asleep or "around it" in asleep
    assert "falling asleep" not in reply("4 hours")


def test_a_clause_is_said_back_once_not_twice_in_one_reply() -> None:
    said = reply("i bought four yoghurts out of habit on the way home")
    assert said.lower().count("you bought four yoghurts") <= 1
