"""Minutes asleep in the main sleep as the person wrote it down."""

from __future__ import annotations

import numpy as np

from evenkeel.core.sensing.days import Days
from evenkeel.core.sensing.feature import Column, Feature
from evenkeel.core.sensing.sleep import by_diary, main_values


def compute(days: Days) -> Column:
    """One value a night, on the day it ends."""
    told = by_diary(days)
    found = main_values(days, told.asleep, told)
    return Column(found, np.isfinite(found).astype(np.float64))


FEATURE = Feature(
    id="diary_sleep_minutes",
    name="Time asleep, as you wrote it down",
    unit="min",
    needs=("sleep_diary",),
    source="Carney et al. 2012, Sleep 35:287 (consensus sleep diary)",
    least="a night of 120 minutes asleep in the diary",
    compute=compute,
)
