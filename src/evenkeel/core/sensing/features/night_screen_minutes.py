"""Screen time between ten in the evening and six in the morning, on the day the night ends."""

from __future__ import annotations

import numpy as np

from evenkeel.core.sensing.days import DAY_MS, HOUR_MS, Days
from evenkeel.core.sensing.feature import Column, Feature

FROM, UNTIL = 22, 6
"""The evening and night of Christensen et al. 2016, in whole hours."""
LONGEST_MS = 2 * HOUR_MS
"""A row longer than this (a day's total) does not say when."""


def compute(days: Days) -> Column:
    """Rows belong to the hour in which they begin; 0 on a day with screen time only before."""
    screen = days.placed("screen_minutes")
    if screen is None:
        return Column(np.full(days.count, np.nan), np.zeros(days.count))
    fine = screen.local_end - screen.local <= LONGEST_MS
    local = screen.local[fine]
    hour = (local % DAY_MS) // HOUR_MS
    evening = hour >= FROM
    day = screen.hour[fine] // 24 + evening
    inside = (day >= 0) & (day < days.count)
    late = (evening | (hour < UNTIL)) & inside
    told = days.per_day(day[late], screen.value[fine][late])
    known = days.per_day(day[inside]) > 0
    return Column(np.where(known, told, np.nan), known.astype(np.float64))


FEATURE = Feature(
    id="night_screen_minutes",
    name="Screen time at night",
    unit="min",
    needs=("screen_minutes",),
    source="Christensen et al. 2016, PLoS One 11:e0165331",
    least="screen time by the hour or finer on the day or the evening before",
    compute=compute,
)
