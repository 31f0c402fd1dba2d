"""RMSSD worked out from single beats: the median of the recordings of the day."""

from __future__ import annotations

import numpy as np

from evenkeel.core.sensing.days import Days
from evenkeel.core.sensing.feature import Column, Feature
from evenkeel.core.sensing.heart.cleaning import artefacts

FEWEST_PAIRS = 20
"""Differences in one recording: about half a minute (Munoz et al. 2015)."""
LONGEST_RR_MS = 2000
"""A longer pause ends a recording."""


def compute(days: Days) -> Column:
    """From the times of beats, not from their rounded rates. Never mixed with SDNN."""
    beats = days.placed("heart_rate_beats") or days.placed("rr_interval")
    if beats is None:
        return Column(np.full(days.count, np.nan), np.zeros(days.count))
    is_rr = beats.rows.signal == "rr_interval"
    gap = np.diff(beats.local, prepend=beats.local[:1] - 10 * LONGEST_RR_MS)
    rr = beats.value if is_rr else gap.astype(np.float64)
    run = np.cumsum((gap > LONGEST_RR_MS) | (gap <= 0))
    fine = (rr > 0) & (rr <= LONGEST_RR_MS)
    fine &= ~artefacts(np.where(fine, rr, np.median(rr[fine]) if fine.any() else 800.0))
    pair = fine[1:] & fine[:-1] & (run[1:] == run[:-1])
    number = int(run[-1]) + 1
    count = np.bincount(run[1:], pair, number)
    square = np.bincount(run[1:], np.where(pair, np.diff(rr) ** 2, 0), number)
    enough = count >= FEWEST_PAIRS
    rmssd = np.sqrt(square / np.maximum(count, 1))
    first = np.searchsorted(run, np.arange(number))
    day = beats.day[np.minimum(first, len(run) - 1)]
    found, cells = np.full(days.count, np.nan), np.zeros(days.count)
    for d in np.unique(day[enough]).tolist():
        if 0 <= d < days.count:
            found[d] = np.median(rmssd[enough & (day == d)])
            cells[d] = 1.0
    return Column(found, cells)


FEATURE = Feature(
    id="rmssd_from_beats",
    name="RMSSD, from single beats",
    unit="ms",
    needs=("heart_rate_beats", "rr_interval"),
    source="Task Force 1996, Circulation 93:1043; Hernando et al. 2018, Sensors 18:2619",
    least="one recording with 20 pairs of beats",
    compute=compute,
)
