"""Sleep regularity index: how alike the same minute of two days is, over a week."""

from __future__ import annotations

import numpy as np

from evenkeel.core.sensing.days import Days
from evenkeel.core.sensing.feature import Column, Feature
from evenkeel.core.sensing.sleep import main_values, minutes_asleep, sessions

FEWEST_PAIRS = 5
"""Pairs of neighbouring nights in the week."""
WEEK = 7


def compute(days: Days) -> Column:
    """100 for the same hours every day, 0 for chance; of pairs of days that both have a night."""
    asleep = minutes_asleep(days)
    has = np.isfinite(main_values(days, sessions(days).asleep))
    pair = np.zeros(days.count, bool)
    alike = np.zeros(days.count)
    pair[1:] = has[1:] & has[:-1]
    alike[1:] = (asleep[1:] == asleep[:-1]).mean(axis=1)
    pairs = np.array([pair[max(0, d - WEEK + 1) : d + 1].sum() for d in range(days.count)])
    same = [(alike * pair)[max(0, d - WEEK + 1) : d + 1].sum() for d in range(days.count)]
    index = -100 + 200 * np.array(same) / np.maximum(pairs, 1)
    enough = (pairs >= FEWEST_PAIRS) & has
    return Column(np.where(enough, index, np.nan), np.minimum(1, pairs / (WEEK - 1)))


FEATURE = Feature(
    id="sleep_regularity",
    name="Sleep regularity",
    unit="{score}",
    needs=("sleep_stage", "sleep_diary"),
    source="Phillips et al. 2017, Sci Rep 7:3216",
    least="five pairs of neighbouring nights in the last seven days",
    compute=compute,
    past_days=7,
)
