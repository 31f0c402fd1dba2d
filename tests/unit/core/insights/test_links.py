"""Links between factors and outcomes: found where planted and not elsewhere, honest about days."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray

from evenkeel.core.insights.links import FEWEST_DAYS, find_links

Matrix = NDArray[np.float64]


def carried(rng: np.random.Generator, days: int, carry: float) -> Matrix:
    steps, row = rng.normal(size=days), np.empty(days)
    row[0] = steps[0]
    for day in range(1, days):
        row[day] = carry * row[day - 1] + np.sqrt(1 - carry**2) * steps[day]
    return row


def weekdays(days: int) -> NDArray[np.int64]:
    return np.arange(days) % 7


def test_two_drifting_series_are_no_link() -> None:
    shown = 0
    for seed in range(60):
        rng = np.random.default_rng(seed)
        x = np.column_stack([carried(rng, 365, 0.9) for _ in range(8)])
        y = np.column_stack([carried(rng, 365, 0.9)])
        shown += bool(find_links(x, y, weekdays=weekdays(365)).links)
    assert shown <= 6


@pytest.mark.parametrize("lag", [0, 1, 3])
def test_a_planted_effect_is_found_at_its_lag(lag: int) -> None:
    others, held = 0, 0
    for seed in range(20):
        rng = np.random.default_rng(seed)
        x = np.column_stack([carried(rng, 500, 0.5) for _ in range(5)])
        y = 2 * carried(rng, 500, 0.5)
        y[lag:] += 1.0 * x[: 500 - lag, 2]
        x[rng.random(x.shape) < 0.1] = np.nan
        found = find_links(x, y[:, None], weekdays=weekdays(500)).links
        planted = [one for one in found if one.factor == 2]
        assert [one.lag for one in planted] == [lag]
        assert planted[0].later_days_agree
        held += planted[0].interval[0] < 1.0 < planted[0].interval[1]
        others += len(found) - 1
    assert others <= 3
    assert held >= 14


def test_a_weekday_and_a_trend_are_no_effect() -> None:
    rng = np.random.default_rng(3)
    week = np.isin(weekdays(400), (5, 6)).astype(float)
    drift = np.linspace(0, 4, 400)
    x = (3 * week + drift + rng.normal(size=400))[:, None]
    y = (2 * week - drift + rng.normal(size=400))[:, None]
    assert find_links(x, y, weekdays=weekdays(400)).links == ()


def test_too_few_days_say_nothing_and_say_so() -> None:
    rng = np.random.default_rng(4)
    x = rng.normal(size=(200, 1))
    y = x + 0.1 * rng.normal(size=(200, 1))
    y[FEWEST_DAYS - 1 :] = np.nan
    tried = find_links(x, y, weekdays=weekdays(200))
    assert tried.links == ()
    assert np.isnan(tried.detectable).all()


def test_what_could_have_been_found_shrinks_with_days() -> None:
    rng = np.random.default_rng(5)
    few = find_links(rng.normal(size=(90, 3)), rng.normal(size=(90, 1)), weekdays=weekdays(90))
    many = find_links(rng.normal(size=(900, 3)), rng.normal(size=(900, 1)), weekdays=weekdays(900))
    assert (many.detectable < few.detectable / 2).all()


def test_a_constant_or_empty_column_is_left_out() -> None:
    rng = np.random.default_rng(6)
    x = np.column_stack([np.full(100, 3.0), np.full(100, np.nan)])
    assert find_links(x, rng.normal(size=(100, 1)), weekdays=weekdays(100)).links == ()


def test_unequal_lengths_are_refused() -> None:
    with pytest.raises(ValueError, match="equal length"):
        find_links(np.zeros((3, 1)), np.zeros((4, 1)), weekdays=weekdays(3))


def test_a_likely_link_may_spend_more_of_the_error_rate_and_others_pay_for_it() -> None:
    found: dict[str, list[int]] = {"equal": [], "likely": [], "unlikely": []}
    shares = {"equal": None, "likely": np.ones((12, 1)), "unlikely": np.full((12, 1), 3.0)}
    assert shares["likely"] is not None
    assert shares["unlikely"] is not None
    shares["likely"][0] = 3.0
    shares["unlikely"][0] = 1.0
    for seed in range(120):
        rng = np.random.default_rng(seed)
        x = np.column_stack([carried(rng, 120, 0.4) for _ in range(12)])
        y = 0.33 * x[:, :1] + np.column_stack([carried(rng, 120, 0.4)])
        for name, share in shares.items():
            links = find_links(x, y, weekdays=weekdays(120), plausible=share).links
            found[name].append(any(link.factor == 0 for link in links))
    told = {name: sum(hits) for name, hits in found.items()}
    assert told["likely"] > told["equal"] > told["unlikely"]


def test_equal_shares_change_nothing() -> None:
    rng = np.random.default_rng(4)
    x = np.column_stack([carried(rng, 200, 0.4) for _ in range(5)])
    y = 0.5 * x[:, :1] + np.column_stack([carried(rng, 200, 0.4)])
    plain = find_links(x, y, weekdays=weekdays(200)).links
    same = find_links(x, y, weekdays=weekdays(200), plausible=np.full((5, 1), 2.0)).links
    assert plain == same
