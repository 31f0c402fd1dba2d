"""Two devices at once: one counts, by the rule that is told."""

from __future__ import annotations

from datetime import date

import numpy as np
import pytest

from evenkeel.core.sensing.batches import batch, joined
from evenkeel.core.sensing.daily import daily_table
from evenkeel.core.sensing.days import EPOCH, Days
from evenkeel.core.sensing.overlaps import ENOUGH, WHOLE_DAY_MS
from evenkeel.core.vocabulary import ObservationBatch

FIRST = date(2026, 3, 2)
ZERO = (FIRST - EPOCH).days * 86_400_000
HOUR, DAY = 3_600_000, 86_400_000


def hours(source: str, amounts: dict[int, float]) -> ObservationBatch:
    at = ZERO + np.array(list(amounts)) * HOUR
    values = list(amounts.values())
    return batch("steps", at, values, end=at + HOUR, offset=0, source=source)


def whole(source: str, amount: float, *, length: int = DAY) -> ObservationBatch:
    return batch("steps", [ZERO], [amount], end=[ZERO + length], offset=0, source=source)


def steps(*parts: ObservationBatch, prefer: tuple[str, ...] = ()) -> float:
    days = Days(FIRST, 1, {"steps": joined(parts)}, {"steps": prefer})
    return daily_table(days).columns["steps"][0]


def test_in_each_hour_the_one_that_measured_most_counts() -> None:
    watch, phone = hours("Watch", {8: 900, 9: 100}), hours("Phone", {8: 800, 9: 400, 10: 50})
    assert steps(watch, phone) == 900 + 400 + 50


def test_the_preferred_one_goes_first_where_it_has_anything() -> None:
    watch, phone = hours("Watch", {8: 900}), hours("Phone", {8: 800, 9: 400})
    assert steps(watch, phone, prefer=("Phone",)) == 1200
    assert steps(watch, phone, prefer=("Watch",)) == 1300
    assert steps(watch, phone, prefer=("Nobody",)) == 1300


@pytest.mark.parametrize(
    ("share", "expected"), [(ENOUGH, 5000.0), (ENOUGH - 0.001, 10_000.0), (1.2, 12_000.0)]
)
def test_hours_count_before_a_whole_day_unless_they_are_few(share: float, expected: float) -> None:
    parts = hours("Watch", {8: 10_000 * share}), whole("Phone", 10_000)
    assert steps(*parts) == pytest.approx(expected)


def test_the_preferred_whole_day_counts_before_hours() -> None:
    parts = hours("Watch", {8: 9000}), whole("Phone", 10_000)
    assert steps(*parts, prefer=("Phone",)) == 10_000
    assert steps(*parts, prefer=("Watch",)) == 9000


@pytest.mark.parametrize(("length", "expected"), [(WHOLE_DAY_MS, 600), (WHOLE_DAY_MS - 1, 1600)])
def test_what_is_a_whole_day(length: int, expected: float) -> None:
    assert steps(hours("Watch", {8: 600}), whole("Phone", 1000, length=length)) == expected


def test_two_whole_days_are_not_added() -> None:
    assert steps(whole("Watch", 9000), whole("Phone", 10_000)) == 10_000


def test_one_source_that_tells_both_is_not_counted_twice() -> None:
    assert steps(hours("Ring", {8: 4000, 12: 4000}), whole("Ring", 8200)) == 8000


def test_a_night_s_sum_belongs_to_its_morning() -> None:
    start = ZERO + 23 * HOUR
    rows = batch("sleep_minutes", [start], [410.0], end=[start + 8 * HOUR], offset=0)
    table = daily_table(Days(FIRST, 2, {"sleep_minutes": rows}))
    assert np.isnan(table.columns["sleep_minutes"][0])
    assert table.columns["sleep_minutes"][1] == 410


def test_a_row_over_the_first_midnight_counts_on_its_morning() -> None:
    start = ZERO - HOUR // 2
    rows = batch(
        "steps",
        [start, ZERO + 8 * HOUR],
        [60.0, 100.0],
        end=[ZERO + HOUR // 2, ZERO + 9 * HOUR],
        offset=0,
    )
    table = daily_table(Days(FIRST, 1, {"steps": rows}))
    assert table.columns["steps"] == (160,)
    assert table.cells["steps"][0] == pytest.approx(1 / 16, abs=1e-3)
