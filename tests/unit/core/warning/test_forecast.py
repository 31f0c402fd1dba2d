"""The forecast: beats the plain ones where it is told, says so where it cannot, intervals hold."""

from __future__ import annotations

import numpy as np
import pytest

from evenkeel.core.warning.forecast import (
    FEWEST_JUDGED,
    HORIZON,
    OTHERS,
    chance_below,
    forecast,
    foretell,
    widths,
)
from evenkeel.core.warning.simulated import person


def steady(seed: int, days: int = 200, carry: float = 0.5) -> np.ndarray:
    rng, value, out = np.random.default_rng(seed), 0.0, []
    for _ in range(days):
        value = carry * value + rng.normal(0, 7)
        out.append(float(np.clip(55 + value + rng.normal(0, 5), 0, 100)))
    return np.array(out)


def test_too_few_days_cannot_be_told() -> None:
    assert forecast(np.array([])).why == "too_few"
    assert forecast(np.array([])).ahead == ()
    assert forecast(steady(1, FEWEST_JUDGED)).why == "too_few"


def test_a_walk_without_a_way_home_cannot_be_told() -> None:
    """Where today is the best guess of tomorrow, nothing beats saying so."""
    rng = np.random.default_rng(3)
    walk = np.clip(50 + np.cumsum(rng.normal(0, 3, 150)), 0, 100)
    assert forecast(walk).why == "no_better"


def test_where_it_is_told_it_has_beaten_the_plain_ones() -> None:
    told = [one for one in (forecast(steady(seed)) for seed in range(12)) if one.told]
    assert len(told) >= 6
    for one in told:
        assert one.miss < one.last_value
        assert one.miss < one.week
        assert [day.days for day in one.ahead] == list(range(1, HORIZON + 1))
        assert all(0 <= day.low <= day.middle <= day.high <= 100 for day in one.ahead)


def test_a_forecast_uses_nothing_that_came_later() -> None:
    values = steady(5)
    changed = values.copy()
    changed[150:] = 0.0
    assert np.array_equal(foretell(values).ours[:150], foretell(changed).ours[:150])
    before = widths(values, foretell(values), horizon=1)[:150]
    assert np.array_equal(before, widths(changed, foretell(changed), horizon=1)[:150])


@pytest.mark.parametrize("horizon", [1, 3, 7])
def test_intervals_hold_nine_times_in_ten(horizon: int) -> None:
    inside = []
    rng = np.random.default_rng(9)
    for _ in range(15):
        values = np.array(person(rng, days=250).table.columns["mood"])
        seen = foretell(values)
        half = widths(values, seen, horizon=horizon)
        for day in range(30, len(values) - horizon):
            truth, guess = values[day + horizon], seen.ours[day, horizon - 1]
            if np.isfinite(truth) and np.isfinite(guess):
                inside.append(abs(truth - guess) <= half[day])
    assert abs(np.mean(inside) - 0.90) <= 0.03


def test_missing_days_widen_what_comes_next() -> None:
    values = steady(2)
    gone = values.copy()
    gone[-20:] = np.nan
    near = forecast(values).ahead[0]
    far = forecast(gone).ahead[0]
    assert far.high - far.low > near.high - near.low


def test_the_chance_of_a_low_day_follows_the_interval() -> None:
    one = forecast(steady(4)).ahead[0]
    assert chance_below(one, one.middle) == pytest.approx(0.5)
    assert chance_below(one, one.low) < 0.1
    assert chance_below(one, 200) > 0.99


def test_an_outcome_without_a_packaged_prior_is_an_error() -> None:
    assert set(OTHERS) == {"mood", "anxiety"}
    with pytest.raises(KeyError):
        forecast(steady(1), outcome="hunger")
