"""Stress now: against one's own usual at rest, or an honest "cannot tell"."""

from __future__ import annotations

from datetime import date

import numpy as np
import pytest

from evenkeel.core.sensing.arousal import (
    FEWEST_DAYS,
    FEWEST_MINUTES,
    STILL_STEPS,
    SUSTAINED_MINUTES,
    State,
    arousal,
    is_sustained,
)
from evenkeel.core.sensing.batches import batch
from evenkeel.core.sensing.days import Days

FIRST = date(2026, 1, 1)
START = 20454 * 1440  # minutes from 1970 to that day
NOW = START + 20 * 1440 + 15 * 60


def _days(*, now_bpm: float, raised: int = 30, past: int = 19, steps: float = 0.0) -> Days:
    luck = np.random.default_rng(1)
    minutes = np.arange(NOW - past * 1440 - 180, NOW)
    rate = 62 + luck.normal(0, 3, len(minutes))
    rate[-raised:] = now_bpm
    signals = {"heart_rate": batch("heart_rate", minutes * 60_000, rate, offset=0)}
    walk = [(NOW - 6) * 60_000]
    signals["steps"] = batch("steps", walk, [steps], end=[walk[0] + 60_000], offset=0)
    return Days(FIRST, 30, signals)


@pytest.mark.parametrize(("bpm", "state"), [(62, State.USUAL), (80, State.RAISED), (45, State.LOW)])
def test_against_the_usual_of_this_hour(bpm: float, state: State) -> None:
    told = arousal(_days(now_bpm=bpm), at_local_ms=NOW * 60_000)
    assert told.state is state
    assert told.usual_bpm == pytest.approx(62, abs=1)
    assert told.minutes == 10


@pytest.mark.parametrize(
    ("steps", "state"), [(STILL_STEPS, State.RAISED), (STILL_STEPS + 1, State.MOVING)]
)
def test_it_cannot_tell_while_moving(steps: float, state: State) -> None:
    told = arousal(_days(now_bpm=90, steps=steps), at_local_ms=NOW * 60_000)
    assert told.state is state


@pytest.mark.parametrize(
    ("past", "state"), [(FEWEST_DAYS - 2, State.NOT_YET), (FEWEST_DAYS, State.RAISED)]
)
def test_it_waits_until_it_knows_the_usual(past: int, state: State) -> None:
    assert arousal(_days(now_bpm=90, past=past), at_local_ms=NOW * 60_000).state is state


@pytest.mark.parametrize(
    ("ago", "state"), [(10 - FEWEST_MINUTES, State.RAISED), (11 - FEWEST_MINUTES, State.NO_DATA)]
)
def test_old_data_is_no_data(ago: int, state: State) -> None:
    assert arousal(_days(now_bpm=90), at_local_ms=(NOW + ago) * 60_000).state is state


@pytest.mark.parametrize(
    ("minutes", "lasts"), [(SUSTAINED_MINUTES, True), (SUSTAINED_MINUTES - 1, False)]
)
def test_a_rise_must_last(minutes: int, lasts: bool) -> None:
    told = arousal(_days(now_bpm=90, raised=minutes), at_local_ms=NOW * 60_000)
    assert told.sustained_minutes == minutes
    assert is_sustained(told) is lasts
