"""Simulated people with planted truths: what findings are judged against. Seeded, no one's data.

A person is weeks to years of days: factors (numbers with carry-over, yes-or-no habits, counts), one
or two outcomes on a scale of 0 to 100 with carry-over, a weekday pattern, a slow trend and noise of
the moment; days are missing at random, in runs, and more often when the outcome is low. What is
planted is in `truth`; every other pair is null. A standardised effect of 0.4 means: one SD of the
factor goes with 0.4 SD of the outcome (apart from its trend and weekdays), a correlation of 0.4.

Not here: measuring anything (`insights.py`), and anything of the product.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Matrix = NDArray[np.float64]

LAGS = ((0, 0.4), (1, 0.35), (2, 0.15), (3, 0.1))
"""How often a planted effect comes at each lag."""
POINTS = 13.0
"""Points of 100 that one SD of an outcome is."""
AT_ONCE, MOMENT = 0.95, 0.3
"""Of an outcome's noise: what carries over, and what is of the moment only."""
MISSING_RANDOM = 0.08
MISSING_LOW = 0.6
"""How much likelier (log odds per SD) a check-in is missing on a low day."""


@dataclass(frozen=True, slots=True)
class Planted:
    """A factor that goes with an outcome `lag` days later, by `effect` SD per SD; with `threshold`
    the effect is a step of `effect` SD on days under it. `slope`: the same in points per unit."""

    factor: int
    outcome: int
    lag: int
    effect: float
    threshold: float | None = None
    slope: float = float("nan")


@dataclass(frozen=True, slots=True)
class Person:
    """Days of one simulated person; `nan` is missing. `weekdays` are 0 to 6."""

    factors: Matrix
    outcomes: Matrix
    weekdays: NDArray[np.int64]
    truth: tuple[Planted, ...] = ()
    carry: tuple[float, ...] = ()
    """Of each outcome's noise, from a day to the next."""


def carried(rng: np.random.Generator, days: int, carry: float) -> Matrix:
    """An AR(1) series of unit spread."""
    row = np.empty(days)
    row[0] = rng.normal()
    steps = rng.normal(size=days) * np.sqrt(1 - carry**2)
    for day in range(1, days):
        row[day] = carry * row[day - 1] + steps[day]
    return row


def person(
    seed: int,
    *,
    days: int = 120,
    factors: int = 12,
    outcomes: int = 1,
    planted: int = 1,
    effect: float = 0.4,
    missing: bool = True,
) -> Person:
    """One person with `planted` effects of size `effect` (random sign, lag and factor)."""
    rng = np.random.default_rng([seed, days, factors, planted])
    weekdays = (np.arange(days) + rng.integers(7)) % 7
    x = np.column_stack([_factor(rng, days, weekdays, j) for j in range(factors)])
    truth = []
    for at in rng.choice(factors, size=min(planted, factors), replace=False):
        lag = int(rng.choice([lag for lag, _ in LAGS], p=[share for _, share in LAGS]))
        sign = 1.0 if rng.random() < 0.5 else -1.0
        slope = sign * effect * POINTS / float(x[:, at].std())
        planted_here = Planted(
            int(at), int(rng.integers(outcomes)), lag, sign * effect, None, slope
        )
        truth.append(planted_here)
    made = [
        _outcome(rng, x, weekdays, [one for one in truth if one.outcome == k])
        for k in range(outcomes)
    ]
    y = np.column_stack([values for values, _ in made])
    whole = Person(x, y, weekdays, tuple(truth), tuple(carry for _, carry in made))
    return _with_gaps(rng, whole) if missing else whole


def short_sleeper(seed: int, *, days: int = 365, step: float = 0.9, factors: int = 6) -> Person:
    """A person whose outcome steps by `step` SD (of its noise) on days after short nights.

    Factor 0 is hours slept (mean 6.9, SD 1); the threshold is between 5.5 and 7 hours.
    """
    rng = np.random.default_rng([seed, days, 77])
    weekdays = (np.arange(days) + rng.integers(7)) % 7
    x = np.column_stack([_factor(rng, days, weekdays, j) for j in range(factors)])
    hours = np.round(6.9 + carried(rng, days, 0.3) + 0.3 * np.isin(weekdays, (5, 6)), 1)
    x[:, 0] = np.clip(hours, 2, 12)
    cut = float(np.round(rng.uniform(5.5, 7.0), 1))
    plant = Planted(0, 0, 0, step, cut)
    y, carry = _outcome(rng, x, weekdays, [plant])
    return _with_gaps(rng, Person(x, y[:, None], weekdays, (plant,), (carry,)))


def _factor(rng: np.random.Generator, days: int, weekdays: NDArray[np.int64], j: int) -> Matrix:
    base = carried(rng, days, rng.uniform(0.1, 0.85))
    base = base + rng.normal(0, 0.3) * np.isin(weekdays, (5, 6))
    base = base + rng.normal(0, 0.3) * np.sin(2 * np.pi * np.arange(days) / 365 + rng.uniform(0, 6))
    kind = j % 4
    if kind == 2:
        return (base > rng.uniform(-0.3, 0.8)).astype(float)
    if kind == 3:
        return rng.poisson(np.exp(0.3 + 0.4 * base)).astype(float)
    return base


def _outcome(
    rng: np.random.Generator, x: Matrix, weekdays: NDArray[np.int64], truth: list[Planted]
) -> tuple[Matrix, float]:
    """Points of 100 a day, and how much of their noise is carried over."""
    days = len(x)
    y = np.zeros(days)
    for one in truth:
        column = x[:, one.factor]
        if one.threshold is None:
            moved = one.effect * (column - column.mean()) / column.std()
        else:
            moved = one.effect * (column < one.threshold)
        y[one.lag :] += moved[: days - one.lag]
    share = sum(one.effect**2 for one in truth if one.threshold is None)
    carry = float(rng.uniform(0.2, 0.7))
    noise = AT_ONCE * carried(rng, days, carry) + MOMENT * rng.normal(size=days)
    y += np.sqrt(max(1 - share, 0.2)) * noise
    t = np.arange(days)
    y += rng.uniform(0, 0.4) * np.sin(2 * np.pi * t / rng.uniform(150, 600) + rng.uniform(0, 6))
    y += rng.normal(0, 0.3) * np.isin(weekdays, (5, 6)) + rng.normal(0, 0.3) * t / max(days, 1)
    return np.clip(np.round(55 + POINTS * y), 0, 100), carry


def _with_gaps(rng: np.random.Generator, one: Person) -> Person:
    x, y = one.factors.copy(), one.outcomes.copy()
    days = len(x)
    for k in range(y.shape[1]):
        low = -(y[:, k] - y[:, k].mean()) / max(y[:, k].std(), 1e-9)
        odds = MISSING_RANDOM / (1 - MISSING_RANDOM) * np.exp(MISSING_LOW * low)
        y[rng.random(days) < odds / (1 + odds), k] = np.nan
    for j in range(x.shape[1]):
        run = carried(rng, days, 0.8)
        x[run < np.quantile(run, rng.uniform(0, 0.2)), j] = np.nan
    return Person(x, y, one.weekdays, one.truth, one.carry)
