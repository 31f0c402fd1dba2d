"""What past runs say: checked against values worked out by hand."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evenkeel.core.exercises import Outcome, PastRun, effects

NOW = datetime(2026, 5, 1, 12, tzinfo=UTC)


def ran(before: int | None, after: int | None, *, days_ago: float = 1, name: str = "a") -> PastRun:
    return PastRun(name, NOW - timedelta(days=days_ago), before, after)


def test_mean_interval_and_count_of_five_runs() -> None:
    drops = [(7, 4), (6, 5), (8, 6), (5, 5), (9, 5)]  # 3, 1, 2, 0, 4
    found = effects(ran(*pair, days_ago=9 - n) for n, pair in enumerate(drops))["a"]
    assert (found.n, found.eased, found.drop) == (5, 4, 2.0)
    assert found.interval is not None
    # sd = 1.5811, t(4) = 2.78: 2 -+ 2.78 * 1.5811 / sqrt(5) = 2 -+ 1.9657
    assert found.interval == pytest.approx((0.0343, 3.9657), abs=0.001)


def test_two_runs_have_no_interval() -> None:
    assert effects([ran(7, 4), ran(5, 4)])["a"].interval is None


def test_runs_without_both_numbers_do_not_count() -> None:
    assert effects([ran(7, None), ran(None, 3), ran(None, None)]) == {}


def test_the_last_pair_is_the_latest_by_time_not_by_order() -> None:
    assert effects([ran(3, 1, days_ago=1), ran(9, 8, days_ago=5)])["a"].last == (3, 1)


def test_exercises_are_kept_apart() -> None:
    found = effects([ran(7, 4, name="a"), ran(5, 6, name="b")])
    assert (found["a"].drop, found["b"].drop) == (3, -1)


@given(st.lists(st.tuples(st.integers(0, 10), st.integers(0, 10)), min_size=3, max_size=60))
def test_the_interval_holds_the_mean_and_stays_on_the_scale(pairs: list[tuple[int, int]]) -> None:
    found = effects(ran(*pair, days_ago=n) for n, pair in enumerate(pairs))["a"]
    assert found.interval is not None
    low, high = found.interval
    assert -10 <= low <= found.drop + 1e-9
    assert found.drop - 1e-9 <= high <= 10


def test_a_run_that_was_turned_down_still_counts_where_it_was_rated() -> None:
    no = PastRun("a", NOW, 5, 9, Outcome.NOT_FOR_ME)
    assert effects([no])["a"].drop == -4
