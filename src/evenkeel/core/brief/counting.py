"""Days summed up for somebody who was not there: with how many were given, and how many missing.

Here: an average, its ends, and a few averages in order. Not here: whether anything follows from
them (`core.insights`), words.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from math import nan
from statistics import fmean

WEEK = 7
MOST_PARTS = 6
"""Averages in a row that a busy reader takes in; longer stretches are told in blocks of weeks."""


@dataclass(frozen=True, slots=True)
class Stretch:
    """Some days in a row. `mean`, `low`, `high` are not a number where no day was given."""

    first: date
    last: date
    given: int
    missing: int
    mean: float
    low: float
    high: float

    @property
    def days(self) -> int:
        """Every day of it, given or not."""
        return self.given + self.missing


def stretch(values: Mapping[date, float], *, first: date, last: date) -> Stretch:
    """Sums up the days from `first` to `last`, both included; a day not in `values` is missing.

    >>> one = stretch({date(2026, 11, 2): 40.0, date(2026, 11, 4): 50.0},
    ...               first=date(2026, 11, 1), last=date(2026, 11, 5))
    >>> one.mean, one.given, one.missing
    (45.0, 2, 3)
    """
    if last < first:
        raise ValueError("The last day comes before the first.")
    days = (last - first).days + 1
    held = [value for day, value in values.items() if first <= day <= last]
    if not held:
        return Stretch(first, last, 0, days, nan, nan, nan)
    return Stretch(
        first, last, len(held), days - len(held), fmean(held), min(held), max(held)
    )  # fmt: skip


def by_week(values: Mapping[date, float], *, first: date, last: date) -> tuple[Stretch, ...]:
    """The days in blocks of whole weeks, counted back from the last day so that it is full.

    At most `MOST_PARTS` blocks: of one week each, or of two, three, four where there are more. The
    first block is shorter where the days do not divide.

    >>> blocks = by_week({}, first=date(2026, 11, 1), last=date(2026, 11, 17))
    >>> [(one.first.day, one.last.day) for one in blocks]
    [(1, 3), (4, 10), (11, 17)]
    """
    days = (last - first).days + 1
    length = WEEK
    while -(-days // length) > MOST_PARTS:
        length += WEEK
    blocks = []
    end = last
    while end >= first:
        begin = max(first, end - timedelta(days=length - 1))
        blocks.append(stretch(values, first=begin, last=end))
        end = begin - timedelta(days=1)
    return tuple(reversed(blocks))
