"""Most active ten hours begin, as an hour of the clock, over a week."""

from __future__ import annotations

from evenkeel.core.sensing.days import Days
from evenkeel.core.sensing.feature import Column, Feature
from evenkeel.core.sensing.rhythm import weekly


def compute(days: Days) -> Column:
    """Of the seven days up to each day."""
    told, share = weekly(days)
    return Column(told[:, 6], share)


FEATURE = Feature(
    id="m10_start_hour",
    name="Most active ten hours begin",
    unit="h",
    needs=("movement_counts", "intensity", "steps"),
    source="Van Someren et al. 1999, Chronobiol Int 16:505",
    least="five of seven days with 16 hours",
    compute=compute,
    past_days=7,
)
