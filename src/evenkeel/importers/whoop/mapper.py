"""WHOOP's CSV export -> nights, recovery, strain, workouts and answers of the journal.

Here: which of the four tables is which, the export's zone column, and how a cycle's figures lie in
time. Not here: columns and signals (`columns.py`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from evenkeel.importers.contract import Choices, Head, Item, Reason, Refused, Source
from evenkeel.importers.reading import (
    Collector,
    Moment,
    csv_rows,
    moment,
    number,
)
from evenkeel.importers.whoop.columns import (
    CYCLE,
    DISTANCE,
    NIGHT,
    RECOVERY,
    SLEEP,
    TABLES,
    Figures,
)

_ZONE: Final = re.compile(r"UTC(?:Z|([+-])(\d\d):?(\d\d))?")
_YES: Final = {"true": True, "false": False}


def recognise(names: Sequence[str], head: Head) -> float:
    """By the header: every table of WHOOP begins with the cycle's columns."""
    return 0.9 if _tables(names, head) else 0.0


def read(source: Source, choices: Choices) -> Iterator[Item]:
    """Every table that is there; nights come from `sleeps` where that is among them."""
    tables = _tables(source.names, source.head)
    if not tables:
        raise Refused(Reason.NOT_THIS)
    source.expect(list(tables.values()))
    for kind, name in tables.items():
        kept = Collector("WHOOP", part=name)
        for line, cells in csv_rows(source.open(name), separator=","):
            with kept.row(line):
                _row(kept, kind, cells, line, nights="sleeps" not in tables)
            yield from kept.ready()
        yield from kept.finish()


def _row(kept: Collector, kind: str, cells: Mapping[str, str], line: int, *, nights: bool) -> None:
    if kind == "cycles":
        _cycle(kept, cells, line, nights=nights)
    elif kind == "sleeps":
        _night(kept, cells, line)
    elif kind == "workouts":
        _workout(kept, cells, line)
    else:
        _answer(kept, cells, line)


def _cycle(kept: Collector, cells: Mapping[str, str], line: int, *, nights: bool) -> None:
    start, end = _at(cells, "Cycle start time"), _maybe(cells, "Cycle end time")
    fell, woke = _maybe(cells, "Sleep onset"), _maybe(cells, "Wake onset")
    _figures(kept, cells, RECOVERY, fell or start, woke or fell or start, line)
    if end is None:
        kept.skip("the cycle that was still running")
    else:
        _figures(kept, cells, CYCLE, start, end, line)
    if nights and fell and woke:
        _night(kept, cells, line)


def _night(kept: Collector, cells: Mapping[str, str], line: int) -> None:
    fell, woke = _at(cells, "Sleep onset"), _at(cells, "Wake onset")
    if woke.ms < fell.ms:
        return kept.broken(line, Reason.TIME)
    kept.stage("sleep_stage", fell, "asleep", end=woke, line=line)
    _figures(kept, cells, SLEEP, fell, woke, line)
    if not _YES.get(cells.get("Nap", "").lower(), False):
        _figures(kept, cells, NIGHT, fell, woke, line)
    return None


def _workout(kept: Collector, cells: Mapping[str, str], line: int) -> None:
    start, end = _at(cells, "Workout start time"), _at(cells, "Workout end time")
    if end.ms < start.ms:
        return kept.broken(line, Reason.TIME)
    name = cells.get("Activity name", "").lower()
    kept.add("workout", start, (end.ms - start.ms) / 60_000, end=end, line=line, label=name)
    try:
        distance = number(cells.get("Distance (meters)"))
    except ValueError:
        return kept.broken(line, Reason.NUMBER)
    if distance:
        kept.add(DISTANCE.get(name, "distance_total"), start, distance, end=end, line=line)
    return None


def _answer(kept: Collector, cells: Mapping[str, str], line: int) -> None:
    start = _at(cells, "Cycle start time")
    answer = _YES.get(cells["Answered yes"].lower())
    if answer is None:
        kept.broken(line, Reason.WORDS)
    elif answer:
        kept.add("activity_logged", start, 1, line=line, label=cells["Question text"])
    else:
        kept.skip("answered no")
    if cells.get("Notes"):
        kept.skip("Notes")


def _figures(
    kept: Collector,
    cells: Mapping[str, str],
    figures: Figures,
    start: Moment,
    end: Moment,
    line: int,
) -> None:
    for column, signal in figures.items():
        try:
            value = number(cells.get(column))
        except ValueError:
            kept.broken(line, Reason.NUMBER)
            continue
        if value is not None:
            kept.add(signal, start, value, end=end, line=line)


def _maybe(cells: Mapping[str, str], column: str) -> Moment | None:
    return _at(cells, column) if cells.get(column) else None


def _at(cells: Mapping[str, str], column: str) -> Moment:
    """The wall's clock beside the zone of its cycle: "UTC+03:00", "UTC-05:00", "UTCZ"."""
    clock = moment(cells[column])
    found = _ZONE.fullmatch(cells.get("Cycle timezone", ""))
    if found is None:
        return clock
    sign, hours, minutes = found.groups(default="0")
    east = (-1 if sign == "-" else 1) * (int(hours) * 60 + int(minutes))
    return Moment(clock.ms - east * 60_000, east)


def _tables(names: Sequence[str], head: Head) -> dict[str, str]:
    found: dict[str, str] = {}
    for name in names:
        if not name.lower().endswith(".csv"):
            continue
        first = head(name).lstrip(b"\xef\xbb\xbf").split(b"\n", 1)[0]
        if not first.startswith(b"Cycle start time,"):
            continue
        kind = next((kind for kind, sign in TABLES.items() if sign in first), "")
        if kind and kind not in found:
            found[kind] = name
    return found
