"""Oura: the account's JSON and answers of API v2.

Here: records told apart by their fields, wherever they stand in the document. Oura's variability is
RMSSD (its own documentation), never SDNN. Not here: tags and notes that a member wrote.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import groupby
from typing import Any, Final
from zoneinfo import ZoneInfo

from evenkeel.importers.contract import Choices, Head, Item, Source
from evenkeel.importers.reading import (
    Collector,
    Moment,
    UnreadableTime,
    json_documents,
    moment,
    number,
)

PHASES: Final = {"1": "deep", "2": "light", "3": "rem", "4": "awake"}
"""`sleep_phase_5_min` (API v2) and `hypnogram_5min` (older): a digit every five minutes."""
SUMS: Final = {
    "total_sleep_duration": "sleep_minutes",
    "light_sleep_duration": "sleep_minutes_light",
    "deep_sleep_duration": "sleep_minutes_deep",
    "rem_sleep_duration": "sleep_minutes_rem",
    "awake_time": "sleep_minutes_awake",
}
"""Seconds; kept only where the file does not say when each stage was."""
DAY_SUMS: Final = {
    "steps": "steps",
    "active_calories": "active_energy",
    "total_calories": "total_energy",
    "score": "activity_score",
}
MINDFUL: Final = {"meditation", "breathing", "relaxation", "body_status"}
_FIVE_MINUTES_MS: Final = 300_000
_DAY_MS: Final = 86_400_000
_SIGNS: Final = re.compile(
    rb'"(?:bedtime_start|sleep_phase_5_min|temperature_deviation|equivalent_walking_distance'
    rb'|hypnogram_5min|spo2_percentage|restorative_time)"'
)
_PULSES: Final = re.compile(rb'\{"bpm":\d+,"source":"\w+","timestamp":"')
_MOST_DEEP: Final = 4
Zone = ZoneInfo | None


def recognise(names: Sequence[str], head: Head) -> float:
    """By fields that only Oura's records have."""
    return 0.85 if any(_is_oura(name, head) for name in _documents(names)) else 0.0


def read(source: Source, choices: Choices) -> Iterator[Item]:
    """Every record of every document."""
    kept = Collector("Oura")
    for document in json_documents(source, _documents(source.names), kept):
        for place, one in enumerate(_records(document), 1):
            _take(kept, one, place, choices.zone)
            yield from kept.ready()
    yield from kept.finish()


def _records(document: Any, deep: int = 0) -> Iterator[Mapping[str, Any]]:
    """Dictionaries in lists, wherever they are: `data`, the account's keys, or bare."""
    if isinstance(document, list):
        for one in document:
            if isinstance(one, dict):
                yield one
    elif isinstance(document, dict) and deep < _MOST_DEEP:
        if any(key in document for key in ("day", "bedtime_start", "timestamp")):
            yield document
            return
        for one in document.values():
            yield from _records(one, deep + 1)


def _take(kept: Collector, one: Mapping[str, Any], place: int, zone: Zone) -> None:
    handler = next((handle for sign, handle in _KINDS if sign in one), None)
    if handler is None:
        return kept.skip("records of another kind")
    with kept.row(place):
        handler(kept, one, place, zone)
    return None


def _sleep(kept: Collector, one: Mapping[str, Any], place: int, zone: Zone) -> None:
    start, end = moment(one["bedtime_start"], zone), moment(one["bedtime_end"], zone)
    if end.ms <= start.ms:
        raise UnreadableTime("ends before it starts")
    if one.get("type") == "deleted":
        return kept.skip("sleep that you deleted")
    kept.stage("sleep_stage", start, "in_bed", end=end, line=place)
    phases = one.get("sleep_phase_5_min") or one.get("hypnogram_5min")
    if phases:
        _phases(kept, phases, start, end, place)
    else:
        kept.stage("sleep_stage", start, "asleep", end=end, line=place)
        for field, signal in SUMS.items():
            _put(kept, signal, one.get(field), start, end, place, unit="s")
    if not _series(kept, one.get("hrv"), "hrv_rmssd", place, zone):
        _put(kept, "hrv_rmssd", one.get("average_hrv"), start, end, place)
    _series(kept, one.get("heart_rate"), "heart_rate", place, zone)
    _put(kept, "resting_heart_rate", one.get("lowest_heart_rate"), start, end, place)
    _put(kept, "respiratory_rate", one.get("average_breath"), start, end, place)
    return None


