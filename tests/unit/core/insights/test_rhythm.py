"""A part of the week is named when it stands out over weeks, and only then."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import numpy as np
import pytest

from evenkeel.core.insights import Entry, Metric, View, day_table, rhythm

METRICS = {"mood": Metric("mood", "Mood", low=0, high=100)}
MONDAY = date(2025, 1, 6)


def view(seed: int, weeks: int, *, tuesday_evening: float = 0.0, monday: float = 0.0) -> View:
    rng = np.random.default_rng([seed, weeks])
    entries = []
    for day in range(weeks * 7):
        for hour in (8, 14, 20):
            if rng.random() < 0.2:
                continue
            value = 55 + 9 * rng.normal()
            value -= tuesday_evening * (day % 7 == 1 and hour == 20) + monday * (day % 7 == 0)
            at = datetime(2025, 1, 6, hour, tzinfo=UTC) + timedelta(days=day)
            entries.append(Entry(at, {"mood": value}))
    last = MONDAY + timedelta(days=weeks * 7 - 1)
    table = day_table(entries, metrics=METRICS, first=MONDAY, last=last)
    return View(days=table, entries=tuple(entries), metrics=METRICS)


def test_tuesday_evenings_survive() -> None:
    found = rhythm.find(view(1, 20, tuesday_evening=20), "mood")
    assert found is not None
    assert found.sentence == "part_lower"
    assert (found.values["on_weekday"], found.values["parts_word"]) == ("tuesday", "evening_s")
    assert found.interval is not None
    assert found.interval[0] < -12
    assert found.interval[1] < 0


def test_a_whole_day_is_told_as_a_day() -> None:
    found = rhythm.find(view(2, 20, monday=14), "mood")
    assert found is not None
    assert (found.sentence, found.values["days_word"]) == ("weekday_lower", "monday_s")


def test_weeks_without_a_shape_seldom_get_one() -> None:
    shown = sum(
        found.sentence != "none"
        for seed in range(25)
        if (found := rhythm.find(view(seed, 20), "mood")) is not None
    )
    assert shown <= 4


@pytest.mark.parametrize(("weeks", "asked"), [(7, False), (9, True)])
def test_it_waits_for_enough_weeks(weeks: int, asked: bool) -> None:
    assert bool(rhythm.subjects(view(3, weeks))) is asked
