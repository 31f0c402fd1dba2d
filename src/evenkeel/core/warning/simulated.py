"""People who do not exist, for stating what a detector does: stable ones, and ones who slide.

Here: daily series with a known truth, from a seed. Not here: detectors, figures (`benchmarks`).

A stable person has a level, a weekday pattern, a slow season, days that carry over (AR(1)), mood,
sleep, energy, anxiety and stress that move together, and missing days, more of them when mood is
low. A relapse is a slide of `SLIDE` days to a trough, a stay and a way back. Sizes are judgement,
held beside the daily spread and carry-over of ema_bringmann2013 (benchmarks/warning.py prints
both).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import Final

import numpy as np
from numpy.typing import NDArray
from scipy.signal import lfilter

from evenkeel.core.vocabulary import DayTable

Numbers = NDArray[np.float64]
COLUMNS: Final = ("mood", "sleep_minutes", "energy", "anxiety", "stress")
CARRY: Final = (0.15, 0.55)
SPREAD: Final = {"mood": (8, 15), "sleep_minutes": (35, 65), "energy": (9, 16)}
TOGETHER: Final = 0.35
SLIDE: Final = (21, 42)
DEPTH: Final = (1.6, 2.6)
"""How far mood falls at the trough, in that person's own day-to-day spreads."""
SEASON: Final = 0.25
MISSING: Final = (0.05, 0.3)
FIRST_DAY: Final = date(2024, 1, 1)


class Course(StrEnum):
    """What happens to a simulated person once."""

    STABLE = "stable"
    RELAPSE = "relapse"
    HIGH = "high"
    """Four to ten days of little sleep and much energy."""
    BURNOUT = "burnout"
    TURBULENT = "turbulent"
    """Swings widen and carry over longer, over two months, before a fall."""


@dataclass(frozen=True, slots=True)
class Simulated:
    """One person's days. `onset` and `trough` are places of days; None for a stable one."""

    table: DayTable
    course: Course
    onset: int | None = None
    trough: int | None = None


def person(rng: np.random.Generator, *, days: int, course: Course = Course.STABLE) -> Simulated:
    """One person over `days` days. The course begins at a random day after the first 90.

    >>> one = person(np.random.default_rng(1), days=200)
    >>> len(one.table.dates), sorted(one.table.columns) == sorted(COLUMNS)
    (200, True)
    """
    carry = rng.uniform(*CARRY)
    lead = _carried(rng.normal(size=(days, 1)), carry)
    own = _carried(rng.normal(size=(days, len(COLUMNS))), carry)
    noise = np.sqrt(TOGETHER) * lead + np.sqrt(1 - TOGETHER) * own
    noise *= np.array([1, 1, 1, -1, -1])  # anxiety and stress rise when mood falls
    season = SEASON * np.sin(2 * np.pi * (np.arange(days) / 365 + rng.uniform()))
    week = rng.normal(scale=0.3, size=7)[np.arange(days) % 7]
    score = noise + (season + week)[:, None] * np.array([1, 0.3, 1, -1, -1])
    onset, trough = _plant(score, rng, course)
    values = _scaled(score, rng)
    missing = rng.uniform(size=days) < rng.uniform(*MISSING) * np.where(score[:, 0] < -1, 1.6, 1.0)
    values[missing] = np.nan
    dates = tuple(FIRST_DAY + timedelta(days=n) for n in range(days))
    columns = {name: tuple(values[:, k].tolist()) for k, name in enumerate(COLUMNS)}
    return Simulated(DayTable(dates, columns), course, onset, trough)


def _carried(shocks: Numbers, carry: float) -> Numbers:
    """AR(1) with unit variance."""
    scaled = shocks * np.sqrt(1 - carry**2)
    scaled[0] = shocks[0]
    out: Numbers = lfilter([1.0], [1.0, -carry], scaled, axis=0)
    return out


def _plant(
    score: Numbers, rng: np.random.Generator, course: Course
) -> tuple[int | None, int | None]:
    if course is Course.STABLE:
        return None, None
    days = len(score)
    onset = int(rng.integers(90, days - 80))
    if course is Course.HIGH:
        length = int(rng.integers(5, 11))
        shape = np.zeros(days)
        shape[onset : onset + length] = np.minimum(1, np.arange(1, length + 1) / 2)
        score += shape[:, None] * np.array([0.8, -2.4, 2.0, 0.2, 0.0])
        return onset, onset + length
    if course is Course.TURBULENT:
        rise = 60
        widen = np.ones(days)
        widen[onset : onset + rise] = np.linspace(1, 1.9, rise)
        fresh = rng.normal(size=days)
        swing = 0.0
        for n in range(onset, onset + rise):
            hold = 0.3 + 0.55 * (n - onset) / rise
            swing = hold * swing + np.sqrt(1 - hold**2) * fresh[n]
            score[n, :3] += 0.9 * widen[n] * swing * (n - onset) / rise
        score[onset + rise : onset + rise + 20, :3] -= 2.0
        return onset, onset + rise
    length = int(rng.integers(SLIDE[0], SLIDE[1] + 1)) * (2 if course is Course.BURNOUT else 1)
    trough = min(onset + length, days - 1)
    shape = np.zeros(days)
    shape[onset : trough + 1] = np.linspace(0, 1, trough - onset + 1)
    back = np.arange(days - trough - 1)
    shape[trough + 1 :] = np.clip(1 - (back - 10) / 30, 0, 1)
    deep = rng.uniform(*DEPTH)
    if course is Course.BURNOUT:
        score += deep * shape[:, None] * np.array([-0.5, -0.2, -1.0, 0.4, 1.0])
    else:
        score += deep * shape[:, None] * np.array([-1, -0.7, -0.7, 0.7, 0.4])
    return onset, trough


def _scaled(score: Numbers, rng: np.random.Generator) -> Numbers:
    """From spreads to points of 100 and minutes, each person with their own level and spread."""
    values = np.empty_like(score)
    for k, name in enumerate(COLUMNS):
        spread = rng.uniform(*SPREAD.get(name, (9, 16)))
        if name == "sleep_minutes":
            values[:, k] = np.clip(rng.normal(430, 35) + spread * score[:, k], 60, 900)
        else:
            middle = rng.uniform(45, 65) if name in ("mood", "energy") else rng.uniform(25, 45)
            values[:, k] = np.clip(np.round(middle + spread * score[:, k]), 0, 100)
    return values
