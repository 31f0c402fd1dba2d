"""Detectors and forecast on two public sets of diaries, where they lie beside the checkout."""

from __future__ import annotations

import numpy as np
import pytest

from benchmarks import diaries
from evenkeel.core.warning import detectors
from evenkeel.core.warning.forecast import OTHERS, Forecast, forecast, foretell
from evenkeel.core.warning.forecast import _misses as misses

here = pytest.mark.skipif(
    not diaries.present(),
    reason="ema_bringmann2013 and ema_kossakowski_n1 (../shared/data) are not on this machine",
)
outcomes = pytest.mark.parametrize("outcome", ["mood", "anxiety"])
LATE = 30
"""Days after the sudden change within which the slide that followed it must have been noticed."""


def beaten(one: Forecast) -> bool:
    return one.miss < one.last_value and one.miss < one.week


@here
@outcomes
def test_on_six_days_it_says_it_cannot_and_its_misses_are_still_the_smallest(outcome: str) -> None:
    held: dict[str, list[float]] = {"ours": [], "last": [], "week": [], "mixed": []}
    for values in diaries.bringmann(outcome):
        one = forecast(values, outcome=outcome)
        assert not one.told
        assert one.why == "too_few"
        for kind, found in misses(values, foretell(values, OTHERS[outcome])).items():
            held[kind] += found.tolist()
    assert len(held["ours"]) > 200
    assert np.mean(held["ours"]) < np.mean(held["last"])
    assert np.mean(held["ours"]) < np.mean(held["week"])


@here
@outcomes
def test_through_a_relapse_it_beats_the_plain_ones_or_says_it_cannot(outcome: str) -> None:
    one = forecast(diaries.kossakowski(outcome), outcome=outcome)
    assert one.told == (one.why == "")
    assert beaten(one) or not one.told


@here
def test_through_a_relapse_the_mood_is_told() -> None:
    one = forecast(diaries.kossakowski("mood"), outcome="mood")
    assert one.told
    assert beaten(one)


@here
@pytest.mark.parametrize("id", detectors())
def test_days_too_few_for_a_usual_raise_no_alarm(id: str) -> None:
    assert not any(diaries.alarms(values, id) for values in diaries.bringmann("mood"))


@here
def test_the_slide_after_the_sudden_change_is_noticed_and_nothing_long_before_it() -> None:
    days = diaries.alarms(diaries.kossakowski("mood"))
    assert days, "the relapse went by unnoticed"
    assert diaries.CHANGE <= days[0] <= diaries.CHANGE + LATE


@here
@pytest.mark.parametrize("id", ["little_sleep_much_energy", "worn_out"])
def test_what_was_not_measured_is_not_judged(id: str) -> None:
    assert diaries.alarms(diaries.kossakowski("mood"), id) == []
