"""Interdaily stability over a week: 1 when every day is alike, 0 for noise."""

from __future__ import annotations

from evenkeel.core.sensing.days import Days
from evenkeel.core.sensing.feature import Column, Feature
from evenkeel.core.sensing.rhythm import weekly


def compute(days: Days) -> Column:
    """Of the seven days up to each day."""
    told, share = weekly(days)
    return Column(told[:, 0], share)


FEATURE = Feature(
    id="interdaily_stability",
    name="Steadiness of the days",
    unit="{score}",
    needs=("movement_counts", "intensity", "steps"),
    source="Witting et al. 1990, Biol Psychiatry 27:563; Van Someren et al. 1999",
    least="five of seven days with 16 hours",
    compute=compute,
    past_days=7,
)
