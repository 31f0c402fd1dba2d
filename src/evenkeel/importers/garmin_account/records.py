"""The JSON of Garmin's account export: days, nights, nightly health, activities.

Here: fields, units and what minutes have already told. `calendarDate` of a night is the day on
which it ends. HRV is RMSSD, never SDNN. Not here: which file is which (`mapper.py`).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final
from zoneinfo import ZoneInfo

from evenkeel.importers.reading import (
    Collector,
    Moment,
    UnreadableTime,
    from_epoch,
    moment,
    number,
)
from evenkeel.importers.reading.collecting import place_of

DAY_MS: Final = 86_400_000
MINUTE_MS: Final = 60_000
CM: Final = 0.01
DAY: Final[Mapping[str, tuple[str, str]]] = {
    "totalDistanceMeters": ("distance_total", "m"),
    "activeKilocalories": ("active_energy", "kcal"),
    "bmrKilocalories": ("basal_energy", "kcal"),
    "floorsAscendedInMeters": ("floors_climbed_metres", "m"),
    "moderateIntensityMinutes": ("moderate_minutes", "min"),
    "vigorousIntensityMinutes": ("vigorous_minutes", "min"),
    "restingHeartRate": ("resting_heart_rate", "bpm"),
}
SUMS: Final = {
    "deepSleepSeconds": "sleep_minutes_deep",
    "lightSleepSeconds": "sleep_minutes_light",
    "remSleepSeconds": "sleep_minutes_rem",
    "awakeSleepSeconds": "sleep_minutes_awake",
}
ASLEEP: Final = ("deepSleepSeconds", "lightSleepSeconds", "remSleepSeconds")
HEALTH: Final = {"RESPIRATION": "respiratory_rate", "SPO2": "oxygen_saturation"}
SPORTS: Final = {
    **dict.fromkeys(("running", "walking", "hiking", "trail_running"), "distance_on_foot"),
    **dict.fromkeys(("cycling", "indoor_cycling", "mountain_biking"), "distance_cycling"),
    **dict.fromkeys(("lap_swimming", "open_water_swimming"), "distance_swimming"),
}
Zone = ZoneInfo | None
One = Mapping[str, Any]
Told = Mapping[str, frozenset[int]]
"""By signal, the days (or minutes, for workouts) that FIT files have told."""


def _number(value: Any) -> float:
    found = number(value)
    if found is None:
        raise ValueError("no number")
    return found


def _day(one: One, zone: Zone) -> tuple[Moment, Moment]:
    text = one["calendarDate"]
    if isinstance(text, Mapping):  # some exports wrap it
        text = text["date"]
    start = moment(str(text)[:10], zone)
    return start, Moment(start.ms + DAY_MS, start.offset)


def _known(told: Told, signal: str, at: Moment, length: int = DAY_MS) -> bool:
    return place_of(at, length) in told.get(signal, ())


def day(kept: Collector, one: One, place: int, zone: Zone, told: Told) -> None:
    """A day's sums (`UDSFile`)."""
    start, end = _day(one, zone)
    if one.get("totalSteps") is not None and not _known(told, "steps", start):
        kept.add("steps", start, _number(one["totalSteps"]), end=end, line=place)
    for field, (signal, unit) in DAY.items():
        if one.get(field) is not None:
            kept.add(signal, start, _number(one[field]), end=end, unit=unit, line=place)
    if not _known(told, "stress_score", start):
        for part in (one.get("allDayStress") or {}).get("aggregatorList") or []:
            level = part.get("averageStressLevel")
            if part.get("type") == "TOTAL" and level is not None and level >= 0:
                kept.add("stress_score", start, _number(level), line=place)
    for stat in (one.get("bodyBattery") or {}).get("bodyBatteryStatList") or []:
        if stat.get("bodyBatteryStatType") == "HIGHEST" and stat.get("statsValue") is not None:
            kept.add("energy_reserve", start, _number(stat["statsValue"]), line=place)


def night(kept: Collector, one: One, place: int, zone: Zone, told: Told) -> None:
    """A night (`sleepData`): one stretch and its sums, unless FIT told its stages."""
    if one.get("sleepStartTimestampGMT") is None:
        return kept.skip("nights without sleep")
    start, end = _gmt(one["sleepStartTimestampGMT"], zone), _gmt(one["sleepEndTimestampGMT"], zone)
    if end.ms <= start.ms:
        raise UnreadableTime("ends before it starts")
    morning, _ = _day(one, zone)
    if not _known(told, "sleep_stage", morning):
        kept.stage("sleep_stage", start, "asleep", end=end, line=place)
        asleep = [one[field] for field in ASLEEP if one.get(field) is not None]
        if asleep:
            total = sum(_number(value) for value in asleep)
            kept.add("sleep_minutes", start, total, end=end, unit="s", line=place)
        for field, signal in SUMS.items():
            if one.get(field) is not None:
                kept.add(signal, start, _number(one[field]), end=end, unit="s", line=place)
    score = (one.get("sleepScores") or {}).get("overallScore")
    for signal, value in (
        ("sleep_score", score),
        ("respiratory_rate", one.get("averageRespiration")),
    ):
        if value is not None:
            kept.add(signal, start, _number(value), end=end, line=place)
    return None


def health(kept: Collector, one: One, place: int, zone: Zone, told: Told) -> None:
    """A night's figures (`healthStatusData`). A metric without a value was not measured."""
    start, end = _day(one, zone)
    for metric in one["metrics"]:
        kind, value = metric.get("type"), metric.get("value")
        if value is None:
            continue
        if kind == "HRV" and not _known(told, "hrv_rmssd", start):
            kept.add("hrv_rmssd", start, _number(value), end=end, line=place)
        elif kind in HEALTH:
            kept.add(HEALTH[kind], start, _number(value), end=end, line=place)


def activities(kept: Collector, one: One, place: int, zone: Zone, told: Told) -> None:
    """Activities (`summarizedActivities`): milliseconds and centimetres."""
    for single in one["summarizedActivitiesExport"]:
        gmt = from_epoch(_number(single.get("startTimeGmt", single.get("beginTimestamp"))), zone)
        local = single.get("startTimeLocal")
        start = gmt
        if local is not None and abs(_number(local) - gmt.ms) <= 15 * 3_600_000:
            start = Moment(gmt.ms, round((_number(local) - gmt.ms) / MINUTE_MS))
        minutes = _number(single["duration"]) / MINUTE_MS
        end = Moment(start.ms + round(minutes * MINUTE_MS), start.offset)
        if any(
            _known(told, "workout", Moment(end.ms + shift * MINUTE_MS, end.offset), MINUTE_MS)
            for shift in (-1, 0, 1)
        ):
            kept.skip("activities that a FIT file told")
            continue
        sport = str(single.get("activityType", ""))
        label = sport.replace("_", " ")[:60]
        kept.add("workout", start, minutes, end=end, line=place, label=label)
        if single.get("distance"):
            signal = SPORTS.get(sport, "distance_total")
            kept.add(signal, start, _number(single["distance"]) * CM, end=end, line=place)


def _gmt(text: Any, zone: Zone) -> Moment:
    if not isinstance(text, str):
        raise UnreadableTime("no time")
    return moment(f"{text.removesuffix('Z')}+00:00", zone)


Kind = Callable[[Collector, One, int, Zone, Told], None]
KINDS: Final[Mapping[str, Kind]] = {
    "UDSFile_": day,
    "_sleepData": night,
    "_healthStatusData": health,
    "summarizedActivities": activities,
}
"""A part of the file's name -> what one record in it becomes."""
