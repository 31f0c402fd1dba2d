"""Minutes asleep in the main sleep that ends on the day."""

from __future__ import annotations

import numpy as np

from evenkeel.core.sensing.days import Days
from evenkeel.core.sensing.feature import Column, Feature
from evenkeel.core.sensing.sleep import main_values, sessions


def compute(days: Days) -> Column:
    """One value a night, on the day it ends."""
    told = sessions(days)
    found = main_values(days, told.asleep)
    return Column(found, np.isfinite(found).astype(np.float64))


FEATURE = Feature(
    id="sleep_minutes",
    name="Time asleep",
    unit="min",
    needs=("sleep_stage", "sleep_diary"),
    source="de Zambotti et al. 2019, Med Sci Sports Exerc 51:1538",
    least="a session with 120 minutes asleep",
    compute=compute,
)
