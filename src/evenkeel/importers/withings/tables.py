"""Withings' export tables: weight, blood pressure, sleep, daily steps, pulse.

Here: headers, columns and signals. Not here: the API's JSON (`mapper.py`).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final
from zoneinfo import ZoneInfo

from evenkeel.importers.reading import Collector, Moment, UnreadableTime, moment, number

HEADERS: Final[Mapping[str, tuple[bytes, ...]]] = {
    "weight": (b"Date,Weight (kg)", b"Date,Weight (lb)", b"Date,Weight (lbs)"),
    "bp": (b"Date,Heart rate,Systolic,Diastolic",),
    "sleep": (b"from,to,light (s),deep (s)",),
    "pulse": (b"start,duration,value",),
}
SLEEP: Final[Mapping[str, str]] = {
    "light (s)": "sleep_minutes_light",
    "deep (s)": "sleep_minutes_deep",
    "rem (s)": "sleep_minutes_rem",
    "awake (s)": "sleep_minutes_awake",
    "Snoring (s)": "snoring",
}
BP: Final[Mapping[str, str]] = {
    "Systolic": "blood_pressure_systolic",
    "Diastolic": "blood_pressure_diastolic",
    "Heart rate": "heart_rate",
}


def kind(head: bytes) -> str:
    """Which table begins like this; "" for none."""
    first = head.lstrip(b"\xef\xbb\xbf").replace(b'"', b"")
    return next((kind for kind, signs in HEADERS.items() if first.startswith(signs)), "")


def take(
    kept: Collector, kind: str, cells: Mapping[str, str], line: int, zone: ZoneInfo | None
) -> None:
    """One row."""
    with kept.row(line):
        _TAKE[kind](kept, cells, line, zone)


def _weight(kept: Collector, cells: Mapping[str, str], line: int, zone: ZoneInfo | None) -> None:
    at = moment(cells["Date"], zone)
    for column, text in cells.items():
        name, _space, unit = column.partition(" (")
        value = number(text) if name == "Weight" else None
        if value is not None:
            kept.add("weight", at, value, unit=unit.rstrip(")"), line=line)


def _bp(kept: Collector, cells: Mapping[str, str], line: int, zone: ZoneInfo | None) -> None:
    at = moment(cells["Date"], zone)
    for column, signal in BP.items():
        value = number(cells.get(column))
        if value is not None:
            kept.add(signal, at, value, line=line)


def _sleep(kept: Collector, cells: Mapping[str, str], line: int, zone: ZoneInfo | None) -> None:
    start, end = moment(cells["from"], zone), moment(cells["to"], zone)
    if end.ms <= start.ms:
        raise UnreadableTime("ends before it starts")
    kept.stage("sleep_stage", start, "asleep", end=end, line=line)
    for column, signal in SLEEP.items():
        value = number(cells.get(column))
        if value:
            kept.add(signal, start, value, end=end, unit="s", line=line)


def _pulse(kept: Collector, cells: Mapping[str, str], line: int, zone: ZoneInfo | None) -> None:
    """`[60,60],[61,63]`: lengths in seconds and values, laid end to end."""
    at = moment(cells["start"], zone)
    lengths, values = (cells[key].strip("[]").split(",") for key in ("duration", "value"))
    for length, text in zip(lengths, values, strict=True):
        value = number(text)
        if value is not None:
            kept.add("heart_rate", at, value, line=line)
        at = Moment(at.ms + round(float(length) * 1000), at.offset)


_TAKE: Final = {"weight": _weight, "bp": _bp, "sleep": _sleep, "pulse": _pulse}
