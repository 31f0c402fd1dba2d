"""Caffeine after two in the afternoon."""

from __future__ import annotations

import numpy as np

from evenkeel.core.sensing.days import Days
from evenkeel.core.sensing.feature import Column, Feature

FROM_HOUR = 14
"""Six hours before bed is the latest that cost no sleep (Drake et al. 2013), rounded to a day's end
at 8 pm."""


def compute(days: Days) -> Column:
    """0 on a day with caffeine only before; nothing on a day without any entry."""
    taken = days.placed("caffeine")
    if taken is None:
        return Column(np.full(days.count, np.nan), np.zeros(days.count))
    keep = days.inside(taken)
    day, hour = taken.day[keep], taken.hour[keep] % 24
    late = days.per_day(day, np.where(hour >= FROM_HOUR, taken.value[keep], 0))
    known = days.per_day(day) > 0
    return Column(np.where(known, late, np.nan), known.astype(np.float64))


FEATURE = Feature(
    id="late_caffeine_mg",
    name="Caffeine after 2 pm",
    unit="mg",
    needs=("caffeine",),
    source="Drake et al. 2013, J Clin Sleep Med 9:1195",
    least="one entry on the day",
    compute=compute,
)
