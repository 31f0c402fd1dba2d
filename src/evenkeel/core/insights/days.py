"""Check-ins -> `DayTable`: one row per calendar day, one column per metric, `nan` for missing.

Here: laying entries onto days, and walking days. Not here: opening records, or time zones (an
`Entry` already carries the member's own local time).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from math import fsum, isnan, nan

from evenkeel.core.insights.insight import Entry, Metric, MetricKind
from evenkeel.core.vocabulary import DayTable


def each_day(first: date, last: date) -> tuple[date, ...]:
    """Every date from `first` to `last`, both included; empty when `last` is before `first`.

    >>> [day.day for day in each_day(date(2026, 2, 27), date(2026, 3, 1))]
    [27, 28, 1]
    """
    return tuple(first + timedelta(days=n) for n in range((last - first).days + 1))


def day_table(
    entries: Iterable[Entry], *, metrics: Mapping[str, Metric], first: date, last: date
) -> DayTable:
    """Lay entries onto the days from `first` to `last`, both included.

    A day's value is the mean of that day's entries; the sum where `Metric.total`; 1 when any
    entry said yes for a yes-or-no metric. A day without a value is `nan`. Days are the calendar
    days of each entry's own clock, midnight to midnight; entries outside the window, and numbers
    for a metric that is not asked for, are left out.

    >>> from datetime import datetime, timezone
    >>> noon = datetime(2026, 3, 1, 12, tzinfo=timezone.utc)
    >>> entries = [Entry(noon, {"mood": 40.0}), Entry(noon.replace(hour=20), {"mood": 60.0})]
    >>> table = day_table(entries, metrics={"mood": Metric("mood", "Mood")},
    ...                   first=date(2026, 3, 1), last=date(2026, 3, 2))
    >>> table.columns["mood"], table.coverage("mood")
    ((50.0, nan), 0.5)
    """
    dates = each_day(first, last)
    cells: dict[str, dict[date, list[float]]] = {name: defaultdict(list) for name in metrics}
    for entry in entries:
        day = entry.at.date()
        if first <= day <= last:
            for name, value in entry.numbers.items():
                if name in cells:
                    cells[name][day].append(value)
    columns = {
        name: tuple(_of_day(cells[name][d], metric) if d in cells[name] else nan for d in dates)
        for name, metric in metrics.items()
    }
    return DayTable(dates=dates, columns=columns)


def _of_day(values: list[float], metric: Metric) -> float:
    if metric.kind is MetricKind.YES_NO:
        return 1.0 if any(values) else 0.0
    total = fsum(values)
    return total if metric.total else total / len(values)


def given(table: DayTable, column: str) -> tuple[tuple[date, float], ...]:
    """The days of a column that hold a value, oldest first.

    >>> given(DayTable((date(2026, 3, 1), date(2026, 3, 2)), {"mood": (nan, 5.0)}), "mood")
    ((datetime.date(2026, 3, 2), 5.0),)
    """
    pairs = zip(table.dates, table.columns[column], strict=True)
    return tuple((day, value) for day, value in pairs if not isnan(value))
