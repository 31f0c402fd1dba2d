"""Minutes awake between first falling asleep and last waking."""

from __future__ import annotations

import numpy as np

from evenkeel.core.sensing.days import Days
from evenkeel.core.sensing.feature import Column, Feature
from evenkeel.core.sensing.sleep import main_values, sessions


def compute(days: Days) -> Column:
    """One value a night, on the day it ends."""
    told = sessions(days)
    span = (told.end - told.start) / 60_000
    wake = np.maximum(span - told.asleep, 0)
    found = main_values(days, np.where(told.told_bed | told.told_stages, wake, np.nan))
    return Column(found, np.isfinite(found).astype(np.float64))


FEATURE = Feature(
    id="waso_minutes",
    name="Awake in the night",
    unit="min",
    needs=("sleep_stage", "sleep_diary"),
    source="AASM manual; Reed and Sacco 2016, J Clin Sleep Med 12:263",
    least="a main sleep that tells time awake",
    compute=compute,
)
