"""Sixteen plausible weeks of one invented person, with patterns planted in them. Pure and seeded.

Planted, so that what the product finds can be checked against the truth:

- nights under 6 h are followed by anxiety higher by 1.2 of 10;
- Tuesday evenings raise stress by 2.5 (a weekly meeting);
- a day with a walk lifts mood by 0.8;
- weeks 9 and 10 are a bad fortnight: mood falls by up to 3, sleep by 1.5 h;
- one check-in in eleven is missing at random, and five days in a row are missing altogether.
"""

from __future__ import annotations

import random
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, tzinfo

WEEKS = 16
SHORT_NIGHT_HOURS = 6.0
SHORT_NIGHT_ANXIETY = 1.2
TUESDAY_STRESS = 2.5
WALK_MOOD = 0.8
BAD_FORTNIGHT = range(56, 70)
GAP = range(31, 36)
MISSED_SHARE = 1 / 11
TUESDAY = 1


@dataclass(frozen=True, slots=True)
class Moment:
    """One check-in. Mood, energy, anxiety and stress are 0 to 10; `evening` else morning."""

    at: datetime
    evening: bool
    mood: float
    energy: float
    anxiety: float
    stress: float
    sleep_hours: float | None
    walked: bool
    low: bool


def moments(*, last_day: date, zone: tzinfo, rng: random.Random) -> list[Moment]:
    """Check-ins of the 112 days that end on `last_day`, oldest first, with their gaps."""
    made: list[Moment] = []
    drift = 0.0
    for index in range(WEEKS * 7):
        day = last_day - timedelta(days=WEEKS * 7 - 1 - index)
        drift = 0.85 * drift + rng.gauss(0, 0.5)
        low = index in BAD_FORTNIGHT
        depth = min(1.0, (index - BAD_FORTNIGHT.start + 1) / 5) if low else 0.0
        sleep = min(9.5, max(3.5, rng.gauss(6.9, 1.0) - 1.5 * depth))
        walked = rng.random() < (0.2 if low else 0.45)
        for evening in (False, True):
            if index in GAP or rng.random() < MISSED_SHARE:
                continue
            made.append(_moment(day, zone, evening, sleep, walked, drift - 3 * depth, low, rng))
    return made


def _moment(
    day: date,
    zone: tzinfo,
    evening: bool,
    sleep: float,
    walked: bool,
    shift: float,
    low: bool,
    rng: random.Random,
) -> Moment:
    hour = rng.randint(20, 22) if evening else rng.randint(7, 9)
    mood = 6.2 + shift + (WALK_MOOD if walked and evening else 0.0) + rng.gauss(0, 0.7)
    anxiety = 3.6 - 0.4 * shift + (SHORT_NIGHT_ANXIETY if sleep < SHORT_NIGHT_HOURS else 0.0)
    stress = 3.8 - 0.3 * shift
    if evening and day.weekday() == TUESDAY:
        stress += TUESDAY_STRESS
    return Moment(
        at=datetime.combine(day, time(hour, rng.randint(0, 59)), tzinfo=zone),
        evening=evening,
        mood=_on_scale(mood),
        energy=_on_scale(5.5 + 0.6 * shift + 0.6 * (sleep - 6.9) + rng.gauss(0, 0.9)),
        anxiety=_on_scale(anxiety + rng.gauss(0, 0.8)),
        stress=_on_scale(stress + rng.gauss(0, 0.9)),
        sleep_hours=None if evening else round(sleep, 1),
        walked=walked and evening,
        low=low,
    )


def _on_scale(value: float) -> float:
    return round(min(10.0, max(0.0, value)), 1)
