"""How much more (or less) the device saw than the person wrote down, where both told a night."""

from __future__ import annotations

import numpy as np

from evenkeel.core.sensing.days import Days
from evenkeel.core.sensing.feature import Column, Feature
from evenkeel.core.sensing.sleep import by_device, by_diary, main_values


def compute(days: Days) -> Column:
    """Minutes asleep of the device less those of the diary. Neither is the truth."""
    device, diary = by_device(days), by_diary(days)
    found = main_values(days, device.asleep, device) - main_values(days, diary.asleep, diary)
    return Column(found, np.isfinite(found).astype(np.float64))


FEATURE = Feature(
    id="diary_difference_minutes",
    name="Device's night less the diary's",
    unit="min",
    needs=("sleep_diary",),
    source="Lauderdale et al. 2008, Epidemiology 19:838",
    least="a main sleep of a device and one of the diary on the same morning",
    compute=compute,
)
