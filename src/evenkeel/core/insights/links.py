"""Which of many daily factors goes with which outcome, at which lag, beyond chance.

Here: the search, on plain arrays. Not here: which columns to look at (`searched`), thresholds
(`thresholds`), words (`content/insights`), how days are made comparable (`whitening`).

Each outcome is freed of trend, weekdays and carry-over; given that, a factor's t value is Student's
whatever the factor itself is like. What carry-over the model left is paid for by its measured
effect on each factor (Bartlett 1935, J. R. Stat. Soc. 98, 536: the mean of all circular shifts in
closed form). The search over lags is paid for by the effective number of lags (Li & Ji 2005,
Heredity 95, 221), over everything tried by the false discovery rate (Benjamini & Hochberg 1995).
What is found is then held still while the others are tried again, and effects are pooled a little
toward zero, because what was picked for being large is on average a little less so.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from evenkeel.core.insights.distributions import normal_quantile, student_tail
from evenkeel.core.insights.whitening import (
    WEEKDAYS,
    Matrix,
    Vector,
    bridged,
    carry_over,
    orthonormal,
    usual,
    whiten,
)

FALSE_DISCOVERY_RATE = 0.04
"""Share of false statements that is paid for, a little under the promised 5%, since spreads and
carry-over are estimated. Measured: docs/reference/insights.md."""
HELD_BACK = 2.0
"""How many times smaller than Benjamini and Hochberg's the steps are: theirs keep the mean share of
false statements per person, and people with few true links would then be told more than 5%."""
NEARER = 0.65
"""How much less likely, before looking, each further day between cause and effect is. Weights
average one, so the error rate is kept (Genovese, Roeder & Wasserman 2006, Biometrika 93, 509)."""
INTERVAL = 0.90
USUAL_EFFECT = 0.5
"""Spread of true effects before looking, in outcome SDs per factor SD. Judgement: within-person
daily effects of sleep, activity and events on affect are mostly under 0.4 (e.g. Bolger & Zuckerman
1995, JPSP 69, 890); a wide guess shrinks little where days are many."""
SHIFTS_TRUSTED_DAYS = 400
"""With this many days the measured leftover carry-over counts as much as the model's none."""
LEFTOVER_DAYS = 10
FEWEST_DAYS = 28
"""Days on which both sides must be there; fewer tell nothing under two weeks' carry-over."""
SHORT_DAYS = 400
"""Up to this many days carry-over is estimated anew beside the strongest factor: taken for noise,
its effect would be mistaken for carry-over and hide itself (a score test's loss against Wald's in
short series; see `benchmarks/ceiling.py`). Later it makes no difference, and takes time."""
ROUNDS = 4
"""How often what is found is held still and the rest tried again."""


@dataclass(frozen=True, slots=True)
class Link:
    """A factor that goes with an outcome `lag` days later.

    `effect` is in the outcome's units for one standard deviation of the factor (around its trend
    and weekday pattern), other found links held still, pooled toward zero; `interval` holds it
    with probability 0.90. `p` pays for the lags, `q` for everything tried.
    `spread` is that standard deviation, in the factor's units. `near` are further lags that the
    data cannot tell from `lag`; `later_days_agree`: the last 30% of days, by themselves, point the
    same way (None when they are too few).
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

    `spreads` (factors): the standard deviation that effects are told for, in the factor's units.
    `detectable` (factors x outcomes): the smallest effect, in outcome units per standard deviation,
    that would have been found four times in five; `nan` where days were too few to look. `effects`
    and `errors`: of each pair by itself at its likeliest lag (`lags`), found or not. `days`: on
    which both sides are known.
    """

    links: tuple[Link, ...]
    detectable: Matrix
    effects: Matrix
    errors: Matrix
    days: NDArray[np.int64]
    lags: NDArray[np.int64]
    spreads: Vector


