"""The longest stretch of a day without a step, awake."""

from __future__ import annotations

import numpy as np

from evenkeel.core.sensing.days import Days
from evenkeel.core.sensing.feature import Column, Feature, nothing
from evenkeel.core.sensing.features.sedentary_bouts import FEWEST_MINUTES
from evenkeel.core.sensing.stillness import DAY, bouts, minutes


def compute(days: Days) -> Column:
    """0 on a day without any stretch of half an hour."""
    told, found = minutes(days), bouts(days)
    if told is None or found is None:
        return nothing(days)
    worn = told.known.sum(axis=1)
    longest = np.array([one.max(initial=0) for one in found], np.float64)
    return Column(np.where(worn >= FEWEST_MINUTES, longest, np.nan), worn / DAY)


FEATURE = Feature(
    id="longest_still_minutes",
    name="Longest stretch of sitting still",
    unit="min",
    needs=("steps",),
    source="Diaz et al. 2017, Ann Intern Med 167:465",
    least="steps by the quarter hour or finer, 10 waking hours worn",
    compute=compute,
)
