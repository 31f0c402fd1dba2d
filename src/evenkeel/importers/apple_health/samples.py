"""HealthKit samples as JSON, as apps and services hand them on.

Here: a list of objects with `type`, `value`, `unit`, `startDate`, `endDate` and `source`. Not here:
the Health app's own export (`mapper.py`). Types are Apple's identifiers; a workout's type is a word
and its figures stand under `values`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any, BinaryIO, Final

from evenkeel.importers.apple_health.kinds import KINDS, UNITLESS, Kind, word
from evenkeel.importers.contract import Item, Reason, Refused
from evenkeel.importers.reading import (
    Collector,
    Moment,
    UnreadableTime,
    json_document,
    moment,
)

_SIGN: Final = re.compile(rb'"HK\w+TypeIdentifier')
_APPLES: Final = re.compile(r"HK[A-Z]")
"""A type of Apple's; a workout's is a plain word."""
DISTANCES: Final = {
    "walking": "distance_on_foot",
    "running": "distance_on_foot",
    "hiking": "distance_on_foot",
    "cycling": "distance_cycling",
    "swimming": "distance_swimming",
}
_MINUTE_MS: Final = 60_000
One = Mapping[str, Any]


def is_samples(name: str, first: bytes) -> bool:
    """Whether a JSON file begins with HealthKit's samples."""
    return name.lower().endswith(".json") and bool(_SIGN.search(first))


def read_samples(stream: BinaryIO) -> Iterator[Item]:
    """Every sample of a type that is kept, and every workout."""
    document = json_document(stream)
    if not isinstance(document, list):
        raise Refused(Reason.NOT_THIS)
    kept = Collector("Apple Health")
    for place, one in enumerate(document, 1):
        with kept.row(place):
            _sample(kept, one, place)
        yield from kept.ready()
    yield from kept.finish()


def _sample(kept: Collector, one: One, place: int) -> None:
    name = str(one["type"])
    start, end = _at(one["startDate"]), _at(one.get("endDate") or one["startDate"])
    source = str((one.get("source") or {}).get("name", ""))[:60]
    kind = KINDS.get(name)
    if kind is not None:
        _value(kept, kind, one, start, end, place, source)
    elif not _APPLES.match(name):
        _workout(kept, one, start, end, place, source)
    else:
        kept.skip(name[:120])


def _value(
    kept: Collector, kind: Kind, one: One, start: Moment, end: Moment, place: int, source: str
) -> None:
    unit: str | None = None
    if kind.lasts:
        value = (end.ms - start.ms) / _MINUTE_MS
    elif kind.words:
        found = word(kind, str(one["value"]))
        if found is None:
            return kept.broken(place, Reason.WORDS)
        value = found
    else:
        value = _number(one["value"])
        unit = "fraction" if kind.percent_is_fraction else str(one.get("unit", ""))
        unit = UNITLESS.get(kind.signal, unit)
    return kept.add(kind.signal, start, value, end=end, unit=unit, line=place, source=source)


def _workout(
    kept: Collector, one: One, start: Moment, end: Moment, place: int, source: str
) -> None:
    figures = {str(figure["type"]): figure for figure in one.get("values") or []}
    label = str(one["type"])[:60].lower()
    length = figures.get("duration")
    minutes = _number(length["value"]) if length else (end.ms - start.ms) / _MINUTE_MS
    unit = str(length.get("unit", "s")) if length else "min"
    kept.add("workout", start, minutes, end=end, unit=unit, line=place, label=label, source=source)
    if "distance" in figures and label in DISTANCES:
        told = figures["distance"]
        value, written = _number(told["value"]), str(told.get("unit", "m"))
        kept.add(DISTANCES[label], start, value, end=end, unit=written, line=place, source=source)


def _at(text: Any) -> Moment:
    if not isinstance(text, str):
        raise UnreadableTime("no time")
    return moment(text.replace("Z", "+00:00").replace(" +", "+").replace(" -", "-"))


def _number(value: Any) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise ValueError("no number")
    return float(value)
