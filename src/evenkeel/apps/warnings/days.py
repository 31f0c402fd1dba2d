"""One member's days, from check-ins and the body, as the detectors see them.

Here: the table of the last `WINDOW` days, and the short form that spares the night from opening
every check-in again. Not here: whose turn it is (`night`), detectors (`core.warning`).

The short form keeps a sum and a count per day and number. Check-ins made since are added; if any
was changed or deleted, which shows in their count and times, it is made anew. It is class D,
sealed with the same keys as what it sums up.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any, Final
from uuid import UUID
from zoneinfo import ZoneInfo

import numpy as np

from evenkeel.apps.warnings.payloads import DaysPayload
from evenkeel.core.vault import DataClass, Keyring, RecordAddress
from evenkeel.core.vocabulary import DayTable

if TYPE_CHECKING:
    from evenkeel.apps.people.models import Member

WINDOW: Final = 240
"""Days the detectors look at: the longest usual is 118 days and two alarms' rest fit in."""
AHEAD: Final = 3
"""Days after the window that already find room: today, and clocks further east."""
LENGTH: Final = WINDOW + AHEAD
NUMBERS: Final = ("mood", "energy", "anxiety", "stress")
SLEEP: Final = "sleep_minutes"
ROWS: Final = "checkins.checkin"


@dataclass(frozen=True, slots=True)
class Row:
    """One check-in as it lies in the table: what its address is made of, and the seal."""

    id: UUID
    at: datetime
    revision: int
    updated_at: datetime
    sealed: bytes


def opened(row: Row, keyring: Keyring) -> tuple[date, Mapping[str, float]]:
    """The day of a check-in on its own clock, and its numbers."""
    address = RecordAddress(ROWS, str(row.id), "sealed", DataClass.D, row.revision)
    payload = json.loads(keyring.open(address, row.sealed))
    return row.at.astimezone(_zone(payload.get("zone") or "UTC")).date(), payload["numbers"]


def summed(rows: Iterable[Row], keyring: Keyring, *, first: date, into: DaysPayload) -> DaysPayload:
    """Rows added to a short form that begins on `first`; days outside the window are left out."""
    sums = {name: list(into.sums[name]) for name in NUMBERS}
    counts = {name: list(into.counts[name]) for name in NUMBERS}
    added = 0
    for row in rows:
        day, numbers = opened(row, keyring)
        place = (day - first).days
        added += 1
        if 0 <= place < LENGTH:
            for name in NUMBERS:
                if name in numbers:
                    sums[name][place] += numbers[name]
                    counts[name][place] += 1
    return DaysPayload(first=first, sums=sums, counts=counts, rows=into.rows + added)


def empty(first: date) -> DaysPayload:
    """A short form without a day."""
    return DaysPayload(
        first=first,
        sums={name: [0.0] * LENGTH for name in NUMBERS},
        counts={name: [0] * LENGTH for name in NUMBERS},
    )


def moved(kept: DaysPayload, first: date) -> DaysPayload:
    """The same days in a window that begins later."""
    by = (first - kept.first).days
    if by <= 0:
        return kept
    return DaysPayload(
        first=first,
        sums={n: (kept.sums[n] + [0.0] * by)[-LENGTH:] for n in NUMBERS},
        counts={n: (kept.counts[n] + [0] * by)[-LENGTH:] for n in NUMBERS},
        rows=kept.rows,
    )


def table(kept: DaysPayload, *, until: date, sleep: Sequence[float] | None = None) -> DayTable:
    """The days up to `until`, without empty ones before the first."""
    length = min(LENGTH, (until - kept.first).days + 1)
    columns: dict[str, tuple[float, ...]] = {}
    for name in NUMBERS:
        count = np.asarray(kept.counts[name][:length], dtype=np.float64)
        if count.any():
            total = np.asarray(kept.sums[name][:length])
            mean = np.where(count > 0, total / np.maximum(count, 1), np.nan)
            columns[name] = tuple(mean.tolist())
    if sleep is not None:
        columns[SLEEP] = tuple(sleep[:length])
    dates = tuple(kept.first + timedelta(days=n) for n in range(length))
    return DayTable(dates, columns)


def sleep_of(member: Member, keyring: Keyring, *, first: date) -> tuple[float, ...] | None:
    """Minutes slept per night from the body's daily table; None where nothing measures sleep."""
    from evenkeel.apps.body import queries as body  # noqa: PLC0415 (heavy, and often not needed)

    found = body.day_table(
        member, keyring, first, first + timedelta(days=LENGTH - 1), columns={SLEEP}
    )
    return found.columns.get(SLEEP)


_ZONES: dict[str, Any] = {}


def _zone(name: str) -> ZoneInfo:
    found = _ZONES.get(name)
    if found is None:
        try:
            found = ZoneInfo(name)
        except (KeyError, ValueError, OSError):
            found = ZoneInfo("UTC")
        _ZONES[name] = found
    return found
