"""How much of an effect anybody could find: the right test, told what no one can know.

For people of `people`: the regression of the planted factor at its planted lag, alone, with the
true covariance of the noise (carry-over and noise of the moment) and the true weekend and trend as
terms. What it finds at a bar is the most that any search finds at that bar on the same days.

Not here: the search itself (`insights`).
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from scipy.special import ndtri

from benchmarks.people import AT_ONCE, MOMENT, POINTS, Person
from evenkeel.core.insights.links import NEARER
from evenkeel.core.insights.whitening import bridged, usual


def deviate(one: Person) -> float:
    """The size of the normal deviate of the first planted effect, everything else known."""
    plant = one.truth[0]
    y = one.outcomes[:, plant.outcome]
    rows = np.flatnonzero(~np.isnan(y))
    apart = np.abs(rows[:, None] - rows[None, :])
    noise = AT_ONCE**2 * one.carry[plant.outcome] ** apart + MOMENT**2 * np.eye(len(rows))
    white = np.linalg.inv(np.linalg.cholesky((1 - plant.effect**2) * noise))
    x = bridged(one.factors[:, [plant.factor]])[:, 0]
    laid = np.zeros(len(x))
    laid[plant.lag :] = x[: len(x) - plant.lag]
    weekend = np.isin(one.weekdays, (5, 6)).astype(float)
    waves = usual(len(x), one.weekdays)[:, 7:]
    beside = np.linalg.qr(white @ np.column_stack([np.ones(len(x)), weekend, waves])[rows])[0]
    across, up = white @ laid[rows], white @ (y[rows] / POINTS)
    across, up = (v - beside @ (beside.T @ v) for v in (across, up))
    return float(abs(across @ up) / np.sqrt(across @ across))


def alone(people: Sequence[Person]) -> float:
    """Share found by this one test at p < 0.05: nothing searched, nothing paid."""
    return float(np.mean([deviate(one) > ndtri(0.975) for one in people]))


def searched(people: Sequence[Person], *, false: float, lags: int = 4) -> float:
    """Share found when the search over factors and lags is paid for: `false` false statements a
    person over all of them, more of it for near lags, as `links` does."""
    weights = NEARER ** np.arange(lags)
    weights /= weights.mean()
    found = []
    for one in people:
        tests = one.factors.shape[1] * lags
        bar = -ndtri(false / tests * weights[one.truth[0].lag] / 2)
        found.append(deviate(one) > bar)
    return float(np.mean(found))
