"""Which of many daily factors goes with which outcome, at which lag, beyond chance.

Here: the statistics, on plain arrays. Not here: which columns to look at, thresholds
(`thresholds.py`), words (`content/insights`).

Days resemble their neighbours, so two unrelated series often drift together, and a plain
correlation finds links everywhere. Each column is therefore freed of its slow trend and weekday
pattern, both sides are filtered by the outcome's own day-to-day carry-over (Cochrane & Orcutt
1949), and the null distribution comes from the data too: the outcome shifted against the factor by
every number of days that no effect could span, all at once by FFT (circular-shift test; Theiler et
al. 1992). Over the lags of a pair the search is paid for by the effective number of lags (Li & Ji
2005), over pairs by the false discovery rate (Benjamini & Hochberg 1995).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtr, ndtri, stdtr

FALSE_DISCOVERY_RATE = 0.03
"""Expected share of false statements; under the promised 5% so that estimation error has room."""
INTERVAL = 0.90
TREND_DAYS = 120
"""Changes slower than about this are trend, not effect: one cosine for each such stretch."""
NEAR_DAYS = 30
"""Shifts nearer than this could still hold the effect, so they are no part of the null."""
SHIFTS_TRUSTED_DAYS = 400
"""With this many days the shifts' own spread counts as much as the one that theory gives."""
FEWEST_DAYS = 28
"""Days on which both sides must be there; fewer tell nothing under two weeks' carry-over."""
MOST_CARRY_OVER = 0.95

Matrix = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Link:
    """A factor that goes with an outcome `lag` days later.

    `effect` is in the outcome's units for one standard deviation of the factor (around its trend
    and weekday pattern), other found links held still; `interval` holds it with probability 0.90.
    `p` pays for the lags, `q` for everything tried.
    `spread` is that standard deviation, in the factor's units. `near` are further lags that the
    data cannot tell from `lag`; `later_days_agree`: the later days point the same way.
    """

    factor: int
    outcome: int
    lag: int
    effect: float
    interval: tuple[float, float]
    p: float
    q: float
    days: int
    spread: float
    near: tuple[int, ...] = ()
    later_days_agree: bool | None = None


@dataclass(frozen=True, slots=True)
class Tried:
    """What was looked at: `links` found, and per pair what an effect would have had to be.

    `detectable` (factors x outcomes): the smallest effect, in outcome units per standard deviation,
    that would have been found four times in five; `nan` where days were too few to look. `effects`
    and `errors`: of each pair by itself at its likeliest lag, found or not.
    """

    links: tuple[Link, ...]
    detectable: Matrix
    effects: Matrix
    errors: Matrix
    days: NDArray[np.int64]


def find_links(
    factors: Matrix,
    outcomes: Matrix,
    *,
    weekdays: NDArray[np.int64],
    lags: Sequence[int] = range(4),
) -> Tried:
    """Every link beyond chance between `factors` (days x m) and `outcomes` (days x k).

    `nan` is a missing day; `weekdays` (days) are 0 to 6; a lag of 1 is the factor's day before the
    outcome's. Rows are consecutive days. Raises ValueError when lengths differ or a lag is under 0.

    >>> rng = np.random.default_rng(1)
    >>> x = rng.normal(size=(400, 2)); y = 5 + 0.6 * x[:, :1] + rng.normal(size=(400, 1))
    >>> [(one.factor, one.lag) for one in find_links(x, y, weekdays=np.arange(400) % 7).links]
    [(0, 0)]
    """
    if not len(factors) == len(outcomes) == len(weekdays) or min(lags, default=0) < 0:
        raise ValueError("factors, outcomes and weekdays need equal length, lags 0 or more")
    lags = tuple(lags)
    basis = _basis(len(factors), weekdays)
    x, spreads = _freed(factors, basis)
    y, y_scale = _freed(outcomes, basis)
    tests = [_Test(x, y[:, k], lags, basis.shape[1]) for k in range(y.shape[1])]
    p = np.column_stack([test.p for test in tests])
    q = _adjusted(p)
    for k, test in enumerate(tests):  # what is explained already hides the rest no longer
        test.explain(_chosen(test, q[:, k]))
        p[:, k] = test.p
    q = _adjusted(p)
    found: list[Link] = []
    for k, test in enumerate(tests):
        chosen = _chosen(test, q[:, k])
        found += test.described(k, chosen, p[:, k], q[:, k], (spreads, float(y_scale[k])))
    enough = np.column_stack([test.days for test in tests])
    needed = ndtri(1 - FALSE_DISCOVERY_RATE / (2 * p.size * len(lags))) + ndtri(0.8)
    errors = np.column_stack([test.spread for test in tests]) * y_scale
    effects = np.column_stack([test.effect for test in tests]) * y_scale
    errors[enough < FEWEST_DAYS] = effects[enough < FEWEST_DAYS] = np.nan
    links = tuple(sorted(found, key=lambda one: one.p))
    return Tried(links, errors * needed, effects, errors, enough)


