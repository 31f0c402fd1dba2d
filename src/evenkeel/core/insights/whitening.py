"""Days made comparable: freed of trend and weekday, and of what is carried over from day to day.

Here: the plain array work that `links`, `thresholds`, `changes` and `trial` stand on. Not here:
which columns to look at, and any decision about what to say.

A day's mood is partly yesterday's mood. A regression that ignores this counts the same news twice
and finds links everywhere (Granger & Newbold 1974, J. Econometrics 2, 111). Here the carry-over is
estimated by restricted likelihood (REML: Patterson & Thompson 1971, Biometrika 58, 545), which does
not mistake the trend's removal for calm, and taken out exactly, missing days included (generalised
least squares with an AR(1) error: Cochrane & Orcutt 1949; gaps as in Jones 1980, Technometrics 22).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

TREND_DAYS = 120
"""Changes slower than about this are trend, not effect: one cosine for each such stretch."""
WEEKDAYS = (1, 2, 3, 4, 5, 6)
"""Columns of `usual` that are weekdays."""
LEAST_SPREAD = 0.01
"""Variance between weekdays, in variances of a day's noise, that is always allowed for."""
MOST_CARRY_OVER = 0.95
_GRID = np.concatenate([np.linspace(-0.1, 0.8, 10), [0.86, 0.91, MOST_CARRY_OVER]])
_RIDGE = 1e-9

Matrix = NDArray[np.float64]
Vector = NDArray[np.float64]