def find_links(
    factors: Matrix,
    outcomes: Matrix,
    *,
    weekdays: NDArray[np.int64],
    lags: Sequence[int] = range(4),
    allowed: NDArray[np.bool_] | None = None,
    plausible: Matrix | None = None,
    rate: float = FALSE_DISCOVERY_RATE,
) -> Tried:
    """Every link beyond chance between `factors` (days x m) and `outcomes` (days x k).

    `nan` is a missing day; `weekdays` (days) are 0 to 6; a lag of 1 is the factor's day before the
    outcome's. `allowed` (m x k x lags) says what may be looked at, everything when None;
    `plausible` (m x k) how much of the error rate each pair may spend, equal shares when None; the
    shares average one (Genovese, Roeder & Wasserman 2006). Rows are consecutive days. Raises
    ValueError when lengths differ or a lag is under 0.

    >>> rng = np.random.default_rng(1)
    >>> x = rng.normal(size=(400, 2)); y = 5 + 0.6 * x[:, :1] + rng.normal(size=(400, 1))
    >>> [(one.factor, one.lag) for one in find_links(x, y, weekdays=np.arange(400) % 7).links]
    [(0, 0)]
    """
    lags = tuple(lags)
    if not len(factors) == len(outcomes) == len(weekdays) or min(lags, default=0) < 0:
        raise ValueError("factors, outcomes and weekdays need equal length, lags 0 or more")
    m, k = factors.shape[1], outcomes.shape[1]
    if allowed is None:
        allowed = np.ones((m, k, len(lags)), dtype=bool)
    basis = usual(len(factors), weekdays)
    known = ~np.isnan(factors)
    x, spreads = _standard(factors, basis)
    tests = [_Test(x, known, outcomes[:, at], lags, basis, allowed[:, at].T) for at in range(k)]
    q = np.ones((m, k))
    for _ in range(ROUNDS):
        p = np.column_stack([test.p for test in tests]) if tests else np.ones((m, 0))
        tried = np.column_stack([test.tried for test in tests]) if tests else np.ones((m, 0), bool)
        q = _adjusted(_weighted(p, plausible, tried), tried)
        fresh = [test.hold(np.flatnonzero(q[:, at] <= rate)) for at, test in enumerate(tests)]
        if not any(fresh):
            break
    found = [
        link
        for at, test in enumerate(tests)
        for link in test.described(at, q[:, at], spreads, rate)
    ]
    return _told(tests, sorted(found, key=lambda one: one.p), rate, spreads)


def _told(tests: Sequence[_Test], found: Sequence[Link], rate: float, spreads: Vector) -> Tried:
    if not tests:
        empty = np.zeros((len(spreads), 0))
        return Tried((), empty, empty, empty, empty.astype(int), empty.astype(int), spreads)
    enough = np.column_stack([test.days for test in tests])
    tried = max(int(sum(test.tried.sum() for test in tests)), 1)
    needed = normal_quantile(1 - rate / (2 * tried * 2)) + normal_quantile(0.8)
    errors = np.column_stack([test.errors for test in tests])
    effects = np.column_stack([test.effects for test in tests])
    lags = np.column_stack([np.array(test.lags)[test.best] for test in tests])
    return Tried(tuple(found), errors * needed, effects, errors, enough, lags, spreads)


