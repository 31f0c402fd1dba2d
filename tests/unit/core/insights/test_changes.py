"""A before and an after are found where they are, with what else changed; drift is no border."""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np
import pytest

from benchmarks.people import carried
from evenkeel.core.insights import Metric, MetricKind, View, changes
from evenkeel.core.insights.borders import FEWEST_DAYS, find_changes
from evenkeel.core.vocabulary import DayTable


def weekdays(days: int) -> np.ndarray:
    return np.arange(days) % 7


def test_a_fall_is_found_near_its_day() -> None:
    found, away = 0, []
    for seed in range(10):
        rng = np.random.default_rng(seed)
        values = 55 + 12 * carried(rng, 180, 0.4)
        values[100:] -= 16
        values[rng.random(180) < 0.1] = np.nan
        level = [one for one in find_changes(values, weekdays(180)) if one.kind == "level"]
        found += bool(level)
        away += [abs(one.at - 100) for one in level[:1]]
        assert all(one.between[0] <= one.at <= one.between[1] for one in level)
    assert found >= 8
    assert np.median(away) <= 8


def test_days_that_only_carry_over_have_no_border() -> None:
    shown = 0
    for seed in range(30):
        rng = np.random.default_rng(seed)
        shown += bool(find_changes(55 + 12 * carried(rng, 200, 0.5), weekdays(200)))
    assert shown <= 4


def test_more_swing_is_told_as_swing() -> None:
    rng = np.random.default_rng(4)
    values = 55 + 5 * rng.normal(size=200)
    values[110:] = 55 + 16 * rng.normal(size=90)
    found = find_changes(values, weekdays(200))
    assert [one.kind for one in found] == ["swing"]
    assert found[0].interval[0] > 1.5
    assert abs(found[0].at - 110) < 12


@pytest.mark.parametrize(("days", "told"), [(FEWEST_DAYS - 1, False), (FEWEST_DAYS, True)])
def test_it_waits_for_enough_days(days: int, told: bool) -> None:
    values = np.concatenate([np.full(28, 70.0), np.full(days - 28, 20.0)])
    values += np.random.default_rng(1).normal(size=days)
    assert bool(find_changes(values, weekdays(days))) is told


def test_what_else_changed_is_named() -> None:
    rng = np.random.default_rng(5)
    mood, steps, tea = (rng.normal(size=160) for _ in range(3))
    mood[80:] -= 3
    steps[80:] -= 3
    dates = tuple(date(2026, 1, 5) + timedelta(days=n) for n in range(160))
    view = View(
        days=DayTable(dates, {"mood": tuple(50 + 8 * mood)}),
        metrics={"mood": Metric("mood", "Mood", low=0, high=100)},
        around={"steps": tuple(7000 + 900 * steps), "tea": tuple(tea)},
        around_metrics={
            "steps": Metric("steps", "Steps", MetricKind.NUMBER),
            "tea": Metric("tea", "Tea", MetricKind.NUMBER),
        },
    )
    found = changes.find(view, "mood")
    assert found is not None
    assert found.sentence == "level_down_also"
    assert found.values["also"] == "Steps"


def test_a_bad_month_between_two_good_ones_is_told_as_a_stretch() -> None:
    found = 0
    for seed in range(10):
        rng = np.random.default_rng([seed, 2])
        values = 60 + 10 * carried(rng, 140, 0.3)
        values[70:91] -= 25
        made = [one for one in find_changes(values, weekdays(140)) if one.kind == "stretch"]
        found += any(abs(a - 70) < 6 and abs(b - 90) < 6 for a, b in (one.between for one in made))
        assert all(one.after < one.before for one in made)
    assert found >= 6
