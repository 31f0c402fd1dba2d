"""Hours between a day's first and last entry of food."""

from __future__ import annotations

import numpy as np

from evenkeel.core.sensing.days import Days
from evenkeel.core.sensing.eating import hours
from evenkeel.core.sensing.feature import Column, Feature

FEWEST = 2
"""Entries: one has no length."""


def compute(days: Days) -> Column:
    """Days begin at four in the morning."""
    told = hours(days)
    found = np.array([one[-1] - one[0] if len(one) >= FEWEST else np.nan for one in told], float)
    return Column(found, np.isfinite(found).astype(np.float64))


FEATURE = Feature(
    id="eating_hours",
    name="Hours between first and last meal",
    unit="h",
    needs=("meal", "energy_eaten"),
    source="Gill and Panda 2015, Cell Metab 22:789",
    least="two entries with a time",
    compute=compute,
)
