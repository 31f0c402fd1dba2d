"""Minutes from going to bed to falling asleep, where the device tells both."""

from __future__ import annotations

import numpy as np

from evenkeel.core.sensing.days import Days
from evenkeel.core.sensing.feature import Column, Feature
from evenkeel.core.sensing.sleep import main_values, sessions


def compute(days: Days) -> Column:
    """One value a night, on the day it ends."""
    told = sessions(days)
    wait = (told.start - told.bed_start) / 60_000
    found = main_values(days, np.where(told.told_bed, wait, np.nan))
    return Column(found, np.isfinite(found).astype(np.float64))


FEATURE = Feature(
    id="sleep_latency_minutes",
    name="Time to fall asleep",
    unit="min",
    needs=("sleep_stage", "sleep_diary"),
    source="AASM manual; Reed and Sacco 2016, J Clin Sleep Med 12:263",
    least="a main sleep with time in bed",
    compute=compute,
)
