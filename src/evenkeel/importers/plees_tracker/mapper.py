"""Plees Tracker's CSV -> nights and how they felt.

Here: its columns. Not here: comments (they stay in the file).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Final
from zoneinfo import ZoneInfo

from evenkeel.importers.contract import Choices, Head, Item, Reason, Refused, Source
from evenkeel.importers.reading import (
    Collector,
    Moment,
    UnreadableTime,
    csv_rows,
    from_epoch,
    number,
)

STARS: Final = 5
"""Ratings go from 1 to 5; 0 is none given."""
_SIGN: Final = b"sid,start,stop,rating"


def recognise(names: Sequence[str], head: Head) -> float:
    """By its first line."""
    return 0.9 if len(names) == 1 and _is_table(head(names[0])) else 0.0


def read(source: Source, choices: Choices) -> Iterator[Item]:
    """One stretch of sleep a row."""
    name = source.names[0]
    if not _is_table(source.head(name)):
        raise Refused(Reason.NOT_THIS)
    kept = Collector("Plees Tracker", part=name)
    for line, cells in csv_rows(source.open(name), separator=","):
        try:
            start, end = (_at(cells, column, choices.zone) for column in ("start", "stop"))
        except UnreadableTime:
            kept.broken(line, Reason.TIME)
            continue
        kept.stage("sleep_stage", start, "asleep", end=end, line=line)
        _rating(kept, cells.get("rating", ""), start, end, line)
        if cells.get("comment"):
            kept.skip("comment")
        yield from kept.ready()
    yield from kept.finish()


def _rating(kept: Collector, text: str, start: Moment, end: Moment, line: int) -> None:
    try:
        stars = number(text)
    except ValueError:
        return kept.broken(line, Reason.NUMBER)
    if stars:
        kept.add("sleep_quality", start, 100 * (stars - 1) / (STARS - 1), end=end, line=line)
    return None


def _at(cells: Mapping[str, str], column: str, zone: ZoneInfo | None) -> Moment:
    try:
        return from_epoch(float(cells[column]), zone)
    except (KeyError, ValueError) as error:
        raise UnreadableTime("no count") from error


def _is_table(first: bytes) -> bool:
    return first.lstrip(b"\xef\xbb\xbf").startswith(_SIGN)
