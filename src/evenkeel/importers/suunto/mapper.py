"""Suunto: workouts and nights of its cloud's JSON.

Here: records told apart by their fields. Not here: FIT files of Suunto watches, which the FIT
importer reads.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, Final
from zoneinfo import ZoneInfo

from evenkeel.importers.contract import BrokenRow, Choices, Head, Item, Reason, Refused, Source
from evenkeel.importers.reading import (
    Collector,
    Moment,
    UnreadableTime,
    from_epoch,
    json_document,
    moment,
    number,
)

MOST_DEEP: Final = 4
Zone = ZoneInfo | None
One = Mapping[str, Any]
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
    known = (name for name in _documents(names) if _SIGNS.search(head(name)))
    return 0.8 if next(known, None) else 0.0


def read(source: Source, choices: Choices) -> Iterator[Item]:
    """Every record of every document."""
    names = _documents(source.names)
    if not names:
        raise Refused(Reason.NOT_THIS)
    source.expect(names)
    kept = Collector("Suunto")
    for name in names:
        kept.part = name
        try:
            document = json_document(source.open(name))
        except Refused as refusal:
            if len(names) == 1:
                raise
            yield BrokenRow(name, 0, refusal.reason)
            continue
        for place, one in enumerate(_records(document), 1):
            _take(kept, one, place, choices.zone)
            yield from kept.ready()
    yield from kept.finish()


def _records(document: Any, deep: int = 0) -> Iterator[One]:
    """Dictionaries that have one of the signs, wherever they stand."""
    if isinstance(document, dict):
        if any(sign in document for sign, _take_one in _KINDS):
            yield document
            return
        parts = list(document.values())
    else:
        parts = document if isinstance(document, list) else []
    if deep < MOST_DEEP:
        for part in parts:
            yield from _records(part, deep + 1)


def _take(kept: Collector, one: One, place: int, zone: Zone) -> None:
    handler = next(take for sign, take in _KINDS if sign in one)
    try:
        handler(kept, one, place, zone)
    except UnreadableTime:
        kept.broken(place, Reason.TIME)
    except ValueError:
        kept.broken(place, Reason.NUMBER)
    except (KeyError, TypeError, AttributeError):
        kept.broken(place, Reason.SHAPE)


def _put(
    kept: Collector,
    signal: str,
    value: Any,
    start: Moment,
    end: Moment,
    place: int,
    *,
    unit: str | None = None,
) -> None:
    """A value that is there."""
    found = number(value)
    if found is not None:
        kept.add(signal, start, found, end=end, line=place, unit=unit)


def _workout(kept: Collector, one: One, place: int, zone: Zone) -> None:
    first, last = number(one["startTime"]), number(one["stopTime"])
    if first is None or last is None:
        raise UnreadableTime("no time")
    start, end = from_epoch(first, zone), from_epoch(last, zone)
    kind = int(one["activityId"])
    label = WORDS.get(kind, f"activity {kind}")
    minutes = (end.ms - start.ms) / 60_000
    kept.add("workout", start, minutes, end=end, line=place, label=label)
    _put(kept, "distance_total", one.get("totalDistance"), start, end, place, unit="m")


def _sleep(kept: Collector, one: One, place: int, zone: Zone) -> None:
    start, end = moment(one["BedtimeStart"], zone), moment(one["BedtimeEnd"], zone)
    if end.ms <= start.ms:
        raise UnreadableTime("ends before it starts")
    kept.stage("sleep_stage", start, "asleep", end=end, line=place)
    for field, signal in SUMS.items():
        _put(kept, signal, one.get(field), start, end, place, unit="s")
    if not one.get("IsNap"):
        _put(kept, "sleep_score", one.get("SleepQualityScore"), start, end, place)


_KINDS: Final[Sequence[tuple[str, Callable[[Collector, One, int, Zone], None]]]] = (
    ("BedtimeStart", _sleep),
    ("workoutId", _workout),
)
"""A field -> what a record is that has it."""


def _documents(names: Sequence[str]) -> list[str]:
    return [name for name in names if name.lower().endswith(".json")]