class _Test:
    """One outcome against every factor at every lag; columns are laid out lag by lag."""

    def __init__(
        self,
        x: Matrix,
        known: NDArray[np.bool_],
        y: Vector,
        lags: tuple[int, ...],
        basis: Matrix,
        allowed: NDArray[np.bool_],
    ) -> None:
        self.lags, self.m = lags, x.shape[1]
        self.scale = float(np.nanstd(y)) if (~np.isnan(y)).sum() > 1 else 0.0
        self.raw, self.basis = y / (self.scale or 1.0), basis
        rows = np.flatnonzero(~np.isnan(y))
        self.laid = _laid(x, rows, lags)
        days = np.array([known[rows[rows >= lag] - lag].sum(axis=0) for lag in lags])
        self.n = days
        self._whiten(None)
        self.open = allowed & (days >= FEWEST_DAYS) & (self.power > 1e-6 * len(rows))
        self.open &= self.scale > 0
        self.tried = self.open.any(axis=0)
        self.worth = self._effective_lags()
        nearer = NEARER ** np.arange(len(lags))
        self.weights = (nearer / nearer.mean())[:, None]
        self.held: list[tuple[int, int]] = []
        self.p_held: dict[int, float] = {}
        self._score()
        if len(rows) <= SHORT_DAYS and self.tried.any():
            j = int(np.argmin(self.p))
            self._beside([(j, int(self.best[j]))])
            self._score()
        self.days = days[self.best, np.arange(self.m)]
        self.effects, self.errors = self._alone()

    def _whiten(self, carry: float | None) -> None:
        """Make days comparable, with this carry-over or the likeliest."""
        white = whiten(self.raw, self.basis, carry=carry, soft=WEEKDAYS)
        self.white, self.y, self.x = white, white.y, white.of(self.laid)
        self.power = np.einsum("ij,ij->j", self.x, self.x).reshape(len(self.lags), -1)
        self._alike: Matrix | None = None

    def _beside(self, pairs: Sequence[tuple[int, int]]) -> None:
        """Estimate carry-over beside these factors (factor, place of lag), and whiten by it."""
        rows = self.white.rows
        columns = self.laid[:, [at * self.m + j for j, at in pairs]]
        kept = np.column_stack([self.basis[rows], columns])
        self._whiten(carry_over(self.raw[rows], kept, rows))

    def _score(self) -> None:
        """t values of every column beside what is held; the best lag and its p, search paid."""
        q = self._held_basis()
        left = self.y - q @ (q.T @ self.y)
        beside = q.T @ self.x
        moments = (self.x.T @ left).reshape(len(self.lags), -1)
        power = self.power - np.sum(beside**2, axis=0).reshape(len(self.lags), -1)
        freedom = max(self.white.freedom - q.shape[1] - 2, 1)
        total = float(left @ left)
        with np.errstate(invalid="ignore", divide="ignore"):
            noise = np.maximum(total - moments**2 / power, 1e-12) / freedom
            t = moments / np.sqrt(power * noise * self._leftover(left))
        usable = self.open & (power > 0.1 * self.power)
        self.t = np.where(usable & np.isfinite(t), t, 0.0)
        each = self._each(np.where(usable, np.abs(self.t), -1.0), freedom)
        self.best = each.argmin(axis=0)
        one = np.minimum(each.min(axis=0), 1.0)
        self.p = np.where(self.tried, 1 - (1 - one) ** self.worth, 1.0)
        for j, p in self.p_held.items():
            self.p[j] = p

    def _each(self, t: Matrix, freedom: float) -> Matrix:
        """p of each |t| (lags x factors; under 0: not usable) over its lag's weight.

        Only where it can be a factor's least, infinite elsewhere: weights fall from lag to lag, so
        not where an earlier lag's |t| is as large.
        """
        each = np.full(t.shape, np.inf)
        before = np.maximum.accumulate(t, axis=0)[:-1]
        can = np.concatenate([t[:1] >= 0, t[1:] > before])
        each[can] = 2 * student_tail(t[can], freedom)
        made: Matrix = each / self.weights
        return made

    def _alone(self) -> tuple[Vector, Vector]:
        """Effect and error of each factor by itself at its best lag, in the outcome's units."""
        at = self.best * self.m + np.arange(self.m)
        power = self.power.ravel()[at]
        enough = self.tried & (self.days >= FEWEST_DAYS)
        with np.errstate(invalid="ignore", divide="ignore"):
            effect = (self.x[:, at].T @ self.y) / power
            rest = float(self.y @ self.y) / self.white.freedom
            error = np.sqrt(rest * self._leftover(self.y) / power)
        nothing = np.full(self.m, np.nan)
        return (
            np.where(enough, effect, nothing) * self.scale,
            np.where(enough, error, nothing) * self.scale,
        )

    def hold(self, factors: NDArray[np.int64]) -> bool:
        """Hold these factors still at their best lags, and try the others on what is left."""
        fresh = [int(j) for j in factors if int(j) not in self.p_held]
        if not fresh:
            return False
        fresh.sort(key=lambda j: self.p[j])
        for j in fresh:
            self.held.append((j, int(self.best[j])))
            self.p_held[j] = float(self.p[j])
        if len(self.y) <= SHORT_DAYS:
            self._beside(self.held)
        fit = self._fit(slice(None))
        if fit is not None:  # beside the others each must still stand by itself
            freedom = max(self.white.freedom - len(self.held), 1)
            alone = 2 * student_tail(np.abs(fit[0] / fit[1]), freedom)
            for place, (j, at) in enumerate(self.held):
                one = min(float(alone[place]) / float(self.weights[at, 0]), 1.0)
                paid = float(1 - (1 - one) ** self.worth[j])
                self.p_held[j] = max(self.p_held[j], paid)
        best = self.best.copy()
        self._score()
        for j, at in self.held:
            best[j] = at
        self.best = np.where(np.isin(np.arange(self.m), [j for j, _ in self.held]), best, self.best)
        return True

    def described(
        self, k: int, q: Vector, spreads: Vector, rate: float = FALSE_DISCOVERY_RATE
    ) -> list[Link]:
        """The held links that are still beyond chance, fitted together."""
        fit = self._fit(slice(None)) if self.held else None
        if fit is None:
            return []
        cut = len(self.y) * 7 // 10
        early, later = self._fit(slice(0, cut)), self._fit(slice(cut, None))
        made = []
        for place, (j, at) in enumerate(self.held):
            if q[j] > rate:
                continue
            effect, error = _pooled(fit[0][place], fit[1][place])
            margin = normal_quantile(0.5 + INTERVAL / 2) * error
            agree = None
            if early is not None and later is not None:
                agree = bool(early[0][place] * later[0][place] > 0)
            made.append(
                Link(j, k, self.lags[at], effect * self.scale,
                     ((effect - margin) * self.scale, (effect + margin) * self.scale),
                     self.p_held[j], float(q[j]), int(self.n[at, j]), float(spreads[j]),
                     self._near(place, j, at), agree)
            )  # fmt: skip
        return made

    def _near(self, place: int, j: int, at: int) -> tuple[int, ...]:
        """Other lags of the factor that fit nearly as well (log-likelihood ratio under 3.84)."""
        others = [self._column(*pair) for n, pair in enumerate(self.held) if n != place]
        q = orthonormal(np.column_stack(others)) if others else np.empty((len(self.y), 0))
        left = self.y - q @ (q.T @ self.y)
        columns = self.x[:, j :: self.m]
        columns = columns - q @ (q.T @ columns)
        with np.errstate(invalid="ignore", divide="ignore"):
            gain = (columns.T @ left) ** 2 / np.sum(columns**2, axis=0)
        noise = (left @ left - gain[at]) / self.white.freedom
        strong = gain > gain[at] - 3.84 * noise
        return tuple(
            lag for n, lag in enumerate(self.lags) if n != at and strong[n] and self.open[n, j]
        )

    def _fit(self, rows: slice) -> tuple[Vector, Vector] | None:
        """(effects, errors) of what is held, together, on some rows."""
        columns = np.column_stack([self._column(j, at) for j, at in self.held])[rows]
        y = self.y[rows]
        share = len(y) / max(len(self.y), 1)
        freedom = self.white.freedom * share - columns.shape[1]
        if freedom < FEWEST_DAYS // 4:
            return None
        gram = columns.T @ columns
        if np.linalg.cond(gram) > 1e8:
            return None
        inverse = np.linalg.inv(gram)
        effects = inverse @ (columns.T @ y)
        rest = y - columns @ effects
        inflated = self._leftover(rest)[[j for j, _ in self.held]] if share == 1 else 1.0
        errors = np.sqrt(float(rest @ rest) / freedom * np.diag(inverse) * inflated)
        return effects, errors

    def _column(self, j: int, at: int) -> Vector:
        column: Vector = self.x[:, at * self.m + j]
        return column

    def _held_basis(self) -> Matrix:
        if not self.held:
            return np.empty((len(self.y), 0))
        return orthonormal(np.column_stack([self._column(j, at) for j, at in self.held]))

    def _leftover(self, rest: Vector) -> Vector:
        """Per factor, how much wider than white the null is, by what correlation is left."""
        n = len(rest)
        steps = min(LEFTOVER_DAYS, n // 4)
        total = float(rest @ rest)
        if steps < 1 or total <= 0:
            return np.ones(self.m)
        if self._alike is None:
            x = self.x[:, : self.m]
            own = np.maximum(np.einsum("ij,ij->j", x, x), 1e-12)
            self._alike = np.array(
                [np.einsum("ij,ij->j", x[k:], x[:-k]) / own for k in range(1, steps + 1)]
            )
        taper = 1 - np.arange(1, steps + 1) / (steps + 1)
        left = np.array([rest[k:] @ rest[:-k] / total + 1 / n for k in range(1, steps + 1)])
        trust = n / (n + SHIFTS_TRUSTED_DAYS)
        inflation: Vector = 1 + 2 * trust * ((left * taper) @ self._alike)
        return np.clip(inflation, 0.9, 3.0)

    def _effective_lags(self) -> Vector:
        """Independent tests that the lags of each factor amount to (Li & Ji 2005, eq. 5)."""
        lags = len(self.lags)
        columns = self.x.reshape(len(self.y), lags, self.m)
        scale = np.sqrt(np.maximum(self.power, 1e-12))
        alike = np.empty((self.m, lags, lags))
        for a in range(lags):
            for b in range(a, lags):
                both = np.einsum("ij,ij->j", columns[:, a], columns[:, b]) / (scale[a] * scale[b])
                alike[:, a, b] = alike[:, b, a] = np.where(self.open[a] & self.open[b], both, 0.0)
        alike[:, np.arange(lags), np.arange(lags)] = self.open.T.astype(float)
        values = np.abs(np.linalg.eigvalsh(alike))
        whole = (values >= 1 - 1e-9).astype(float) + (values - np.floor(values + 1e-9))
        effective: Vector = np.clip(whole.sum(axis=1), 1, lags)
        return effective


def _standard(factors: Matrix, basis: Matrix) -> tuple[Matrix, Vector]:
    """Factors bridged over gaps and at unit spread around what is usual, and those spreads."""
    seen = ~np.isnan(factors)
    filled = np.where(seen, factors, 0.0)
    terms = basis.shape[1]
    one, other = np.triu_indices(terms)
    sides = np.ascontiguousarray(basis.T)
    gram = np.empty((factors.shape[1], terms, terms))
    gram[:, one, other] = gram[:, other, one] = ((sides[one] * sides[other]) @ seen).T
    gram += 1e-8 * np.eye(terms)
    weights = np.linalg.solve(gram, (basis.T @ filled).T[:, :, None])[:, :, 0]
    rest = np.where(seen, factors - basis @ weights.T, np.nan)
    count = np.maximum(seen.sum(axis=0) - terms, 1)
    scale = np.sqrt(np.nansum(rest**2, axis=0) / count)
    flat = scale <= 1e-9 * np.maximum(1.0, np.abs(np.nansum(filled, axis=0)) / count)
    unit = np.where(seen & ~flat, rest / np.where(flat, 1.0, scale), np.nan)
    return bridged(unit), scale


def _laid(x: Matrix, rows: NDArray[np.int64], lags: Sequence[int]) -> Matrix:
    """The factors' days before each known day of the outcome, lag by lag; zero before the first."""
    made = np.zeros((len(rows), len(lags), x.shape[1]))
    for at, lag in enumerate(lags):
        first = int(np.searchsorted(rows, lag))
        made[first:, at] = x[rows[first:] - lag]
    return made.reshape(len(rows), -1)


def _pooled(effect: float, error: float) -> tuple[float, float]:
    """Effect and error drawn toward zero as far as the days leave it open (normal prior)."""
    keep = USUAL_EFFECT**2 / (USUAL_EFFECT**2 + error**2)
    return float(effect * keep), float(error * np.sqrt(keep))


def _weighted(p: Matrix, plausible: Matrix | None, tried: NDArray[np.bool_]) -> Matrix:
    """p over each pair's share of the error rate, shares scaled to average one over the tried."""
    if plausible is None or not tried.any():
        return p
    made: Matrix = np.minimum(p * float(plausible[tried].mean()) / plausible, 1.0)
    return made


def _adjusted(p: Matrix, tried: NDArray[np.bool_]) -> Matrix:
    """Benjamini-Hochberg q values with steps `HELD_BACK`, over everything that was tried."""
    q = np.ones_like(p)
    flat = p[tried]
    if not flat.size:
        return q
    order = np.argsort(flat)
    steps = np.maximum(np.arange(1, flat.size + 1) / HELD_BACK, 1.0)
    ranked = flat[order] * flat.size / steps
    made = np.empty_like(flat)
    made[order] = np.minimum.accumulate(ranked[::-1])[::-1].clip(max=1.0)
    q[tried] = made
    return q
