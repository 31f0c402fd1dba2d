"""Days made comparable: carry-over found, gaps bridged, nothing invented."""

from __future__ import annotations

import numpy as np
import pytest

from benchmarks.people import carried
from evenkeel.core.insights.whitening import WEEKDAYS, bridged, usual, whiten


@pytest.mark.parametrize("carry", [0.2, 0.5, 0.8])
def test_carry_over_is_found_though_a_trend_is_taken_out(carry: float) -> None:
    found = []
    for seed in range(30):
        rng = np.random.default_rng(seed)
        y = carried(rng, 200, carry)
        y[rng.random(200) < 0.15] = np.nan
        found.append(whiten(y, usual(200, np.arange(200) % 7)).carry)
    assert np.mean(found) == pytest.approx(carry, abs=0.06)


def test_white_days_no_longer_resemble_each_other() -> None:
    rng = np.random.default_rng(1)
    y = carried(rng, 800, 0.7)
    y[rng.random(800) < 0.2] = np.nan
    white = whiten(y, usual(800, np.arange(800) % 7))
    assert abs(np.corrcoef(white.y[1:], white.y[:-1])[0, 1]) < 0.1


def test_a_bridge_lies_between_its_sides_and_fades_to_the_middle() -> None:
    rng = np.random.default_rng(2)
    x = carried(rng, 400, 0.9)
    full = x.copy()
    x[100] = np.nan
    x[200:260] = np.nan
    made = bridged(x[:, None])[:, 0] + np.nanmean(x)
    assert abs(made[100] - full[100]) < 0.8
    assert abs(made[230] - np.nanmean(x)) < 0.1
    assert (made[~np.isnan(x)] == x[~np.isnan(x)]).all() or np.allclose(
        made[~np.isnan(x)], x[~np.isnan(x)]
    )


def test_a_column_without_a_value_says_nothing() -> None:
    assert (bridged(np.full((30, 1), np.nan)) == 0).all()


@pytest.mark.parametrize("days", [1, 2, 8])
def test_one_day_or_a_week_is_answered(days: int) -> None:
    white = whiten(np.arange(days) % 3 + 1.0, usual(days, np.arange(days) % 7), soft=WEEKDAYS)
    assert np.isfinite(white.y).all()
    assert white.freedom >= 1


@pytest.mark.parametrize("values", [np.full(60, np.nan), np.full(60, 5.0), np.arange(60.0)])
def test_degenerate_outcomes_are_answered(values: np.ndarray) -> None:
    white = whiten(values, usual(60, np.arange(60) % 7))
    assert np.isfinite(white.y).all()
