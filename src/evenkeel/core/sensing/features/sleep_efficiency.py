"""Minutes asleep over minutes in bed, per cent, where the device tells both."""

from __future__ import annotations

import numpy as np

from evenkeel.core.sensing.days import Days
from evenkeel.core.sensing.feature import Column, Feature
from evenkeel.core.sensing.sleep import main_values, sessions


def compute(days: Days) -> Column:
    """One value a night, on the day it ends."""
    told = sessions(days)
    bed = (told.bed_end - told.bed_start) / 60_000
    share = 100 * told.asleep / np.maximum(bed, 1)
    found = main_values(days, np.where(told.told_bed, np.minimum(share, 100), np.nan))
    return Column(found, np.isfinite(found).astype(np.float64))


FEATURE = Feature(
    id="sleep_efficiency",
    name="Sleep efficiency",
    unit="%",
    needs=("sleep_stage", "sleep_diary"),
    source="AASM manual; Reed and Sacco 2016, J Clin Sleep Med 12:263",
    least="a main sleep with time in bed or awake",
    compute=compute,
)
