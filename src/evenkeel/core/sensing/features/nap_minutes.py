"""Minutes asleep outside the main sleep of the day."""

from __future__ import annotations

import numpy as np

from evenkeel.core.sensing.days import Days
from evenkeel.core.sensing.feature import Column, Feature
from evenkeel.core.sensing.sleep import sessions


def compute(days: Days) -> Column:
    """Naps by the day on which they end; 0 on a day with a main sleep and no nap."""
    told = sessions(days)
    inside = (told.day >= 0) & (told.day < days.count)
    naps = inside & ~told.main
    minutes = days.per_day(told.day[naps], told.asleep[naps])
    seen = days.per_day(told.day[inside]) > 0
    return Column(np.where(seen, minutes, np.nan), seen.astype(np.float64))


FEATURE = Feature(
    id="nap_minutes",
    name="Naps",
    unit="min",
    needs=("sleep_stage", "sleep_diary"),
    source="Mantua and Spencer 2017, Sleep Med 37:88",
    least="any sleep on the day",
    compute=compute,
)
