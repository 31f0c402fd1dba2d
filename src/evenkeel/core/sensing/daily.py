"""The table of days: every signal's own daily number and every derived feature, with coverage.

Here: `daily_table`. Not here: what one feature says (`features/`), storing it (`apps.body`).
"""

from __future__ import annotations

from collections.abc import Collection
from functools import cache
from typing import Final

import numpy as np

from evenkeel.core.sensing.days import Days, Numbers, Placed
from evenkeel.core.sensing.feature import Column, features
from evenkeel.core.sensing.signals import Daily, load_texts
from evenkeel.core.vocabulary import DayTable, SignalKind

VERSION: Final = 2
"""Turn it when a number would come out differently: stored tables are then worked out anew."""
WAKING_HOURS: Final = 16
"""Hours of a day that a total is expected to cover."""
ALL_DAY: Final = {"heart_rate", "steps", "active_energy", "stress_score", "energy_reserve"}
"""Signals measured all day long: their coverage is the share of hours. Others have one or none."""


_texts = cache(load_texts)


def daily_table(days: Days, *, without: Collection[str] = ()) -> DayTable:
    """Dates x columns with `nan` for missing, and the coverage of every cell.

    A signal's own column has its id; a derived feature's column has the feature's. `without` names
    signals that are off.

    >>> from datetime import date
    >>> from evenkeel.core.sensing.batches import batch
    >>> steps = batch("steps", [0, 7_200_000], [100, 50], end=[60_000, 7_260_000], offset=0)
    >>> table = daily_table(Days(date(1970, 1, 1), 2, {"steps": steps}))
    >>> table.columns["steps"]
    (150.0, nan)
    """
    columns: dict[str, Column] = {}
    for id, text in _texts().items():
        if id in days.batches and id not in without and text.daily is not Daily.NONE:
            columns[id] = own_column(days, id, text.daily, text.kind)
    for feature in features().values():
        if any(need in days.batches and need not in without for need in feature.needs):
            columns[feature.id] = _filled(feature.compute(days), columns.get(feature.id))
    told = {id: column for id, column in columns.items() if np.isfinite(column.values).any()}
    return DayTable(
        dates=days.dates,
        columns={id: tuple(column.values.tolist()) for id, column in told.items()},
        cells={id: tuple(np.round(column.cells, 3).tolist()) for id, column in told.items()},
    )


def _filled(derived: Column, own: Column | None) -> Column:
    """A derived number; on days without, the maker's own of the same name."""
    if own is None:
        return derived
    known = np.isfinite(derived.values)
    return Column(
        np.where(known, derived.values, own.values), np.where(known, derived.cells, own.cells)
    )


def own_column(days: Days, signal: str, daily: Daily, kind: SignalKind) -> Column:
    """A signal's own number of each day: mean, sum, greatest or last value."""
    placed = days.placed(signal)
    if placed is None:
        return Column(np.full(days.count, np.nan), np.zeros(days.count))
    keep = days.inside(placed)
    day, value = placed.day[keep], placed.value[keep]
    count = days.per_day(day)
    if daily is Daily.SUM:
        told = days.per_day(day, value)
    elif daily is Daily.MAX:
        told = np.full(days.count, -np.inf)
        np.maximum.at(told, day, value)
    elif daily is Daily.LAST:
        told = np.zeros(days.count)
        told[day] = value  # in order of time: the last one stays
    else:
        told = days.per_day(day, value) / np.maximum(count, 1)
    return Column(np.where(count > 0, told, np.nan), _cells(days, signal, placed, count, kind))


def _cells(days: Days, signal: str, placed: Placed, count: Numbers, kind: SignalKind) -> Numbers:
    if signal not in ALL_DAY or kind is SignalKind.EVENT or _whole_days(placed):
        return (count > 0).astype(np.float64)
    return np.minimum(1.0, days.hours_with(placed) * 24 / WAKING_HOURS)


def _whole_days(placed: Placed) -> bool:
    length = placed.local_end - placed.local
    return bool(len(length) and np.median(length) > 20 * 3_600_000)
