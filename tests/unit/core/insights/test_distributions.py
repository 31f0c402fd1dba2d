"""The two distributions that findings stand on, held against scipy, which pages do without."""

from __future__ import annotations

from math import inf, isnan, nan

import numpy as np
import pytest
from scipy.special import ndtr, ndtri, stdtr, stdtrit

from evenkeel.core.insights import distributions
from evenkeel.core.insights.distributions import (
    MIDDLE,
    NEAR,
    normal_cdf,
    normal_quantile,
    student_cdf,
    student_quantile,
    student_tail,
)

FREEDOMS = [1, 1.5, 2, 3, 5, 8.9, 9, 9.1, 12, 18, 30, 47.99, 48.01, 100, 943.55, 1e4, 1e5]
CHANCES = np.concatenate([np.linspace(0.499, 0.01, 60), np.geomspace(0.01, 1e-12, 80)])
CLOSE = 1e-9


def off(ours: object, theirs: object) -> float:
    """Largest relative difference."""
    return float(np.max(np.abs(np.asarray(ours) / np.asarray(theirs) - 1)))


def test_the_normal_is_scipys_far_out_in_both_tails() -> None:
    z = np.linspace(-9, 9, 400)
    assert off([normal_cdf(one) for one in z], ndtr(z)) < 1e-12
    p = np.concatenate([CHANCES, 1 - CHANCES])
    assert off([normal_quantile(one) for one in p], ndtri(p)) < 1e-11
    assert (normal_quantile(0), normal_quantile(1)) == (-inf, inf)
    assert isnan(normal_quantile(-0.1))
    assert isnan(normal_quantile(nan))
    assert isnan(normal_cdf(nan))


@pytest.mark.parametrize("freedom", FREEDOMS)
def test_students_tail_is_scipys(freedom: float) -> None:
    t = -stdtrit(freedom, CHANCES)
    assert off(student_tail(t, freedom), stdtr(freedom, -t)) < CLOSE
    assert off(student_cdf(-t, freedom), stdtr(freedom, -t)) < CLOSE
    assert off(student_cdf(t, freedom), stdtr(freedom, t)) < CLOSE


@pytest.mark.parametrize("freedom", FREEDOMS)
def test_both_ways_of_summing_meet_at_their_border(freedom: float) -> None:
    border = np.sqrt(min(MIDDLE, freedom * NEAR / (1 - NEAR)))
    t = border * np.array([1 - 1e-7, 1 - 1e-12, 1.0, 1 + 1e-12, 1 + 1e-7])
    made = student_tail(t, freedom)
    assert off(made, stdtr(freedom, -t)) < CLOSE
    assert (np.diff(made) <= 1e-12 * made[0]).all()


def test_any_shapes_that_broadcast() -> None:
    t = np.array([[0.0], [0.5], [2.0], [-3.0], [12.0]])
    freedom = np.array([1.0, 7.0, 40.0, 2000.0])
    made = student_cdf(t, freedom)
    assert made.shape == (5, 4)
    assert off(made, stdtr(freedom, t)) < CLOSE
    assert student_cdf(1.0, 3).shape == ()
    assert student_tail(np.empty((0, 3)), 4).shape == (0, 3)
    assert student_tail([], []).shape == (0,)


def test_what_is_not_a_number_and_what_has_no_end() -> None:
    t = np.array([nan, inf, -inf, 0.0, 1e200, -1e200])
    np.testing.assert_array_equal(student_cdf(t, 3), stdtr(3, t))
    np.testing.assert_array_equal(np.isnan(student_cdf(1.0, [0.0, -1.0, nan])), [True] * 3)
    assert isnan(student_tail(-1.0, 5))
    assert off(student_cdf([-7.0, -1.0, 2.0], inf), ndtr([-7.0, -1.0, 2.0])) < CLOSE


@pytest.mark.parametrize("freedom", [*FREEDOMS, inf])
def test_students_quantile_leads_back_to_its_chance(freedom: float) -> None:
    for p in CHANCES[::9]:
        t = student_quantile(float(p), freedom)
        assert off(student_tail(-t, freedom), p) < CLOSE
        assert student_quantile(float(p), freedom) == t


@pytest.mark.parametrize("freedom", [1, 3, 9, 30, 100, 943.55, 1e5])
def test_students_quantile_is_scipys(freedom: float) -> None:
    p = np.concatenate([CHANCES[::7], 1 - CHANCES[:60:7]])
    assert off([student_quantile(float(one), freedom) for one in p], stdtrit(freedom, p)) < CLOSE


def test_students_quantile_at_its_ends() -> None:
    assert (student_quantile(0, 4), student_quantile(1, 4)) == (-inf, inf)
    assert student_quantile(0.5, 4) == 0
    assert isnan(student_quantile(0.9, 0))
    assert isnan(student_quantile(1.2, 4))
    assert isnan(student_quantile(nan, 4))


def test_a_term_less_would_be_seen(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(distributions, "SERIES_TERMS", 20)
    monkeypatch.setattr(distributions, "FRACTION_TERMS", 4)
    t = np.array([2.9, 3.1])
    assert (np.abs(student_tail(t, 9.0) / stdtr(9.0, -t) - 1) > CLOSE).any()
    assert (np.abs(student_tail(t, 1e5) / stdtr(1e5, -t) - 1) > CLOSE).any()
