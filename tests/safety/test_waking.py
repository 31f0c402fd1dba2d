"""Not waking up: one who does not is an emergency now; wishing not to is something to ask about.

And a joke about a day's small horrors is neither.
"""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from evenkeel.core.language import load_reader
from evenkeel.core.safety import SafetyState, assess
from evenkeel.core.vocabulary import RiskLevel

NOW = datetime(2026, 3, 4, 23, 30, tzinfo=UTC)


def level(text: str, state: SafetyState | None = None) -> RiskLevel:
    reading = load_reader().read(text)
    return assess(text, state=state or SafetyState(), reading=reading, now=NOW).level


@pytest.mark.parametrize(
    "text",
    [
        "my friend took pills and shes not waking up",
        "he's so drunk and not waking up what do i do",
        "my baby is not waking up",
        "mum isn't waking up",
        "they're not waking up, i shook them",
    ],
)
def test_somebody_who_does_not_wake_is_an_emergency(text: str) -> None:
    assert level(text) is RiskLevel.IMMINENT


@pytest.mark.parametrize(
    "text",
    [
        "i just think about not waking up",
        "no plan. i just think about not waking up",
        "going to sleep and not waking up sounds nice",
    ],
)
def test_wishing_not_to_wake_is_asked_about(text: str) -> None:
    assert level(text) is RiskLevel.RAISED
    yes = level("yes", _asked())
    assert yes is RiskLevel.HIGH


def _asked() -> SafetyState:
    """After the direct question."""
    said = "i don't want to be here any more"
    return assess(said, state=SafetyState(), reading=load_reader().read(said), now=NOW).state


@pytest.mark.parametrize(
    "text",
    [
        "ugh my coworker chewed so loud today i wanted to die lol",
        "that meeting was so awkward i wanted to die lmao",
    ],
)
def test_a_small_horror_is_no_sign(text: str) -> None:
    assert level(text) is RiskLevel.NONE


def test_low_and_laughing_is_still_asked_about() -> None:
    assert level("i was so low i wanted to die lol") >= RiskLevel.WATCH
