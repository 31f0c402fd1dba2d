"""All figures of one recording, and of its five-minute windows.

Here: putting cleaning, time domain, spectra, entropy together, and the rules of quality. Not here:
any one figure's definition (its own module), comparison with a person's own usual (`baseline.py`).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

import numpy as np
from numpy.typing import ArrayLike, NDArray

from evenkeel.core.sensing.heart import cleaning, frequency, nonlinear
from evenkeel.core.sensing.heart.respiration import breaths_per_minute
from evenkeel.core.sensing.heart.time_domain import Series, time_domain

WINDOW_SECONDS: Final = 300.0
LONG_SECONDS: Final = 3600.0
"""From here on Welch uses segments of 20 minutes: five leak slow changes into LF."""
LONG_SEGMENT: Final = 1200.0
MOST_ARTEFACTS: Final = 0.05
"""Above this share of replaced beats a recording is fair at best (Sheridan et al. 2020: RMSSD
stays within 5% up to about 5% of beats)."""
USELESS_ARTEFACTS: Final = 0.2
FEWEST_BEATS: Final = 30
"""RMSSD of half a minute agrees with five minutes; less does not (Munoz et al. 2015: 30 s)."""
FEWEST_IN_WINDOW: Final = 100
FULLEST: Final = 0.5
"""Share of a window's time that must hold beats."""


class Quality(StrEnum):
    """How far figures can be trusted."""

    GOOD = "good"
    FAIR = "fair"
    POOR = "poor"


class TooFewBeats(ValueError):
    """There is nothing to work out: fewer than two intervals, or numbers that are none."""


@dataclass(frozen=True, slots=True)
class Hrv:
    """Figures of one recording. nan: not defined for its length.

    `lf_ms2` ... are Lomb-Scargle's; Welch's stand beside them. RMSSD and SDNN are different things
    and are never put in one row of a table or under one name.
    """

    beats: int
    duration_seconds: float
    artefact_share: float
    quality: Quality
    mean_rr_ms: float
    mean_hr_bpm: float
    sdnn_ms: float
    rmssd_ms: float
    ln_rmssd: float
    nn50: int
    pnn50_percent: float
    sd1_ms: float
    sd2_ms: float
    triangular_index: float
    sample_entropy: float
    dfa_alpha1: float
    vlf_ms2: float
    lf_ms2: float
    hf_ms2: float
    lf_hf: float
    welch_vlf_ms2: float
    welch_lf_ms2: float
    welch_hf_ms2: float
    welch_lf_hf: float
    respiration_per_minute: float


@dataclass(frozen=True, slots=True, eq=False)
class Windows:
    """Five-minute windows as columns, one entry each. nan where a window is not good enough."""

    start_seconds: Series
    beats: NDArray[np.int64]
    artefact_share: Series
    usable: NDArray[np.bool_]
    mean_rr_ms: Series
    sdnn_ms: Series
    rmssd_ms: Series
    lf_ms2: Series
    hf_ms2: Series
    sample_entropy: Series
    dfa_alpha1: Series
    respiration_per_minute: Series

    def __len__(self) -> int:
        return len(self.start_seconds)


@dataclass(frozen=True, slots=True, eq=False)
class LongReport:
    """A night or a day: the whole, its windows, and what their spread says (Task Force 1996)."""

    whole: Hrv
    windows: Windows
    sdann_ms: float
    """Standard deviation of the windows' mean intervals."""
    sdnn_index_ms: float
    """Mean of the windows' SDNN."""


def hrv(rr_ms: ArrayLike, clean: bool = True) -> Hrv:
    """Every figure of one recording of intervals between beats, (n,) milliseconds.

    With `clean`, artefacts are found and replaced first, time-domain figures are taken from true
    beats only and the share replaced is reported; without, the series is taken as given. Raises
    `TooFewBeats`.

    >>> report = hrv([812, 790, 805, 830, 818, 795, 801, 822] * 8)
    >>> round(report.rmssd_ms, 1), report.quality.value
    (18.1, 'good')
    """
    series = _checked(rr_ms)
    cleaned = _cleaned(series, clean)
    windows = _Rows.one(cleaned.rr_ms)
    if len(series) > nonlinear.LONGEST_ENTROPY:
        five = _windows(cleaned)
        return _whole(cleaned, float(_median(five.sample_entropy)), float(windows.alpha()[0]))
    entropy, alpha = float(windows.entropy()[0]), float(windows.alpha()[0])
    return _whole(cleaned, entropy, alpha)


