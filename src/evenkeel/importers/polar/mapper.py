"""Polar: answers of AccessLink, and the copy of a Flow account.

Here: records told apart by their fields, and AccessLink's. Not here: the account's (`account.py`).
Polar's night variability is RMSSD (Nightly Recharge), never SDNN.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Any, Final

from evenkeel.importers.contract import Choices, Head, Item, Source
from evenkeel.importers.polar import account
from evenkeel.importers.reading import (
    Collector,
    Moment,
    UnreadableTime,
    moment,
)
from evenkeel.importers.reading.by_field import Kinds, One, Zone, json_names, put, read_records

STAGES: Final = {0: "awake", 1: "rem", 2: "light", 3: "light", 4: "deep"}
"""Values of a night's `hypnogram`; 5 is unknown."""
_DAY_MS: Final = 86_400_000
_SIGNS: Final = re.compile(
    rb'"(?:polar_user|polar-user|heart_rate_variability_avg|sleep_start_time|timeZoneOffset)"'
)
_LENGTH: Final = re.compile(r"P(?:T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+(?:\.\d+)?)S)?)?")


def recognise(names: Sequence[str], head: Head) -> float:
    """By the names of the account's files, or fields that only Polar's records have."""
    if any(account.FILES.search(name) for name in names):
        return 0.8
    known = (name for name in json_names(names) if _SIGNS.search(head(name)))
    return 0.8 if next(known, None) else 0.0


def read(source: Source, choices: Choices) -> Iterator[Item]:
    """Every record of every document."""
    return read_records(source, choices, device="Polar", kinds=_KINDS)


def _local(text: str, east: Any, zone: Zone) -> Moment:
    """The wall's clock with minutes east beside it, where they are."""
    if east is None:
        return moment(text, zone)
    return Moment(moment(text).ms - int(east) * 60_000, int(east))


def _exercise(kept: Collector, one: One, place: int, zone: Zone) -> None:
    start = _local(one["start_time"], one.get("start_time_utc_offset"), zone)
    found = _LENGTH.fullmatch(one["duration"])
    if found is None:
        raise UnreadableTime("no length")
    hours, minutes, seconds = (float(part or 0) for part in found.groups())
    length = hours * 60 + minutes + seconds / 60
    end = Moment(start.ms + round(length * 60_000), start.offset)
    label = str(one.get("sport", "")).lower().replace("_", " ")
    kept.add("workout", start, length, end=end, line=place, label=label)


def _day(kept: Collector, one: One, place: int, zone: Zone) -> None:
    start = moment(one["date"], zone)
    end = Moment(start.ms + _DAY_MS, start.offset)
    put(kept, "steps", one["steps"], start, end, place)
    put(kept, "active_energy", one.get("active_calories"), start, end, place)
    put(kept, "distance_on_foot", one.get("distance_from_steps"), start, end, place)


def _night(kept: Collector, one: One, place: int, zone: Zone) -> None:
    """Nightly Recharge: means of a night, known by its day only."""
    start = moment(one["date"], zone)
    end = Moment(start.ms + _DAY_MS, start.offset)
    put(kept, "hrv_rmssd", one["heart_rate_variability_avg"], start, end, place)
    put(kept, "respiratory_rate", one.get("breathing_rate_avg"), start, end, place)


def _sleep(kept: Collector, one: One, place: int, zone: Zone) -> None:
    start, end = moment(one["sleep_start_time"], zone), moment(one["sleep_end_time"], zone)
    if end.ms <= start.ms:
        raise UnreadableTime("ends before it starts")
    marks = one.get("hypnogram") or {}
    if not marks:
        kept.stage("sleep_stage", start, "asleep", end=end, line=place)
    east = start.offset * 60_000 if abs(start.offset) < 24 * 60 else 0
    times = sorted((_after(start, east, clock), int(code)) for clock, code in marks.items())
    ends = [at for at, _code in times[1:]] + [end.ms]
    for (at, code), until in zip(times, ends, strict=True):
        if code in STAGES and until > at:
            first, last = Moment(at, start.offset), Moment(until, start.offset)
            kept.stage("sleep_stage", first, STAGES[code], end=last, line=place)
        else:
            kept.skip("sleep that could not be measured")
    put(kept, "sleep_score", one.get("sleep_score"), start, end, place)


def _after(start: Moment, east: int, clock: str) -> int:
    """The first "23:10" at or after the night's start (in its minute)."""
    hours, _colon, minutes = clock.partition(":")
    local = start.ms + east
    at = local // _DAY_MS * _DAY_MS + (int(hours) * 60 + int(minutes)) * 60_000
    if at < local - 60_000:
        at += _DAY_MS
    return max(at - east, start.ms)


_KINDS: Final[Kinds] = (
    *account.KINDS,
    ("sleep_start_time", _sleep),
    ("heart_rate_variability_avg", _night),
    ("steps", _day),
    ("duration", _exercise),
)
