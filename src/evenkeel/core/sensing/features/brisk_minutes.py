"""Minutes of brisk walking, from steps alone: a hundred or more in the minute."""

from __future__ import annotations

import numpy as np

from evenkeel.core.sensing.days import Days
from evenkeel.core.sensing.feature import Column, Feature, nothing
from evenkeel.core.sensing.stillness import DAY, minutes

BRISK = 100.0
"""Steps a minute: where walking becomes moderate activity in adults (Tudor-Locke et al. 2018)."""


def compute(days: Days) -> Column:
    """On every day that has steps by the minute."""
    told = minutes(days)
    if told is None:
        return nothing(days)
    some = told.steps.sum(axis=1) > 0
    brisk = (told.steps >= BRISK).sum(axis=1).astype(np.float64)
    return Column(np.where(some, brisk, np.nan), told.known.sum(axis=1) / DAY)


FEATURE = Feature(
    id="brisk_minutes",
    name="Brisk walking",
    unit="min",
    needs=("steps",),
    source="Tudor-Locke et al. 2018, Br J Sports Med 52:776",
    least="steps by the quarter hour or finer on the day",
    compute=compute,
)
