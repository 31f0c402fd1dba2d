"""Withings: answers of its API, and the CSV tables of its export.

Here: which is which, and the API's JSON. Not here: the CSV tables (`tables.py`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from evenkeel.importers.contract import Choices, Head, Item, Reason, Refused, Source
from evenkeel.importers.reading import (
    Collector,
    Moment,
    csv_rows,
    from_epoch,
    json_document,
    moment,
    number,
)
from evenkeel.importers.withings import tables

MEASURES: Final[Mapping[int, tuple[str, str]]] = {
    1: ("weight", "kg"),
    4: ("height", "m"),
    5: ("lean_mass", "kg"),
    6: ("body_fat", "%"),
    9: ("blood_pressure_diastolic", "mmHg"),
    10: ("blood_pressure_systolic", "mmHg"),
    11: ("heart_rate", "bpm"),
    12: ("body_temperature", "Cel"),
    54: ("oxygen_saturation", "%"),
    71: ("body_temperature", "Cel"),
    123: ("vo2_max", "mL/min/kg"),
}
"""Types of the API's `measure` service and their units."""
DAY: Final[Mapping[str, tuple[str, str]]] = {
    "steps": ("steps", "count"),
    "distance": ("distance_total", "m"),
    "calories": ("active_energy", "kcal"),
    "soft": ("light_minutes", "s"),
    "moderate": ("moderate_minutes", "s"),
    "intense": ("vigorous_minutes", "s"),
}
STATES: Final = {0: "awake", 1: "light", 2: "deep", 3: "rem"}
REAL: Final = 1
"""`category`: 1 measured, 2 a goal."""
SOMEBODY: Final = frozenset({1, 15})
"""`attrib`: the scale was not sure whose it was."""
_DAY_MS: Final = 86_400_000
_ANSWER: Final = re.compile(rb'"measuregrps"|"grpid"|"intense":|\{"status":0,"body":\{"series"')


def recognise(names: Sequence[str], head: Head) -> float:
    """By the API's fields, or a table's header; both in a ZIP or alone."""
    for name in names:
        lower = name.lower()
        if lower.endswith(".csv") and tables.kind(head(name)):
            return 0.85
        if lower.endswith(".json") and len(names) == 1:
            plain = re.sub(rb"\s", b"", head(name))
            return 0.85 if b'"body":{' in plain and _ANSWER.search(plain) else 0.0
    return 0.0


def read(source: Source, choices: Choices) -> Iterator[Item]:
    """Every table and answer that is known."""
    names = [
        name
        for name in source.names
        if name.lower().endswith(".json") or tables.kind(source.head(name))
    ]
    if not names:
        raise Refused(Reason.NOT_THIS)
    source.expect(names)
    kept = Collector("Withings")
    for name in names:
        kept.part = name
        if name.lower().endswith(".json"):
            _answer(kept, json_document(source.open(name)), choices.zone)
        else:
            kind = tables.kind(source.head(name))
            for line, cells in csv_rows(source.open(name)) if kind else ():
                tables.take(kept, kind, cells, line, choices.zone)
        yield from kept.ready()
    yield from kept.finish()


def _answer(kept: Collector, document: Any, zone: ZoneInfo | None) -> None:
    body = document.get("body") if isinstance(document, dict) else None
    if not isinstance(body, dict):
        raise Refused(Reason.NOT_THIS)
    clock = _zone(body.get("timezone")) or zone
    for key, take in (("measuregrps", _group), ("activities", _day), ("series", _stage)):
        found = body.get(key, [])
        for place, one in enumerate(found if isinstance(found, list) else [], 1):
            with kept.row(place):
                take(kept, one, place, clock)


def _group(kept: Collector, one: Any, place: int, zone: ZoneInfo | None) -> None:
    if one.get("category", REAL) != REAL:
        return kept.skip("goals")
    if one.get("attrib") in SOMEBODY:
        return kept.skip("weighings that may be somebody else's")
    at = from_epoch(_need(one["date"]), _zone(one.get("timezone")) or zone)
    for measure in one["measures"]:
        found = MEASURES.get(measure["type"])
        if found is None:
            kept.skip(f"measure of type {int(measure['type'])}")
            continue
        value = round(_need(measure["value"]) * 10.0 ** int(measure["unit"]), 6)
        kept.add(found[0], at, value, unit=found[1], line=place)
    return None


def _day(kept: Collector, one: Any, place: int, zone: ZoneInfo | None) -> None:
    start = moment(one["date"], _zone(one.get("timezone")) or zone)
    end = Moment(start.ms + _DAY_MS, start.offset)
    for field, (signal, unit) in DAY.items():
        if one.get(field) is not None:
            kept.add(signal, start, _need(one[field]), end=end, unit=unit, line=place)


def _stage(kept: Collector, one: Any, place: int, zone: ZoneInfo | None) -> None:
    if "state" not in one:
        return kept.skip("sleep summary")
    start, end = (from_epoch(_need(one[key]), zone) for key in ("startdate", "enddate"))
    stage = STATES.get(one["state"])
    if stage is None:
        return kept.broken(place, Reason.WORDS)
    return kept.stage("sleep_stage", start, stage, end=end, line=place)


def _need(value: Any) -> float:
    found = number(value)
    if found is None:
        raise ValueError("no number")
    return found


def _zone(name: Any) -> ZoneInfo | None:
    try:
        return ZoneInfo(name) if isinstance(name, str) and name else None
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return None