def usual(days: int, weekdays: NDArray[np.int64]) -> Matrix:
    """Level, weekdays and slow cosines (days x terms): what a day is like whatever was done.

    >>> usual(14, np.arange(14) % 7).shape
    (14, 8)
    """
    t = (np.arange(days) + 0.5) / max(days, 1)
    waves = [np.cos(np.pi * order * t) for order in range(1, 2 + days // TREND_DAYS)]
    week = [(weekdays == day) - (weekdays == 6).astype(float) for day in range(6)]
    return np.column_stack([np.ones(days), *week, *waves])


def bridged(values: Matrix) -> Matrix:
    """`values` (days x columns), missing days filled with what their neighbours make of them.

    The expectation of an AR(1) series given the last day known before and the first after; far
    from both it is the column's mean, which says nothing. Regressing on such values leaves an
    effect unbiased (Berkson 1950, JASA 45, 164). A column without a value becomes zero.
    """
    seen = ~np.isnan(values)
    centre = np.where(seen.any(axis=0), np.nansum(values, axis=0) / np.maximum(seen.sum(0), 1), 0.0)
    x = np.where(seen, values - centre, 0.0)
    if seen.all():
        return x
    carry = _lag_one(x, seen)
    t = np.arange(len(x))[:, None]
    before = np.maximum.accumulate(np.where(seen, t, -1), axis=0)
    after = np.minimum.accumulate(np.where(seen, t, len(x))[::-1], axis=0)[::-1]
    columns = np.arange(x.shape[1])
    left = np.where(before >= 0, x[np.maximum(before, 0), columns], 0.0)
    right = np.where(after < len(x), x[np.minimum(after, len(x) - 1), columns], 0.0)
    back = np.where(before >= 0, carry ** (t - before), 0.0)
    ahead = np.where(after < len(x), carry ** (after - t), 0.0)
    whole = 1 - back**2 * ahead**2
    filled = (back * (1 - ahead**2) * left + ahead * (1 - back**2) * right) / np.maximum(
        whole, 1e-12
    )
    return np.where(seen, x, filled)


def _lag_one(x: Matrix, seen: NDArray[np.bool_]) -> Vector:
    both = seen[1:] & seen[:-1]
    top = np.sum(x[1:] * x[:-1] * both, axis=0)
    bottom = np.sqrt(np.sum(x[1:] ** 2 * both, axis=0) * np.sum(x[:-1] ** 2 * both, axis=0))
    carry: Vector = np.clip(top / np.maximum(bottom, 1e-12), 0.0, MOST_CARRY_OVER)
    return carry


@dataclass(frozen=True, slots=True)
class White:
    """How to make one outcome's days independent: `rows` are its known days, `carry` what stays
    from one day to the next; `basis` is orthonormal and spans what is usual, after whitening, and
    `taken` says how much of each of its directions is taken out."""

    rows: NDArray[np.int64]
    carry: float
    basis: Matrix
    taken: Vector
    y: Vector

    def of(self, columns: Matrix) -> Matrix:
        """`columns` (known days x any) whitened and freed of what is usual."""
        shared = _shared(np.diff(self.rows), self.carry)
        spare = np.empty(columns.shape)  # used twice: new pages of memory cost more than the sums
        made = _whitened(columns, shared, spare)
        made -= np.matmul(self.basis * self.taken, self.basis.T @ made, out=spare)
        return made

    @property
    def freedom(self) -> float:
        """Degrees of freedom left for noise."""
        return float(max(len(self.rows) - np.sum(1 - (1 - self.taken) ** 2), 1))


def whiten(
    y: Vector, basis: Matrix, *, carry: float | None = None, soft: tuple[int, ...] = ()
) -> White:
    """The whitening of `y` (days; `nan` missing), given what is usual (`basis`: days x terms).

    Columns in `soft` are taken out only as far as they show in `y` (random effects whose spread is
    estimated: Henderson 1975, Biometrics 31, 423): seven weekdays cost a short series dearly.

    >>> rng = np.random.default_rng(0); days = np.arange(200)
    >>> made = whiten(rng.normal(size=200), usual(200, days % 7))
    >>> len(made.rows), abs(made.carry) < 0.2
    (200, True)
    """
    rows = np.flatnonzero(~np.isnan(y))
    kept = basis[rows]
    carry = carry_over(y[rows], kept, rows) if carry is None else carry
    shared = _shared(np.diff(rows), carry)
    white = _whitened(kept, shared)
    hard = [at for at in range(white.shape[1]) if at not in soft]
    flat = _whitened(y[rows, None], shared)[:, 0]
    q = orthonormal(white[:, hard])
    flat = flat - q @ (q.T @ flat)
    taken = np.ones(q.shape[1])
    if soft:
        loose, part = _softly(white[:, list(soft)], q, flat)
        flat = flat - (loose * part) @ (loose.T @ flat)
        q, taken = np.column_stack([q, loose]), np.concatenate([taken, part])
    return White(rows, carry, q, taken, flat)


def _softly(columns: Matrix, hard: Matrix, flat: Vector) -> tuple[Matrix, Vector]:
    """Directions of the soft columns beside the hard ones, and how much of each to take out."""
    rest = columns - hard @ (hard.T @ columns)
    size, turned = np.linalg.eigh(rest.T @ rest)
    solid = size > max(1e-8 * float(size[-1]), 1e-12)
    if not solid.any():
        return np.empty((len(flat), 0)), np.zeros(0)
    loose = rest @ (turned[:, solid] / np.sqrt(size[solid]))
    shown = float(np.sum((loose.T @ flat) ** 2))
    freedom = max(len(flat) - hard.shape[1] - loose.shape[1], 1)
    noise = max(float(flat @ flat) - shown, 1e-12) / freedom
    spread = (shown / noise - loose.shape[1]) / float(np.sum(size[solid]))
    return loose, 1 - 1 / np.sqrt(1 + size[solid] * max(spread, LEAST_SPREAD))


def orthonormal(columns: Matrix) -> Matrix:
    """Orthonormal columns that span the same space; columns that add nothing are dropped.

    By the small matrix of inner products: few columns, many days, and no waiting for threads.
    """
    if not columns.size:
        return np.empty((len(columns), 0))
    size, turned = np.linalg.eigh(columns.T @ columns)
    solid = size > 1e-10 * max(float(size[-1]), 1e-30)
    made: Matrix = columns @ (turned[:, solid] / np.sqrt(size[solid]))
    return made


def carry_over(y: Vector, basis: Matrix, rows: NDArray[np.int64]) -> float:
    """How much of a day's residual is still there the next day, by restricted likelihood.

    `y` and `basis` hold known days only, `rows` their day numbers. 0 for fewer days than terms.
    """
    if len(y) <= basis.shape[1] + 3 or np.ptp(y) == 0:
        return 0.0
    both = np.column_stack([basis, y - y.mean()])
    scores = _restricted(both, np.diff(rows))
    best = int(np.argmax(scores))
    if best in (0, len(_GRID) - 1):
        return max(float(_GRID[best]), 0.0)
    x, s = _GRID[best - 1 : best + 2], scores[best - 1 : best + 2]
    curve = np.polyfit(x - x[1], s, 2)
    top = x[1] - curve[1] / (2 * curve[0]) if curve[0] < 0 else x[1]
    return float(np.clip(top, max(x[0], 0.0), x[2]))


def _restricted(both: Matrix, gaps: NDArray[np.int64]) -> Vector:
    """Restricted log-likelihood at each carry-over of the grid; the last of `both` is the outcome,
    the others what is usual."""
    shared = np.array([_shared(gaps, carry) for carry in _GRID])
    white = (_whitened(both, one) for one in shared)  # one after the other: they stay in the cache
    gram = np.array([made.T @ made for made in white])
    places = np.arange(both.shape[1])
    gram[:, places, places] += _RIDGE * np.trace(gram, axis1=1, axis2=2)[:, None]
    factor = np.linalg.cholesky(gram)[:, places, places]
    terms = len(places) - 1
    likely: Vector = -(
        (len(both) - terms) * np.log(factor[:, -1])
        + np.log(factor[:, :-1]).sum(axis=1)
        + 0.5 * np.log(1 - shared**2).sum(axis=1)
    )
    return likely


def _shared(gaps: NDArray[np.int64], carry: float) -> Vector:
    """What each known day shares with the known day `gaps` before it; 0 for the first."""
    shared = np.zeros(len(gaps) + 1)
    if carry:
        shared[1:] = carry**gaps
    return shared


def _whitened(columns: Matrix, shared: Vector, spare: Matrix | None = None) -> Matrix:
    alone = 1 / np.sqrt(1 - shared**2)
    shape = (-1,) + (1,) * (columns.ndim - 1)
    made = columns * alone.reshape(shape)
    over = (shared * alone)[1:].reshape(shape)
    made[1:] -= np.multiply(columns[:-1], over, out=None if spare is None else spare[1:])
    return made
