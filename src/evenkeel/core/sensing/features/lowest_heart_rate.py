"""The lowest mean of half an hour of the day: near the resting heart rate."""

from __future__ import annotations

import numpy as np

from evenkeel.core.sensing.days import Days
from evenkeel.core.sensing.feature import Column, Feature

FEWEST_SAMPLES = 3
"""In the half hour."""
FEWEST_HALF_HOURS = 8
SLOWEST = 28.0


def compute(days: Days) -> Column:
    """Half hours are those of the clock."""
    heart = days.placed("heart_rate")
    found, cells = np.full(days.count, np.nan), np.zeros(days.count)
    if heart is None:
        return Column(found, cells)
    keep = days.inside(heart) & (heart.value >= SLOWEST)
    half = heart.day[keep] * 48 + (heart.local[keep] % 86_400_000) // 1_800_000
    size = days.count * 48
    count = np.bincount(half, minlength=size)
    mean = np.bincount(half, heart.value[keep], size) / np.maximum(count, 1)
    mean = np.where(count >= FEWEST_SAMPLES, mean, np.inf).reshape(days.count, 48)
    told = np.isfinite(mean).sum(axis=1)
    enough = told >= FEWEST_HALF_HOURS
    return Column(np.where(enough, mean.min(axis=1), np.nan), told / 48)


FEATURE = Feature(
    id="lowest_heart_rate",
    name="Lowest heart rate",
    unit="/min",
    needs=("heart_rate",),
    source="Mishra et al. 2020, Nat Biomed Eng 4:1208",
    least="8 half hours with 3 samples",
    compute=compute,
)