def long_hrv(rr_ms: ArrayLike, clean: bool = True) -> LongReport:
    """The same of hours: the whole and each five minutes of it. Raises `TooFewBeats`."""
    series = _checked(rr_ms)
    cleaned = _cleaned(series, clean)
    five = _windows(cleaned)
    alpha = float(_Rows.one(cleaned.rr_ms).alpha()[0])
    whole = _whole(cleaned, float(_median(five.sample_entropy)), alpha)
    good = five.usable
    return LongReport(
        whole=whole,
        windows=five,
        sdann_ms=float(five.mean_rr_ms[good].std(ddof=1)) if good.sum() > 1 else np.nan,
        sdnn_index_ms=float(five.sdnn_ms[good].mean()) if good.any() else np.nan,
    )


def quality_of(beats: int, artefact_share: float) -> Quality:
    """Whether figures from so many beats, so many of them replaced, can be trusted.

    >>> [quality_of(300, share).value for share in (0.05, 0.051, 0.2, 0.21)]
    ['good', 'fair', 'fair', 'poor']
    """
    if beats < FEWEST_BEATS or artefact_share > USELESS_ARTEFACTS:
        return Quality.POOR
    return Quality.GOOD if artefact_share <= MOST_ARTEFACTS else Quality.FAIR


def _checked(rr_ms: ArrayLike) -> Series:
    series = np.asarray(rr_ms, dtype=np.float64).ravel()
    if len(series) < 2:
        raise TooFewBeats("At least two intervals are needed.")
    if not np.isfinite(series).all() or (series <= 0).any():
        raise TooFewBeats("Intervals must be positive numbers of milliseconds.")
    return series


def _cleaned(series: Series, clean: bool) -> cleaning.Cleaned:
    if clean:
        found = cleaning.clean(series)
        if found.kept.sum() < 2:
            raise TooFewBeats("No two intervals in it are heartbeats.")
        return found
    return cleaning.Cleaned(series, np.ones(len(series), bool))


def _whole(cleaned: cleaning.Cleaned, entropy: float, alpha: float) -> Hrv:
    rr, kept = cleaned
    told = time_domain(rr[kept], np.diff(rr)[kept[1:] & kept[:-1]])
    seconds = float(rr.sum() / 1000)
    lomb = frequency.lomb(rr)
    long = seconds >= LONG_SECONDS
    welch = frequency.welch(rr, segment_seconds=LONG_SEGMENT if long else frequency.SEGMENT_SECONDS)
    return Hrv(
        beats=len(rr),
        duration_seconds=seconds,
        artefact_share=cleaned.artefact_share,
        quality=quality_of(len(rr), cleaned.artefact_share),
        **told._asdict(),
        ln_rmssd=float(np.log(told.rmssd_ms)) if told.rmssd_ms > 0 else np.nan,
        sample_entropy=entropy,
        dfa_alpha1=alpha,
        **lomb._asdict(),
        lf_hf=lomb.lf_hf,
        welch_vlf_ms2=welch.vlf_ms2,
        welch_lf_ms2=welch.lf_ms2,
        welch_hf_ms2=welch.hf_ms2,
        welch_lf_hf=welch.lf_hf,
        respiration_per_minute=breaths_per_minute(rr) if not long else np.nan,
    )


