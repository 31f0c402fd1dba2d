"""When a day's food was logged. Here: hours of entries. Not here: how much (its own signals)."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from evenkeel.core.sensing.days import DAY_MS, HOUR_MS, Days

SIGNALS = ("meal", "energy_eaten")
DAY_BREAKS = 4
"""Hour at which a day of eating begins: a bite at two belongs to the evening before (Gill and Panda
2015)."""


def hours(days: Days) -> list[NDArray[np.float64]]:
    """Hours of the clock of each day's entries, in order; after midnight they run on (26 is 2 am).

    A day's total in one interval says nothing of hours and is passed over.
    """
    found: list[list[float]] = [[] for _ in range(days.count)]
    origin = days.first.toordinal() - 719163
    for signal in SIGNALS:
        placed = days.placed(signal)
        if placed is None:
            continue
        short = placed.local_end - placed.local < 6 * HOUR_MS
        shifted = placed.local[short] - DAY_BREAKS * HOUR_MS
        day = shifted // DAY_MS - origin
        hour = (shifted % DAY_MS) / HOUR_MS + DAY_BREAKS
        for d, h in zip(day.tolist(), hour.tolist(), strict=True):
            if 0 <= d < days.count:
                found[d].append(h)
    return [np.sort(np.array(one, np.float64)) for one in found]
