"""Figures of variability that need no spectrum.

Here: SDNN, RMSSD, pNN50, Poincare, triangular index: one definition each, the one that Task Force
1996 gives (Circulation 93:1043) where libraries differ. Not here: spectra, entropy.
"""

from __future__ import annotations

from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

Series = NDArray[np.float64]

TRIANGULAR_BIN_MS: Final = 1000 / 128
"""7.8125 ms (Task Force 1996)."""
NN50_MS: Final = 50.0
"""A difference counts when it is above this, not at it."""


class TimeDomain(NamedTuple):
    """Milliseconds, beats a minute, per cent."""

    mean_rr_ms: float
    mean_hr_bpm: float
    sdnn_ms: float
    rmssd_ms: float
    nn50: int
    pnn50_percent: float
    sd1_ms: float
    sd2_ms: float
    triangular_index: float


def time_domain(rr_ms: Series, differences: Series) -> TimeDomain:
    """Of intervals (n,) and of the differences of those that follow each other (m <= n-1,).

    SDNN with n-1; RMSSD over the differences there are; pNN50 is their share above 50 ms; SD1 and
    SD2 are the spreads across and along the line of identity of (RR[i], RR[i+1]), with n (Brennan
    et al. 2001).

    >>> rr = np.array([800.0, 860, 800, 860])
    >>> t = time_domain(rr, np.diff(rr))
    >>> round(t.rmssd_ms, 3), t.pnn50_percent, round(t.sdnn_ms, 3)
    (60.0, 100.0, 34.641)
    """
    square = float(np.mean(differences**2)) if len(differences) else np.nan
    nn50 = int(np.count_nonzero(np.abs(differences) > NN50_MS))
    sdnn = float(rr_ms.std(ddof=1)) if len(rr_ms) > 1 else np.nan
    mean = float(rr_ms.mean())
    return TimeDomain(
        mean_rr_ms=mean,
        mean_hr_bpm=60_000 / mean,
        sdnn_ms=sdnn,
        rmssd_ms=float(np.sqrt(square)),
        nn50=nn50,
        pnn50_percent=100 * nn50 / len(differences) if len(differences) else np.nan,
        sd1_ms=float(differences.std() / np.sqrt(2)) if len(differences) else np.nan,
        sd2_ms=float((rr_ms[1:] + rr_ms[:-1]).std() / np.sqrt(2)) if len(rr_ms) > 1 else np.nan,
        triangular_index=triangular_index(rr_ms),
    )


def triangular_index(rr_ms: Series) -> float:
    """All intervals over the number in the fullest bin of 7.8125 ms, bins counted from 0 ms."""
    bins = np.bincount((rr_ms / TRIANGULAR_BIN_MS).astype(np.int64))
    return float(len(rr_ms) / bins.max())