@dataclass(frozen=True, slots=True, eq=False)
class _Rows:
    """Beats as rows of a padded matrix."""

    matrix: NDArray[np.float64]
    counts: NDArray[np.int64]

    @classmethod
    def one(cls, rr: Series) -> _Rows:
        return cls(rr[None], np.array([len(rr)]))

    @classmethod
    def split(cls, rr: Series, counts: NDArray[np.int64]) -> _Rows:
        inside = np.arange(int(counts.max())) < counts[:, None]
        matrix = np.zeros(inside.shape)
        matrix[inside] = rr
        return cls(matrix, counts)

    def entropy(self) -> Series:
        return nonlinear.sample_entropy(self.matrix, self.counts)

    def alpha(self) -> Series:
        return nonlinear.dfa_alpha1(self.matrix, self.counts)


def _windows(cleaned: cleaning.Cleaned) -> Windows:
    rr, kept = cleaned
    times = frequency.beat_times(rr)
    row = (times // WINDOW_SECONDS).astype(np.int64)
    number = int(row[-1]) + 1
    counts = np.bincount(row, minlength=number)
    share = 1 - np.bincount(row, kept, number) / np.maximum(counts, 1)
    filled = np.bincount(row, rr, number) / 1000 / WINDOW_SECONDS
    usable = (counts >= FEWEST_IN_WINDOW) & (share <= MOST_ARTEFACTS) & (filled >= FULLEST)
    mean = _per_row(rr, kept, row, number)
    spread = _per_row((rr - mean[row]) ** 2, kept, row, number)
    true = np.bincount(row, kept, number)
    pairs = kept[1:] & kept[:-1] & (row[1:] == row[:-1])
    square = _per_row(np.diff(rr) ** 2, pairs, row[1:], number)
    lf, hf, breath = _window_spectra(rr, times, row, mean)
    rows = _Rows.split(rr, counts)
    hide = np.where(usable, 1.0, np.nan)
    return Windows(
        start_seconds=np.arange(number).astype(np.float64) * WINDOW_SECONDS,
        beats=counts,
        artefact_share=share,
        usable=usable,
        mean_rr_ms=mean * hide,
        sdnn_ms=np.sqrt(spread * true / np.maximum(true - 1, 1)) * hide,
        rmssd_ms=np.sqrt(square) * hide,
        lf_ms2=lf * hide,
        hf_ms2=hf * hide,
        sample_entropy=rows.entropy() * hide,
        dfa_alpha1=rows.alpha() * hide,
        respiration_per_minute=breath * hide,
    )


def _per_row(
    values: Series, weights: NDArray[np.bool_], row: NDArray[np.int64], number: int
) -> Series:
    total = np.bincount(row, np.where(weights, values, 0), number)
    count = np.bincount(row, weights, number)
    with np.errstate(divide="ignore", invalid="ignore"):
        found: Series = total / count
    return found


def _window_spectra(
    rr: Series, times: Series, row: NDArray[np.int64], mean: Series
) -> tuple[Series, Series, Series]:
    """LF, HF and breaths a minute of each window, its own line taken off."""
    inside = times - row * WINDOW_SECONDS - WINDOW_SECONDS / 2
    y = rr - mean[row]
    number = len(mean)
    centre = np.bincount(row, inside, number) / np.bincount(row, minlength=number)
    t = inside - centre[row]
    with np.errstate(divide="ignore", invalid="ignore"):
        slope = np.bincount(row, t * y, number) / np.bincount(row, t * t, number)
    y = np.nan_to_num(y - slope[row] * t)
    count = int(frequency.HF[1] * WINDOW_SECONDS) + 1
    power = frequency.lomb_rows(y, inside / WINDOW_SECONDS + 0.5, row, count)
    hertz = np.arange(1, count + 1) / WINDOW_SECONDS
    lf = power[:, frequency.inside(hertz, frequency.LF)].sum(axis=1)
    high = frequency.inside(hertz, frequency.HF)
    peak = hertz[high][power[:, high].argmax(axis=1)] * 60
    return lf, power[:, high].sum(axis=1), peak


def _median(values: Series) -> float:
    found = values[np.isfinite(values)]
    return float(np.median(found)) if len(found) else np.nan


def names() -> Sequence[str]:
    """The figures of `Hrv`, in order."""
    return tuple(Hrv.__dataclass_fields__)
