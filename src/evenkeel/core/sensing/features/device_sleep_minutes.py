"""Minutes asleep in the main sleep as a device saw it, beside what the person wrote down."""

from __future__ import annotations

import numpy as np

from evenkeel.core.sensing.days import Days
from evenkeel.core.sensing.feature import Column, Feature
from evenkeel.core.sensing.sleep import by_device, by_diary, main_values


def compute(days: Days) -> Column:
    """Only where there is a diary too: else it is the time asleep itself."""
    told = by_device(days)
    found = main_values(days, told.asleep, told)
    if not len(by_diary(days)):
        found = np.full(days.count, np.nan)
    return Column(found, np.isfinite(found).astype(np.float64))


FEATURE = Feature(
    id="device_sleep_minutes",
    name="Time asleep, as the device saw it",
    unit="min",
    needs=("sleep_diary",),
    source="Lauderdale et al. 2008, Epidemiology 19:838",
    least="a session of 120 minutes asleep, and a diary",
    compute=compute,
)
