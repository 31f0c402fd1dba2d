"""A signal's own sum of each day, for features that join several signals."""

from __future__ import annotations

import numpy as np

from evenkeel.core.sensing.days import Days, Numbers


def summed(days: Days, signal: str) -> Numbers:
    """Sum of each day, nan where there is none."""
    placed = days.placed(signal)
    if placed is None:
        return np.full(days.count, np.nan)
    keep = days.inside(placed)
    count = days.per_day(placed.day[keep])
    total = days.per_day(placed.day[keep], placed.value[keep])
    return np.where(count > 0, total, np.nan)
