"""Finding beats that are no heartbeats of the sinus node, and filling their places.

Here: which intervals are artefacts (ectopic, missed, extra), and the series without them. Not here:
figures of variability. The share of artefacts is always reported: figures from a series of which
much was filled in are not to be trusted.
"""

from __future__ import annotations

from typing import Final, NamedTuple

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view
from numpy.typing import NDArray

Series = NDArray[np.float64]
Mask = NDArray[np.bool_]

SHORTEST_MS: Final = 270.0
LONGEST_MS: Final = 2200.0
"""Intervals of 222 and 27 beats a minute: outside lies no sinus rhythm of a person awake or asleep
(Task Force 1996 leaves the bounds open; these are wider than Kubios')."""
NEIGHBOURS: Final = 11
"""Beats of the local median: five before, five after (Lipponen and Tarvainen 2019)."""
LEAST_CHANGE: Final = 0.12
MOST_CHANGE: Final = 0.25
"""A beat differs from its local median by more than this share: always below the first, never above
the second, between them by the series' own spread. 20% is Malik's rule (Malik et al. 1989)."""
SPREADS: Final = 4.5
"""Robust standard deviations between the two bounds."""
_MAD: Final = 1.4826
MEMORY: Final = 12
"""Beats on each side from which a missing one is foretold."""
LONGEST_FORETOLD: Final = 3
"""Gaps up to this many beats are foretold from the series' own rhythm; longer ones are drawn
straight."""


class Cleaned(NamedTuple):
    """`rr_ms` with artefacts replaced; `kept` is False where that was done."""

    rr_ms: Series
    kept: Mask

    @property
    def artefact_share(self) -> float:
        """Share of intervals that were replaced, 0 to 1."""
        return float(1 - self.kept.mean()) if len(self.kept) else 0.0


def artefacts(rr_ms: Series) -> Mask:
    """Which intervals are no sinus beats. `rr_ms`: (n,) milliseconds.

    >>> rr = np.full(60, 800.0); rr[30], rr[31] = 500, 1100
    >>> np.flatnonzero(artefacts(rr)).tolist()
    [30, 31]
    """
    outside = (rr_ms < SHORTEST_MS) | (rr_ms > LONGEST_MS)
    if len(rr_ms) < NEIGHBOURS:
        return outside
    middle = local_median(rr_ms)
    change = np.abs(rr_ms - middle) / middle
    spread = _MAD * float(np.median(change))
    limit = min(max(SPREADS * spread, LEAST_CHANGE), MOST_CHANGE)
    found: Mask = outside | (change > limit)
    return found


def local_median(rr_ms: Series) -> Series:
    """The median of each beat and its neighbours; at the ends, of the nearest full window."""
    half = NEIGHBOURS // 2
    windows = sliding_window_view(rr_ms, NEIGHBOURS)
    inner = _median_of_rows(windows)
    return np.concatenate([np.full(half, inner[0]), inner, np.full(half, inner[-1])])


def _median_of_rows(windows: Series) -> Series:
    found: Series = np.partition(windows, NEIGHBOURS // 2, axis=1)[:, NEIGHBOURS // 2]
    return found


def clean(rr_ms: Series) -> Cleaned:
    """The series with artefacts replaced by what its own rhythm foretells.

    A gap of up to three beats is filled by the best linear prediction from the beats on both sides
    (Wiener interpolation with the series' own autocovariance), which keeps the power of fast and
    slow rhythms; a straight line would lose much of the fast one. Longer gaps are drawn straight.

    >>> rr = 800 + 20 * np.sin(np.arange(200)); bad = rr.copy(); bad[50], bad[51] = 500, 1100
    >>> bool(np.abs(clean(bad).rr_ms - rr).max() < 2)
    True
    """
    bad = artefacts(rr_ms)
    if not bad.any() or bad.all():
        return Cleaned(rr_ms, ~bad)
    filled = _drawn_straight(rr_ms, bad)
    more = artefacts(filled)  # what a run of bad neighbours had hidden
    if more.any() and not (bad | more).all():
        bad = bad | more
        filled = _drawn_straight(rr_ms, bad)
    if len(rr_ms) > 8 * MEMORY:
        for _ in range(2):  # the second time with better neighbours and autocovariance
            _foretell(filled, bad)
    return Cleaned(filled, ~bad)


def _drawn_straight(rr_ms: Series, bad: Mask) -> Series:
    kept, gaps = np.flatnonzero(~bad), np.flatnonzero(bad)
    filled = rr_ms.copy()
    filled[gaps] = np.interp(gaps, kept, rr_ms[kept])
    return filled


def _foretell(filled: Series, bad: Mask) -> None:
    trend = _trend(filled)
    rest = filled - trend
    covariance = _autocovariance(rest, 2 * MEMORY + LONGEST_FORETOLD)
    edges = np.flatnonzero(np.diff(np.concatenate([[0], bad.view(np.int8), [0]])))
    starts, stops = edges[::2], edges[1::2]
    for length in range(1, LONGEST_FORETOLD + 1):
        first = starts[stops - starts == length]
        first = first[(first >= MEMORY) & (first + length + MEMORY <= len(filled))]
        if not len(first):
            continue
        around = np.concatenate([np.arange(-MEMORY, 0), np.arange(length, length + MEMORY)])
        inside = np.arange(length)
        matrix = covariance[np.abs(around[:, None] - around)]
        matrix = matrix + np.eye(len(around)) * (1e-6 * covariance[0] + 1e-12)
        wanted = covariance[np.abs(around[:, None] - inside)]
        weights = np.linalg.solve(matrix, wanted)
        told = rest[first[:, None] + around] @ weights
        for k in range(length):
            filled[first + k] = trend[first + k] + told[:, k]


def _trend(rr_ms: Series) -> Series:
    """A running mean over some 40 beats: what is too slow to matter for a gap of two."""
    width = 41
    if len(rr_ms) < width:
        return np.full(len(rr_ms), rr_ms.mean())
    total = np.cumsum(np.concatenate([[0.0], rr_ms]))
    inner = (total[width:] - total[:-width]) / width
    half = width // 2
    return np.concatenate([np.full(half, inner[0]), inner, np.full(half, inner[-1])])


def _autocovariance(values: Series, lags: int) -> Series:
    n = len(values)
    return np.array([values[: n - lag] @ values[lag:] / (n - lag) for lag in range(lags + 1)])
