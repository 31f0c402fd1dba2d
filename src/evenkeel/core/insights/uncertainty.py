"""How sure a number about days can be, when one day resembles the next.

Here: the effective number of days and an interval for a median. Not here: effects, comparisons
and anything with randomness (those come with the insights that need them).
"""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from math import comb, isnan
from statistics import fmean, median

LEVEL = 0.9
"""Coverage asked of an interval. Nine in ten: what "could be anywhere from" promises a reader."""

MOST_ALIKE = 0.95
"""Lag-1 autocorrelation is held under this, so that a flat run still counts as a few days."""


def effective_days(values: Sequence[float]) -> float:
    """How many independent days a run of `nan`-marked days is worth: n (1 - r) / (1 + r).

    `values` has one number per calendar day, `nan` where missing; r is the lag-1
    autocorrelation over neighbouring days that both hold a value, never taken as negative.
    At least 1 when there is any value, 0 when there is none.
    Source: Bayley & Hammersley 1946, J. R. Stat. Soc. Suppl. 8(2), 184-197.

    >>> effective_days([1.0, 2.0, 1.0, 2.0])
    4.0
    >>> effective_days([1.0, 1.0, 1.0, 9.0, 9.0, 9.0]) < 4
    True
    """
    held = [value for value in values if not isnan(value)]
    if not held:
        return 0.0
    centre = fmean(held)
    spread = fmean([(value - centre) ** 2 for value in held])
    pairs = [(a - centre) * (b - centre) for a, b in pairwise(values) if not (isnan(a) or isnan(b))]
    if spread == 0 or not pairs:
        return float(len(held))
    alike = min(max(fmean(pairs) / spread, 0.0), MOST_ALIKE)
    return max(1.0, len(held) * (1 - alike) / (1 + alike))


def median_interval(values: Sequence[float], *, level: float = LEVEL) -> tuple[float, float] | None:
    """An interval for the median by order statistics, on the effective number of days.

    `values` as for `effective_days`. `None` when there are too few days for `level`: with five
    independent days the whole range holds the median with 94 %, with four only 88 %.
    Source: Hollander, Wolfe & Chicken 2014, Nonparametric Statistical Methods, section 3.6; the
    ranks are found for the effective number and stretched over the days there are.

    >>> median_interval([1.0, 9.0, 2.0, 8.0, 3.0, 7.0])
    (1.0, 9.0)
    >>> median_interval([1.0, 2.0, 3.0]) is None
    True
    """
    held = sorted(value for value in values if not isnan(value))
    worth = int(effective_days(values))
    cut = _ranks_outside(worth, level)
    if cut is None:
        return None
    share = cut / worth
    low = int(share * len(held))
    return held[low], held[len(held) - 1 - low]


def _ranks_outside(n: int, level: float) -> int | None:
    """How many ordered values may lie outside at each end; None when even none is too many."""
    best = None
    tail = 0.0
    for k in range(n // 2):
        tail += comb(n, k) / 2**n
        if 1 - 2 * tail < level:
            break
        best = k
    return best


def middle(values: Sequence[float]) -> float:
    """The median of the values that are there. Raises `statistics.StatisticsError` when none is.

    >>> middle([1.0, float("nan"), 3.0])
    2.0
    """
    return median(value for value in values if not isnan(value))