def _chosen(test: _Test, q: NDArray[np.float64]) -> list[tuple[int, int]]:
    """(factor, place of its lag) of each pair beyond chance."""
    return [(int(j), int(test.best[j])) for j in np.flatnonzero(q <= FALSE_DISCOVERY_RATE)]


class _Test:
    """One outcome against every factor at every lag."""

    def __init__(
        self, x: Matrix, y: NDArray[np.float64], lags: tuple[int, ...], spent: int
    ) -> None:
        self.lags, self.spent = lags, spent
        carry = _carry_over(y)
        self.y = _filtered(y[:, None], carry)[:, 0]
        self.x = _filtered(x, carry)
        self._score()

    def explain(self, chosen: list[tuple[int, int]]) -> None:
        """Try the other factors again on what the chosen ones leave over."""
        fit = _fit(self._columns(chosen), self.y) if chosen else None
        if fit is None:
            return
        whole, kept = self.y, [j for j, _ in chosen]
        alone = 2 * ndtr(-np.abs(fit[0] / fit[1]))  # each beside all the others
        paid = 1 - (1 - alone) ** _effective_lags(np.nan_to_num(self.x[:, kept]), self.lags)
        before = (self.z[kept], self.best[kept], np.maximum(self.p[kept], paid), self.spread[kept])
        self.y = whole - np.nan_to_num(self._columns(chosen)) @ fit[0]
        self._score()
        self.z[kept], self.best[kept], self.p[kept], self.spread[kept] = before
        self.y = whole

    def _score(self) -> None:
        seen_x, seen_y = ~np.isnan(self.x), ~np.isnan(self.y)
        x, y = np.where(seen_x, self.x, 0.0), np.where(seen_y, self.y, 0.0)
        days = len(y)
        at_lag = [
            (x[: days - lag].T @ y[lag:], (x[: days - lag] ** 2).T @ seen_y[lag:],
             seen_x[: days - lag].T.astype(float) @ seen_y[lag:])
            for lag in self.lags
        ]  # fmt: skip
        moments, power, self._n = (np.array(part).T for part in zip(*at_lag, strict=True))
        variance = np.sum(y**2) / max(seen_y.sum() - self.spent, 1)
        white = np.sqrt(np.sum(x**2, axis=0) * variance * seen_y.mean())
        trust = days / (days + SHIFTS_TRUSTED_DAYS)
        sd = np.sqrt(trust * _null_spread(x, y) ** 2 + (1 - trust) * white**2)
        with np.errstate(invalid="ignore", divide="ignore"):
            both = power * self._n * variance
            shared = np.minimum(moments**2 / both, 0.9)
            z = moments / sd[:, None] / np.sqrt(1 - shared)  # the rest of the day is the noise
        self.z = np.where(np.isfinite(z) & (self._n >= FEWEST_DAYS), z, 0.0)
        self.best = np.abs(self.z).argmax(axis=1)
        rows = np.arange(len(self.best))
        self.days = self._n[rows, self.best].astype(np.int64)
        one = 2 * stdtr(np.maximum(self.days - 2 - self.spent, 1), -np.abs(self.z[rows, self.best]))
        self.p = 1 - (1 - one) ** _effective_lags(x, self.lags)
        self.p[self.days < FEWEST_DAYS] = 1.0
        with np.errstate(invalid="ignore", divide="ignore"):
            self.spread = sd / power[rows, self.best]
            self.effect = moments[rows, self.best] / power[rows, self.best]

    def described(
        self,
        k: int,
        chosen: list[tuple[int, int]],
        p: Matrix,
        q: Matrix,
        scales: tuple[NDArray[np.float64], float],
    ) -> list[Link]:
        """The chosen (factor, place of lag) pairs fitted together; `scales` of factors, outcome."""
        spreads, scale = scales
        if not chosen:
            return []
        columns = self._columns(chosen)
        fit = _fit(columns, self.y)
        if fit is None:
            return []
        half = len(self.y) * 7 // 10
        early, later = _fit(columns[:half], self.y[:half]), _fit(columns[half:], self.y[half:])
        made = []
        for place, (j, at) in enumerate(chosen):
            effect, error = fit[0][place], fit[1][place]
            margin = float(ndtri(0.5 + INTERVAL / 2)) * error
            agree = None
            if early is not None and later is not None:
                agree = bool(early[0][place] * later[0][place] > 0)
            strong = self.z[j] ** 2 > self.z[j, at] ** 2 - ndtri(0.975) ** 2
            near = tuple(
                lag
                for lag, other in zip(self.lags, strong, strict=True)
                if other and lag != self.lags[at]
            )
            made.append(
                Link(j, k, self.lags[at], effect * scale,
                     ((effect - margin) * scale, (effect + margin) * scale), float(p[j]),
                     float(q[j]), int(self.days[j]), float(spreads[j]), near, agree)
            )  # fmt: skip
        return made

    def _columns(self, chosen: list[tuple[int, int]]) -> Matrix:
        return np.column_stack([self._lagged(j, self.lags[at]) for j, at in chosen])

    def _lagged(self, factor: int, lag: int) -> NDArray[np.float64]:
        column = np.full(len(self.y), np.nan)
        column[lag:] = self.x[: len(self.y) - lag, factor]
        return column


