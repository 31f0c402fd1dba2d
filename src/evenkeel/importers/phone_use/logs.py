"""Logs of calls and messages: counted by the hour, and forgotten.

Here: the XML of SMS Backup & Restore, and a table of calls. Not here: screen time (`screens.py`).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import BinaryIO, Final

from evenkeel.importers.contract import Choices, Reason
from evenkeel.importers.reading import (
    Collector,
    Moment,
    UnreadableTime,
    csv_rows,
    from_epoch,
    moment,
    number,
    xml_elements,
)

HOUR_MS: Final = 3_600_000
TALKED: Final = frozenset({"1", "2", "incoming", "outgoing"})
"""Calls that came in or went out. Missed, refused and blocked ones were no contact."""
SENT_OR_RECEIVED: Final = frozenset({"1", "2"})
"""Messages received or sent; drafts and failures are others."""
_TIMES: Final = ("date", "date/time", "datetime", "time", "timestamp", "start time")
_LENGTHS: Final = ("duration", "duration (s)", "duration (seconds)", "call duration", "seconds")
_KINDS: Final = ("type", "call type", "direction")


@dataclass(frozen=True, slots=True)
class Kind:
    """How a kind of file is known and read."""

    fits: Callable[[str, bytes], bool]
    read: Callable[[Collector, BinaryIO, Choices], Iterator[None]]


class _Hours:
    """Counts and minutes by the hour in which something began."""

    def __init__(self) -> None:
        self.count: dict[Moment, int] = defaultdict(int)
        self.minutes: dict[Moment, float] = defaultdict(float)

    def add(self, at: Moment, seconds: float = 0.0) -> None:
        hour = Moment(at.ms - at.ms % HOUR_MS, at.offset)
        self.count[hour] += 1
        self.minutes[hour] += seconds / 60

    def give(self, kept: Collector, count: str, minutes: str = "") -> None:
        for at in sorted(self.count):
            end = Moment(at.ms + HOUR_MS, at.offset)
            kept.add(count, at, self.count[at], end=end)
            if minutes:
                kept.add(minutes, at, round(self.minutes[at], 6), end=end)


def _xml(stream: BinaryIO, kept: Collector, tag: str, choices: Choices) -> Iterator[_Row]:
    for line, one in enumerate(xml_elements(stream, tag), 1):
        try:
            at = from_epoch(float(one.get("date", "")), choices.zone)
        except (UnreadableTime, ValueError):
            kept.broken(line, Reason.TIME)
            continue
        yield at, one.get("type", ""), one.get("duration", "0"), line


_Row = tuple[Moment, str, str, int]


def _calls(kept: Collector, stream: BinaryIO, choices: Choices) -> Iterator[None]:
    yield from _count_calls(kept, _xml(stream, kept, "call", choices))


def _count_calls(kept: Collector, rows: Iterator[_Row]) -> Iterator[None]:
    hours = _Hours()
    for at, kind, length, line in rows:
        try:
            seconds = _seconds(length)
        except ValueError:
            kept.broken(line, Reason.NUMBER)
            continue
        if kind.lower() in TALKED:
            hours.add(at, seconds)
        else:
            kept.skip("calls that nobody took")
        yield None
    hours.give(kept, "calls", "call_minutes")


def _messages(kept: Collector, stream: BinaryIO, choices: Choices) -> Iterator[None]:
    hours = _Hours()
    for at, kind, _length, _line in _xml(stream, kept, "sms", choices):
        if kind in SENT_OR_RECEIVED:
            hours.add(at)
        else:
            kept.skip("drafts and messages that were not sent")
        yield None
    hours.give(kept, "messages")


def _table(kept: Collector, stream: BinaryIO, choices: Choices) -> Iterator[None]:
    yield from _count_calls(kept, _table_rows(kept, stream, choices))


def _table_rows(kept: Collector, stream: BinaryIO, choices: Choices) -> Iterator[_Row]:
    for line, cells in csv_rows(stream):
        row = {heading.lower(): cell for heading, cell in cells.items()}
        text = next((row[one] for one in _TIMES if row.get(one)), "")
        try:
            at = (
                from_epoch(float(text), choices.zone)
                if text.isdigit()
                else moment(text, choices.zone)
            )
        except UnreadableTime:
            kept.broken(line, Reason.TIME)
            continue
        kind = next((row[one] for one in _KINDS if row.get(one)), "")
        length = next((row[one] for one in _LENGTHS if row.get(one)), "0")
        yield at, kind, length, line


def _seconds(text: str) -> float:
    """`95`, `1:35`, `0:01:35`."""
    total = 0.0
    for part in text.split(":"):
        total = total * 60 + (number(part) or 0.0)
    return total


def _is_table(name: str, first: bytes) -> bool:
    if not name.lower().endswith(".csv"):
        return False
    headings = {h.strip().lower() for h in _header(first).split(",")}
    return bool(
        headings & set(_TIMES) and headings & set(_LENGTHS) and headings & set(_KINDS)
    ) and not headings & {"app", "app name", "application"}


def _header(first: bytes) -> str:
    line = first.lstrip(b"\xef\xbb\xbf").split(b"\n", 1)[0]
    return line.decode("utf-8", "replace").replace('"', "").strip()


KINDS: Final = (
    Kind(lambda _name, first: b"<calls " in first, _calls),
    Kind(lambda _name, first: b"<smses " in first, _messages),
    Kind(_is_table, _table),
)
