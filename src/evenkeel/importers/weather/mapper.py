"""A table of the weather -> temperature, rain, sunshine, air pressure.

Here: two open services' tables, by their headings. A place is never kept. Not here: any other
table with such columns (`generic_csv`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Final, NamedTuple

from evenkeel.importers.contract import Choices, Head, Item, Reason, Refused, Source
from evenkeel.importers.reading import (
    Collector,
    Moment,
    UnreadableTime,
    csv_rows,
    moment,
    number,
)

DAY_MS: Final = 86_400_000
HOUR_MS: Final = 3_600_000


class Column(NamedTuple):
    """What a column is, and its unit where the heading does not say."""

    signal: str
    unit: str


class Service(NamedTuple):
    """One service's table: the headings that tell it, its time and its columns."""

    name: str
    needed: frozenset[str]
    time: str
    columns: Mapping[str, Column]


SERVICES: Final = (
    Service(
        "Open-Meteo",
        frozenset({"time"}),
        "time",
        {
            "temperature_2m": Column("outdoor_temperature", "Cel"),
            "temperature_2m_mean": Column("outdoor_temperature", "Cel"),
            "precipitation": Column("rain", "mm"),
            "precipitation_sum": Column("rain", "mm"),
            "sunshine_duration": Column("sunshine_minutes", "s"),
            "pressure_msl": Column("air_pressure", "hPa"),
        },
    ),
    Service(
        "Meteostat",
        frozenset({"date", "tavg", "prcp"}),
        "date",
        {
            "tavg": Column("outdoor_temperature", "Cel"),
            "prcp": Column("rain", "mm"),
            "tsun": Column("sunshine_minutes", "min"),
            "pres": Column("air_pressure", "hPa"),
        },
    ),
)
_UNIT: Final = re.compile(r"\s*\(([^)]*)\)\s*$")
INCH_MM: Final = 25.4


class Found(NamedTuple):
    """A table that one of the services wrote."""

    service: Service
    skip: int
    """Lines before the headings."""


def recognise(names: Sequence[str], head: Head) -> float:
    """By headings that only one service writes."""
    return 0.85 if len(names) == 1 and _found(names[0], head(names[0])) else 0.0


def read(source: Source, choices: Choices) -> Iterator[Item]:
    """Every row: hours where the table has hours, else days."""
    name = source.names[0]
    found = _found(name, source.head(name))
    if found is None:
        raise Refused(Reason.NOT_THIS)
    service = found.service
    kept = Collector(service.name, part=name)
    for line, cells in csv_rows(source.open(name), skip=found.skip, separator=","):
        row = {_plain(heading): (cell, _unit(heading)) for heading, cell in cells.items()}
        text = row.get(service.time, ("", ""))[0]
        try:
            start = moment(text, choices.zone)
        except UnreadableTime:
            kept.broken(line, Reason.TIME)
            continue
        length = DAY_MS if len(text) <= len("2026-03-04") else HOUR_MS
        end = Moment(start.ms + length, start.offset)
        for heading, column in service.columns.items():
            if heading in row:
                _cell(kept, column, *row[heading], start=start, end=end, line=line)
        yield from kept.ready()
    yield from kept.finish()


def _cell(
    kept: Collector,
    column: Column,
    text: str,
    unit: str,
    *,
    start: Moment,
    end: Moment,
    line: int,
) -> None:
    try:
        value = number(text)
    except ValueError:
        return kept.broken(line, Reason.NUMBER)
    if value is None:
        return None
    if unit == "inch":
        value, unit = value * INCH_MM, "mm"
    written = unit or column.unit
    return kept.add(column.signal, start, value, end=end, unit=written, line=line)


def _plain(heading: str) -> str:
    return _UNIT.sub("", heading).strip().lower()


def _unit(heading: str) -> str:
    found = _UNIT.search(heading)
    return {"°C": "Cel", "°F": "degF"}.get(found[1], found[1]) if found else ""


def _found(name: str, first: bytes) -> Found | None:
    if not name.lower().endswith((".csv", ".txt")):
        return None
    lines = first.lstrip(b"\xef\xbb\xbf").decode("utf-8", "replace").splitlines()
    for skip, line in enumerate(lines[:5]):
        headings = {_plain(one.strip('"')) for one in line.split(",")}
        for service in SERVICES:
            known = headings & set(service.columns)
            sure = service.name != "Open-Meteo" or any("_" in one for one in known)
            if service.needed <= headings and known and sure:
                return Found(service, skip)
    return None
