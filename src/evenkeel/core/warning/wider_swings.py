"""Mood swings wider and holds longer than it used to: an early sign, and a weak one (F53).

Here: one detector of rising variance and rising carry-over together ("critical slowing down": van
de Leemput et al. 2014, PNAS 111:87; one person through a relapse: Wichers and Groot 2016,
Psychother Psychosom 85:114). Not here: more than that. Later work finds such signs before some
transitions and without any (Bos et al. 2022), so its words are the softest of all.
"""

from __future__ import annotations

from typing import Final

import numpy as np

from evenkeel.core.vocabulary import Finding
from evenkeel.core.warning.detector import Detector, Outlook
from evenkeel.core.warning.drift import recent_slope
from evenkeel.core.warning.usual import Numbers, usual

MOOD: Final = "mood"
FLOOR: Final = 3.0
STRETCH: Final = 28
BEFORE: Final = 90
FEWEST: Final = 16
"""Of the four weeks; a variance of fewer days is a guess."""
FEWEST_BEFORE: Final = 40
MOST: Final = 40.0
"""Points from usual that one day counts as at most."""
TAILS: Final = 1.3
"""Spreads of heavy-tailed days vary more than those of normal ones, by about this."""
WIDER: Final = 1.2
"""Spreads now over spreads before."""
HOLDS: Final = 0.1
"""Carry-over now above that before."""
THRESHOLD: Final = 2.4
"""Of the two signs together, in standard errors."""
MOST_SLOPE: Final = 10.0
"""Points over the four weeks: a slide widens every spread, and is `decline`'s to tell."""
REST: Final = 60


def signs(values: Numbers) -> tuple[Numbers, Numbers, Numbers, Numbers]:
    """Per day: spread now over before, carry-over now, carry-over before, and the joint score."""
    around = usual(values, floor=FLOOR, window=28, gap=1)
    off = np.clip(values - around.level, -MOST, MOST)
    n, wide, now = _moments(off, STRETCH, 0)
    m, narrow, old = _moments(off, BEFORE, STRETCH)
    enough = (n >= FEWEST) & (m >= FEWEST_BEFORE)
    ratio = np.where(enough, wide / narrow, np.nan)
    loss = (1 - old**2) / (1 + old**2)  # days that carry over tell less of a spread
    error = TAILS * np.sqrt((1 / np.maximum(n, 1) + 1 / np.maximum(m, 1)) / (2 * loss))
    hold = np.arctanh(now) - np.arctanh(old)
    hold /= np.sqrt(1 / np.maximum(4, n - 4) + 1 / np.maximum(4, m - 4))
    return ratio, now, old, (np.log(ratio) / error + hold) / np.sqrt(2)


def _moments(off: Numbers, days: int, back: int) -> tuple[Numbers, Numbers, Numbers]:
    """Per day: how many of the `days` that ended `back` days ago are known, their spread, and
    their carry-over."""
    known = np.isfinite(off)
    held = np.where(known, off, 0.0)
    pair = np.zeros(len(off), bool)
    pair[1:] = known[1:] & known[:-1]
    product, square = np.zeros(len(off)), np.zeros(len(off))
    product[1:] = held[1:] * held[:-1]
    square[1:] = (held[1:] ** 2 + held[:-1] ** 2) / 2
    n = _sum(known.astype(float), days, back)
    mean = _sum(held, days, back) / np.maximum(n, 1)
    spread = np.sqrt(np.maximum(_sum(held**2, days, back) / np.maximum(n, 1) - mean**2, FLOOR**2))
    pairs = np.maximum(_sum(pair.astype(float), days, back), 1)
    below = np.maximum(_sum(square * pair, days, back) / pairs - mean**2, 1e-9)
    carry = (_sum(product * pair, days, back) / pairs - mean**2) / below
    return n, spread, np.clip(carry, -0.9, 0.9)


def _sum(values: Numbers, days: int, back: int) -> Numbers:
    """The sum of the `days` values that ended `back` days ago."""
    total = np.concatenate([np.zeros(days + back + 1), np.cumsum(values)])
    end = np.arange(len(values)) + days + 1
    window: Numbers = total[end] - total[end - days]
    return window


def alarm_days(outlook: Outlook) -> list[int]:
    """Days on which both signs have risen, past their own chance."""
    values = outlook.column(MOOD)
    if values is None or len(values) <= BEFORE + STRETCH:
        return []
    ratio, now, old, joint = signs(values)
    with np.errstate(invalid="ignore"):
        said = (joint >= THRESHOLD) & (ratio >= WIDER) & (now - old >= HOLDS)
        said &= ~(np.abs(recent_slope(values, STRETCH)) * STRETCH > MOST_SLOPE)
    found, quiet_until = [], -1
    for day in np.flatnonzero(said).tolist():
        if day > quiet_until:
            found.append(day)
            quiet_until = day + REST
    return found


def find(outlook: Outlook, day: int) -> Finding | None:
    """How much wider, and over how many days that was seen."""
    values = outlook.column(MOOD)
    if values is None:
        return None
    ratio, now, old, _joint = signs(values)
    if not np.isfinite(ratio[day]):
        return None
    start = day - STRETCH + 1
    held = tuple(
        on
        for on, value in zip(outlook.days.dates[start : day + 1], values[start:], strict=False)
        if np.isfinite(value)
    )
    wider = float(ratio[day])
    until = outlook.days.dates[day].isoformat()
    told: dict[str, str | int | float] = {
        "days": STRETCH,
        "until_day": until,
        "given": len(held),
        "mood_wider": round(100 * (wider - 1)),
    }
    return Finding(
        insight="wider_swings",
        sentence="mood",
        values=told | {"carry_now": float(now[day]), "carry_before": float(old[day])},
        n=len(held),
        days=held,
        missing_days=STRETCH - len(held),
        effect=wider,
    )


DETECTOR = Detector("wider_swings", alarms=alarm_days, find=find)
