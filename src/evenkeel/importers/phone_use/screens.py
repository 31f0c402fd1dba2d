"""Screen time: a table of apps used, and ActivityWatch's buckets.

Here: minutes with the screen in use. Names of apps and titles of windows are not kept. Not here:
calls and messages (`logs.py`).
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, BinaryIO, Final

from evenkeel.importers.contract import Choices, Reason
from evenkeel.importers.phone_use.logs import Kind, _header, _seconds
from evenkeel.importers.reading import (
    Collector,
    Moment,
    UnreadableTime,
    csv_rows,
    json_document,
    moment,
)

APPS: Final = ("app name", "app", "application")
LENGTHS: Final = ("duration", "usage time", "time used", "usage")
FORMS: Final = (
    "",
    "%m/%d/%y %I:%M:%S %p",
    "%m/%d/%Y %I:%M:%S %p",
    "%d/%m/%Y %H:%M:%S",
    "%d.%m.%Y %H:%M:%S",
    "%Y-%m-%d %I:%M:%S %p",
)
WATCHERS: Final = ("currentwindow", "aw-watcher-android")
AWAY: Final = "afkstatus"


def _table(kept: Collector, stream: BinaryIO, choices: Choices) -> Iterator[None]:
    """One row is one app in front: `App name, Date, Time, Duration`."""
    for line, cells in csv_rows(stream):
        row = {heading.lower(): cell for heading, cell in cells.items()}
        text = f"{row.get('date', '')} {row.get('time', '')}".strip()
        try:
            start = _at(text, choices)
        except UnreadableTime:
            kept.broken(line, Reason.TIME)
            continue
        length = next((row[one] for one in LENGTHS if row.get(one)), "")
        try:
            seconds = _seconds(length)
        except ValueError:
            kept.broken(line, Reason.NUMBER)
            continue
        _add(kept, start, seconds, line)
        yield None


def _at(text: str, choices: Choices) -> Moment:
    for form in FORMS:
        try:
            return moment(text, choices.zone, form=form)
        except UnreadableTime:
            continue
    raise UnreadableTime("none of its times")


def _buckets(kept: Collector, stream: BinaryIO, choices: Choices) -> Iterator[None]:
    """ActivityWatch: time in front of a window, of one bucket a device."""
    document = json_document(stream)
    for id, bucket in document["buckets"].items():
        if bucket.get("type") == AWAY:
            kept.skip("afkstatus")
            continue
        if bucket.get("type") not in WATCHERS and not str(id).startswith(WATCHERS):
            kept.skip(str(bucket.get("type"))[:60])
            continue
        for place, event in enumerate(bucket["events"], 1):
            try:
                start = moment(str(event["timestamp"]).replace("Z", "+00:00"), choices.zone)
                _add(kept, start, _number(event["duration"]), place)
            except UnreadableTime:
                kept.broken(place, Reason.TIME)
            except (KeyError, TypeError, ValueError):
                kept.broken(place, Reason.SHAPE)
            yield None


def _number(value: Any) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float):
        raise ValueError("no number")
    return float(value)


def _add(kept: Collector, start: Moment, seconds: float, line: int) -> None:
    if seconds > 0:
        end = Moment(start.ms + round(seconds * 1000), start.offset)
        kept.add("screen_minutes", start, round(seconds / 60, 6), end=end, line=line)


def _is_table(name: str, first: bytes) -> bool:
    headings = {heading.strip().lower() for heading in _header(first).split(",")}
    return (
        name.lower().endswith(".csv")
        and bool(headings & set(APPS))
        and bool(headings & set(LENGTHS))
        and {"date", "time"} <= headings
    )


KINDS: Final = (
    Kind(_is_table, _table),
    Kind(lambda _name, first: b'"buckets"' in first and b"aw-" in first, _buckets),
)
