"""Calls and messages of the day, together."""

from __future__ import annotations

import numpy as np

from evenkeel.core.sensing.daily_own import summed
from evenkeel.core.sensing.days import Days
from evenkeel.core.sensing.feature import Column, Feature


def compute(days: Days) -> Column:
    """Counts only: nobody's name is in them."""
    calls, messages = summed(days, "calls"), summed(days, "messages")
    known = np.isfinite(calls) | np.isfinite(messages)
    told = np.nan_to_num(calls) + np.nan_to_num(messages)
    return Column(
        np.where(known, told, np.nan), (np.isfinite(calls) * 0.5 + np.isfinite(messages) * 0.5)
    )


FEATURE = Feature(
    id="contacts",
    name="Calls and messages",
    unit="{count}",
    needs=("calls", "messages"),
    source="Saeb et al. 2015, J Med Internet Res 17:e175",
    least="one of the two on the day",
    compute=compute,
)
