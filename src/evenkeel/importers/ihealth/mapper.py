"""iHealth: answers of its API, one list a kind.

Here: lists, fields and units. `MDate` is the wall's clock written as a count of seconds, with its
offset beside it in `TimeZone`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, Final

from evenkeel.importers.contract import Choices, Head, Item, Reason, Refused, Source
from evenkeel.importers.reading import (
    Collector,
    Moment,
    UnreadableTime,
    from_epoch,
    json_document,
    number,
)

LISTS: Final = (
    "ARDataList", "BPDataList", "BGDataList", "BODataList", "SRDataList", "SPORTDataList",
    "WeightDataList",
)  # fmt: skip
WEIGHT_UNITS: Final = {0: "kg", 1: "lb", 2: "st"}
GLUCOSE_UNITS: Final = {0: "mg/dL", 1: "mmol/L"}
PRESSURE_UNITS: Final = {0: "mmHg", 1: "kPa"}
_OFFSET: Final = re.compile(r"([+-])(\d\d):?(\d\d)")


def recognise(names: Sequence[str], head: Head) -> float:
    """By the names of its lists, which may stand at the end: then by its paging."""
    if len(names) != 1 or not names[0].lower().endswith(".json"):
        return 0.0
    first = head(names[0])
    if any(f'"{one}"'.encode() in first for one in LISTS):
        return 0.85
    return 0.7 if b'"CurrentRecordCount"' in first and b'"PrevPageUrl"' in first else 0.0


def read(source: Source, choices: Choices) -> Iterator[Item]:
    """Every record of the answer."""
    name = source.names[0]
    document = json_document(source.open(name))
    if not isinstance(document, dict) or not any(one in document for one in LISTS):
        raise Refused(Reason.NOT_THIS)
    kept = Collector("iHealth", part=name)
    for key, take in _TAKE.items():
        found = document.get(key, [])
        for place, one in enumerate(found if isinstance(found, list) else [], 1):
            with kept.row(place):
                take(kept, one, document, place)
            yield from kept.ready()
    yield from kept.finish()


def _put(
    kept: Collector, signal: str, one: Any, field: str, place: int, unit: str | None = None
) -> None:
    """A measurement; iHealth writes 0 for none."""
    value = number(one.get(field))
    if value:
        kept.add(signal, _at(one), round(value, 6), unit=unit, line=place)


def _at(one: Mapping[str, Any], field: str = "MDate") -> Moment:
    clock, found = number(one[field]), _OFFSET.fullmatch(str(one.get("TimeZone", "")))
    if clock is None:
        raise UnreadableTime("no time")
    at = from_epoch(clock)
    if found is None:
        return at
    east = (int(found[2]) * 60 + int(found[3])) * (-1 if found[1] == "-" else 1)
    return Moment(at.ms - east * 60_000, east)


def _weight(kept: Collector, one: Any, document: Any, place: int) -> None:
    _put(kept, "weight", one, "WeightValue", place, WEIGHT_UNITS[document["WeightUnit"]])
    _put(kept, "bmi", one, "BMI", place)
    _put(kept, "body_fat", one, "FatValue", place)


def _pressure(kept: Collector, one: Any, document: Any, place: int) -> None:
    unit = PRESSURE_UNITS[document["BPUnit"]]
    _put(kept, "blood_pressure_systolic", one, "HP", place, unit)
    _put(kept, "blood_pressure_diastolic", one, "LP", place, unit)
    _put(kept, "heart_rate", one, "HR", place)


def _glucose(kept: Collector, one: Any, document: Any, place: int) -> None:
    _put(kept, "blood_glucose", one, "BG", place, GLUCOSE_UNITS[document["BGUnit"]])


def _oxygen(kept: Collector, one: Any, document: Any, place: int) -> None:
    _put(kept, "oxygen_saturation", one, "BO", place)
    _put(kept, "heart_rate", one, "HR", place)


def _day(kept: Collector, one: Any, document: Any, place: int) -> None:
    """Steps since midnight, as they stood at `MDate`."""
    at, steps = _at(one), number(one["Steps"])
    east = at.offset * 60_000 if abs(at.offset) < 24 * 60 else 0
    midnight = (at.ms + east) // 86_400_000 * 86_400_000 - east
    if steps:
        start = Moment(midnight, at.offset)
        end = Moment(midnight + 86_400_000, at.offset)
        kept.add("steps", start, steps, end=end, line=place)


def _sleep(kept: Collector, one: Any, document: Any, place: int) -> None:
    start, end = _at(one, "StartTime"), _at(one, "EndTime")
    if end.ms < start.ms:
        raise UnreadableTime("ends before it starts")
    kept.stage("sleep_stage", start, "asleep", end=end, line=place)
    minutes = number(one.get("HoursSlept"))
    if minutes:
        kept.add("sleep_minutes", start, minutes, end=end, line=place)
    if one.get("Awaken") is not None:
        kept.add("awakenings", start, float(one["Awaken"]), end=end, line=place)


def _sport(kept: Collector, one: Any, document: Any, place: int) -> None:
    start, end = _at(one, "SportStartTime"), _at(one, "SportEndTime")
    label = str(one.get("SportName", "")).lower()[:40]
    kept.add("workout", start, (end.ms - start.ms) / 60_000, end=end, line=place, label=label)


_TAKE: Final[Mapping[str, Callable[[Collector, Any, Any, int], None]]] = {
    "WeightDataList": _weight,
    "BPDataList": _pressure,
    "BGDataList": _glucose,
    "BODataList": _oxygen,
    "ARDataList": _day,
    "SRDataList": _sleep,
    "SPORTDataList": _sport,
}
