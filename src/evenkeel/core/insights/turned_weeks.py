"""Many contrasts at once, weeks as units: how large the largest would be by chance.

Here: whole weeks turned round at random (sign-flip max statistic: Nichols & Holmes 2002, Hum. Brain
Mapp. 15, 1). Not here: what is contrasted with what (`rhythm`, `after_events`).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from evenkeel.core.insights.distributions import normal_quantile
from evenkeel.core.insights.whitening import Matrix, Vector

FLIPS = 1999
SEED = 7
LEAST = 1e-9


@dataclass(frozen=True, slots=True)
class Turned:
    """Per contrast: `n` weeks, `mean`, its `error`, its `score` (a normal deviate's size) and `p`,
    the search over all contrasts paid for; `null`: the largest score of each turn."""

    n: NDArray[np.int64]
    mean: Vector
    error: Vector
    score: Vector
    p: Vector
    null: Vector

    def pooled(self, at: int) -> tuple[float, tuple[float, float]]:
        """Mean and 90% interval of one contrast, drawn toward zero as far as its error leaves
        open (positive-part James-Stein)."""
        mean, error = float(self.mean[at]), float(self.error[at])
        keep = max(1 - (error / mean) ** 2, 0.0) if mean else 0.0
        margin = normal_quantile(0.95) * error * np.sqrt(keep)
        return mean * keep, (mean * keep - margin, mean * keep + margin)


def turned(contrasts: Matrix) -> Turned | None:
    """`contrasts` (weeks x parts; `nan` unknown) against themselves; None when all are zero.

    >>> rng = np.random.default_rng(1); found = turned(rng.normal(size=(20, 5)) + [2, 0, 0, 0, 0])
    >>> found is not None and float(found.p[0]) < 0.01 < float(found.p[1:].min())
    True
    """
    n = np.sum(~np.isnan(contrasts), axis=0)
    filled = np.nan_to_num(contrasts)
    size = np.sqrt(np.sum(filled**2, axis=0))
    if not (size > 0).any():
        return None
    size = np.maximum(size, LEAST)
    score = _alike(filled.sum(axis=0)[None, :] / size, n)[0]
    flips = np.random.default_rng(SEED).choice([-1.0, 1.0], size=(FLIPS, len(filled)))
    null = _alike(flips @ filled / size, n).max(axis=1)
    mean = filled.sum(axis=0) / n
    spread = np.sqrt(np.maximum(size**2 / n - mean**2, 0.0) * n / np.maximum(n - 1, 1))
    beyond = np.array([np.sum(null >= one - LEAST) for one in score])
    return Turned(
        n, mean, np.maximum(spread / np.sqrt(n), LEAST), score, (1 + beyond) / (1 + FLIPS), null
    )


def _alike(sums: Matrix, n: NDArray[np.int64]) -> Matrix:
    """Sums over root sums of squares as sizes of normal deviates, so that parts seen in many weeks
    and in few are held against each other fairly (t to normal: Wallace 1959, Ann. Math. Stat. 30,
    1124)."""
    freedom = n - 1
    share = np.minimum(sums**2 / n, 1 - 1e-9)
    made: Matrix = np.sqrt(-freedom * np.log1p(-share)) * (8 * freedom + 1) / (8 * freedom + 3)
    return made
