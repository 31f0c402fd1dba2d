"""How much later the middle of sleep lies on free days than on work days, over four weeks."""

from __future__ import annotations

import numpy as np

from evenkeel.core.sensing.days import Days
from evenkeel.core.sensing.feature import Column, Feature
from evenkeel.core.sensing.features.mid_sleep_hour import compute as mid_sleep

WEEKS = 4
FEWEST_FREE = 2
FEWEST_WORK = 5
FREE_DAYS = (5, 6)
"""Saturday and Sunday mornings end free nights, for want of knowing better."""


def compute(days: Days) -> Column:
    """Hours, positive for later on free days."""
    middle = mid_sleep(days).values
    free = np.isin([day.weekday() for day in days.dates], FREE_DAYS)
    found, cells = np.full(days.count, np.nan), np.zeros(days.count)
    for day in range(days.count):
        span = slice(max(0, day - 7 * WEEKS + 1), day + 1)
        known = np.isfinite(middle[span])
        off, on = middle[span][known & free[span]], middle[span][known & ~free[span]]
        cells[day] = known.sum() / (7 * WEEKS)
        if len(off) >= FEWEST_FREE and len(on) >= FEWEST_WORK:
            found[day] = off.mean() - on.mean()
    return Column(found, cells)


FEATURE = Feature(
    id="social_jet_lag_hours",
    name="Social jet lag",
    unit="h",
    needs=("sleep_stage", "sleep_diary"),
    source="Wittmann et al. 2006, Chronobiol Int 23:497",
    least="two free and five work nights in four weeks",
    compute=compute,
    past_days=28,
)
