"""Garmin Connect's records: sleep, pulse, stress, HRV, days, weight, activities.

Here: fields and signals. Times in GMT stand beside local ones, which tell the offset. HRV here is
RMSSD (Garmin's "HRV status"), never SDNN.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final
from zoneinfo import ZoneInfo

from evenkeel.importers.contract import Reason
from evenkeel.importers.garmin_connect import health_api
from evenkeel.importers.reading import (
    Collector,
    Moment,
    UnreadableTime,
    from_epoch,
    moment,
    number,
)

LEVELS: Final = {0: "deep", 1: "light", 2: "rem", 3: "awake"}
"""`activityLevel` of `sleepLevels`."""
SUMS: Final = {
    "sleepTimeSeconds": "sleep_minutes",
    "lightSleepSeconds": "sleep_minutes_light",
    "deepSleepSeconds": "sleep_minutes_deep",
    "remSleepSeconds": "sleep_minutes_rem",
    "awakeSleepSeconds": "sleep_minutes_awake",
}
DAY: Final[Mapping[str, tuple[str, str]]] = {
    "totalSteps": ("steps", "count"),
    "totalDistance": ("distance_total", "m"),
    "totalDistanceMeters": ("distance_total", "m"),
    "activeKilocalories": ("active_energy", "kcal"),
    "bmrKilocalories": ("basal_energy", "kcal"),
    "floorsAscendedInMeters": ("floors_climbed_metres", "m"),
    "sedentarySeconds": ("sedentary_minutes", "s"),
    "moderateIntensityMinutes": ("moderate_minutes", "min"),
    "vigorousIntensityMinutes": ("vigorous_minutes", "min"),
    "restingHeartRate": ("resting_heart_rate", "bpm"),
}
WINDOW_MS: Final = 300_000
"""An HRV reading is of the five minutes before it."""
_DAY_MS: Final = 86_400_000
_MINUTE_MS: Final = 60_000
Zone = ZoneInfo | None
One = Mapping[str, Any]


def _number(value: Any) -> float:
    found = number(value)
    if found is None:
        raise ValueError("no number")
    return found


def _text(value: Any) -> str:
    if not isinstance(value, str):
        raise UnreadableTime("no time")
    return value.removesuffix("Z")


def _clock(value: Any) -> int:
    """Milliseconds of a time written as text or as a count, zone aside."""
    if isinstance(value, int | float):
        return from_epoch(value).ms
    return moment(_text(value)).ms


def _east(one: One, gmt: str, local: str) -> int | None:
    """Minutes between a record's GMT and local time; None where they do not say."""
    if one.get(gmt) is None or one.get(local) is None:
        return None
    minutes = (_clock(one[local]) - _clock(one[gmt])) / _MINUTE_MS
    return round(minutes) if abs(minutes) <= 15 * 60 else None


def _at(ms: float, east: int | None, zone: Zone) -> Moment:
    return from_epoch(ms, zone) if east is None else Moment(from_epoch(ms).ms, east)


def _day(one: One, zone: Zone, field: str = "calendarDate") -> tuple[Moment, Moment]:
    start = moment(_text(one[field]), zone)
    return start, Moment(start.ms + _DAY_MS, start.offset)


def sleep(kept: Collector, one: One, place: int, zone: Zone) -> None:
    """A night: stages where `sleepLevels` tells them, else one stretch and Garmin's sums."""
    night = one["dailySleepDTO"]
    if not night or night.get("sleepStartTimestampGMT") is None:
        return kept.skip("nights without sleep")
    east = _east(night, "sleepStartTimestampGMT", "sleepStartTimestampLocal")
    start, end = (
        _at(_number(night[f"sleep{x}TimestampGMT"]), east, zone) for x in ("Start", "End")
    )
    if end.ms <= start.ms:
        raise UnreadableTime("ends before it starts")
    levels = one.get("sleepLevels") or []
    for level in levels:
        first, last = (_at(_clock(level[f"{x}GMT"]), east, zone) for x in ("start", "end"))
        stage = LEVELS.get(round(_number(level["activityLevel"])), "")
        kept.stage("sleep_stage", first, stage, end=last, line=place)
    if not levels:
        kept.stage("sleep_stage", start, "asleep", end=end, line=place)
        for field, signal in SUMS.items():
            if night.get(field) is not None:
                kept.add(signal, start, _number(night[field]), end=end, unit="s", line=place)
    scores = night.get("sleepScores") or {}
    for signal, value in (
        ("respiratory_rate", night.get("averageRespirationValue")),
        ("oxygen_saturation", night.get("averageSpO2Value")),
        ("sleep_score", (scores.get("overall") or {}).get("value")),
        ("sleep_need", (night.get("sleepNeed") or {}).get("actual")),
    ):
        if value is not None:
            kept.add(signal, start, _number(value), end=end, line=place)
    return None


def pulse(kept: Collector, one: One, place: int, zone: Zone) -> None:
    """A day's pulse, every two minutes."""
    if one.get("restingHeartRate"):
        start, end = _day(one, zone)
        kept.add("resting_heart_rate", start, _number(one["restingHeartRate"]), end=end, line=place)
    east = _east(one, "startTimestampGMT", "startTimestampLocal")
    for ms, value in one["heartRateValues"] or []:
        if value is not None:
            kept.add("heart_rate", _at(ms, east, zone), _number(value), line=place)


