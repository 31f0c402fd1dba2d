"""Share of deep sleep in the main sleep, per cent: a guess of the device."""

from __future__ import annotations

import numpy as np

from evenkeel.core.sensing.days import Days
from evenkeel.core.sensing.feature import Column, Feature
from evenkeel.core.sensing.sleep import main_values, sessions


def compute(days: Days) -> Column:
    """One value a night, on the day it ends."""
    told = sessions(days)
    share = 100 * told.deep / np.maximum(told.asleep, 1)
    found = main_values(days, np.where(told.told_stages, share, np.nan))
    return Column(found, np.isfinite(found).astype(np.float64))


FEATURE = Feature(
    id="deep_share",
    name="Deep sleep",
    unit="%",
    needs=("sleep_stage", "sleep_diary"),
    source="de Zambotti et al. 2019, Med Sci Sports Exerc 51:1538",
    least="a main sleep with stages",
    compute=compute,
)
