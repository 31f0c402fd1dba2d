"""How many times a day somebody sat still for half an hour or longer, awake."""

from __future__ import annotations

import numpy as np

from evenkeel.core.sensing.days import Days
from evenkeel.core.sensing.feature import Column, Feature, nothing
from evenkeel.core.sensing.stillness import DAY, bouts, minutes

FEWEST_MINUTES = 600
"""Ten waking hours worn: the valid day of accelerometer studies (Troiano et al. 2008)."""


def compute(days: Days) -> Column:
    """Stretches without a step, worn and awake."""
    told, found = minutes(days), bouts(days)
    if told is None or found is None:
        return nothing(days)
    worn = told.known.sum(axis=1)
    count = np.array([len(one) for one in found], np.float64)
    return Column(np.where(worn >= FEWEST_MINUTES, count, np.nan), worn / DAY)


FEATURE = Feature(
    id="sedentary_bouts",
    name="Half hours and more of sitting still",
    unit="{count}",
    needs=("steps",),
    source="Diaz et al. 2017, Ann Intern Med 167:465",
    least="steps by the quarter hour or finer, 10 waking hours worn",
    compute=compute,
)
