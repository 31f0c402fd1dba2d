"""Entries on days: means, sums, yes-or-no, and gaps that stay gaps."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone
from math import isnan

from hypothesis import given, settings
from hypothesis import strategies as st

from evenkeel.core.insights import Entry, Metric, MetricKind, day_table, each_day
from evenkeel.core.insights.days import given as held

METRICS = {
    "mood": Metric("mood", "Mood"),
    "cups": Metric("cups", "Cups", MetricKind.NUMBER, total=True),
    "out": Metric("out", "Out", MetricKind.YES_NO),
}
DAY = date(2026, 3, 1)


def at(hour: int, day: int = 1) -> datetime:
    return datetime(2026, 3, day, hour, tzinfo=UTC)


def table(*entries: Entry, last: date = date(2026, 3, 3)):
    return day_table(entries, metrics=METRICS, first=DAY, last=last)


def test_a_day_is_the_mean_the_sum_or_any_yes() -> None:
    found = table(
        Entry(at(8), {"mood": 40, "cups": 1, "out": 0}),
        Entry(at(20), {"mood": 60, "cups": 2, "out": 1}),
    )
    assert found.columns["mood"][0] == 50
    assert found.columns["cups"][0] == 3
    assert found.columns["out"][0] == 1


def test_missing_is_nan_never_zero() -> None:
    found = table(Entry(at(8), {"cups": 0.0}))
    assert found.columns["cups"][0] == 0
    assert all(isnan(value) for value in found.columns["cups"][1:])
    assert all(isnan(value) for value in found.columns["mood"])
    assert found.coverage("mood") == 0


def test_the_day_is_the_entrys_own_clock() -> None:
    late = datetime(2026, 3, 1, 23, 30, tzinfo=timezone(timedelta(hours=9)))
    assert table(Entry(late, {"mood": 10})).columns["mood"][0] == 10


def test_outside_of_the_window_and_unknown_metrics_are_left_out() -> None:
    found = table(Entry(at(8, 9), {"mood": 10}), Entry(at(8), {"other": 1}))
    assert found.coverage("mood") == 0
    assert "other" not in found.columns


def test_an_empty_window() -> None:
    found = table(last=date(2026, 2, 1))
    assert found.dates == ()
    assert found.coverage("mood") == 0


@settings(deadline=None)
@given(st.dates(date(1999, 1, 1), date(2030, 1, 1)), st.integers(0, 800))
def test_each_day_once(first: date, days: int) -> None:
    found = each_day(first, first + timedelta(days=days))
    assert len(found) == len(set(found)) == days + 1
    assert list(found) == sorted(found)


def test_given_leaves_out_gaps() -> None:
    found = table(Entry(at(8, 2), {"mood": 30}))
    assert held(found, "mood") == ((date(2026, 3, 2), 30.0),)
