"""Watching several daily scores at once for a lasting slide: a CUSUM on what they say together.

Here: the sequential test. Not here: which signals, thresholds of a detector, words.

Page's CUSUM (1954) adds up how far each day lies on the wrong side of usual, less an allowance,
and never falls under zero. Days that carry over make such sums wander, so each score is divided by
its long-run spread first: then one threshold gives one rate of false alarms whatever a person's
carry-over is (the average run length of a Brownian CUSUM depends on allowance and threshold only;
Basseville and Nikiforov 1993, section 5.2). The rate is not taken from that formula: the usual is
estimated too, so `simulated` people say what it really is (docs/reference/warnings.md).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import isnan
from typing import Final

import numpy as np
from numpy.typing import NDArray

from evenkeel.core.warning.usual import Numbers, Usual

TOGETHER: Final = 0.3
"""Correlation assumed between two signals of one person: mood and sleep of the same day correlate
about so within people (Triantafillou et al. 2019, JMIR Ment Health 6:e12613, reports less; a higher
value is the careful side)."""


@dataclass(frozen=True, slots=True)
class Side:
    """One signal of a slide: its usual, which way is worse, and its share of the say."""

    usual: Usual
    worse: int
    weight: float = 1.0


def together(sides: Sequence[Side]) -> Numbers:
    """What the signals say of each day, in standard deviations of a usual day; `nan` with none.

    Positive is worse. A missing signal is left out of its day, never counted as a middling one.
    """
    scores = np.array([side.worse * side.usual.score / side.usual.wander for side in sides])
    weights = np.array([[side.weight] for side in sides]) * np.isfinite(scores)
    total = np.nansum(weights * np.nan_to_num(scores), axis=0)
    alone = (weights**2).sum(axis=0)
    size = np.sqrt(alone * (1 - TOGETHER) + TOGETHER * weights.sum(axis=0) ** 2)
    said: Numbers = np.where(alone > 0, total / np.where(size > 0, size, 1.0), np.nan)
    return said


def alarms(
    said: Numbers,
    *,
    allowance: float,
    threshold: float,
    rest: int,
    agrees: NDArray[np.bool_] | None = None,
) -> list[int]:
    """The days on which the sum passes `threshold` while `agrees`; then `rest` days of quiet.

    A day without anything said neither adds nor takes away.

    >>> alarms(np.array([0.0, 2.0, 2.0, 2.0]), allowance=0.5, threshold=4.0, rest=10)
    [3]
    """
    level, quiet_until, found = 0.0, -1, []
    for day, score in enumerate(said.tolist()):
        if not isnan(score):
            level = max(0.0, level + score - allowance)
        if level > threshold and day > quiet_until and (agrees is None or agrees[day]):
            found.append(day)
            level, quiet_until = 0.0, day + rest
    return found


def recent_slope(values: Numbers, days: int) -> Numbers:
    """Per day, the robust slope a day over the last `days` days (repeated medians of thirds).

    The median of the last third less that of the first, over the days between: as robust as
    Theil-Sen to a third of bad days, and cheap enough for every night. `nan` without both.

    >>> float(recent_slope(np.arange(21.0), 21)[-1])
    1.0
    """
    third = days // 3
    slope = np.full(len(values), np.nan)
    if len(values) < days:
        return slope
    windows = np.lib.stride_tricks.sliding_window_view(values, days)
    first, last = nan_median(windows[:, :third]), nan_median(windows[:, -third:])
    slope[days - 1 :] = (last - first) / (days - third)
    return slope


def recent_level(values: Numbers, days: int) -> Numbers:
    """Per day, the median of the last `days` days; `nan` with fewer than a third of them."""
    level = np.full(len(values), np.nan)
    if len(values) >= days:
        windows = np.lib.stride_tricks.sliding_window_view(values, days)
        level[days - 1 :] = nan_median(windows, fewest=max(2, days // 3))
    return level


def nan_median(windows: Numbers, *, fewest: int = 2) -> Numbers:
    """Median of the known values of each row, `nan` with fewer than `fewest`."""
    ordered, known = np.sort(windows, axis=1), np.isfinite(windows).sum(axis=1)
    rows, safe = np.arange(len(ordered)), np.maximum(known, 1)
    middle = (ordered[rows, (safe - 1) // 2] + ordered[rows, safe // 2]) / 2
    return np.where(known >= fewest, middle, np.nan)
