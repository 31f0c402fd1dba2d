"""A trial of one's own: chance orders it, p is exact, carried-over days are left out."""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np
import pytest

from benchmarks.people import carried
from evenkeel.core.insights import trials

START = date(2026, 3, 2)


def lived(
    seed: int, pace: str, effect: float, *, trend: float = 0.0
) -> tuple[tuple[bool, ...], dict[date, float]]:
    rng = np.random.default_rng([seed, 5])
    periods = trials.draw(pace, rng)
    plan = trials.days_of(START, pace, periods)
    noise = 10 * carried(rng, len(plan), 0.4)
    values = {
        day: 55 + noise[n] + trend * n + effect * on for n, (day, on) in enumerate(plan.items())
    }
    return periods, {day: v for day, v in values.items() if rng.random() > 0.1}


def result(seed: int, pace: str, effect: float, **rest: float) -> trials.Result:
    periods, values = lived(seed, pace, effect, **rest)
    until = START + timedelta(days=trials.length(pace))
    return trials.analyse(values, start=START, pace=pace, periods=periods, until=until)


@pytest.mark.parametrize("pace", list(trials.PACES))
def test_with_and_without_are_as_long(pace: str) -> None:
    plan = trials.days_of(START, pace, trials.draw(pace, np.random.default_rng(1)))
    assert len(plan) == trials.length(pace)
    assert sum(plan.values()) * 2 == len(plan)


@pytest.mark.parametrize("pace", list(trials.PACES))
def test_no_effect_is_seldom_told_as_one_even_in_a_good_month(pace: str) -> None:
    told = [result(seed, pace, 0.0, trend=0.2).sentence for seed in range(60)]
    assert sum(one in ("higher", "lower") for one in told) <= 0.13 * len(told)


def test_a_real_effect_is_told_with_its_size() -> None:
    found = [result(seed, "days", -15.0) for seed in range(30)]
    assert sum(one.sentence == "lower" for one in found) >= 27
    held = sum(one.interval[0] <= -15 <= one.interval[1] for one in found)
    assert held >= 24


def test_too_few_pairs_say_how_many_more() -> None:
    periods, values = lived(1, "days", 10.0)
    short = trials.analyse(
        values, start=START, pace="days", periods=periods, until=START + timedelta(days=20)
    )
    assert (short.sentence, short.pairs + short.more) == ("too_few", trials.FEWEST_PAIRS)


def test_the_first_day_of_a_stretch_and_days_otherwise_do_not_count() -> None:
    periods = (True, False) * 7
    plan = trials.days_of(START, "days", periods)
    values = dict.fromkeys(plan, 50.0)
    found = trials.analyse(
        values, start=START, pace="days", periods=periods, until=date(2027, 1, 1),
        not_kept=[START + timedelta(days=1)],
    )  # fmt: skip
    assert found.days == 14 * 3 - 1
    assert found.lost == 1


def test_the_p_value_is_the_share_of_orders() -> None:
    assert trials._exact([1.0] * 5) == 2 / 2**5
    assert trials._exact([1.0, -1.0]) == 1.0
