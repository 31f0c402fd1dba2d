"""Mean heart rate while asleep in the main sleep."""

from __future__ import annotations

import numpy as np

from evenkeel.core.sensing.days import Days
from evenkeel.core.sensing.feature import Column, Feature
from evenkeel.core.sensing.sleep import sessions

FEWEST_SAMPLES = 12
"""About one every half hour of a night, as the rarest devices write."""
SLOWEST, FASTEST = 28.0, 150.0
"""Outside lies an artefact of the sensor in a person asleep."""


def compute(days: Days) -> Column:
    """Of all samples between falling asleep and waking."""
    heart = days.placed("heart_rate")
    told = sessions(days)
    found, cells = np.full(days.count, np.nan), np.zeros(days.count)
    if heart is None:
        return Column(found, cells)
    for i in np.flatnonzero(told.main & (told.day >= 0) & (told.day < days.count)).tolist():
        span = slice(*np.searchsorted(heart.local, (told.start[i], told.end[i])))
        values = heart.value[span]
        values = values[(values >= SLOWEST) & (values <= FASTEST)]
        if len(values) >= FEWEST_SAMPLES:
            found[told.day[i]] = values.mean()
            hours = len(np.unique(heart.hour[span]))
            cells[told.day[i]] = min(1.0, hours * 3_600_000 / (told.end[i] - told.start[i]))
    return Column(found, cells)


FEATURE = Feature(
    id="night_heart_rate",
    name="Heart rate asleep",
    unit="/min",
    needs=("heart_rate",),
    source="Altini and Plews 2021, Sensors 21:7932",
    least="12 samples in a main sleep",
    compute=compute,
)
