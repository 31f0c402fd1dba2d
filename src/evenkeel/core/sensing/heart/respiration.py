"""How fast somebody breathes, from the rhythm that breathing puts into the heartbeat.

Here: one estimate per recording. Source: respiratory sinus arrhythmia; Karlen et al. 2013 (peak of
the spectrum in the respiratory band). It fails where arrhythmia is weak, so it says nan then.
"""

from __future__ import annotations

from typing import Final

import numpy as np

from evenkeel.core.sensing.heart.frequency import (
    SHORTEST_SECONDS,
    beat_times,
    resampled,
)
from evenkeel.core.sensing.heart.time_domain import Series

BAND: Final = (0.1, 0.5)
"""Hertz: 6 to 30 breaths a minute."""
CLEAREST: Final = 0.25
"""Share of the band's power that must lie within 0.03 Hz of the peak."""
WIDTH_HZ: Final = 0.03
_PADDED: Final = 4096
_HZ: Final = 4.0


def breaths_per_minute(rr_ms: Series) -> float:
    """Breaths a minute from intervals (n,) in milliseconds; nan where no rhythm stands out.

    >>> t = np.cumsum(np.full(200, 0.9)); rr = 900 + 30 * np.sin(2 * np.pi * 0.25 * t)
    >>> round(breaths_per_minute(rr), 1)
    15.0
    """
    if beat_times(rr_ms)[-1] < SHORTEST_SECONDS:
        return float("nan")
    even = resampled(rr_ms, _HZ)
    size = max(len(even), _PADDED)
    window = np.hanning(len(even))
    flat = even - np.polyval(np.polyfit(np.arange(len(even)), even, 1), np.arange(len(even)))
    power = np.abs(np.fft.rfft(flat * window, size)) ** 2
    hertz = np.fft.rfftfreq(size, 1 / _HZ)
    band = (hertz >= BAND[0]) & (hertz <= BAND[1])
    if power[band].sum() <= 0:
        return float("nan")
    peak = float(hertz[band][power[band].argmax()])
    near = np.abs(hertz - peak) <= WIDTH_HZ
    if power[band & near].sum() < CLEAREST * power[band].sum():
        return float("nan")
    return peak * 60
