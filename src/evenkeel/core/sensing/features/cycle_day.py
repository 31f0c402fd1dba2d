"""Day of the cycle: 1 is the first day of bleeding."""

from __future__ import annotations

import numpy as np

from evenkeel.core.sensing.days import Days
from evenkeel.core.sensing.feature import Column, Feature

FEWEST_DRY_DAYS = 10
"""Days without bleeding before a new cycle begins; less is spotting."""
LONGEST_CYCLE = 60


def compute(days: Days) -> Column:
    """Counted from the last first day; nothing before the first one, or after 60 days."""
    flow = days.placed("menstrual_flow")
    found = np.full(days.count, np.nan)
    if flow is None:
        return Column(found, np.zeros(days.count))
    bleeding = np.unique(flow.day[flow.value >= 1])
    starts = bleeding[np.diff(bleeding, prepend=-(10**6)) > FEWEST_DRY_DAYS]
    day = np.arange(days.count)
    last = np.searchsorted(starts, day, side="right") - 1
    known = last >= 0
    number = day - starts[np.maximum(last, 0)] + 1 if len(starts) else day
    known &= number <= LONGEST_CYCLE
    return Column(np.where(known, number, np.nan), known.astype(np.float64))


FEATURE = Feature(
    id="cycle_day",
    name="Day of the cycle",
    unit="d",
    needs=("menstrual_flow",),
    source="Bull et al. 2019, npj Digit Med 2:83",
    least="one first day of bleeding in the last 60 days",
    compute=compute,
    past_days=60,
)
