"""Open mHealth and IEEE 1752.1 data points -> observations.

Here: finding data points in a document or one a line, their headers and times. Not here: what each
schema's body holds (`schemas.py`).
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from datetime import timedelta
from typing import Any, BinaryIO, Final
from zoneinfo import ZoneInfo

from evenkeel.importers import limits
from evenkeel.importers.contract import Choices, Head, Item, Reason, Refused, Source
from evenkeel.importers.open_mhealth.schemas import SCHEMAS, Point
from evenkeel.importers.reading import (
    Collector,
    Moment,
    UnreadableTime,
    json_document,
    moment,
)

MOST_DEEP: Final = 4
_SIGNS: Final = (b'"schema_id"', b'"namespace"')
_LENGTHS: Final[Mapping[str, timedelta]] = {
    "sec": timedelta(seconds=1),
    "min": timedelta(minutes=1),
    "h": timedelta(hours=1),
    "d": timedelta(days=1),
}
One = Mapping[str, Any]


def recognise(names: Sequence[str], head: Head) -> float:
    """By a header that names its schema."""
    for name in names:
        if name.lower().endswith((".json", ".ndjson", ".jsonl")):
            first = head(name)
            if all(sign in first for sign in _SIGNS):
                return 0.85
    return 0.0


def read(source: Source, choices: Choices) -> Iterator[Item]:
    """Every data point of a schema that is known; others are counted by their schema's name."""
    names = [n for n in source.names if all(sign in source.head(n) for sign in _SIGNS)]
    if not names:
        raise Refused(Reason.NOT_THIS)
    source.expect(names)
    kept = Collector("Open mHealth")
    for name in names:
        kept.part = name
        for place, one in _points(source, name, kept):
            with kept.row(place):
                _take(kept, one, place, choices.zone)
            yield from kept.ready()
    yield from kept.finish()


def _points(source: Source, name: str, kept: Collector) -> Iterator[tuple[int, One]]:
    if source.head(name).lstrip()[:1] == b"[" or not _by_line(source.head(name)):
        document = json_document(source.open(name))
        yield from enumerate(_inside(document), 1)
        return
    for place, line in enumerate(_lines(source.open(name)), 1):
        try:
            document = json.loads(line)
        except (ValueError, RecursionError):
            kept.broken(place, Reason.SHAPE)
            continue
        for one in _inside(document):
            yield place, one


def _by_line(first: bytes) -> bool:
    """Whether the first line is a whole data point, and something follows it."""
    line, newline, _rest = first.partition(b"\n")
    return bool(newline) and line.rstrip().endswith(b"}") and all(sign in line for sign in _SIGNS)


def _lines(stream: BinaryIO) -> Iterator[bytes]:
    while line := stream.readline(limits.MOST_LINE_BYTES):
        if len(line) >= limits.MOST_LINE_BYTES:
            raise Refused(Reason.DAMAGED, "line")
        if line.strip():
            yield line


def _inside(document: Any, deep: int = 0) -> Iterator[One]:
    """Data points, whatever list or answer wraps them."""
    if isinstance(document, dict):
        if "header" in document and "body" in document:
            yield document
            return
        parts = list(document.values())
    else:
        parts = document if isinstance(document, list) else []
    if deep < MOST_DEEP:
        for part in parts:
            yield from _inside(part, deep + 1)


def _take(kept: Collector, one: One, place: int, zone: ZoneInfo | None) -> None:
    header, body = one["header"], one["body"]
    name = str(header["schema_id"]["name"])
    schema = SCHEMAS.get(name)
    if schema is None:
        return kept.skip(name[:60])
    if body.get("descriptive_statistic", "average") not in ("average", "median", "count"):
        return kept.skip("lowest, highest and other figures of several values")
    origin = header.get("acquisition_provenance") or header.get("modality") or {}
    source = str(origin.get("source_name", ""))[:60] if isinstance(origin, Mapping) else ""
    start, end = _frame(body["effective_time_frame"], zone)
    return schema(Point(kept, body, start, end, place, source))


def _frame(frame: One, zone: ZoneInfo | None) -> tuple[Moment, Moment]:
    """A moment, or an interval by its ends, or by one end and its length, or a day."""
    if "date_time" in frame:
        at = _time(frame["date_time"], zone)
        return at, at
    interval = frame["time_interval"]
    if "date" in interval:
        start = moment(str(interval["date"]), zone)
        return start, Moment(start.ms + 86_400_000, start.offset)
    known = {key: _time(interval[key], zone) for key in _ENDS if key in interval}
    if len(known) == len(_ENDS):
        return known[_ENDS[0]], known[_ENDS[1]]
    length = interval["duration"]
    ms = round(_LENGTHS[length["unit"]].total_seconds() * 1000 * float(length["value"]))
    if _ENDS[0] in known:
        start = known[_ENDS[0]]
        return start, Moment(start.ms + ms, start.offset)
    end = known[_ENDS[1]]
    return Moment(end.ms - ms, end.offset), end


_ENDS: Final = ("start_date_time", "end_date_time")


def _time(text: Any, zone: ZoneInfo | None) -> Moment:
    if not isinstance(text, str):
        raise UnreadableTime("no time")
    return moment(text.replace("Z", "+00:00"), zone)
