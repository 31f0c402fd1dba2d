"""Steps minute by minute: stretches of sitting still, and minutes of brisk walking.

Here: the minutes of each day on which somebody walked, and on which the device was worn. Not here:
what is made of them (`features/`).
"""

from __future__ import annotations

from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from evenkeel.core.sensing.days import EPOCH, Days, Numbers
from evenkeel.core.sensing.sleep import minutes_asleep

DAY: Final = 1440
MINUTE_MS: Final = 60_000
FINEST_MS: Final = 15 * MINUTE_MS
"""Steps counted over longer stretches say nothing about minutes."""
PAUSE: Final = 60
"""Minutes without any heart rate that still count as worn (devices save power)."""
BOUT: Final = 30
"""Minutes: the bout that Diaz et al. 2017 tie to harm."""


class Minutes(NamedTuple):
    """(count, 1440) each: steps, and whether a still minute can be told."""

    steps: Numbers
    known: NDArray[np.bool_]


def minutes(days: Days) -> Minutes | None:
    """Steps of each minute; `known` where the device was worn and nobody slept. None without steps
    counted finely enough."""
    if "minutes" not in days.memory:
        days.memory["minutes"] = _minutes(days)
    found = days.memory["minutes"]
    if found is not None and not isinstance(found, Minutes):
        raise TypeError("minutes")
    return found


def bouts(days: Days) -> list[NDArray[np.int64]] | None:
    """Lengths of each day's still stretches of `BOUT` minutes or more; None without minutes."""
    told = minutes(days)
    if told is None:
        return None
    return [_runs((told.steps[d] <= 0) & told.known[d]) for d in range(days.count)]


def _runs(still: NDArray[np.bool_]) -> NDArray[np.int64]:
    edges = np.flatnonzero(np.diff(np.concatenate([[0], still.view(np.int8), [0]])))
    lengths = edges[1::2] - edges[::2]
    found: NDArray[np.int64] = lengths[lengths >= BOUT]
    return found


def _minutes(days: Days) -> Minutes | None:
    placed = days.placed("steps")
    if placed is None:
        return None
    length = placed.local_end - placed.local
    fine = length <= FINEST_MS
    if not fine.any() or np.median(length) > FINEST_MS:
        return None
    size, origin = days.count * DAY, (days.first - EPOCH).days * DAY
    first = placed.local[fine] // MINUTE_MS - origin
    last = -(-placed.local_end[fine] // MINUTE_MS) - origin
    last = np.maximum(last, first + 1)
    rate = placed.value[fine] / (last - first)
    change = np.zeros(size + 1)
    np.add.at(change, np.clip(first, 0, size), rate)
    np.add.at(change, np.clip(last, 0, size), -rate)
    steps = np.maximum(0.0, np.round(np.cumsum(change)[:size], 6)).reshape(days.count, DAY)
    known = _worn(days, steps) & ~minutes_asleep(days)
    return Minutes(steps, known)


def _worn(days: Days, steps: Numbers) -> NDArray[np.bool_]:
    """Within an hour of a heart rate; without any, between the first and last step of the day."""
    heart = days.placed("heart_rate")
    if heart is None:
        walked = steps > 0
        since = np.maximum.accumulate(walked, axis=1)
        until = np.maximum.accumulate(walked[:, ::-1], axis=1)[:, ::-1]
        between: NDArray[np.bool_] = since & until
        return between
    size, origin = days.count * DAY, (days.first - EPOCH).days * DAY
    at = heart.local // MINUTE_MS - origin
    seen = np.zeros(size + 1, np.int64)
    at = at[(at >= -PAUSE) & (at < size + PAUSE)]
    np.add.at(seen, np.clip(at - PAUSE, 0, size), 1)
    np.add.at(seen, np.clip(at + PAUSE + 1, 0, size), -1)
    worn: NDArray[np.bool_] = (np.cumsum(seen)[:size] > 0).reshape(days.count, DAY)
    return worn