def _basis(days: int, weekdays: NDArray[np.int64]) -> Matrix:
    """Level, weekdays and slow cosines: what a day is like whatever the factor was."""
    t = (np.arange(days) + 0.5) / max(days, 1)
    waves = [np.cos(np.pi * order * t) for order in range(1, 2 + days // TREND_DAYS)]
    week = [(weekdays == day).astype(float) for day in range(1, 7)]
    return np.column_stack([np.ones(days), *week, *waves])


def _freed(values: Matrix, basis: Matrix) -> tuple[Matrix, NDArray[np.float64]]:
    """`values` without what `basis` explains, at unit spread, and the spreads; `nan` kept."""
    seen = ~np.isnan(values)
    filled = np.where(seen, values, 0.0)
    terms = basis.shape[1]
    outer = (basis[:, :, None] * basis[:, None, :]).reshape(len(basis), -1)
    gram = (outer.T @ seen).T.reshape(-1, terms, terms) + 1e-8 * np.eye(terms)
    weights = np.linalg.solve(gram, (basis.T @ filled).T[:, :, None])[:, :, 0]
    rest = np.where(seen, values - basis @ weights.T, np.nan)
    count = np.maximum(seen.sum(axis=0) - terms, 1)
    scale = np.sqrt(np.nansum(rest**2, axis=0) / count)
    with np.errstate(invalid="ignore", divide="ignore"):
        freed = np.where(scale > 1e-9, rest / scale, np.nan)
    return freed, scale


def _carry_over(y: NDArray[np.float64]) -> float:
    """How much of a day's residual is still there the next day: the lag-one autocorrelation."""
    both = ~np.isnan(y[1:]) & ~np.isnan(y[:-1])
    if both.sum() < FEWEST_DAYS:
        return 0.0
    now, before = y[1:][both], y[:-1][both]
    value = float(now @ before / np.sqrt((now @ now) * (before @ before) + 1e-12))
    value += (1 + 3 * value) / both.sum()  # its bias in short series (Kendall 1954)
    return float(np.clip(value, 0.0, MOST_CARRY_OVER))


def _filtered(values: Matrix, carry: float) -> Matrix:
    """Each day less what is carried over from the day before; a single missing day is bridged."""
    before = np.vstack([np.full((1, values.shape[1]), np.nan), values[:-1]])
    further = np.vstack([np.full((2, values.shape[1]), np.nan), values[:-2]])[: len(values)]
    known = np.where(np.isnan(before), carry * further, before)
    return values - carry * known


def _null_spread(x: Matrix, y: NDArray[np.float64]) -> NDArray[np.float64]:
    """Standard deviation of the cross product over all circular shifts beyond `NEAR_DAYS`."""
    days = len(y)
    near = min(NEAR_DAYS, days // 4)
    spectrum = np.conj(np.fft.rfft(x, axis=0)) * np.fft.rfft(y)[:, None]
    shifted = np.fft.irfft(spectrum, n=days, axis=0)[near : days - near]
    spread: NDArray[np.float64] = np.sqrt(np.mean(shifted**2, axis=0))
    return spread


def _effective_lags(x: Matrix, lags: tuple[int, ...]) -> NDArray[np.float64]:
    """Independent tests that the lags of each factor amount to (Li & Ji 2005, eq. 5)."""
    days = len(x)
    power = np.abs(np.fft.rfft(x, n=2 * days, axis=0)) ** 2
    together = np.fft.irfft(power, axis=0)[: max(lags, default=0) + 1]
    with np.errstate(invalid="ignore", divide="ignore"):
        alike = np.nan_to_num(together / together[0])
    apart = np.abs(np.subtract.outer(lags, lags))
    matrices = alike[apart].transpose(2, 0, 1)
    matrices[:, np.arange(len(lags)), np.arange(len(lags))] = 1.0
    values = np.abs(np.linalg.eigvalsh(matrices))
    whole = (values >= 1).astype(float) + (values - np.floor(values))
    effective: NDArray[np.float64] = np.clip(whole.sum(axis=1), 1, len(lags))
    return effective


def _adjusted(p: Matrix) -> Matrix:
    """Benjamini-Hochberg q values over everything that could be tried."""
    flat = p.ravel()
    order = np.argsort(flat)
    ranked = flat[order] * flat.size / np.arange(1, flat.size + 1)
    q = np.empty_like(flat)
    q[order] = np.minimum.accumulate(ranked[::-1])[::-1].clip(max=1.0)
    return q.reshape(p.shape)


def _fit(columns: Matrix, y: NDArray[np.float64]) -> tuple[Matrix, Matrix] | None:
    """(effects, standard errors) of least squares; a factor unknown on a day says nothing then."""
    seen = ~np.isnan(columns)
    whole = ~np.isnan(y) & seen.any(axis=1)
    n, terms = int(whole.sum()), columns.shape[1]
    if (seen & whole[:, None]).sum(axis=0).min() < FEWEST_DAYS // 2:
        return None
    a, b = np.where(seen, columns, 0.0)[whole], y[whole]
    gram = np.linalg.inv(a.T @ a + 1e-9 * np.eye(terms))
    effects = gram @ (a.T @ b)
    error = np.sum((b - a @ effects) ** 2) / max(n - terms, 1)
    return effects, np.sqrt(error * np.diag(gram))