def stress(kept: Collector, one: One, place: int, zone: Zone) -> None:
    """A day's stress and Body Battery. Below zero: the watch could not tell."""
    east = _east(one, "startTimestampGMT", "startTimestampLocal")
    for ms, value in one.get("stressValuesArray") or []:
        if value is None or value < 0:
            kept.skip("stress that could not be measured")
        else:
            kept.add("stress_score", _at(ms, east, zone), _number(value), line=place)
    for reading in one.get("bodyBatteryValuesArray") or []:
        if reading[2] is not None:
            kept.add("energy_reserve", _at(reading[0], east, zone), _number(reading[2]), line=place)


def night_hrv(kept: Collector, one: One, place: int, zone: Zone) -> None:
    """One night, every five minutes; the mean is left out, it would count twice."""
    readings = one.get("hrvReadings") or []
    for reading in readings:
        east = _east(reading, "readingTimeGMT", "readingTimeLocal")
        end = _at(_clock(reading["readingTimeGMT"]), east, zone)
        start = Moment(end.ms - WINDOW_MS, end.offset)
        kept.add("hrv_rmssd", start, _number(reading["hrvValue"]), end=end, line=place)
    if not readings:
        mean_hrv(kept, one["hrvSummary"], place, zone)


def mean_hrv(kept: Collector, one: One, place: int, zone: Zone) -> None:
    """A night's mean, by its day."""
    start, end = _day(one, zone)
    if one["lastNightAvg"] is not None:
        kept.add("hrv_rmssd", start, _number(one["lastNightAvg"]), end=end, line=place)


def day(kept: Collector, one: One, place: int, zone: Zone) -> None:
    """A day's sums."""
    east = _east(one, "wellnessStartTimeGmt", "wellnessStartTimeLocal")
    start, end = _day(one, zone)
    if east is not None:
        start = Moment(_clock(one["wellnessStartTimeGmt"]), east)
        end = Moment(_clock(one["wellnessEndTimeGmt"]), east)
    for field, (signal, unit) in DAY.items():
        if one.get(field) is not None:
            kept.add(signal, start, _number(one[field]), end=end, unit=unit, line=place)


def intensity(kept: Collector, one: One, place: int, zone: Zone) -> None:
    """Minutes of a day. Weeks look the same but for their length: they are not told apart."""
    start, end = _day(one, zone)
    for field, signal in (
        ("moderateValue", "moderate_minutes"),
        ("vigorousValue", "vigorous_minutes"),
    ):
        if one.get(field) is not None:
            kept.add(signal, start, _number(one[field]), end=end, line=place)


def stress_mean(kept: Collector, one: One, place: int, zone: Zone) -> None:
    """A day's mean stress, by its day."""
    level = one["values"]["overallStressLevel"]
    if level is None or level < 0:
        return kept.skip("stress that could not be measured")
    return kept.add("stress_score", _day(one, zone)[0], _number(level), line=place)


def readiness(kept: Collector, one: One, place: int, zone: Zone) -> None:
    """Training readiness, as it stood at a time; kept for that instant."""
    east = _east(one, "timestamp", "timestampLocal")
    at = _at(_clock(one["timestamp"]), east, zone)
    if one.get("score") is not None:
        kept.add("recovery_score", at, _number(one["score"]), end=at, line=place)


def weight(kept: Collector, one: One, place: int, zone: Zone) -> None:
    """A weighing, in grams; a frame of nulls where there was none."""
    if one.get("timestampGMT") is None:
        return
    east = _east(one, "timestampGMT", "date")
    at = _at(_number(one["timestampGMT"]), east, zone)
    if one["weight"] is not None:
        kept.add("weight", at, _number(one["weight"]) / 1000, line=place)
    for field, signal in (("bmi", "bmi"), ("bodyFat", "body_fat")):
        if one.get(field) is not None:
            kept.add(signal, at, round(_number(one[field]), 3), line=place)


def weighings(kept: Collector, one: One, place: int, zone: Zone) -> None:
    """A day's weighings; `latestWeight` repeats one of them."""
    for single in one.get("allWeightMetrics", one.get("dateWeightList")) or []:
        weight(kept, single, place, zone)


def _weeks(kept: Collector, one: One, place: int, zone: Zone) -> None:
    kept.skip("means of weeks")


def _events(kept: Collector, one: One, place: int, zone: Zone) -> None:
    """Body Battery events carry the same two series."""
    kind = one["event"].get("eventType") if isinstance(one["event"], dict) else None
    if kind is None:
        return kept.broken(place, Reason.SHAPE)
    offset = one["event"].get("timezoneOffset")
    east = None if offset is None else round(_number(offset) / _MINUTE_MS)
    for ms, value in one.get("stressValuesArray") or []:
        if value is not None and value >= 0:
            kept.add("stress_score", _at(ms, east, zone), _number(value), line=place)
    for reading in one.get("bodyBatteryValuesArray") or []:
        if reading[2] is not None:
            kept.add("energy_reserve", _at(reading[0], east, zone), _number(reading[2]), line=place)
    return None


KINDS: Final[Sequence[tuple[str, Callable[[Collector, One, int, Zone], None]]]] = (
    ("weekly", _weeks),
    ("dailySleepDTO", sleep),
    ("heartRateValues", pulse),
    ("event", _events),
    ("stressValuesArray", stress),
    ("hrvReadings", night_hrv),
    ("hrvValues", health_api.timed),
    ("lastNightAvg", mean_hrv),
    ("recoveryTime", readiness),
    ("allWeightMetrics", weighings),
    ("dateWeightList", weighings),
    ("samplePk", weight),
    ("vigorousValue", intensity),
    ("totalSteps", day),
    ("startTimeInSeconds", health_api.timed),
    ("measurementTimeInSeconds", health_api.body),
    ("deep", health_api.levels),
    ("values", stress_mean),
    ("value", _weeks),
)
"""A field -> what a record is that has it, the surest first."""