def _phases(kept: Collector, phases: str, start: Moment, end: Moment, place: int) -> None:
    at = start.ms
    for digit, run in groupby(phases):
        until = min(at + _FIVE_MINUTES_MS * len(list(run)), end.ms)
        stage = PHASES.get(digit, "")
        first, last = Moment(at, start.offset), Moment(until, start.offset)
        kept.stage("sleep_stage", first, stage, end=last, line=place)
        at = until


def _series(kept: Collector, series: Any, signal: str, place: int, zone: Zone) -> bool:
    """`{"interval": 300, "items": [null, 41], "timestamp": ...}`; whether it held anything."""
    if not isinstance(series, dict) or not any(series["items"]):
        return False
    start, step = moment(series["timestamp"], zone), round(float(series["interval"]) * 1000)
    for i, value in enumerate(series["items"]):
        at = Moment(start.ms + i * step, start.offset)
        _put(kept, signal, value, at, Moment(at.ms + step, at.offset), place)
    return True


def _readiness(kept: Collector, one: Mapping[str, Any], place: int, zone: Zone) -> None:
    start, end = _day(one, zone)
    _put(kept, "recovery_score", one.get("score"), start, end, place)
    deviation = one["temperature_deviation"]
    if deviation is not None:
        kept.add("skin_temperature_deviation", start, float(deviation), end=end, line=place)


def _activity(kept: Collector, one: Mapping[str, Any], place: int, zone: Zone) -> None:
    start, end = _day(one, zone)
    for field, signal in DAY_SUMS.items():
        _put(kept, signal, one.get(field), start, end, place)


def _sleep_score(kept: Collector, one: Mapping[str, Any], place: int, zone: Zone) -> None:
    if "deep_sleep" not in one["contributors"]:
        return kept.skip("records of another kind")
    start, end = _day(one, zone)
    return _put(kept, "sleep_score", one.get("score"), start, end, place)


def _oxygen(kept: Collector, one: Mapping[str, Any], place: int, zone: Zone) -> None:
    start, end = _day(one, zone)
    _put(
        kept, "oxygen_saturation", (one["spo2_percentage"] or {}).get("average"), start, end, place
    )


def _pulse(kept: Collector, one: Mapping[str, Any], place: int, zone: Zone) -> None:
    at = moment(one["timestamp"], zone)
    _put(kept, "heart_rate", one["bpm"], at, at, place)


def _timed(kept: Collector, one: Mapping[str, Any], place: int, zone: Zone) -> None:
    start, end = moment(one["start_datetime"], zone), moment(one["end_datetime"], zone)
    minutes = (end.ms - start.ms) / 60_000
    if "activity" in one:
        label = str(one["activity"]).replace("_", " ").lower()
        kept.add("workout", start, minutes, end=end, line=place, label=label)
    elif one.get("type") in MINDFUL:
        kept.add("mindful_minutes", start, minutes, end=end, line=place)
    else:
        kept.skip("sessions of another kind")


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
    """A value that is there; Oura writes null or 0 for none (and counts real noughts so too)."""
    found = number(value)
    if found:
        kept.add(signal, start, found, end=end, line=place, unit=unit)


def _day(one: Mapping[str, Any], zone: Zone) -> tuple[Moment, Moment]:
    start = moment(one["day"] if "day" in one else one["summary_date"], zone)
    return start, Moment(start.ms + _DAY_MS, start.offset)


_KINDS: Final[Sequence[tuple[str, Callable[..., None]]]] = (
    ("bedtime_start", _sleep),
    ("temperature_deviation", _readiness),
    ("equivalent_walking_distance", _activity),
    ("spo2_percentage", _oxygen),
    ("bpm", _pulse),
    ("start_datetime", _timed),
    ("contributors", _sleep_score),
)
"""A field -> what a record is that has it, the surest first."""


def _documents(names: Sequence[str]) -> list[str]:
    return [name for name in names if name.lower().endswith(".json")]


def _is_oura(name: str, head: Head) -> bool:
    first = head(name)
    return bool(_SIGNS.search(first) or _PULSES.search(re.sub(rb"\s", b"", first)))
