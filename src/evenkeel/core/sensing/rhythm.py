"""Hours of movement, and the figures of a rest-activity rhythm over a week of them.

Here: the hourly matrix and IS, IV, RA, L5, M10 of any series. Sources: Witting et al. 1990, Van
Someren et al. 1999, Blume et al. 2016 (nparACT). Not here: which day gets what (`features/`).
"""

from __future__ import annotations

from typing import Final, NamedTuple

import numpy as np

from evenkeel.core.sensing.days import HOUR_MS, Days, Numbers, Placed

WEEK: Final = 7
FEWEST_DAYS: Final = 5
"""Days of the last seven with enough hours (Van Someren 2007: five to seven)."""
FEWEST_HOURS: Final = 16
REST: Final = 5
ACTIVE: Final = 10
SIGNALS: Final = ("movement_counts", "intensity", "steps")
"""What movement is taken from, the best first."""


class Rhythm(NamedTuple):
    """Interdaily stability, intradaily variability, relative amplitude, and the rest and active
    hours: mean level and the hour they begin."""

    stability: float
    variability: float
    amplitude: float
    l5: float
    l5_start: float
    m10: float
    m10_start: float


def hourly(days: Days) -> Numbers:
    """(count, 24): movement of each hour, nan where nothing was worn. Intervals are spread over the
    hours that they cover; a day's total in one interval gives no hours."""
    if "hourly" not in days.memory:
        days.memory["hourly"] = _hourly(days)
    found = days.memory["hourly"]
    if not isinstance(found, np.ndarray):
        raise TypeError("hourly")
    return found


def _hourly(days: Days) -> Numbers:
    for signal in SIGNALS:
        placed = days.placed(signal)
        if placed is not None and np.median(placed.local_end - placed.local) <= 2 * HOUR_MS:
            return _spread(days, placed)
    return np.full((days.count, 24), np.nan)


def _spread(days: Days, placed: Placed) -> Numbers:
    size = days.count * 24
    origin = placed.local - placed.hour * HOUR_MS - placed.local % HOUR_MS
    first = placed.hour
    last = (
        first
        + np.maximum(0, placed.local_end - 1 - placed.local + placed.local % HOUR_MS) // HOUR_MS
    )
    length = np.maximum(placed.local_end - placed.local, 1)
    total, seen = np.zeros(size), np.zeros(size, bool)
    for step in range(int(min((last - first).max(initial=0), 24)) + 1):
        hour = first + step
        begin = origin + hour * HOUR_MS
        part = np.minimum(placed.local_end, begin + HOUR_MS) - np.maximum(placed.local, begin)
        share = np.where(placed.local_end > placed.local, np.clip(part / length, 0, 1), step == 0)
        inside = (hour >= 0) & (hour < size) & (hour <= last)
        total += np.bincount(hour[inside], (placed.value * share)[inside], size)
        seen[hour[inside]] = True
    heart = days.placed("heart_rate")
    if heart is not None:
        seen[days.hours_inside(heart)] = (
            True  # worn and not moving: no movement, rather than no data
        )
    else:
        matrix = seen.reshape(days.count, 24)
        worn = matrix.any(axis=1, keepdims=True)
        seen = (matrix | worn).ravel()
    return np.where(seen, total, np.nan).reshape(days.count, 24)


def rhythm(hours: Numbers) -> Rhythm:
    """Of (days, 24) hourly movement; nan hours are left out. nan where nothing varies.

    >>> day = np.array([0.0] * 8 + [100.0] * 16)
    >>> told = rhythm(np.tile(day, (7, 1)))
    >>> round(told.stability, 6), told.l5, told.m10, told.amplitude
    (1.0, 0.0, 100.0, 1.0)
    """
    flat = hours.ravel()
    known = flat[np.isfinite(flat)]
    if len(known) < 24 * FEWEST_DAYS * FEWEST_HOURS // 24 or known.var() == 0:
        return Rhythm(*(np.nan,) * 7)
    count = np.isfinite(hours).sum(axis=0)
    profile = np.where(count > 0, np.nansum(hours, axis=0) / np.maximum(count, 1), np.nan)
    mean, total = known.mean(), ((known - known.mean()) ** 2).sum()
    between = np.nansum(count * (profile - mean) ** 2)
    steps = np.diff(flat)
    steps = steps[np.isfinite(steps)]
    variability = (steps**2).mean() / (total / len(known)) if len(steps) else np.nan
    l5, l5_start = _extreme(profile, REST, lowest=True)
    m10, m10_start = _extreme(profile, ACTIVE, lowest=False)
    amplitude = (m10 - l5) / (m10 + l5) if m10 + l5 > 0 else np.nan
    return Rhythm(
        float(between / total),
        float(variability),
        float(amplitude),
        l5,
        l5_start,
        m10,
        m10_start,
    )


def _extreme(profile: Numbers, width: int, *, lowest: bool) -> tuple[float, float]:
    around = np.concatenate([profile, profile[: width - 1]])
    sums = np.convolve(around, np.ones(width) / width, "valid")
    if not np.isfinite(sums).any():
        return np.nan, np.nan
    at = int(np.nanargmin(sums) if lowest else np.nanargmax(sums))
    return float(sums[at]), float(at)


def weekly(days: Days) -> tuple[Numbers, Numbers]:
    """Every figure of the seven days up to each day: (count, 7 figures), and the share of days."""
    if "weekly" not in days.memory:
        hours = hourly(days)
        good = np.isfinite(hours).sum(axis=1) >= FEWEST_HOURS
        told = np.full((days.count, len(Rhythm._fields)), np.nan)
        share = np.zeros(days.count)
        for day in range(days.count):
            week = slice(max(0, day - WEEK + 1), day + 1)
            share[day] = good[week].sum() / WEEK
            if good[day] and good[week].sum() >= FEWEST_DAYS:
                told[day] = rhythm(hours[week][good[week]])
        days.memory["weekly"] = (told, share)
    found = days.memory["weekly"]
    if not isinstance(found, tuple):
        raise TypeError("weekly")
    return found
