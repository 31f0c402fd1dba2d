"""A person's own usual, and where today lies: for RMSSD on its natural logarithm.

Here: the band of the last weeks and today's place in it. Source: Plews et al. 2013 (ln RMSSD, the
smallest worthwhile change and the coefficient of variation from day to day); the median and the
median deviation stand in for mean and SD, so that one night of fever does not move the band.
"""

from __future__ import annotations

from enum import StrEnum
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import ArrayLike

DAYS: Final = 60
FEWEST_DAYS: Final = 14
"""Under two weeks a band is a guess (Plews et al. 2014: at least 3 days a week, several weeks)."""
WIDTH: Final = 1.0
"""Robust standard deviations on each side: about two days in three lie inside."""
_MAD: Final = 1.4826


class Place(StrEnum):
    """Where a value lies against a band."""

    BELOW = "below"
    USUAL = "usual"
    ABOVE = "above"
    UNKNOWN = "unknown"


class Baseline(NamedTuple):
    """The usual band, in the value's own unit, and how many days it rests on."""

    low: float
    middle: float
    high: float
    days: int
    day_to_day_percent: float
    """Coefficient of variation from day to day, of the logarithm where that was used."""

    def place(self, value: float) -> Place:
        """Where `value` lies; at a bound it is usual."""
        if not np.isfinite(value) or self.days < FEWEST_DAYS:
            return Place.UNKNOWN
        if value < self.low:
            return Place.BELOW
        return Place.ABOVE if value > self.high else Place.USUAL


def baseline(values: ArrayLike, *, logarithm: bool = False) -> Baseline:
    """The band of daily values (n,), the newest last, nan for missing days, today not among them.

    Only the last 60 days count. `logarithm` for RMSSD and SDNN, whose spread grows with their size.

    >>> band = baseline([40.0, 42, 38, 41, 39, 40, 43, 37, 40, 41, 39, 42, 38, 40], logarithm=True)
    >>> band.days, band.place(30.0).value, band.place(40.0).value
    (14, 'below', 'usual')
    """
    recent = np.asarray(values, np.float64)[-DAYS:]
    told = recent[np.isfinite(recent) & ((recent > 0) | (not logarithm))]
    if not len(told):
        return Baseline(np.nan, np.nan, np.nan, 0, np.nan)
    scale = np.log(told) if logarithm else told
    middle = float(np.median(scale))
    spread = WIDTH * _MAD * float(np.median(np.abs(scale - middle)))
    mean = float(scale.mean())
    variation = 100 * float(scale.std(ddof=1)) / abs(mean) if len(scale) > 1 and mean else np.nan
    bounds = np.array([middle - spread, middle, middle + spread])
    low, centre, high = (np.exp(bounds) if logarithm else bounds).tolist()
    return Baseline(low, centre, high, len(told), variation)
