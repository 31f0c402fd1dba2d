"""Moderate and vigorous minutes; vigorous ones count twice."""

from __future__ import annotations

import numpy as np

from evenkeel.core.sensing.daily_own import summed
from evenkeel.core.sensing.days import Days
from evenkeel.core.sensing.feature import Column, Feature


def compute(days: Days) -> Column:
    """The week's goal of 150 counts them so."""
    moderate, vigorous = summed(days, "moderate_minutes"), summed(days, "vigorous_minutes")
    known = np.isfinite(moderate) | np.isfinite(vigorous)
    minutes = np.nan_to_num(moderate) + 2 * np.nan_to_num(vigorous)
    return Column(np.where(known, minutes, np.nan), known.astype(np.float64))


FEATURE = Feature(
    id="active_minutes",
    name="Active minutes",
    unit="min",
    needs=("moderate_minutes", "vigorous_minutes"),
    source="WHO guidelines on physical activity 2020",
    least="any minute of either",
    compute=compute,
)
