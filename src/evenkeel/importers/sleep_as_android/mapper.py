"""Sleep as Android's `sleep-export.csv` -> nights, stages, pulse and ratings.

Here: its records of two or three lines, each with a header of its own, and its events. Not here:
alarms and settings, which the ZIP holds as well.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise
from typing import Final
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from evenkeel.importers.contract import Choices, Head, Item, Reason, Refused, Source
from evenkeel.importers.reading import (
    Collector,
    Moment,
    csv_rows,
    from_epoch,
    moment,
    number,
)

FIXED: Final = (
    *("Id", "Tz", "From", "To", "Sched", "Hours", "Rating", "Comment", "Framerate", "Snore"),
    *("Noise", "Cycles", "DeepSleep", "LenAdjust", "Geo"),
)
MOST_CELLS: Final = 20_000
"""Cells of one night: movement every few seconds and events, counted generously."""
NAMES: Final = (*FIXED, *(f"#{i}" for i in range(MOST_CELLS)))
STAGES: Final[Mapping[str, str]] = {
    "LIGHT": "light",
    "DEEP": "deep",
    "REM": "rem",
    "AWAKE": "awake",
}
STARS: Final = 5.0
"""Ratings go to five stars, in quarters; 0.0 is a night without a rating."""
_HEADER: Final = b"Id,Tz,From,To,Sched,Hours,Rating,Comment"
_EVENT: Final = re.compile(r"([A-Z][A-Z0-9_]*)-(\d{12,14})(?:-(.+))?")
_TAG: Final = re.compile(r"#([^\W\d_][\w-]*?)(?:_(\d+)x)?(?=\s|$)")
_FORM: Final = "%d. %m. %Y %H:%M"
_MOST_TIMES: Final = 20


def recognise(names: Sequence[str], head: Head) -> float:
    """By the header of the first record."""
    return 0.9 if _table(names, head) else 0.0


def read(source: Source, choices: Choices) -> Iterator[Item]:
    """Every record; a header line stands before each, and noise may follow it."""
    name = _table(source.names, source.head)
    if not name:
        raise Refused(Reason.NOT_THIS)
    source.expect([name])
    kept = Collector("Sleep as Android", part=name)
    for line, cells in csv_rows(source.open(name), separator=",", names=NAMES):
        if cells.get("Id") == "Id" or not cells.get("Id"):
            continue  # a header, or the line of noise values
        with kept.row(line):
            _record(kept, cells, line, choices)
        yield from kept.ready()
    yield from kept.finish()


def _record(kept: Collector, cells: Mapping[str, str], line: int, choices: Choices) -> None:
    zone = _zone(cells["Tz"]) or choices.zone
    start = moment(cells["From"], zone, form=_FORM)
    end = moment(cells["To"], zone, form=_FORM)
    if end.ms < start.ms:
        return kept.broken(line, Reason.TIME)
    if end.ms == start.ms:
        return kept.skip("a record shorter than a minute")
    kept.stage("sleep_stage", start, "in_bed", end=end, line=line)
    events = [found for text in cells.values() if (found := _EVENT.fullmatch(text))]
    if not _stages(kept, events, end, zone, line):
        kept.stage("sleep_stage", start, "asleep", end=end, line=line)
    for kind, at, value in (found.groups() for found in events):
        if kind == "HR" and value:
            _pulse(kept, _instant(at, zone), value, line)
    _rating(kept, cells.get("Rating", ""), start, end, line)
    for tag, times in _TAG.findall(cells.get("Comment", "")):
        kept.add("activity_logged", start, min(int(times or 1), _MOST_TIMES), line=line, label=tag)
    return None


def _stages(
    kept: Collector, events: Sequence[re.Match[str]], last: Moment, zone: ZoneInfo | None, line: int
) -> bool:
    """Stretches between `X_START` and the next start or end; whether there were any."""
    marks = sorted(
        (int(found[2]), found[1].partition("_")[0], found[1].endswith("_START"))
        for found in events
        if found[1].endswith(("_START", "_END")) and found[1].partition("_")[0] in STAGES
    )
    until = [(last.ms, "", False)]
    seen = False
    for (at, stage, starts), (after, _next, _start) in pairwise([*marks, *until]):
        if starts and after > at:
            seen = True
            begin, end = _instant(str(at), zone), _instant(str(after), zone)
            kept.stage("sleep_stage", begin, STAGES[stage], end=end, line=line)
    return seen


def _pulse(kept: Collector, at: Moment, text: str, line: int) -> None:
    try:
        value = number(text)
    except ValueError:
        return kept.broken(line, Reason.NUMBER)
    if value is not None and value > 0:
        kept.add("heart_rate", at, value, line=line)
    return None


def _rating(kept: Collector, text: str, start: Moment, end: Moment, line: int) -> None:
    try:
        stars = number(text)
    except ValueError:
        return kept.broken(line, Reason.NUMBER)
    if stars:
        kept.add("sleep_quality", start, stars / STARS * 100, end=end, line=line)
    return None


def _instant(milliseconds: str, zone: ZoneInfo | None) -> Moment:
    return from_epoch(int(milliseconds), zone)


def _zone(name: str) -> ZoneInfo | None:
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return None


def _table(names: Sequence[str], head: Head) -> str:
    tables = [name for name in names if name.lower().endswith(".csv")]
    return next((name for name in tables if head(name).startswith(_HEADER)), "")
