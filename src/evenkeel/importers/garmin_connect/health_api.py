"""Garmin's Health API: days, nights, HRV, weighings, activities, each with seconds and an offset.

Here: records whose times are `startTimeInSeconds` and the like. Not here: Garmin Connect's own
services (`records.py`).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final
from zoneinfo import ZoneInfo

from evenkeel.importers.contract import Reason
from evenkeel.importers.reading import Collector, Moment, UnreadableTime, from_epoch, number

STAGES: Final = ("deep", "light", "rem", "awake")
DAY: Final[Mapping[str, tuple[str, str]]] = {
    "steps": ("steps", "count"),
    "distanceInMeters": ("distance_total", "m"),
    "activeKilocalories": ("active_energy", "kcal"),
    "bmrKilocalories": ("basal_energy", "kcal"),
    "restingHeartRateInBeatsPerMinute": ("resting_heart_rate", "bpm"),
}
WINDOW_MS: Final = 300_000
Zone = ZoneInfo | None
One = Mapping[str, Any]


def _need(value: Any) -> float:
    found = number(value)
    if found is None:
        raise ValueError("no number")
    return found


def _at(one: One, key: str, zone: Zone, *, offset: Any = None) -> Moment:
    try:
        seconds = _need(one[key])
    except ValueError as error:
        raise UnreadableTime("no count") from error
    if offset is None:
        return from_epoch(seconds * 1000, zone)
    return Moment(from_epoch(seconds * 1000).ms, round(_need(offset) / 60))


def timed(kept: Collector, one: One, place: int, zone: Zone) -> None:
    """Anything with a start and a length: an activity, a night, a night's HRV, or a day."""
    start = _at(one, "startTimeInSeconds", zone, offset=one.get("startTimeOffsetInSeconds"))
    length = _need(one["durationInSeconds"])
    end = Moment(start.ms + round(length * 1000), start.offset)
    if "activityId" in one:
        label = str(one["activityType"]).lower().replace("_", " ")
        kept.add("workout", start, length / 60, end=end, line=place, label=label)
    elif "hrvValues" in one:
        for shift, value in (one["hrvValues"] or {}).items():
            last = Moment(start.ms + int(shift) * 1000, start.offset)
            first = Moment(last.ms - WINDOW_MS, start.offset)
            kept.add("hrv_rmssd", first, _need(value), end=last, line=place)
    elif "validation" in one:
        stages = one.get("sleepLevelsMap")
        if stages:
            levels(kept, stages, place, zone, offset=one.get("startTimeOffsetInSeconds"))
        else:
            kept.stage("sleep_stage", start, "asleep", end=end, line=place)
    elif "steps" in one:
        _day(kept, one, start, end, place)
    else:
        kept.skip("records of another kind")


def _day(kept: Collector, one: One, start: Moment, end: Moment, place: int) -> None:
    for field, (signal, unit) in DAY.items():
        if one.get(field) is not None:
            kept.add(signal, start, _need(one[field]), end=end, unit=unit, line=place)
    for shift, value in (one.get("timeOffsetHeartRateSamples") or {}).items():
        at = Moment(start.ms + int(shift) * 1000, start.offset)
        kept.add("heart_rate", at, _need(value), line=place)


def levels(kept: Collector, one: One, place: int, zone: Zone, *, offset: Any = None) -> None:
    """Stages by name, each a list of stretches. Other names are counted as words not known."""
    for stage, stretches in one.items():
        if not isinstance(stretches, list):
            continue
        for stretch in stretches:
            try:
                first = _at(stretch, "startTimeInSeconds", zone, offset=offset)
                last = _at(stretch, "endTimeInSeconds", zone, offset=offset)
            except UnreadableTime:
                kept.broken(place, Reason.TIME)
                continue
            name = stage if stage in STAGES else ""
            kept.stage("sleep_stage", first, name, end=last, line=place)


def body(kept: Collector, one: One, place: int, zone: Zone) -> None:
    """A weighing, in grams."""
    offset = one.get("measurementTimeOffsetInSeconds")
    at = _at(one, "measurementTimeInSeconds", zone, offset=offset)
    for field, signal, factor in (
        ("weightInGrams", "weight", 1000.0),
        ("bodyFatInPercent", "body_fat", 1.0),
        ("bodyMassIndex", "bmi", 1.0),
    ):
        if one.get(field) is not None:
            kept.add(signal, at, _need(one[field]) / factor, line=place)
