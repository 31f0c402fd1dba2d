"""The figures of a rest-activity rhythm, against ones worked out by hand."""

from __future__ import annotations

import numpy as np
import pytest

from evenkeel.core.sensing.rhythm import FEWEST_DAYS, FEWEST_HOURS, rhythm

DAY = np.array([2.0] * 5 + [4.0] * 3 + [10.0] * 10 + [4.0] * 6)
"""Five quiet hours from midnight, ten busy ones from eight."""


def test_a_week_worked_out_by_hand() -> None:
    told = rhythm(np.tile(DAY, (7, 1)))
    assert (told.l5, told.l5_start) == (2, 0)
    assert (told.m10, told.m10_start) == (10, 8)
    assert told.amplitude == pytest.approx((10 - 2) / (10 + 2))
    assert told.stability == pytest.approx(1)
    # steps of a day: 2 to 4, 4 to 10, 10 to 4 (4 + 36 + 36), and 4 to 2 at six midnights;
    # variance: 1164 / 24 - (146 / 24) ** 2
    changes = (7 * 76 + 6 * 4) / 167
    assert told.variability == pytest.approx(changes / (1164 / 24 - (146 / 24) ** 2))


def test_noise_has_no_stability() -> None:
    luck = np.random.default_rng(2)
    told = rhythm(luck.uniform(0, 10, (70, 24)))
    assert told.stability < 0.05
    assert told.variability == pytest.approx(2, abs=0.15)


def test_two_kinds_of_days_are_half_steady() -> None:
    week = np.stack([DAY if day % 2 else np.roll(DAY, 12) for day in range(8)])
    told = rhythm(week)
    profile = (DAY + np.roll(DAY, 12)) / 2
    assert told.stability == pytest.approx(profile.var() / week.var())


@pytest.mark.parametrize(("missing", "told"), [(0, True), (1, False)])
def test_the_least_hours_of_a_rhythm(missing: int, told: bool) -> None:
    hours = np.full((FEWEST_DAYS, 24), np.nan)
    hours[:, :FEWEST_HOURS] = DAY[:FEWEST_HOURS]
    hours[0, :missing] = np.nan
    assert np.isfinite(rhythm(hours).stability) is np.bool_(told)
