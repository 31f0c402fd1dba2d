"""A lasting decline in mood, and in sleep where it is known, against the person's own usual (F52).

Here: one detector. Not here: that a low mood is bad (it is not always), or what it is a sign of.
"""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray

from evenkeel.core.vocabulary import Finding
from evenkeel.core.warning.detector import Detector, Outlook
from evenkeel.core.warning.drift import Side, alarms, recent_level, recent_slope, together
from evenkeel.core.warning.telling import finding
from evenkeel.core.warning.usual import Numbers, Usual

MOOD: Final = "mood"
SLEEP: Final = "sleep_minutes"
FLOORS: Final = {MOOD: 4.0, SLEEP: 20.0, "energy": 4.0}
"""Least spread of a day: points of 100, minutes."""
ALLOWANCE: Final = 0.45
"""Standard deviations of a usual day that a day may lie on the wrong side for nothing."""
THRESHOLD: Final = 5.25
"""With this, and those of the other detectors, all of them together give less than one false alarm
a person-year (`benchmarks/warning.py`)."""
REST: Final = 42
"""Days of quiet after it spoke: what was said is still standing."""
STRETCH: Final = 14
"""The two weeks that are told of, and over which the level is held against usual."""
SLOPE_DAYS: Final = 21
LEVEL: Final = 0.35
"""Spreads under usual that the two weeks must lie: a slide too small to feel is not told."""


def look(outlook: Outlook) -> tuple[dict[str, Usual], dict[str, Numbers]]:
    """The usual of each signal that is there, and its values."""
    held = {name: outlook.column(name) for name in (MOOD, SLEEP, "energy")}
    values = {name: found for name, found in held.items() if found is not None}
    return {name: outlook.usual(name, floor=FLOORS[name]) for name in values}, values


def alarm_days(outlook: Outlook) -> list[int]:
    """Places of the days on which the decline is past doubt, judged from the days before each."""
    known, values = look(outlook)
    if MOOD not in known:
        return []
    weight = {MOOD: 1.0, SLEEP: 0.7, "energy": 0.5}
    sides = [Side(one, worse=-1, weight=weight[name]) for name, one in known.items()]
    return alarms(
        together(sides),
        allowance=ALLOWANCE,
        threshold=THRESHOLD,
        rest=REST,
        agrees=_agrees(known, values),
    )


def _agrees(known: dict[str, Usual], values: dict[str, Numbers]) -> NDArray[np.bool_]:
    """Level and robust slope of mood say the same, and sleep does not say the opposite."""
    mood = known[MOOD]
    low = (mood.level - recent_level(values[MOOD], STRETCH)) / mood.spread >= LEVEL
    falling = ~(recent_slope(values[MOOD], SLOPE_DAYS) > 0)  # unknown does not forbid
    agrees = low & falling
    if SLEEP in known:
        sleep = known[SLEEP]
        better = (recent_level(values[SLEEP], STRETCH) - sleep.level) / sleep.spread
        agrees &= ~(better > LEVEL)
    both: NDArray[np.bool_] = agrees
    return both


def find(outlook: Outlook, day: int) -> Finding | None:
    """What these two weeks were beside usual: mood, sleep where known."""
    known, values = look(outlook)
    if MOOD not in known:
        return None
    return finding(
        "decline", outlook, day, known=known, values=values, stretch=STRETCH, first=MOOD,
        told=(MOOD, SLEEP),
    )  # fmt: skip


DETECTOR = Detector("decline", alarms=alarm_days, find=find)
