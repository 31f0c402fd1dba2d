"""What is usual for one person, day by day, from the days before: level, spread, carry-over.

Here: trailing robust statistics that never look at the day they judge, nor at the two weeks before
it. Not here: any decision (`drift`, the detectors).

A slide of three weeks must not become its own baseline, so the last `GAP` days are left out. Day
values carry over (a low day follows a low day), which makes sums of them wander more than sums of
dice do; `wander` is how much more: the long-run standard deviation of an AR(1) series over its
own, sqrt((1 + phi) / (1 - phi)) (any text on time series; Kuppens et al. 2010 for mood).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

Numbers = NDArray[np.float64]

WINDOW: Final = 90
"""Days that usual rests on: a season, so that last year does not judge this one."""
GAP: Final = 14
"""Days before the judged one that are left out: the slide looked for takes about that long."""
FEWEST: Final = 21
"""Days with a value before usual is known at all: three of each weekday."""
CARRY_PRIOR: Final = 0.35
"""Day-to-day carry-over of mood before a person's own is known: within-person day-level inertia in
ema_bringmann2013 lies about there; `benchmarks/warning.py` prints it."""
CARRY_WEIGHT: Final = 25.0
"""Pairs of days that prior is worth."""
MOST_CARRY: Final = 0.75
SMALLEST_SPREAD: Final = 0.03
"""Share of the whole range under which a spread is taken for a habit of the thumb."""
_MAD: Final = 1.4826
_CLIP: Final = 3.0


@dataclass(frozen=True, slots=True)
class Usual:
    """Per day: the usual level, the spread of days around it, and how much sums wander.

    All arrays have one value a day, `nan` where too few earlier days are known. `score` is the
    day against usual in spreads, winsorised at 3: one awful day is one awful day.
    """

    level: Numbers
    spread: Numbers
    wander: Numbers
    score: Numbers


def usual(values: Numbers, *, floor: float, window: int = WINDOW, gap: int = GAP) -> Usual:
    """Trailing statistics of one daily series (`nan` missing); `floor` is the least spread.

    >>> flat = usual(np.tile([50.0, 54.0], 40), floor=1.0)
    >>> float(flat.level[-1]), bool(np.isnan(flat.level[10]))
    (52.0, True)
    """
    days = len(values)
    level, spread = np.full(days, np.nan), np.full(days, np.nan)
    if days > gap:
        lead = np.concatenate([np.full(window - 1, np.nan), values[: days - gap]])
        middle, around = _middle_and_spread(np.lib.stride_tricks.sliding_window_view(lead, window))
        level[gap:], spread[gap:] = middle, np.maximum(around, floor)
    score = np.clip((values - level) / spread, -_CLIP, _CLIP)
    return Usual(level, spread, _wander(score, gap), score)


def _middle_and_spread(windows: Numbers) -> tuple[Numbers, Numbers]:
    """Median and robust spread of each row; `nan` where fewer than `FEWEST` values are known."""
    known = np.isfinite(windows).sum(axis=1)
    enough = known >= FEWEST
    middle, around = np.full(len(known), np.nan), np.full(len(known), np.nan)
    if enough.any():
        held, count = windows[enough], known[enough]
        centre = _median(np.sort(held, axis=1), count)
        off = np.sort(np.abs(held - centre[:, None]), axis=1)
        middle[enough], around[enough] = centre, _MAD * _median(off, count)
    return middle, around


def _median(ordered: Numbers, count: NDArray[np.int64]) -> Numbers:
    """Median of each row that was sorted with its `nan`s last."""
    rows = np.arange(len(ordered))
    low, high = ordered[rows, (count - 1) // 2], ordered[rows, count // 2]
    both: Numbers = (low + high) / 2
    return both


def _wander(score: Numbers, gap: int) -> Numbers:
    """Long-run over day-to-day standard deviation, from the pairs of neighbouring days so far.

    A person with few pairs is taken to be like others; the carry-over then moves to their own.
    """
    before, after = score[:-1], score[1:]
    pair = np.isfinite(before) & np.isfinite(after)
    product = np.cumsum(np.where(pair, before * after, 0.0))
    square = np.cumsum(np.where(pair, (before**2 + after**2) / 2, 0.0))
    own = (product + CARRY_PRIOR * CARRY_WEIGHT) / (square + CARRY_WEIGHT)
    lead = np.full(min(gap + 1, len(score)), CARRY_PRIOR)
    carry = np.clip(np.concatenate([lead, own])[: len(score)], 0.0, MOST_CARRY)
    wander: Numbers = np.sqrt((1 + carry) / (1 - carry))
    return wander
