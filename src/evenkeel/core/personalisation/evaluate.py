"""Judging another way of choosing from what was chosen and what happened: off-policy evaluation.

Here: importance-weighted and doubly robust estimates with intervals. Not here: storing offers.
Sources: Horvitz and Thompson 1952; Dudík, Langford and Li 2011 (doubly robust); Swaminathan and
Joachims 2015 (self-normalised).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

MOST_WEIGHT: Final = 10.0
"""One lucky rare offer must not decide; clipping costs a little bias, towards zero difference."""
FEWEST: Final = 20
"""Rated offers before anything is said."""


@dataclass(frozen=True, slots=True)
class Logged:
    """One offer that was taken: the chance it was made with, what it brought, and for the way of
    choosing that is judged, its chance and what it expects of this and of its own first choice."""

    propensity: float
    reward: float
    other_chance: float
    expected: float = 0.0
    other_expected: float = 0.0


@dataclass(frozen=True, slots=True)
class Value:
    """Relief per offer in points, with a 95% interval. `effective` is how many offers it is worth.

    `enough` is false where too few offers speak for it: then it is shown as such.
    """

    relief: float
    interval: tuple[float, float]
    effective: float
    enough: bool


def value(logged: Sequence[Logged], *, robust: bool = True) -> Value:
    """What the judged way of choosing would have brought. `robust` leans on expectations too.

    >>> same = [Logged(0.5, 2.0, 0.5) for _ in range(30)]
    >>> value(same, robust=False).relief
    2.0
    """
    if not logged:
        return Value(float("nan"), (float("nan"), float("nan")), 0.0, False)
    weight = np.array([min(MOST_WEIGHT, one.other_chance / one.propensity) for one in logged])
    reward = np.array([one.reward for one in logged])
    if robust:
        told = np.array([one.expected for one in logged])
        other = np.array([one.other_expected for one in logged])
        each = other + weight * (reward - told)
        relief = float(each.mean())
        error = float(each.std(ddof=1) / np.sqrt(len(each))) if len(each) > 1 else float("inf")
    else:
        total = float(weight.sum())
        relief = float((weight * reward).sum() / total) if total else float("nan")
        off = weight * (reward - relief)
        error = float(np.sqrt((off**2).sum()) / total) if total else float("inf")
    effective = float(weight.sum() ** 2 / (weight**2).sum()) if weight.any() else 0.0
    half = 1.96 * error
    return Value(relief, (relief - half, relief + half), effective, effective >= FEWEST)
