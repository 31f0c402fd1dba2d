"""Days that resemble each other count for less, and intervals keep what they promise."""

from __future__ import annotations

import random
from math import nan
from statistics import median

import pytest

from evenkeel.core.insights.uncertainty import LEVEL, effective_days, median_interval, middle


@pytest.mark.parametrize(("days", "enough"), [(4, False), (5, True)])
def test_from_five_days_an_interval_reaches_nine_in_ten(days: int, enough: bool) -> None:
    values = [float(n % 2) + n / 100 for n in range(days)]
    assert (median_interval(values) is not None) is enough


def test_a_slow_wave_counts_for_fewer_days_than_noise() -> None:
    rng = random.Random(5)
    noise = [rng.gauss(0, 1) for _ in range(100)]
    wave = [sum(noise[max(0, n - 9) : n + 1]) for n in range(100)]
    assert effective_days(wave) < 0.5 * effective_days(noise)
    wide = median_interval(wave)
    assert wide is not None


def test_gaps_are_not_neighbours() -> None:
    assert effective_days([1.0, nan, 1.0, nan, 9.0, nan, 9.0]) == 4.0


def test_a_constant_is_itself() -> None:
    assert median_interval([3.0] * 6) == (3.0, 3.0)
    assert effective_days([]) == 0.0
    assert effective_days([nan]) == 0.0


@pytest.mark.parametrize("alike", [0.0, 0.5])
def test_the_interval_holds_the_median_as_often_as_it_says(alike: float) -> None:
    """Simulated days with a known median of 0: covered at least LEVEL - 0.05 of the time."""
    rng = random.Random(11)
    covered = claimed = 0
    rounds = 400
    for _ in range(rounds):
        value, values = 0.0, []
        for _ in range(40):
            value = alike * value + rng.gauss(0, 1)
            values.append(value)
        interval = median_interval(values)
        if interval is None:  # the days were too alike: it says so instead
            continue
        claimed += 1
        assert interval[0] <= median(values) <= interval[1]
        covered += interval[0] <= 0.0 <= interval[1]
    assert claimed >= 0.9 * rounds
    assert covered / claimed >= LEVEL - 0.05


def test_middle_ignores_gaps() -> None:
    assert middle([nan, 4.0, 2.0]) == 3.0
