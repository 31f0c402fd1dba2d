"""Whether a factor works like a step, and where: "under 6 h", with the search for the place paid.

Here: one factor, one outcome, one lag, on plain arrays. Not here: which pairs are worth asking
about (`links` finds them first), words.

Every cut between the 10th and the 90th hundredth is tried; the best one must beat the best of all
cuts when the outcome is shifted against the factor by every number of days that no effect spans
(max statistic: Westfall & Young 1993; circular shifts by FFT: Theiler et al. 1992, Physica D 58),
and must fit better than a straight line by more than the cut costs (Schwarz 1978). Where the cut
may lie is Hansen's likelihood-ratio set (Hansen 2000, Econometrica 68, 575).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from evenkeel.core.insights.distributions import normal_quantile
from evenkeel.core.insights.whitening import Matrix, Vector, White, usual, whiten

MOST_CUTS = 48
EDGE = 0.10
"""Share of days that must lie on each side of a cut."""
FEWEST_EACH_SIDE = 12
BEYOND_CHANCE = 0.02
"""For the step's max-statistic p: the pair itself was found before, so this only guards the cut."""
NEAR_DAYS = 14
"""Shifts nearer than this may still hold the effect, so they are no part of the null."""
HANSEN_90 = 5.94
"""Critical value of the likelihood-ratio set at 90% (Hansen 2000, table I)."""
WIDEST = 1.0
"""The set may span at most this many standard deviations of the factor; wider is no threshold."""


@dataclass(frozen=True, slots=True)
class Threshold:
    """Days with the factor under `cut` differ by `effect` (outcome units) from the others.

    `between`: where the cut may lie (90%); `interval` holds the effect with probability 0.90;
    `under`, `over`: days on each side; `p`: the best of all cuts against chance.
    """

    cut: float
    between: tuple[float, float]
    effect: float
    interval: tuple[float, float]
    under: int
    over: int
    p: float


def find_threshold(
    factor: Vector,
    outcome: Vector,
    *,
    weekdays: NDArray[np.int64],
    lag: int = 0,
    beside: Matrix | None = None,
) -> Threshold | None:
    """Where `factor` (days) steps for `outcome` `lag` days later; None when nothing says it does.

    `beside` (days x any): other found factors, already lagged, held still.

    >>> rng = np.random.default_rng(2); hours = rng.normal(7, 1, 300)
    >>> mood = 50 - 12 * (hours < 6) + 8 * rng.normal(size=300)
    >>> found = find_threshold(hours, mood, weekdays=np.arange(300) % 7)
    >>> found is not None and abs(found.cut - 6) < 0.3 and found.effect < -8
    True
    """
    scale = float(np.nanstd(outcome)) or 1.0
    basis = usual(len(outcome), weekdays)
    if beside is not None and beside.size:
        basis = np.column_stack([basis, np.nan_to_num(beside - np.nanmean(beside, axis=0))])
    white = whiten(outcome / scale, basis)
    laid = np.full(len(outcome), np.nan)
    laid[lag:] = factor[: len(factor) - lag]
    x = laid[white.rows]
    cuts = _cuts(x[~np.isnan(x)])
    if not len(cuts):
        return None
    steps = white.of(_steps(x, cuts))
    line = white.of(_centred(x)[:, None])[:, 0]
    gain = _gain(steps, white.y)
    best = int(np.argmax(gain))
    rest = float(white.y @ white.y) - gain[best]
    noise = rest / max(white.freedom - 2, 1)
    straight = _gain(line[:, None], white.y)[0]
    if gain[best] - straight < np.log(len(x)) * noise:
        return None
    inside = cuts[gain > gain[best] - HANSEN_90 * noise]
    if inside.max() - inside.min() > WIDEST * np.nanstd(x):
        return None
    p = _beyond_shifts(white, laid, cuts)
    if p > BEYOND_CHANCE:
        return None
    power = float(steps[:, best] @ steps[:, best])
    effect = float(steps[:, best] @ white.y) / power
    margin = normal_quantile(0.95) * np.sqrt(noise / power)
    known = x[~np.isnan(x)]
    return Threshold(
        cut=float(cuts[best]),
        between=(float(inside.min()), float(inside.max())),
        effect=effect * scale,
        interval=((effect - margin) * scale, (effect + margin) * scale),
        under=int((known < cuts[best]).sum()),
        over=int((known >= cuts[best]).sum()),
        p=p,
    )


def _cuts(known: Vector) -> Vector:
    """Midpoints between neighbouring values, thinned, with enough days on either side."""
    if len(known) < 2 * FEWEST_EACH_SIDE:
        return np.empty(0)
    values = np.unique(known)
    middles = (values[1:] + values[:-1]) / 2
    least = max(FEWEST_EACH_SIDE, EDGE * len(known))
    under = np.searchsorted(np.sort(known), middles)
    kept = middles[(under >= least) & (len(known) - under >= least)]
    if len(kept) > MOST_CUTS:
        kept = kept[np.linspace(0, len(kept) - 1, MOST_CUTS).round().astype(int)]
    return kept if len(kept) >= 3 else np.empty(0)


def _steps(x: Vector, cuts: Vector) -> Matrix:
    """One column per cut: whether the day is under it, centred; an unknown day says nothing."""
    known = ~np.isnan(x)
    under = (x[:, None] < cuts).astype(float)
    made: Matrix = np.where(known[:, None], under - under[known].mean(axis=0), 0.0)
    return made


def _centred(x: Vector) -> Vector:
    return np.where(np.isnan(x), 0.0, x - np.nanmean(x))


def _gain(columns: Matrix, y: Vector) -> Vector:
    """How much of the squares each column explains by itself."""
    power = np.einsum("ij,ij->j", columns, columns)
    made: Vector = (columns.T @ y) ** 2 / np.maximum(power, 1e-12)
    return made


def _beyond_shifts(white: White, laid: Vector, cuts: Vector) -> float:
    """Share of circular shifts whose best cut explains as much as the unshifted best."""
    days = len(laid)
    y = np.zeros(days)
    y[white.rows] = white.y
    steps = _steps(laid, cuts)
    steps[1:] -= white.carry * steps[:-1].copy()
    spectrum = np.conj(np.fft.rfft(steps, axis=0)) * np.fft.rfft(y)[:, None]
    moments = np.fft.irfft(spectrum, n=days, axis=0)
    best = (moments**2 / np.maximum(np.einsum("ij,ij->j", steps, steps), 1e-12)).max(axis=1)
    near = min(NEAR_DAYS, days // 4)
    null = best[near : days - near]
    return float((1 + np.sum(null >= best[0])) / (1 + len(null)))
