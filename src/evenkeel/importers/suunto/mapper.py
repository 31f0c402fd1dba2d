"""Suunto: workouts and nights of its cloud's JSON.

Here: records told apart by their fields. Not here: FIT files of Suunto watches, which the FIT
importer reads.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Final

from evenkeel.importers.contract import Choices, Head, Item, Source
from evenkeel.importers.reading import (
    Collector,
    UnreadableTime,
    from_epoch,
    moment,
    number,
)
from evenkeel.importers.reading.by_field import Kinds, One, Zone, json_names, put, read_records

SUMS: Final = {
    "LightSleepDuration": "sleep_minutes_light",
    "DeepSleepDuration": "sleep_minutes_deep",
    "REMSleepDuration": "sleep_minutes_rem",
}
WORDS: Final = {0: "walking", 1: "running", 2: "cycling", 11: "hiking", 21: "swimming"}
"""Suunto's activity numbers that are certain; others keep their number."""
_SIGNS: Final = re.compile(rb'"(?:BedtimeStart|workoutId|workoutMaxHR)"')


def recognise(names: Sequence[str], head: Head) -> float:
    """By fields that only Suunto's records have."""
    known = (name for name in json_names(names) if _SIGNS.search(head(name)))
    return 0.8 if next(known, None) else 0.0


def read(source: Source, choices: Choices) -> Iterator[Item]:
    """Every record of every document."""
    return read_records(source, choices, device="Suunto", kinds=_KINDS)


def _workout(kept: Collector, one: One, place: int, zone: Zone) -> None:
    first, last = number(one["startTime"]), number(one["stopTime"])
    if first is None or last is None:
        raise UnreadableTime("no time")
    start, end = from_epoch(first, zone), from_epoch(last, zone)
    kind = int(one["activityId"])
    label = WORDS.get(kind, f"activity {kind}")
    minutes = (end.ms - start.ms) / 60_000
    kept.add("workout", start, minutes, end=end, line=place, label=label)
    put(kept, "distance_total", one.get("totalDistance"), start, end, place, unit="m")


def _sleep(kept: Collector, one: One, place: int, zone: Zone) -> None:
    start, end = moment(one["BedtimeStart"], zone), moment(one["BedtimeEnd"], zone)
    if end.ms <= start.ms:
        raise UnreadableTime("ends before it starts")
    kept.stage("sleep_stage", start, "asleep", end=end, line=place)
    for field, signal in SUMS.items():
        put(kept, signal, one.get(field), start, end, place, unit="s")
    if not one.get("IsNap"):
        put(kept, "sleep_score", one.get("SleepQualityScore"), start, end, place)


_KINDS: Final[Kinds] = (
    ("BedtimeStart", _sleep),
    ("workoutId", _workout),
)
