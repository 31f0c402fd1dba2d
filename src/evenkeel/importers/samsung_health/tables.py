"""What the columns of Samsung Health's tables mean.

Here: columns, units, codes. Times are written in UTC with the offset in a column of its own
("UTC+0200"); tables of days have the local day. Not here: opening files (`mapper.py`).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any, Final
from zoneinfo import ZoneInfo

from evenkeel.core.vocabulary import ZONE_UNKNOWN
from evenkeel.importers.reading import (
    Collector,
    Moment,
    UnreadableTime,
    from_epoch,
    moment,
    number,
)

STAGES: Final = {"40001": "awake", "40002": "light", "40003": "deep", "40004": "rem"}
SPORTS: Final = {
    "0": "own exercise",
    "1001": "walking",
    "1002": "running",
    "9002": "yoga",
    "11007": "cycling",
    "13001": "hiking",
    "14001": "swimming",
}
"""Codes of the Samsung Health SDK that are common; others are "exercise"."""
DISTANCE: Final = {
    "1001": "distance_on_foot",
    "1002": "distance_on_foot",
    "13001": "distance_on_foot",
    "11007": "distance_cycling",
    "14001": "distance_swimming",
}
DEVICES: Final = {"360001": "phone", "360003": "watch", "0": "all devices"}
"""`device_group` of the table of devices."""
MERGED: Final = "-2"
"""`source_type` of the row that joins all devices; the others repeat parts of it."""
DAY_MS: Final = 86_400_000
LAST_DAY: Final = 47_482
"""Days from 1970 to 2100."""
_OFFSET: Final = re.compile(r"UTC([+-])(\d\d):?(\d\d)")
Row = Mapping[str, str]


@dataclass(slots=True)
class Context:
    """What one export's tables share."""

    kept: Collector
    zone: ZoneInfo | None
    devices: dict[str, str] = field(default_factory=dict)
    staged: set[str] = field(default_factory=set)
    """Nights of which stages were read."""
    counted: set[int] = field(default_factory=set)
    """Days whose steps were read by the minute."""

    def source(self, row: Row) -> str:
        device = self.devices.get(row.get("deviceuuid", ""), "")
        return f"Samsung Health ({device})" if device else ""


def at(row: Row, column: str, zone: ZoneInfo | None) -> Moment:
    """A time of a row, with the row's own offset."""
    text = row[column]
    told = from_epoch(float(text)) if text.isdigit() else moment(f"{text}+00:00", zone)
    found = _OFFSET.fullmatch(row.get("time_offset", ""))
    if found is None:
        return told
    east = (int(found[2]) * 60 + int(found[3])) * (-1 if found[1] == "-" else 1)
    return Moment(told.ms, east)


def day(row: Row) -> tuple[Moment, Moment]:
    """A local day: `day_time` is its midnight, as text or counted as if the clock were UTC."""
    text = row["day_time"]
    start = moment(text[:10]) if not text.isdigit() else moment(_date(int(text)))
    return start, Moment(start.ms + DAY_MS, start.offset)


def _date(ms: int) -> str:
    days = ms // DAY_MS
    if not 0 < days < LAST_DAY:
        raise UnreadableTime("not a day")
    return (date(1970, 1, 1) + timedelta(days=days)).isoformat()


def _value(row: Row, column: str) -> float | None:
    """A number; none where Samsung writes nothing or its -1."""
    found = number(row.get(column))
    return None if found is None or found < 0 else found


def device(context: Context, row: Row, _document: Any, _line: int) -> None:
    kind = DEVICES.get(row.get("device_group", ""), "")
    name = row.get("name", "") or row.get("model", "")
    context.devices[row["deviceuuid"]] = kind or name[:60]


def _instant(signal: str, column: str, unit: str) -> Callable[[Context, Row, Any, int], None]:
    def take(context: Context, row: Row, _document: Any, line: int) -> None:
        value, start = _value(row, column), at(row, "start_time", context.zone)
        if value:
            end = at(row, "end_time", context.zone) if row.get("end_time") else start
            context.kept.add(signal, start, value, end=end, unit=unit, line=line)

    return take


def heart_rate(context: Context, row: Row, document: Any, line: int) -> None:
    """A reading; minute by minute where there is JSON beside it."""
    source = context.source(row)
    for one in document or []:
        start = _bin(context, row, one)
        context.kept.add("heart_rate", start, float(one["heart_rate"]), line=line, source=source)
    value = _value(row, "heart_rate")
    if value and not document:
        start = at(row, "start_time", context.zone)
        context.kept.add("heart_rate", start, value, line=line, source=source)


def _bin(context: Context, row: Row, one: Mapping[str, Any], column: str = "start_time") -> Moment:
    """A time in milliseconds, with the offset of the row that the JSON belongs to."""
    told = from_epoch(float(one[column]), context.zone)
    found = _OFFSET.fullmatch(row.get("time_offset", ""))
    if found is None or told.offset != ZONE_UNKNOWN:
        return told
    east = (int(found[2]) * 60 + int(found[3])) * (-1 if found[1] == "-" else 1)
    return Moment(told.ms, east)


def hrv(context: Context, row: Row, document: Any, line: int) -> None:
    """RMSSD and SDNN of some minutes: two signals."""
    for one in document or []:
        start, end = _bin(context, row, one), _bin(context, row, one, "end_time")
        for column, signal in (("rmssd", "hrv_rmssd"), ("sdnn", "hrv_sdnn")):
            if one.get(column):
                context.kept.add(signal, start, float(one[column]), end=end, line=line)
    if not document:
        context.kept.skip("hrv without its JSON")


