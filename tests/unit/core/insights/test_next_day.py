"""The day after an exercise: told where planted, said to be nothing where it is nothing."""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np
import pytest

from benchmarks.people import carried
from evenkeel.core.insights import Metric, MetricKind, View, load_texts, next_day
from evenkeel.core.vocabulary import DayTable

DAYS = 180
MOOD = {"mood": Metric("mood", "Mood", low=0, high=100)}
DATES = tuple(date(2026, 1, 5) + timedelta(days=n) for n in range(DAYS))


def view(seed: int, effect: float, *, exercises: int = 3) -> View:
    """Mood of spread 10; done on a third of days; the first exercise lifts the day after."""
    rng = np.random.default_rng(seed)
    done = (rng.random((DAYS, exercises)) < 0.35).astype(float)
    mood = 55 + 10 * carried(rng, DAYS, 0.4)
    mood[1:] += effect * done[:-1, 0]
    mood[rng.random(DAYS) < 0.1] = np.nan
    names = [f"did:{letter}" for letter in "abcdefgh"[:exercises]]
    return View(
        days=DayTable(DATES, {"mood": tuple(mood.tolist())}),
        metrics=MOOD,
        around={name: tuple(done[:, at].tolist()) for at, name in enumerate(names)},
        around_metrics={
            name: Metric(name, name.upper(), MetricKind.YES_NO, later=True) for name in names
        },
    )


def told(seen: View) -> list[str]:
    """Sentences of next days, and of rules about a next day that are told instead."""
    found = [next_day.find(seen, subject) for subject in next_day.subjects(seen)]
    done = next_day.searched(seen)
    rules = [f"rule {done.factors[one.factor]}" for one in done.links_of("mood") if one.lag == 1]
    return rules + [one.sentence for one in found if one is not None]


def test_a_planted_next_day_is_told_once() -> None:
    seen = [told(view(seed, 9.0)) for seed in range(20)]
    assert sum(one in (["rule did:a"], ["higher"]) for one in seen) >= 16


def test_where_nothing_is_planted_nothing_is_told() -> None:
    false = [one for seed in range(60) for one in told(view(seed, 0.0)) if one != "none"]
    assert len(false) <= 8  # 5% and three errors


def test_nothing_found_says_what_would_have_shown() -> None:
    found = next_day.find(view(3, 0.0), "mood")
    assert found is not None
    assert found.sentence == "none"
    assert 3 < float(found.values["least"]) < 15


def test_it_is_told_in_points_with_the_days_it_rests_on(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(next_day, "searched", lambda _view: NOTHING)
    for seed in range(20):
        seen = view(seed, 9.0)
        found = next_day.find(seen, "mood")
        if found is None or found.sentence != "higher":
            continue
        assert found.interval is not None
        assert found.interval[0] > 0
        assert 30 < found.n < 80
        assert len(found.days) + found.missing_days == DAYS
        text = load_texts()["next_day"]
        text.sentences[found.sentence].format_map(found.values)
        assert next_day.picture(seen, "mood", text.words) is not None
        return
    raise AssertionError("a planted next day was never told")


class NOTHING:
    factors: tuple[str, ...] = ()

    @staticmethod
    def links_of(_outcome: str) -> tuple[()]:
        return ()


def test_without_exercises_there_is_no_next_day() -> None:
    bare = View(days=view(1, 0.0).days, metrics=MOOD)
    assert next_day.subjects(bare) == ()
    assert next_day.find(bare, "mood") is None
