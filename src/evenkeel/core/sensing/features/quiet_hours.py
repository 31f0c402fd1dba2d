"""Waking hours (8 to 22) in which the person hardly walked."""

from __future__ import annotations

import numpy as np

from evenkeel.core.sensing.days import Days
from evenkeel.core.sensing.feature import Column, Feature
from evenkeel.core.sensing.rhythm import hourly

FEWEST_STEPS = 250
"""In an hour: the bound that Fitbit set and cohort studies use (Diaz et al. 2017 on bouts)."""
FROM, TO = 8, 22
FEWEST_HOURS = 10


def compute(days: Days) -> Column:
    """Only from steps: counts of other devices have other units."""
    if days.placed("steps") is None:
        return Column(np.full(days.count, np.nan), np.zeros(days.count))
    hours = hourly(days)[:, FROM:TO]
    told = np.isfinite(hours).sum(axis=1)
    quiet = (np.nan_to_num(hours, nan=np.inf) < FEWEST_STEPS).sum(axis=1).astype(np.float64)
    return Column(np.where(told >= FEWEST_HOURS, quiet, np.nan), told / (TO - FROM))


FEATURE = Feature(
    id="quiet_hours",
    name="Quiet waking hours",
    unit="h",
    needs=("steps",),
    source="Diaz et al. 2017, Ann Intern Med 167:465",
    least="10 waking hours worn",
    compute=compute,
)
