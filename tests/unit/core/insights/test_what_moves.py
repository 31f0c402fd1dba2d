"""What goes with a mood: told in the factor's own units, and only when it is beyond chance."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta

import numpy as np
import pytest

from evenkeel.core.insights import Metric, MetricKind, View
from evenkeel.core.insights.discovery import insights, load_texts
from evenkeel.core.vocabulary import DayTable

METRICS = {
    "mood": Metric("mood", "Mood", low=0, high=100),
    "energy": Metric("energy", "Energy", low=0, high=100),
    "own:1": Metric("own:1", "Coffee", MetricKind.NUMBER, unit="cups", total=True),
    "own:2": Metric("own:2", "Outside", MetricKind.YES_NO),
}
INSIGHT = insights()["what_moves"]
Columns = Callable[[np.random.Generator, int], dict[str, np.ndarray]]


def view(days: int, columns: Columns, seed: int = 7) -> View:
    made = columns(np.random.default_rng(seed), days)
    dates = tuple(date(2026, 1, 5) + timedelta(days=n) for n in range(days))
    table = DayTable(dates, {name: tuple(map(float, row)) for name, row in made.items()})
    return View(days=table, metrics=METRICS)


def outside_helps(rng: np.random.Generator, days: int) -> dict[str, np.ndarray]:
    outside = (rng.random(days) < 0.5).astype(float)
    coffee = rng.integers(0, 5, days).astype(float)
    return {
        "mood": 50 + 12 * outside + 10 * rng.normal(size=days),
        "own:1": coffee,
        "own:2": outside,
    }


def nothing_helps(rng: np.random.Generator, days: int) -> dict[str, np.ndarray]:
    return {**outside_helps(rng, days), "mood": 50 + 10 * rng.normal(size=days)}


def test_a_yes_or_no_is_told_as_the_difference_between_the_two_kinds_of_day() -> None:
    found = INSIGHT.find(view(200, outside_helps), "mood")
    assert found is not None
    assert found.sentence == "yes_same_higher"
    assert found.values["factor"] == "Outside"
    assert found.effect == pytest.approx(12, abs=4)
    assert found.interval is not None
    assert found.interval[0] < 12 < found.interval[1]
    assert found.values["sure_word"] == "almost_surely"


def test_a_number_is_told_in_round_amounts_and_with_its_lag() -> None:
    def late_coffee(rng: np.random.Generator, days: int) -> dict[str, np.ndarray]:
        made = nothing_helps(rng, days)
        made["mood"][1:] -= 5 * made["own:1"][:-1]
        return made

    found = INSIGHT.find(view(300, late_coffee), "mood")
    assert found is not None
    assert (found.sentence, found.values["step"]) == ("more_next_lower", 1.0)
    assert found.effect == pytest.approx(-5, abs=1.5)


def test_no_link_says_what_would_have_shown() -> None:
    found = INSIGHT.find(view(200, nothing_helps), "mood")
    assert found is not None
    assert found.sentence == "none"
    assert 1 < float(found.values["least"]) < 12
    assert found.effect is None


def test_two_scales_of_one_moment_are_no_discovery() -> None:
    def one_moment(rng: np.random.Generator, days: int) -> dict[str, np.ndarray]:
        mood = 50 + 10 * rng.normal(size=days)
        return {"mood": mood, "energy": mood + 3 * rng.normal(size=days)}

    found = INSIGHT.find(view(200, one_moment), "mood")
    assert found is not None
    assert found.sentence == "none_of_one"


@pytest.mark.parametrize(("days", "sentence"), [(27, "too_few"), (60, "nothing_beside")])
def test_too_little_says_so(days: int, sentence: str) -> None:
    def alone(rng: np.random.Generator, days: int) -> dict[str, np.ndarray]:
        return {"mood": 50 + 10 * rng.normal(size=days)}

    found = INSIGHT.find(view(days, alone), "mood")
    assert found is not None
    assert found.sentence == sentence
    assert INSIGHT.picture(view(days, alone), "mood", load_texts()["what_moves"].words) is None
