"""Observations laid out by the days of a person's own clock: what features look at.

Here: `Placed`, `Days`, hours. Not here: which of two sources counts (`overlaps.py`), nights
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
from evenkeel.core.sensing.overlaps import chosen
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
    """Days since the first day of the table: the day on which a row ends, so that a night's sum
    belongs to its morning."""
    hour: Index
    """Hours since its first midnight, in which a row starts."""

    @property
    def value(self) -> Numbers:
        return self.rows.value

    def kept(self, keep: NDArray[np.bool_]) -> Placed:
        """Only some of the rows."""
        if keep.all():
            return self
        return Placed(
            rows(self.rows, keep),
            self.local[keep],
            self.local_end[keep],
            self.day[keep],
            self.hour[keep],
        )


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
        day = (np.maximum(local, end - 1) - start) // DAY_MS
        return Placed(one, local, end, day, (local - start) // HOUR_MS)

    def placed(self, signal: str) -> Placed | None:
        """A signal's rows, in each hour from one source only (`overlaps.py` has the rule)."""
        if signal not in self._placed:
            whole = self.whole(signal)
            order = self.preferred.get(signal, ())
            self._placed[signal] = whole and whole.kept(chosen(whole, order))
        return self._placed[signal]

    def inside(self, placed: Placed) -> NDArray[np.bool_]:
        """Rows that belong to the table's days."""
        found: NDArray[np.bool_] = (placed.day >= 0) & (placed.day < self.count)
        return found

    def per_day(self, day: Index, values: Numbers | None = None) -> Numbers:
        """Sums by day (or counts) of rows that are inside."""
        return np.bincount(day, values, self.count).astype(np.float64)[: self.count]

    def hours_inside(self, placed: Placed) -> Index:
        """Hours of the table in which a row starts, in order. A row that ends on the first day may
        start before it, so this is not `inside`."""
        hours = placed.hour[(placed.hour >= 0) & (placed.hour < 24 * self.count)]
        found: Index = np.unique(hours)
        return found

    def hours_with(self, placed: Placed) -> Numbers:
        """Share of each day's 24 hours in which a row starts."""
        return self.per_day(self.hours_inside(placed) // 24) / 24


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
