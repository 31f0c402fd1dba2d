"""A step is found where it is, and a slope is not called a step."""

from __future__ import annotations

import numpy as np

from benchmarks.people import person, short_sleeper
from evenkeel.core.insights.thresholds import find_threshold
from evenkeel.core.insights.what_moves import _round_inside


def test_a_planted_step_is_found_within_half_an_hour() -> None:
    told = near = held = 0
    for seed in range(25):
        one = short_sleeper(seed, days=365)
        found = find_threshold(one.factors[:, 0], one.outcomes[:, 0], weekdays=one.weekdays)
        if found is None:
            continue
        told += 1
        truth = one.truth[0].threshold
        assert truth is not None
        near += abs(found.cut - truth) <= 0.5
        held += found.between[0] - 0.06 <= truth <= found.between[1] + 0.06
        assert found.under + found.over > 250
    assert told >= 18
    assert near >= 0.9 * told
    assert held >= 0.8 * told


def test_a_straight_line_is_no_step() -> None:
    steps = 0
    for seed in range(20):
        one = person(seed, days=365)
        plant = one.truth[0]
        found = find_threshold(
            one.factors[:, plant.factor], one.outcomes[:, 0], weekdays=one.weekdays, lag=plant.lag
        )
        steps += found is not None and plant.factor % 4 != 2
    assert steps <= 2


def test_nothing_there_is_nothing_said() -> None:
    rng = np.random.default_rng(0)
    weekdays = np.arange(200) % 7
    noise = [
        find_threshold(rng.normal(7, 1, 200), rng.normal(50, 10, 200), weekdays=weekdays)
        for _ in range(40)
    ]
    assert sum(found is not None for found in noise) <= 3
    assert find_threshold(np.full(200, 7.0), rng.normal(size=200), weekdays=weekdays) is None
    assert find_threshold(np.full(200, np.nan), rng.normal(size=200), weekdays=weekdays) is None


def test_a_cut_is_told_as_the_roundest_number_that_fits() -> None:
    assert _round_inside(5.95, (5.9, 6.2)) == 6
    assert _round_inside(6.45, (6.4, 6.6)) == 6.5
    assert _round_inside(7423, (6900, 8100)) == 7000
