"""A night as a person writes it down -> rows of `sleep_diary`.

Here: the consensus sleep diary's times and guesses as stretches (Carney et al. 2012, Sleep 35:287).
Not here: nights themselves (`sleep.py`), keeping them (`apps.body`).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

import numpy as np

from evenkeel.core.sensing.sleep import ASLEEP, AWAKE, DIARY, IN_BED, LONGEST_SESSION
from evenkeel.core.vocabulary import ObservationBatch

SOURCE: Final = "Sleep diary"
_MINUTE: Final = timedelta(minutes=1)


class NotANight(ValueError):
    """Times that no night has. The message names what is wrong."""


@dataclass(frozen=True, slots=True)
class DiaryNight:
    """One morning's answers. Times are aware."""

    to_bed: datetime
    """When they tried to sleep."""
    woke: datetime
    """When they woke for the last time."""
    up: datetime
    """When they got up."""
    minutes_to_sleep: float = 0.0
    minutes_awake: float = 0.0
    """In the night, all times together."""


def diary_rows(night: DiaryNight) -> ObservationBatch:
    """In bed, asleep, awake. Minutes awake in the night stand before the last waking: the diary
    says how many there were, not when. Raises `NotANight`.

    >>> from datetime import UTC
    >>> at = lambda day, hour: datetime(2026, 3, day, hour, tzinfo=UTC)
    >>> rows = diary_rows(DiaryNight(at(3, 23), at(4, 7), at(4, 7), 30, 45))
    >>> ((rows.end - rows.start) // 60_000).tolist(), rows.value.tolist()
    ([30, 405, 45], [0.0, 2.0, 1.0])
    """
    _check(night)
    fell = night.to_bed + night.minutes_to_sleep * _MINUTE
    awake_from = night.woke - night.minutes_awake * _MINUTE
    stretches = [
        (night.to_bed, fell, IN_BED),
        (fell, awake_from, ASLEEP),
        (awake_from, night.woke, AWAKE),
        (night.woke, night.up, IN_BED),
    ]
    told = [one for one in stretches if one[1] > one[0]]
    start = np.array([_ms(begin) for begin, _, _ in told], np.int64)
    end = np.array([_ms(until) for _, until, _ in told], np.int64)
    offset = np.array([_offset(begin) for begin, _, _ in told], np.int16)
    none = np.zeros(len(told), np.uint16)
    return ObservationBatch(
        signal=DIARY,
        start=start,
        end=end,
        value=np.array([stage for _, _, stage in told], np.float64),
        offset=offset,
        source=none,
        device=none,
        label=none,
        sources=(SOURCE,),
    )


def _check(night: DiaryNight) -> None:
    if None in (night.to_bed.tzinfo, night.woke.tzinfo, night.up.tzinfo):
        raise NotANight("A time has no zone.")
    if not night.to_bed < night.woke <= night.up:
        raise NotANight("Going to bed, waking and getting up come in that order.")
    if night.up - night.to_bed > timedelta(minutes=LONGEST_SESSION):
        raise NotANight("A night lasts 18 hours at most.")
    slept = (night.woke - night.to_bed) / _MINUTE - night.minutes_to_sleep - night.minutes_awake
    if min(night.minutes_to_sleep, night.minutes_awake) < 0 or slept <= 0:
        raise NotANight("There is no time left to have slept.")


def _ms(at: datetime) -> int:
    return round(at.timestamp() * 1000)


def _offset(at: datetime) -> int:
    return round((at.utcoffset() or timedelta()).total_seconds() / 60)
