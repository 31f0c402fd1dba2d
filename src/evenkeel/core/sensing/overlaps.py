"""Two devices at once: which of them counts, by a rule that can be told.

Here: the rule. Not here: what a member prefers (`apps.body` keeps that), nights, which have a rule
of their own (`sleep.py`).

In each hour one source counts: the one the member put first, else the one that measured most (the
greatest sum for totals, the most rows otherwise). Watch and phone both count the same steps; their
sum would be too high, and the one that lay on the table counted less. Where one source tells a day
only as a whole and another tells its hours, one of the two counts for that day: again the preferred
one, else the hours, unless they hold less than half of the whole.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from evenkeel.core.sensing.days import Placed

Mask = NDArray[np.bool_]
Index = NDArray[np.int64]
HOUR_MS: Final = 3_600_000
WHOLE_DAY_MS: Final = 20 * HOUR_MS
"""A row this long tells a day, not an hour of it."""
ENOUGH: Final = 0.5
"""Share of a day's total that its hours must hold to be preferred to it (judgement: a watch worn
half of the day has fewer steps than the phone's whole)."""


def chosen(placed: Placed, order: Sequence[str]) -> Mask:
    """Which rows count. `order` names the preferred sources, the first first."""
    names = placed.rows.sources
    long = placed.local_end - placed.local >= WHOLE_DAY_MS
    keep = np.ones(len(placed.local), bool)
    if long.any() and not long.all():
        keep = _days_or_hours(placed, long, order)
    if len(names) < 2:
        return keep
    # a row of a day competes with rows of that day, one of an hour with those of the hour
    unit = np.where(long, -1 - placed.day, placed.hour)
    total = bool((placed.local_end > placed.local).any())
    at = np.flatnonzero(keep)
    keep[at] = _most(placed, at, unit[at], order, total=total)
    return keep


def _most(placed: Placed, at: Index, unit: Index, order: Sequence[str], *, total: bool) -> Mask:
    """Of some rows, those of the best source of their unit of time."""
    names = placed.rows.sources
    units, place = np.unique(unit, return_inverse=True)
    source = placed.rows.source[at]
    size = len(units) * len(names)
    key = place * len(names) + source
    amount = np.abs(placed.value[at]) if total else None
    most = np.bincount(key, amount, size).reshape(len(units), len(names))
    here = np.bincount(key, minlength=size).reshape(most.shape) > 0
    rank = np.array([_rank(name, order) for name in names], np.float64)
    score = np.where(here, most / (1 + most.max(initial=0)) - rank, -np.inf)
    best: Mask = score.argmax(axis=1)[place] == source
    return best


def _days_or_hours(placed: Placed, long: Mask, order: Sequence[str]) -> Mask:
    """Drops, on days that have both, either the whole or the hours."""
    names = placed.rows.sources
    day = placed.day - placed.day.min()
    count, far = int(day.max()) + 1, len(order) + 1
    mine = np.array([_rank(name, order) for name in names], np.int64)[placed.rows.source]
    size = np.abs(placed.value)
    first_whole, first_hours = np.full(count, far), np.full(count, far)
    np.minimum.at(first_whole, day[long], mine[long])
    np.minimum.at(first_hours, day[~long], mine[~long])
    most = np.zeros(count)
    np.maximum.at(most, day[long], size[long])
    key = day[~long] * len(names) + placed.rows.source[~long]
    sums = np.bincount(key, size[~long], count * len(names)).reshape(count, len(names))
    hours = first_hours < first_whole
    hours |= (first_hours == first_whole) & (sums.max(axis=1) >= ENOUGH * most)
    both = (first_whole < far) & (first_hours < far)
    dropped: Mask = both[day] & (hours[day] == long)
    return ~dropped


def _rank(name: str, order: Sequence[str]) -> int:
    return list(order).index(name) if name in order else len(order)
