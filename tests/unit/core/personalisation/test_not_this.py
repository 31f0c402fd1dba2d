""" "Not this" with why: what rests, how long, and what is learnt from it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from evenkeel.core.exercises import Kind, NoBecause, Outcome, PastRun, load_exercises
from evenkeel.core.personalisation import Moment, Past, Space, believed
from evenkeel.core.personalisation.belief import reward_of
from evenkeel.core.personalisation.not_this import (
    FOR_NOW,
    FOR_TODAY,
    KIND_RESTS,
    REST_AFTER_NO,
    RESTS,
    resting,
)

NOW = datetime(2026, 5, 13, 14, tzinfo=UTC)
TICK = timedelta(seconds=1)
LIBRARY = load_exercises()
SCAN = "body-scan"


def no(because: NoBecause | None, *, at: datetime = NOW, exercise: str = SCAN) -> PastRun:
    return PastRun(exercise, at, None, None, Outcome.NOT_FOR_ME, because)


def out(*runs: PastRun, now: datetime = NOW) -> frozenset[str]:
    return resting(runs, LIBRARY.values(), now=now)


@pytest.mark.parametrize("because", [*NoBecause, None])
def test_each_why_leaves_it_out_at_once_and_for_as_long_as_it_holds(
    because: NoBecause | None,
) -> None:
    lasts = RESTS.get(because, REST_AFTER_NO) if because else REST_AFTER_NO
    assert SCAN in out(no(because))
    assert SCAN in out(no(because), now=NOW + lasts - TICK)
    assert SCAN not in out(no(because), now=NOW + lasts)


def test_too_long_speaks_of_all_that_is_as_long_but_only_now() -> None:
    said = no(NoBecause.TOO_LONG)
    gone = out(said)
    assert gone == {one.id for one in LIBRARY.values() if one.minutes >= LIBRARY[SCAN].minutes}
    assert out(said, now=NOW + FOR_NOW) == {SCAN}


def test_not_here_leaves_breathing_which_goes_anywhere() -> None:
    gone = out(no(NoBecause.NOT_HERE))
    assert gone == {one.id for one in LIBRARY.values() if one.kind is LIBRARY[SCAN].kind}
    breath = next(one for one in LIBRARY.values() if one.kind is Kind.BREATHING)
    assert out(no(NoBecause.NOT_HERE, exercise=breath.id)) == {breath.id}


def test_not_my_kind_rests_the_kind_for_a_fortnight_and_it_for_a_season() -> None:
    said = no(NoBecause.NOT_MY_KIND)
    assert len(out(said, now=NOW + KIND_RESTS - TICK)) > 1
    assert out(said, now=NOW + KIND_RESTS) == {SCAN}


def test_a_later_run_takes_the_no_back() -> None:
    again = PastRun(SCAN, NOW + TICK, 7, 4)
    assert SCAN not in out(no(None), again, now=NOW + FOR_TODAY)


def test_one_that_is_gone_from_the_library_breaks_nothing() -> None:
    assert out(no(NoBecause.TOO_LONG, exercise="gone")) == {"gone"}


def test_the_hour_says_nothing_against_the_exercise() -> None:
    space = Space.over(LIBRARY.values())

    def expected(because: NoBecause) -> float:
        run = no(because)
        held = believed(space, [Past(run, Moment(NOW))], now=NOW)
        return float(held.expected(space.rows(Moment(NOW), []))[space.place_of[SCAN]])

    before = expected(NoBecause.NOT_NOW)
    assert reward_of(no(NoBecause.NOT_NOW)) is None
    assert expected(NoBecause.NOT_HERE) == before
    assert expected(NoBecause.TRIED_BEFORE) < before
    assert expected(NoBecause.MADE_IT_WORSE) < expected(NoBecause.TRIED_BEFORE)
