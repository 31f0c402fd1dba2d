"""Observations laid out by the days of a person's own clock: what features look at.

Here: `Days`, one source at a time where two measured the same, and hours. Not here: nights
(`sleep.py`), any one feature (`features/`).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

import numpy as np
from numpy.typing import NDArray

from evenkeel.core.sensing.batches import rows
from evenkeel.core.sensing.blocks import local_ms
from evenkeel.core.vocabulary import ZONE_UNKNOWN, ObservationBatch

Numbers = NDArray[np.float64]
Index = NDArray[np.int64]

DAY_MS: Final = 86_400_000
HOUR_MS: Final = 3_600_000
EPOCH: Final = date(1970, 1, 1)
_EVENING: Final = timedelta(hours=12)


@dataclass(frozen=True, slots=True, eq=False)
class Placed:
    """One signal's rows in order of time, with their local times and days."""

    rows: ObservationBatch
    local: Index
    """Local start, milliseconds since 1970."""
    local_end: Index
    day: Index
    """Days since the first day of the table."""
    hour: Index
    """Hours since its first midnight."""

    @property
    def value(self) -> Numbers:
        return self.rows.value


@dataclass(slots=True)
class Days:
    """Some days of one person. Rows before the first day are kept: a night begins the day before.

    `placed` gives each signal from one source at a time, by `preferred` or by who measured more.
    """

    first: date
    count: int
    batches: Mapping[str, ObservationBatch]
    preferred: Mapping[str, Sequence[str]] = field(default_factory=dict)
    zone: ZoneInfo | None = None
    _placed: dict[str, Placed | None] = field(default_factory=dict)
    memory: dict[str, object] = field(default_factory=dict)
    """What several features share (nights, hours), worked out once."""

    @property
    def dates(self) -> tuple[date, ...]:
        return tuple(self.first + timedelta(days=i) for i in range(self.count))

    def whole(self, signal: str) -> Placed | None:
        """Every row of a signal, all sources; None where there is none."""
        one = self.batches.get(signal)
        if one is None or not len(one):
            return None
        local = _local(one, self.zone)
        order = np.argsort(local, kind="stable")
        if (np.diff(order) != 1).any():
            one, local = rows(one, order), local[order]
        start = (self.first - EPOCH).days * DAY_MS
        end = local + (one.end - one.start)
        return Placed(one, local, end, (local - start) // DAY_MS, (local - start) // HOUR_MS)

    def placed(self, signal: str) -> Placed | None:
        """A signal's rows, in each hour from one source only."""
        if signal not in self._placed:
            whole = self.whole(signal)
            self._placed[signal] = whole and _one_source(
                whole, self.preferred.get(signal, ()), _is_total(whole)
            )
        return self._placed[signal]

    def inside(self, placed: Placed) -> NDArray[np.bool_]:
        """Rows that belong to the table's days."""
        found: NDArray[np.bool_] = (placed.day >= 0) & (placed.day < self.count)
        return found

    def per_day(self, day: Index, values: Numbers | None = None) -> Numbers:
        """Sums by day (or counts) of rows that are inside."""
        return np.bincount(day, values, self.count).astype(np.float64)[: self.count]

    def hours_with(self, placed: Placed) -> Numbers:
        """Share of each day's 24 hours that hold a row."""
        hours = np.unique(placed.hour[self.inside(placed)])
        return self.per_day(hours // 24) / 24


def _is_total(placed: Placed) -> bool:
    return bool((placed.rows.end > placed.rows.start).any())


def _local(one: ObservationBatch, zone: ZoneInfo | None) -> Index:
    local = local_ms(one)
    unknown = one.offset == ZONE_UNKNOWN
    if zone is None or not unknown.any():
        return local
    days, place = np.unique(one.start[unknown] // DAY_MS, return_inverse=True)
    offsets = np.array([_offset_ms(int(day), zone) for day in days.tolist()], np.int64)
    local[unknown] += offsets[place]
    return local


def _offset_ms(day: int, zone: ZoneInfo) -> int:
    at = datetime(1970, 1, 1, tzinfo=UTC) + timedelta(days=day) + _EVENING
    return round((at.astimezone(zone).utcoffset() or timedelta()).total_seconds() * 1000)


def _one_source(placed: Placed, order: Sequence[str], total: bool) -> Placed:
    """Rows of one source an hour: the first of `order` that has any, else the one that has most
    (most of the sum for totals, most rows otherwise). Watch and phone both count the same steps."""
    names = placed.rows.sources
    if len(names) < 2:
        return placed
    hours, hour = np.unique(placed.hour, return_inverse=True)
    amount = np.abs(placed.value) if total else None
    key = hour * len(names) + placed.rows.source
    most = np.bincount(key, amount, len(hours) * len(names)).reshape(len(hours), len(names))
    here = np.bincount(key, minlength=len(hours) * len(names)).reshape(most.shape) > 0
    rank = np.array([_rank(name, order) for name in names], np.float64)
    score = np.where(here, most / (1 + most.max(initial=0)) - rank, -np.inf)
    keep = score.argmax(axis=1)[hour] == placed.rows.source
    return Placed(
        rows(placed.rows, keep),
        placed.local[keep],
        placed.local_end[keep],
        placed.day[keep],
        placed.hour[keep],
    )


def _rank(name: str, order: Sequence[str]) -> int:
    return list(order).index(name) if name in order else len(order)