def stress(context: Context, row: Row, document: Any, line: int) -> None:
    """Samsung's own score; 0 is a reading that failed."""
    for one in document or []:
        if one.get("score"):
            start = _bin(context, row, one)
            context.kept.add("stress_score", start, float(one["score"]), line=line)
    value = _value(row, "score")
    if value and not document:
        context.kept.add("stress_score", at(row, "start_time", context.zone), value, line=line)
    elif not value and not document:
        context.kept.skip("stress that could not be measured")


def stage(context: Context, row: Row, _document: Any, line: int) -> None:
    start, end = at(row, "start_time", context.zone), at(row, "end_time", context.zone)
    context.kept.stage("sleep_stage", start, STAGES.get(row["stage"], ""), end=end, line=line)
    context.staged.add(row["sleep_id"])


def sleep(context: Context, row: Row, _document: Any, line: int) -> None:
    """One stretch of sleep, unless its stages were read; and Samsung's score."""
    start, end = at(row, "start_time", context.zone), at(row, "end_time", context.zone)
    if row["datauuid"] not in context.staged:
        context.kept.stage("sleep_stage", start, "asleep", end=end, line=line)
    score = _value(row, "sleep_score")
    if score:
        context.kept.add("sleep_score", start, score, end=end, line=line)


def steps(context: Context, row: Row, _document: Any, line: int) -> None:
    start, end = at(row, "start_time", context.zone), at(row, "end_time", context.zone)
    source = context.source(row)
    for column, signal in (("count", "steps"), ("distance", "distance_on_foot")):
        value = _value(row, column)
        if value is not None:
            context.kept.add(signal, start, value, end=end, line=line, source=source)
    context.counted.add((start.ms + start.offset * 60_000) // DAY_MS)


def steps_of_day(context: Context, row: Row, _document: Any, line: int) -> None:
    """A day's sum over all devices, where there are no minutes of that day."""
    if row.get("source_type", MERGED) != MERGED:
        return context.kept.skip("step_daily_trend of one device")
    start, end = day(row)
    if start.ms // DAY_MS in context.counted:
        return context.kept.skip("sums of days that were read by the minute")
    for column, signal in (("count", "steps"), ("distance", "distance_on_foot")):
        value = _value(row, column)
        if value is not None:
            context.kept.add(signal, start, value, end=end, line=line)
    return None


def energy(context: Context, row: Row, _document: Any, line: int) -> None:
    start, end = day(row)
    for column, signal in (("rest_calorie", "basal_energy"), ("active_calorie", "active_energy")):
        value = _value(row, column)
        if value:
            context.kept.add(signal, start, value, end=end, line=line)


def vitality(context: Context, row: Row, _document: Any, line: int) -> None:
    value, (start, end) = _value(row, "total_score"), day(row)
    if value:
        context.kept.add("recovery_score", start, value, end=end, line=line)


def exercise(context: Context, row: Row, _document: Any, line: int) -> None:
    start, end = at(row, "start_time", context.zone), at(row, "end_time", context.zone)
    minutes = (_value(row, "duration") or end.ms - start.ms) / 60_000
    kind = row.get("exercise_type", "").removesuffix(".0")
    label = SPORTS.get(kind, "exercise")
    context.kept.add("workout", start, minutes, end=end, line=line, label=label)
    distance = _value(row, "distance")
    if distance and kind in DISTANCE and DISTANCE[kind] != "distance_on_foot":
        context.kept.add(DISTANCE[kind], start, distance, end=end, line=line)


def weight(context: Context, row: Row, _document: Any, line: int) -> None:
    start = at(row, "start_time", context.zone)
    for column, signal in (("weight", "weight"), ("body_fat", "body_fat")):
        value = _value(row, column)
        if value:
            context.kept.add(signal, start, value, line=line)


def pressure(context: Context, row: Row, _document: Any, line: int) -> None:
    start = at(row, "start_time", context.zone)
    for column in ("systolic", "diastolic"):
        value = _value(row, column)
        if value:
            context.kept.add(f"blood_pressure_{column}", start, value, line=line)


_S: Final = "com.samsung.shealth."
_H: Final = "com.samsung.health."
HANDLERS: Final[Mapping[str, Callable[[Context, Row, Any, int], None]]] = {
    _H + "device_profile": device,
    _H + "sleep_stage": stage,
    _S + "sleep": sleep,
    _S + "tracker.heart_rate": heart_rate,
    _H + "hrv": hrv,
    _S + "stress": stress,
    _S + "tracker.oxygen_saturation": _instant("oxygen_saturation", "spo2", "%"),
    _H + "respiratory_rate": _instant("respiratory_rate", "average", "/min"),
    _H + "skin_temperature": _instant("skin_temperature", "temperature", "Cel"),
    _H + "body_temperature": _instant("body_temperature", "temperature", "Cel"),
    _S + "tracker.pedometer_step_count": steps,
    _S + "step_daily_trend": steps_of_day,
    _H + "floors_climbed": _instant("flights_climbed", "floor", "count"),
    _S + "calories_burned.details": energy,
    _S + "vitality_score": vitality,
    _S + "exercise": exercise,
    _H + "weight": weight,
    _S + "blood_pressure": pressure,
    _H + "blood_pressure": pressure,
    _H + "water_intake": _instant("water", "amount", "mL"),
    _H + "caffeine_intake": _instant("caffeine", "amount", "mg"),
}
"""Table -> what its rows become, in the order in which they are read."""
ORDER: Final = tuple(HANDLERS)
