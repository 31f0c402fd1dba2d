"""Words that are everyday until danger was heard: nothing alone, everything after a wish to die."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from evenkeel.core.safety import SafetyState, assess
from evenkeel.core.vocabulary import RiskLevel

NOW = datetime(2026, 11, 21, 21, tzinfo=UTC)

EVERYDAY = [
    "i'll do it again tomorrow",
    "I'll do it tomorrow",
    "i did it!! i went to the interview",
    "its done, i sent the email",
    "thanks for everything, good night",
    "we were on the roof drinking till three",
    "i bought the tickets",
    "this is it, exam day",
    "farewell party for jo on friday",
    "my mum took my phone",
    "last time i left after 20 minutes",
    "ive made my decision, i'm taking the job",
    "nothing can stop me now, booked the flight",
]
ASKED_ABOUT = ["tonight is the night", "im going to do it tonight", "i did something stupid"]
AFTER_A_WISH = ["i'll do it tomorrow", "i did it", "im going to do it tonight", "its time to go"]


@pytest.mark.parametrize("text", EVERYDAY)
def test_alone_they_are_everyday(text: str) -> None:
    assert assess(text, now=NOW).level is RiskLevel.NONE


@pytest.mark.parametrize("text", ASKED_ABOUT)
def test_some_are_asked_about(text: str) -> None:
    decision = assess(text, now=NOW)
    assert decision.level is RiskLevel.WATCH
    assert decision.question is not None


@pytest.mark.parametrize("text", AFTER_A_WISH)
def test_after_a_wish_to_die_they_are_heard_in_full(text: str) -> None:
    wish = assess("i wish i was dead", now=NOW)
    assert assess(text, state=wish.state, now=NOW).level >= RiskLevel.HIGH


@pytest.mark.parametrize("text", AFTER_A_WISH)
def test_beside_another_sign_they_are_heard_in_full(text: str) -> None:
    assert assess(f"i want to die. {text}", now=NOW).level >= RiskLevel.HIGH


def test_a_standing_danger_is_context_too() -> None:
    state = SafetyState(standing=RiskLevel.RAISED)
    assert assess("i'll do it tomorrow", state=state, now=NOW).level >= RiskLevel.HIGH
