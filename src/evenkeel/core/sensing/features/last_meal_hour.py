"""The hour of the day's last entry of food: 21.5 is half past nine, 25 is one in the night."""

from __future__ import annotations

import numpy as np

from evenkeel.core.sensing.days import Days
from evenkeel.core.sensing.eating import hours
from evenkeel.core.sensing.feature import Column, Feature


def compute(days: Days) -> Column:
    """Of what was logged: what was not logged is not known."""
    told = hours(days)
    found = np.array([one[-1] if len(one) else np.nan for one in told], np.float64)
    return Column(found, np.isfinite(found).astype(np.float64))


FEATURE = Feature(
    id="last_meal_hour",
    name="Last meal of the day",
    unit="h",
    needs=("meal", "energy_eaten"),
    source="Crispim et al. 2011, J Clin Sleep Med 7:659",
    least="one entry with a time",
    compute=compute,
)
