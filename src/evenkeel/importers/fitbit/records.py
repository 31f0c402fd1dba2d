"""Fitbit's JSON: Takeout's lists and the Web API's answers.

Here: one document of a kind. Pulse, steps and the like are in UTC; sleep and weight are on the
wall's clock. Not here: CSV (`tables.py`).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any, Final
from zoneinfo import ZoneInfo

from evenkeel.importers.contract import Reason
from evenkeel.importers.reading import Collector, Moment, UnreadableTime, moment, number
from evenkeel.importers.reading.times import from_datetime

LEVELS: Final[Mapping[str, str]] = {
    **{"deep": "deep", "light": "light", "rem": "rem", "asleep": "asleep"},
    **{"wake": "awake", "awake": "awake", "restless": "awake", "unknown": ""},
}
"""Fitbit counts restless minutes as awake."""
_MINUTE_MS: Final = 60_000
_DAY_MS: Final = 86_400_000
_US: Final = re.compile(r"(\d\d)/(\d\d)/(\d\d) (\d\d):(\d\d):(\d\d)")
Zone = ZoneInfo | None


def take(kept: Collector, kind: str, document: Any, zone: Zone) -> None:
    """Everything in one document; rows are counted by their place in their list."""
    if isinstance(document, list):
        take_one = LISTS.get(kind, _workout)
        for place, one in enumerate(document, 1):
            with kept.row(place):
                take_one(kept, one, place, zone)
        return None
    if not isinstance(document, dict):
        return kept.broken(0, Reason.SHAPE)
    for place, one in enumerate(_list(document, "sleep"), 1):
        with kept.row(place):
            _sleep(kept, one, place, zone)
    for place, one in enumerate(_list(document, "weight"), 1):
        with kept.row(place):
            _weight(kept, one, place, zone)
    for place, one in enumerate(_list(document, "activities"), 1):
        with kept.row(place):
            _workout(kept, one, place, zone)
    for what, signal in (("steps", "steps"), ("heart", "heart_rate")):
        _intraday(kept, document, what, signal, zone)
    if "summary" in document and "activities" in document:
        kept.skip("summary (the answer does not say of which day)")
    return None


def _list(document: Mapping[str, Any], key: str) -> list[Any]:
    found = document.get(key, [])
    return found if isinstance(found, list) else []


def _number(value: Any) -> float:
    found = number(value)
    if found is None:
        raise ValueError("no number")
    return found


@lru_cache(maxsize=64)
def _day(month: str, day: str, year: str) -> datetime:
    return datetime(2000 + int(year), int(month), int(day), tzinfo=UTC)


def _utc(text: str, zone: Zone) -> Moment:
    """ "03/04/26 07:10:05", always month first and UTC."""
    found = _US.fullmatch(text)
    if found is None:
        raise UnreadableTime("not Takeout's time")
    month, day, year, hour, minute, second = found.groups()
    try:
        at = _day(month, day, year).replace(hour=int(hour), minute=int(minute), second=int(second))
    except ValueError as error:
        raise UnreadableTime("no such time") from error
    return from_datetime(at, zone)


def _pulse(kept: Collector, one: Any, place: int, zone: Zone) -> None:
    value = one["value"]
    if value["confidence"] == 0:
        return kept.skip("pulse without contact (confidence 0)")
    return kept.add("heart_rate", _utc(one["dateTime"], zone), _number(value["bpm"]), line=place)


def _minute(signal: str, unit: str) -> Callable[[Collector, Any, int, Zone], None]:
    def take_one(kept: Collector, one: Any, place: int, zone: Zone) -> None:
        at, value = _utc(one["dateTime"], zone), _number(one["value"])
        if value:
            end = Moment(at.ms + _MINUTE_MS, at.offset)
            kept.add(signal, at, value, end=end, unit=unit, line=place)

    return take_one


def _resting(kept: Collector, one: Any, place: int, zone: Zone) -> None:
    day, value = one["value"]["date"], one["value"]["value"]
    if day is None or not value:
        return None
    at = moment(day, zone, form="%m/%d/%y")
    end = Moment(at.ms + _DAY_MS, at.offset)
    return kept.add("resting_heart_rate", at, round(_number(value), 2), end=end, line=place)


def _weight(kept: Collector, one: Any, place: int, zone: Zone) -> None:
    api = "-" in one["date"]
    at = moment(f"{one['date']} {one['time']}", zone, form="" if api else "%m/%d/%y %H:%M:%S")
    if api:
        kept.add("weight", at, _number(one["weight"]), unit="kg", line=place)
    else:
        kept.skip("weight (Takeout does not say whether in pounds or kilograms)")
    if one.get("bmi"):
        kept.add("bmi", at, _number(one["bmi"]), line=place)
    if one.get("fat"):
        kept.add("body_fat", at, _number(one["fat"]), line=place)


def _workout(kept: Collector, one: Any, place: int, zone: Zone) -> None:
    if "startDate" in one:
        if not one.get("hasStartTime", True):
            return kept.skip("activities without a time")
        at = moment(f"{one['startDate']} {one['startTime']}", zone)
    else:
        text = one["startTime"]
        at = _utc(text, zone) if _US.fullmatch(text) else moment(text, zone)
    length = _number(one["duration"])
    name = str(one.get("activityName") or one.get("name", "")).lower()
    end = Moment(at.ms + round(length), at.offset)
    return kept.add("workout", at, length / _MINUTE_MS, end=end, label=name, line=place)


def _sleep(kept: Collector, one: Any, place: int, zone: Zone) -> None:
    start = moment(one["startTime"], zone)
    end = moment(one["endTime"], zone) if "endTime" in one else None
    levels = one.get("levels")
    if levels is None and "minuteData" in one:
        return _old_sleep(kept, one, start, place)
    if end is not None:
        kept.stage("sleep_stage", start, "in_bed", end=end, line=place)
    short = [_stretch(part, zone) for part in levels.get("shortData", [])]
    for part in levels["data"]:
        stage = LEVELS.get(part["level"])
        if stage is None:
            kept.broken(place, Reason.WORDS)
            continue
        at, last = _stretch(part, zone)
        for begin, until in _without(at, last, short):
            if stage:
                kept.stage("sleep_stage", begin, stage, end=until, line=place)
    for at, last in short:
        kept.stage("sleep_stage", at, "awake", end=last, line=place)
    return None


def _old_sleep(kept: Collector, one: Any, start: Moment, place: int) -> None:
    """API 1.0: a value a minute, 1 asleep, 2 restless, 3 awake."""
    names = {"1": "asleep", "2": "awake", "3": "awake"}
    run, since = "", start
    for minute, part in enumerate([*one["minuteData"], {"value": ""}]):
        stage = names.get(str(part["value"]), "")
        if stage != run:
            at = Moment(start.ms + minute * _MINUTE_MS, start.offset)
            if run:
                kept.stage("sleep_stage", since, run, end=at, line=place)
            run, since = stage, at


def _stretch(part: Mapping[str, Any], zone: Zone) -> tuple[Moment, Moment]:
    at = moment(part["dateTime"], zone)
    return at, Moment(at.ms + round(_number(part["seconds"]) * 1000), at.offset)


def _without(
    at: Moment, last: Moment, short: list[tuple[Moment, Moment]]
) -> Iterator[tuple[Moment, Moment]]:
    """What is left of a stretch beside the short waking that Fitbit lays over it."""
    for begin, until in sorted(short):
        if begin.ms < last.ms and until.ms > at.ms:
            if begin.ms > at.ms:
                yield at, Moment(begin.ms, at.offset)
            at = Moment(max(at.ms, until.ms), at.offset)
    if at.ms < last.ms:
        yield at, last


def _intraday(
    kept: Collector, document: Mapping[str, Any], what: str, signal: str, zone: Zone
) -> None:
    days = _list(document, f"activities-{what}")
    fine = document.get(f"activities-{what}-intraday")
    if isinstance(fine, dict) and len(days) == 1:
        for place, one in enumerate(_list(fine, "dataset"), 1):
            with kept.row(place):
                _moment_of_day(days[0], what, signal, fine)(kept, one, place, zone)
        return
    for place, one in enumerate(days, 1):
        with kept.row(place):
            (_whole_day if what == "steps" else _heart_day)(kept, one, place, zone)


def _moment_of_day(
    day: Any, what: str, signal: str, fine: Mapping[str, Any]
) -> Callable[[Collector, Any, int, Zone], None]:
    minutes = fine.get("datasetInterval", 1) if fine.get("datasetType") != "second" else 0

    def take_one(kept: Collector, one: Any, place: int, zone: Zone) -> None:
        at = moment(f"{day['dateTime']} {one['time']}", zone)
        value = _number(one["value"])
        if value or what != "steps":
            end = Moment(at.ms + minutes * _MINUTE_MS, at.offset)
            kept.add(signal, at, value, end=end, line=place)

    return take_one


def _whole_day(kept: Collector, one: Any, place: int, zone: Zone) -> None:
    at = moment(one["dateTime"], zone)
    end = Moment(at.ms + _DAY_MS, at.offset)
    kept.add("steps", at, _number(one["value"]), end=end, line=place)


def _heart_day(kept: Collector, one: Any, place: int, zone: Zone) -> None:
    at = moment(one["dateTime"], zone)
    if one["value"].get("restingHeartRate"):
        end = Moment(at.ms + _DAY_MS, at.offset)
        value = _number(one["value"]["restingHeartRate"])
        kept.add("resting_heart_rate", at, value, end=end, line=place)


LISTS: Final[Mapping[str, Callable[[Collector, Any, int, Zone], None]]] = {
    "heart_rate": _pulse,
    "steps": _minute("steps", "count"),
    "distance": _minute("distance_total", "cm"),
    "calories": _minute("total_energy", "kcal"),
    "resting_heart_rate": _resting,
    "sleep": _sleep,
    "weight": _weight,
    "exercise": _workout,
}
"""Takeout's kinds of file, by the beginning of their names."""
