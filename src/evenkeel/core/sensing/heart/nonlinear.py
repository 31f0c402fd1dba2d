"""Sample entropy and detrended fluctuation, of many windows at once.

Here: both, over rows of a padded matrix. Sources: Richman and Moorman 2000 (sample entropy, m = 2,
r = 0.2 SD); Peng et al. 1995 (DFA, alpha 1 over boxes of 4 to 16 beats).
"""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray

Matrix = NDArray[np.float64]
Counts = NDArray[np.int64]

TEMPLATE: Final = 2
TOLERANCE: Final = 0.2
BOXES: Final = range(4, 17)
LONGEST_ENTROPY: Final = 5000
"""Beats; above, the whole series has none and the median of its windows is told."""
FEWEST_MATCHES: Final = 1
_STEPS: Final = 30_000
"""Whole numbers over which a row is spread: far finer than the tolerance."""


def sample_entropy(rows: Matrix, counts: Counts) -> Matrix:
    """Of each row's first `counts` values: (w, n) and (w,) -> (w,), nan where nothing matches.

    >>> g = np.random.default_rng(1)
    >>> bool(1.9 < sample_entropy(g.normal(size=(1, 400)), np.array([400]))[0] < 2.4)
    True
    """
    n = rows.shape[1]
    inside = np.arange(n) < counts[:, None]
    total = counts.astype(np.float64)
    mean = np.where(inside, rows, 0).sum(axis=1) / total
    centred = np.where(inside, rows - mean[:, None], 0)
    spread = np.sqrt((centred**2).sum(axis=1) / np.maximum(1, total - 1))
    scale = _STEPS / np.maximum(np.abs(centred).max(axis=1), 1e-9) / 2
    whole = np.ascontiguousarray(np.round(centred * scale[:, None]).T.astype(np.int16))
    reach = np.floor(TOLERANCE * spread * scale + 1e-9).astype(np.int16)
    short, long = _matches(whole, reach, np.ascontiguousarray(inside.T))
    with np.errstate(divide="ignore", invalid="ignore"):
        found = -np.log(long / short)
    return np.where((long >= FEWEST_MATCHES) & (spread > 0), found, np.nan)


def _matches(
    whole: NDArray[np.int16], reach: NDArray[np.int16], inside: NDArray[np.bool_]
) -> tuple[Counts, Counts]:
    """How many pairs of templates of 2 and of 3 values match, per column of (n, w).

    Time runs along the first axis, so that every lag is one contiguous stretch; counts are kept in
    bytes and added up before they overflow. A template of two counts where one of three also fits.
    """
    n, w = whole.shape
    short, long = np.zeros(w, np.int64), np.zeros(w, np.int64)
    short_bytes, long_bytes = np.zeros((2, n, w), np.uint8)
    for lag in range(1, n - TEMPLATE):
        near = np.abs(whole[lag:] - whole[:-lag]) <= reach
        near &= inside[lag:]
        two = near[:-2] & near[1:-1] & inside[lag + TEMPLATE :]
        short_bytes[: len(two)] += two.view(np.uint8)
        two &= near[2:]
        long_bytes[: len(two)] += two.view(np.uint8)
        if lag % 255 == 0 or lag == n - TEMPLATE - 1:
            short += short_bytes.sum(axis=0, dtype=np.int64)
            long += long_bytes.sum(axis=0, dtype=np.int64)
            short_bytes[:], long_bytes[:] = 0, 0
    return short, long


def dfa_alpha1(rows: Matrix, counts: Counts) -> Matrix:
    """Slope of fluctuation over box size, 4 to 16 beats: (w, n), (w,) -> (w,).

    Boxes do not overlap and begin at the first beat; what is left over at the end is not used.

    >>> g = np.random.default_rng(1)
    >>> bool(0.4 < dfa_alpha1(g.normal(size=(1, 4000)), np.array([4000]))[0] < 0.65)
    True
    """
    inside = np.arange(rows.shape[1]) < counts[:, None]
    mean = np.where(inside, rows, 0).sum(axis=1) / counts
    profile = np.cumsum(np.where(inside, rows - mean[:, None], 0), axis=1)
    told = np.stack([_fluctuation(profile, counts, size) for size in BOXES], axis=1)
    size = np.log(np.array(BOXES, float))
    size -= size.mean()
    with np.errstate(divide="ignore", invalid="ignore"):
        slope = (np.log(told) * size).sum(axis=1) / (size**2).sum()
    return np.where(counts >= 2 * BOXES[-1], slope, np.nan)


def _fluctuation(profile: Matrix, counts: Counts, size: int) -> Matrix:
    boxes = profile.shape[1] // size
    cut = profile[:, : boxes * size].reshape(len(profile), boxes, size)
    line = np.arange(size) - (size - 1) / 2
    norm = float((line * line).sum())
    mean = cut.mean(axis=2)
    slope = np.einsum("wbs,s->wb", cut, line) / norm
    squares = np.einsum("wbs,wbs->wb", cut, cut) - size * mean**2 - slope**2 * norm
    used = np.arange(boxes) < (counts // size)[:, None]
    number = np.maximum(1, used.sum(axis=1))
    found: Matrix = np.sqrt(np.where(used, np.maximum(squares, 0), 0).sum(axis=1) / number / size)
    return found
