"""What people write to a companion on ordinary days is not an alarm.

Every line of `content/dialogue/cases`, shown (`like`) and held back (`test`): thousands of short
messages about work, families, sleep and doubts that others wrote for another purpose. None is left
out, so the share counts the few in which asking is right ("he hits me", "I ran away from home").
"""

from __future__ import annotations

from datetime import UTC, datetime

from evenkeel.core.dialogue.cases import load_cases
from evenkeel.core.safety import assess
from evenkeel.core.vocabulary import RiskLevel

NOW = datetime(2026, 11, 21, tzinfo=UTC)
FEWEST_LINES = 9_000  # fewer, and the shares below say little
MOST_CRISIS = 0.001  # high or imminent
MOST_RAISED = 0.005  # raised or more


def levels() -> list[tuple[RiskLevel, str]]:
    """The level of every line, by the rules alone."""
    lines = [text for case in load_cases().values() for text in (*case.like, *case.test)]
    return [(assess(text, now=NOW).level, text) for text in lines]


def test_ordinary_lines_raise_no_alarm() -> None:
    found = levels()
    assert len(found) >= FEWEST_LINES
    crisis = [text for level, text in found if level >= RiskLevel.HIGH]
    raised = [text for level, text in found if level >= RiskLevel.RAISED]
    assert len(crisis) <= MOST_CRISIS * len(found), crisis
    assert len(raised) <= MOST_RAISED * len(found), raised
