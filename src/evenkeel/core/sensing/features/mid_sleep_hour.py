"""The middle of the main sleep, in hours after noon of the day before (3 am is 15)."""

from __future__ import annotations

import numpy as np

from evenkeel.core.sensing.days import Days
from evenkeel.core.sensing.feature import Column, Feature
from evenkeel.core.sensing.sleep import main_values, sessions


def compute(days: Days) -> Column:
    """One value a night, on the day it ends."""
    told = sessions(days)
    noon = (told.end // 86_400_000) * 86_400_000 - 43_200_000
    found = main_values(days, ((told.start + told.end) / 2 - noon) / 3_600_000)
    return Column(found, np.isfinite(found).astype(np.float64))


FEATURE = Feature(
    id="mid_sleep_hour",
    name="Middle of sleep, hours after noon",
    unit="h",
    needs=("sleep_stage", "sleep_diary"),
    source="Roenneberg et al. 2003, J Biol Rhythms 18:80",
    least="a main sleep",
    compute=compute,
)
