"""Power of the slow and fast rhythms in a series of heartbeats.

Here: two estimators of the same thing, power per band in ms^2, so scaled that a sine of amplitude A
in a band gives A^2 / 2: Lomb-Scargle on the beats as they come, and Welch on a cubic spline through
them at 4 Hz. Libraries differ widely on both (linear interpolation loses a quarter of HF power; one
Lomb is 50 times too high), so each is tested against sines. Not here: cleaning.

Sources: Task Force 1996 (bands); Lomb 1976, Scargle 1982; Press and Rybicki 1989 (by FFT);
Zechmeister and Kuerster 2009 (weights); Welch 1967.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Final, Literal, NamedTuple

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view
from numpy.typing import NDArray
from scipy import fft
from scipy.interpolate import CubicSpline

Series = NDArray[np.float64]

VLF: Final = (0.0033, 0.04)
LF: Final = (0.04, 0.15)
HF: Final = (0.15, 0.4)
"""Hertz (Task Force 1996)."""
RESAMPLED_HZ: Final = 4.0
SEGMENT_SECONDS: Final = 300.0
SHORTEST_SECONDS: Final = 60.0
"""LF needs ten cycles of 0.04 Hz to be told apart from the trend; a minute is the least at which HF
and the upper LF can be (Task Force 1996: 1 min for HF, 2 min for LF)."""
SPREAD: Final = 6
"""Grid points over which each beat is spread (Lagrange extirpolation)."""
FINER: Final = 2
"""The grid is this many times finer than the highest frequency needs."""
MANY: Final = 5000
"""Beats from which sine and cosine are orthogonal as they are: the turn of Lomb changes nothing."""
_TINY: Final = 1e-9
Window = Literal["hann", "hamming"]
_FLOORS: Final[Mapping[Window, float]] = {"hann": 0.5, "hamming": 0.54}


class Bands(NamedTuple):
    """Power in ms^2."""

    vlf_ms2: float
    lf_ms2: float
    hf_ms2: float

    @property
    def lf_hf(self) -> float:
        """LF over HF; nan without HF."""
        return self.lf_ms2 / self.hf_ms2 if self.hf_ms2 > 0 else np.nan


def beat_times(rr_ms: Series) -> Series:
    """When each interval began, in seconds from the first."""
    times: Series = np.concatenate([[0.0], np.cumsum(rr_ms[:-1])]) / 1000
    return times


def lomb(rr_ms: Series, times_s: Series | None = None) -> Bands:
    """Band powers of intervals (n,) at their own times (n,) in seconds, without resampling.

    The line through all points is taken off, and each beat weighs as much as the time it stands
    for: a heart that beats faster in one part of a rhythm would otherwise bend it (LF of a day
    comes out 8% too high). Frequencies are whole multiples of one over the length.

    >>> t = np.cumsum(np.full(600, 0.9)); rr = 900 + 30 * np.sin(2 * np.pi * 0.1 * t)
    >>> bool(abs(lomb(rr, t).lf_ms2 / 450 - 1) < 0.02)
    True
    """
    times = beat_times(rr_ms) if times_s is None else times_s - times_s[0]
    length = float(times[-1] - times[0]) * len(times) / max(1, len(times) - 1)
    if length < SHORTEST_SECONDS:
        return Bands(np.nan, np.nan, np.nan)
    row = np.zeros(len(times), np.int64)
    power = lomb_rows(_without_line(times, rr_ms), times / length, row, int(HF[1] * length) + 1)
    return _bands(np.arange(1, power.shape[1] + 1) / length, power[0])


def lomb_rows(y: Series, phase: Series, row: NDArray[np.int64], count: int) -> Series:
    """Power (A^2 / 2) at `count` whole frequencies for each row of beats: (rows, count).

    `y`, `phase` (turns of the lowest frequency) and `row` are flat, rows one after the other.
    Weighted Lomb-Scargle (Zechmeister and Kuerster 2009, without their floating mean).
    """
    rows = int(row[-1]) + 1
    grid = 1 << int(np.ceil(np.log2(2 * FINER * count)))
    weight = np.gradient(phase)
    edge = np.flatnonzero(np.diff(row))
    weight[edge], weight[edge + 1] = weight[np.maximum(edge - 1, 0)], weight[edge + 2 - len(row)]
    weight /= np.bincount(row, weight, rows)[row]
    first = _spectra(phase, weight * y, row, rows, grid)[:, 1 : count + 1]
    if rows == 1 and len(y) > MANY:
        return 2 * np.abs(first) ** 2
    second = _spectra(2 * phase, weight, row, rows, grid)[:, 1 : count + 1]
    # tau: the turn that makes sine and cosine orthogonal over these very times
    size = np.abs(second)
    turn = np.sqrt(np.where(size > _TINY, second / np.maximum(size, _TINY), 1))
    turned = first * turn.conj()
    size = np.minimum(size, 1 - _TINY)
    power: Series = 2 * turned.real**2 / (1 + size) + 2 * turned.imag**2 / (1 - size)
    return power


def _spectra(
    phase: Series, y: Series, row: NDArray[np.int64], rows: int, grid: int
) -> NDArray[np.complex128]:
    """Sum of y exp(-2 pi i k phase) for whole k, by spreading each point over its row's grid."""
    place = (phase % 1.0) * grid
    base = np.floor(place).astype(np.int64) - (SPREAD // 2 - 1)
    x = place - base
    x += _TINY  # never exactly on a grid point: its distance divides below
    product = y.copy()
    for k in range(SPREAD):
        product *= x - k
    spread = np.zeros(rows * grid)
    start = row * grid
    for j in range(SPREAD):
        scale = math.prod(j - k for k in range(SPREAD) if k != j)
        weight = product / ((x - j) * scale)
        spread += np.bincount(start + ((base + j) & (grid - 1)), weight, rows * grid)
    found: NDArray[np.complex128] = fft.rfft(spread.reshape(rows, grid), axis=1)
    return found


def resampled(rr_ms: Series, hz: float = RESAMPLED_HZ) -> Series:
    """The intervals on an even grid, by a cubic spline through them (not a line: that loses HF)."""
    times = beat_times(rr_ms)
    spline = CubicSpline(times, rr_ms, bc_type="natural")
    even: Series = spline(np.arange(0, times[-1], 1 / hz))
    return even


def welch(
    rr_ms: Series,
    *,
    hz: float = RESAMPLED_HZ,
    segment_seconds: float = SEGMENT_SECONDS,
    window: Window = "hann",
    points: int = 0,
) -> Bands:
    """Band powers by Welch: spline at `hz`, segments overlapping by half, line taken off.

    `points` fills each segment with zeros up to so many: power is then summed over finer steps,
    which matters where a band's bound lies between two whole frequencies of a short segment.

    >>> t = np.cumsum(np.full(1000, 0.8)); rr = 800 + 20 * np.sin(2 * np.pi * 0.1 * t)
    >>> bool(abs(welch(rr).lf_ms2 / 200 - 1) < 0.02)
    True
    """
    even = resampled(rr_ms, hz)
    if len(even) < SHORTEST_SECONDS * hz:
        return Bands(np.nan, np.nan, np.nan)
    size = min(len(even), int(segment_seconds * hz))
    segments = sliding_window_view(even, size)[:: max(1, size // 2)]
    grid = max(size, points)
    power = tapered_power(segments, window, grid).mean(axis=0)
    return _bands(np.arange(1, len(power) + 1) * hz / grid, power)


def tapered_power(segments: Series, window: Window, grid: int) -> Series:
    """Power at each multiple above 0 of one over `grid` samples, of rows (w, n), line taken off."""
    n = segments.shape[1]
    line = np.arange(n) - (n - 1) / 2
    slope = np.einsum("sn,n->s", segments, line) / float((line * line).sum())
    flat = segments - segments.mean(axis=1, keepdims=True)
    flat -= slope[:, None] * line
    floor = _FLOORS[window]
    taper = floor - (1 - floor) * np.cos(2 * np.pi * (np.arange(n) + 0.5) / n)
    flat *= taper
    spectrum = fft.rfft(flat, grid, axis=1)[:, 1 : grid // 2]
    power: Series = (spectrum.real**2 + spectrum.imag**2) * (2 / (grid * float((taper**2).sum())))
    return power


def _without_line(times: Series, y: Series) -> Series:
    t = times - times.mean()
    centred = y - y.mean()
    flat: Series = centred - t * (float((t * centred).sum()) / float((t * t).sum()))
    return flat


def _bands(frequency: Series, power: Series) -> Bands:
    return Bands(*(float(power[inside(frequency, band)].sum()) for band in (VLF, LF, HF)))


def inside(frequency: Series, band: tuple[float, float]) -> NDArray[np.bool_]:
    """Frequencies of a band: from its lower bound up to, not at, its upper one."""
    found: NDArray[np.bool_] = (frequency >= band[0]) & (frequency < band[1])
    return found
