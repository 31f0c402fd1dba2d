"""Where days split in two: a border in level, a stretch that lies apart, a change of swing.

Here: the search, on plain arrays. Not here: which metrics, what else changed there, words
(`changes`).

Binary segmentation (Scott & Knott 1974; Vostrikova 1981) on days freed of weekdays and carry-over;
at each split the best day is held against the best when the days are shuffled (permutation max
statistic), so the search over days is paid for; variability by the cumulative sum of squares
(Inclan & Tiao 1994, JASA 89, 913) under the same shuffles. Where the day may be: all days that fit
nearly as well (log-likelihood within 2).
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from evenkeel.core.insights.distributions import normal_quantile
from evenkeel.core.insights.whitening import Matrix, Vector, White, whiten

SHORTEST = 14
"""Known days on each side of a change: two weeks."""
FEWEST_DAYS = 56
MOST_CHANGES = 3
SHUFFLES = 499
SEED = 11
CHANCE = 0.03
"""Shared between level, stretches and variability, and among the metrics looked at. Under 5%,
because the carry-over that is taken out is itself estimated."""
STRETCHES = (7, 10, 14, 21, 28, 42)
"""Lengths, in known days, of a stretch that lies elsewhere."""
FINEST = 200
"""With more known days than this, every second (third ...) day is tried as a border."""


@dataclass(frozen=True, slots=True)
class Change:
    """From day `at` (place in the table) on, the metric differs from the stretch before.

    `kind` is "level", "stretch" or "swing"; `effect` is the difference of means, or the ratio of
    spreads; `between` are the first and last place where the change may be, and of a stretch its
    own first and last day.
    """

    kind: str
    at: int
    between: tuple[int, int]
    effect: float
    interval: tuple[float, float]
    before: float
    after: float
    p: float


def find_changes(
    values: Vector, weekdays: NDArray[np.int64], *, chance: float = CHANCE
) -> tuple[Change, ...]:
    """Every change beyond chance in `values` (days; `nan` missing), oldest first.

    >>> rng = np.random.default_rng(3)
    >>> values = 50 + 8 * rng.normal(size=200); values[120:] -= 12
    >>> [(one.kind, abs(one.at - 120) < 5) for one in find_changes(values, np.arange(200) % 7)]
    [('level', True)]
    """
    rows = np.flatnonzero(~np.isnan(values))
    if len(rows) < FEWEST_DAYS or np.ptp(values[rows]) == 0:
        return ()
    found = _levels(values, weekdays, 0, len(values), chance / 3, MOST_CHANGES)
    stretch = [] if found else _stretch(values, weekdays, chance / 3)
    swing = _swing(values, weekdays, tuple(one.at for one in found), chance / 3)
    return tuple(sorted((*found, *stretch, *swing), key=lambda one: one.at))


def _stretch(values: Vector, weekdays: NDArray[np.int64], chance: float) -> list[Change]:
    """Some weeks that lay elsewhere, with the same level before and after (Olshen et al. 2004,
    Biostatistics 5, 557: circular binary segmentation, over a few lengths)."""
    basis = _week(weekdays)
    first = whiten(values, basis)
    n = len(first.y)
    lengths = np.array([size for size in STRETCHES if size <= n // 3])
    if not len(lengths) or not first.y.any():
        return []
    at, end = _likeliest(first, lengths)
    # a stretch that lies apart looks like carry-over: so carry-over is taken from the rest
    pulse = ((np.arange(len(values)) >= at) & (np.arange(len(values)) <= end)).astype(float)
    without = whiten(values, np.column_stack([basis, pulse]))
    white = whiten(values, basis, carry=(without.carry + first.carry) / 2)
    score = float(_pulses(white.y[None, :], lengths)[0].max())
    null = _furthest(white.y.astype(np.float32)[_orders(n)], lengths)
    p = float((1 + np.sum(null >= score)) / (1 + SHUFFLES))
    if p > chance:
        return []
    at, end = _likeliest(white, lengths)
    inside = (np.arange(len(values)) >= at) & (np.arange(len(values)) <= end)
    pulse = white.of(inside[white.rows][:, None].astype(float))[:, 0]
    power = max(float(pulse @ pulse), 1e-9)
    effect = float(pulse @ white.y) / power
    noise = max(float(white.y @ white.y) - effect**2 * power, 1e-9) / max(white.freedom - 2, 1)
    margin = float(normal_quantile(0.95) * np.sqrt(noise / power))
    return [
        Change(
            "stretch", at, (at, end), effect, (effect - margin, effect + margin),
            float(np.nanmean(values[~inside])), float(np.nanmean(values[inside])), p,
        )
    ]  # fmt: skip


def _likeliest(white: White, lengths: NDArray[np.int64]) -> tuple[int, int]:
    """First and last day (places in the table) of the stretch that lies furthest away."""
    n = len(white.y)
    best = int(_pulses(white.y[None, :], lengths)[0].argmax())
    starts = np.concatenate([np.arange(n - size + 1) for size in lengths])
    begin, size = int(starts[best]), int(np.repeat(lengths, n - lengths + 1)[best])
    return int(white.rows[begin]), int(white.rows[begin + size - 1])


def _pulses(rows: Matrix, lengths: NDArray[np.int64]) -> Matrix:
    """Squared standardised sum of every stretch of these lengths, per row; lengths one by one."""
    n = rows.shape[1]
    total = np.concatenate([np.zeros((len(rows), 1)), np.cumsum(rows, axis=1)], axis=1)
    parts = [
        (total[:, size:] - total[:, :-size]) ** 2 / (size * (n - size) / n) for size in lengths
    ]
    return np.concatenate(parts, axis=1)


def _furthest(rows: NDArray[np.float32], lengths: NDArray[np.int64]) -> Vector:
    """The largest of `_pulses` of each row, without keeping the others."""
    n = rows.shape[1]
    total = np.zeros((len(rows), n + 1), dtype=np.float32)
    np.cumsum(rows, axis=1, out=total[:, 1:])
    best = np.zeros(len(rows))
    for size in lengths.tolist():
        moved = total[:, size:] - total[:, :-size]
        top = np.maximum(moved.max(axis=1), -moved.min(axis=1)).astype(float)
        np.maximum(best, top**2 / (size * (n - size) / n), out=best)
    return best


def _week(weekdays: NDArray[np.int64]) -> Matrix:
    """Level and weekdays, without a trend: a trend would hide what is looked for."""
    days = ((weekdays == d) - (weekdays == 6).astype(float) for d in range(6))
    return np.column_stack([np.ones(len(weekdays)), *days])


def _levels(
    values: Vector, weekdays: NDArray[np.int64], begin: int, end: int, chance: float, most: int
) -> list[Change]:
    part = np.full(len(values), np.nan)
    part[begin:end] = values[begin:end]
    if most < 1 or (~np.isnan(part)).sum() < FEWEST_DAYS:
        return []
    change = _level(part, weekdays, chance)
    if change is None:
        return []
    left = _levels(values, weekdays, begin, change.at, chance / 2, most - 1)
    right = _levels(values, weekdays, change.at, end, chance / 2, most - 1 - len(left))
    return [*left, change, *right]


def _level(values: Vector, weekdays: NDArray[np.int64], chance: float) -> Change | None:
    white = whiten(values, _week(weekdays))
    n = len(white.rows)
    cuts = np.arange(SHORTEST, n - SHORTEST, 1 + n // FINEST)
    steps = white.of((np.arange(n)[:, None] >= cuts).astype(float))
    power = np.maximum(np.einsum("ij,ij->j", steps, steps), 1e-9)
    gain = (steps.T @ white.y) ** 2 / power
    best = int(np.argmax(gain))
    total = float(white.y @ white.y)
    noise = (total - float(gain[best])) / max(white.freedom - 2, 1)
    null = _shuffled(white.y, cuts)
    p = float((1 + np.sum(null >= gain[best] * n / total)) / (1 + SHUFFLES))
    if p > chance or noise <= 0:
        return None
    near = cuts[gain > gain[best] - 4 * noise]
    effect = float(steps[:, best] @ white.y) / float(power[best])
    margin = normal_quantile(0.95) * float(np.sqrt(noise / power[best]))
    at = int(white.rows[cuts[best]])
    return Change(
        "level", at, (int(white.rows[near.min()]), int(white.rows[near.max()])), effect,
        (effect - margin, effect + margin), float(np.nanmean(values[:at])),
        float(np.nanmean(values[at:])), p,
    )  # fmt: skip


def _swing(
    values: Vector, weekdays: NDArray[np.int64], splits: tuple[int, ...], chance: float
) -> list[Change]:
    """A day from which the metric swings more, or less, around its level."""
    bounds = [0, *splits, len(values)]
    place = np.arange(len(values))
    pieces = [(place >= first) & (place < after) for first, after in pairwise(bounds)]
    week = [(weekdays == d) - (weekdays == 6).astype(float) for d in range(6)]
    white = whiten(values, np.column_stack([*(piece.astype(float) for piece in pieces), *week]))
    size = np.abs(white.y)
    n = len(size)
    if n < FEWEST_DAYS or not size.any():
        return []
    size = np.sqrt(size)  # root of the absolute residual: near enough to normal to be summed
    cuts = np.arange(SHORTEST, n - SHORTEST, 1 + n // FINEST)
    score = _sums(size, cuts)
    best = int(np.argmax(score))
    null = _shuffled(size, cuts)
    p = float((1 + np.sum(null >= score[best])) / (1 + SHUFFLES))
    if p > chance:
        return []
    cut = int(cuts[best])
    before, after = white.y[:cut], white.y[cut:]
    ratio = float(np.sqrt(np.mean(after**2) / max(float(np.mean(before**2)), 1e-9)))
    wide = float(np.exp(normal_quantile(0.95) * np.sqrt(0.5 / len(before) + 0.5 / len(after))))
    near = cuts[score > score[best] - 2]
    at = int(white.rows[cut])
    return [
        Change(
            "swing", at, (int(white.rows[near.min()]), int(white.rows[near.max()])), ratio,
            (ratio / wide, ratio * wide), float(np.std(before)), float(np.std(after)), p,
        )
    ]  # fmt: skip


def _shuffled(values: Vector, cuts: NDArray[np.int64]) -> Vector:
    """The largest of `_sums` over all cuts, for each shuffle of the values."""
    n = len(values)
    centred = (values - values.mean()).astype(np.float32)
    total = np.cumsum(centred[_orders(n)], axis=1)[:, cuts - 1]
    weight = (n / (cuts * (n - cuts)) / float(values.var())).astype(np.float32)
    best: Vector = (total**2 * weight).max(axis=1).astype(float)
    return best


@lru_cache(maxsize=8)
def _orders(n: int) -> NDArray[np.int16]:
    """The same shuffles for every metric with as many days: drawn once."""
    places = np.broadcast_to(np.arange(n, dtype=np.int16), (SHUFFLES, n))
    return np.random.default_rng(SEED).permuted(places, axis=1)


def _sums(values: Vector, cuts: NDArray[np.int64]) -> Vector:
    """Squared standardised difference of means at each cut."""
    n = len(values)
    total = np.cumsum(values - values.mean())[cuts - 1]
    made: Vector = total**2 * n / (cuts * (n - cuts)) / values.var()
    return made
