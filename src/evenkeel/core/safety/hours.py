"""When a crisis line is open: now, or when next. Pure; `now` is always passed in.

Here: the schema of opening hours and the arithmetic over time zones. Not here: which line is shown
(`registry`), how hours are said (`reply`).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, tzinfo
from enum import StrEnum
from functools import lru_cache
from typing import Protocol
from zoneinfo import ZoneInfo

LOCAL = "local"  # hours kept on the caller's own clock, as nationwide services in Australia do
DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
LOOKS_AHEAD = 8  # days; a line that opens once a week is found
SPANS_KEPT = 1024  # more than the registry writes in different ways
_SPAN = re.compile(
    r"^(?P<days>daily|\d{1,2}|[a-z]{3}(?:[-,][a-z]{3})*) "
    r"(?P<from>\d\d:\d\d)-(?P<to>\d\d:\d\d)$"
)  # fmt: skip


class Open(StrEnum):
    """Whether somebody answers at this moment, as far as the registry knows."""

    NOW = "now"
    CLOSED = "closed"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class OpenState:
    """`closes` is known while open in set hours, `opens` while closed; both aware."""

    state: Open
    opens: datetime | None = None
    closes: datetime | None = None
    always: bool = False


class HasHours(Protocol):
    """What of a line is needed: the printed hours, and the same in a form that can be computed."""

    @property
    def always_open(self) -> bool: ...

    @property
    def opening(self) -> tuple[str, ...]: ...

    @property
    def zone(self) -> str | None: ...


@dataclass(frozen=True, slots=True)
class Span:
    """One stretch of opening: from `start` on each of `days` (0 is Monday), or of a month's day.

    `end` at or before `start` is on the following day; 24:00 is written as 00:00.
    """

    days: frozenset[int]
    start: time
    end: time
    month_day: int | None = None

    def falls_on(self, day: date) -> bool:
        """Whether it opens on this date."""
        return day.day == self.month_day if self.month_day else day.weekday() in self.days


@lru_cache(maxsize=SPANS_KEPT)
def parse_span(text: str) -> Span:
    """One line of `opening`: days, then hours. Raises `ValueError` with what is expected.

    >>> parse_span("mon-fri 15:00-20:00").end
    datetime.time(20, 0)
    >>> sorted(parse_span("sat-mon 19:00-07:00").days)
    [0, 5, 6]
    """
    found = _SPAN.match(text.strip().lower())
    if found is None:
        raise ValueError(f"`{text}`: write days and hours, as in `mon-fri 09:00-17:00`")
    days, month_day = found["days"], None
    numbers: set[int] = set()
    if days.isdigit():
        month_day = int(days)
    elif days == "daily":
        numbers = set(range(7))
    else:
        for part in days.split(","):
            numbers |= set(_days(part, text))
    return Span(frozenset(numbers), _clock(found["from"]), _clock(found["to"]), month_day)


def _days(part: str, text: str) -> Iterator[int]:
    first, _, last = part.partition("-")
    if first not in DAYS or (last and last not in DAYS):
        raise ValueError(f"`{text}`: days are {', '.join(DAYS)}")
    start, stop = DAYS.index(first), DAYS.index(last or first)
    return ((start + step) % 7 for step in range((stop - start) % 7 + 1))


def _clock(text: str) -> time:
    return time(0) if text == "24:00" else time.fromisoformat(text)


def open_state(line: HasHours, *, now: datetime) -> OpenState:
    """Whether a line is open at `now`, and when that changes.

    Idea: each span is laid on the calendar days around `now` in the line's own zone and compared in
    UTC, so that a night the clocks change in is as long as it really is. `now` is aware; for a line
    on the caller's own clock it must be in the member's zone. Hours that are not kept in a form
    that can be computed are `UNKNOWN`, never a guess.

    >>> from evenkeel.core.safety.registry import CrisisLine
    >>> line = CrisisLine(name="Line", topic="suicide", channel="call", confidence="high",
    ...                   opening=("mon-fri 15:00-20:00",), zone="Europe/London")
    >>> open_state(line, now=datetime(2026, 11, 23, 14, tzinfo=UTC)).opens.hour
    15
    """
    if now.tzinfo is None:
        raise ValueError("now must be aware")
    if line.always_open:
        return OpenState(Open.NOW, always=True)
    if not line.opening or line.zone is None:
        return OpenState(Open.UNKNOWN)
    zone = _zone(line.zone, now)
    moment = now.astimezone(UTC)
    for start, end in _joined(sorted(_stretches(line.opening, zone, now, LOOKS_AHEAD))):
        if start <= moment < end:
            return OpenState(Open.NOW, closes=end.astimezone(zone))
        if start > moment:
            return OpenState(Open.CLOSED, opens=start.astimezone(zone))
    return OpenState(Open.CLOSED)


def open_now(line: HasHours, *, now: datetime) -> Open:
    """The state alone of `open_state`, without when it changes: what many lines are ranked by.

    >>> from evenkeel.core.safety.registry import CrisisLine
    >>> line = CrisisLine(name="Line", topic="suicide", channel="call", confidence="high",
    ...                   opening=("fri 22:00-02:00",), zone="Europe/London")
    >>> open_now(line, now=datetime(2026, 11, 28, 1, 59, tzinfo=UTC)).value
    'now'
    """
    if now.tzinfo is None:
        raise ValueError("now must be aware")
    if line.always_open:
        return Open.NOW
    if not line.opening or line.zone is None:
        return Open.UNKNOWN
    moment = now.astimezone(UTC)
    begun = _stretches(line.opening, _zone(line.zone, now), now, 1)
    return Open.NOW if any(start <= moment < end for start, end in begun) else Open.CLOSED


def _zone(name: str, now: datetime) -> tzinfo | None:
    return now.tzinfo if name == LOCAL else ZoneInfo(name)


def _stretches(
    opening: Iterable[str], zone: tzinfo | None, now: datetime, days: int
) -> Iterator[tuple[datetime, datetime]]:
    """Every opening that begins yesterday, today or up to `days` later (exclusive), in UTC."""
    today = now.astimezone(zone).date()
    spans = [parse_span(one) for one in opening]
    for step in range(-1, days):
        day = today + timedelta(days=step)
        for span in spans:
            if span.falls_on(day):
                yield _at(day, span.start, zone), _at(day + _overnight(span), span.end, zone)


def _overnight(span: Span) -> timedelta:
    return timedelta(days=1) if span.end <= span.start else timedelta(0)


def _at(day: date, clock: time, zone: tzinfo | None) -> datetime:
    return datetime.combine(day, clock, zone).astimezone(UTC)


def _joined(times: Iterable[tuple[datetime, datetime]]) -> list[tuple[datetime, datetime]]:
    """Stretches that touch or overlap as one."""
    joined: list[tuple[datetime, datetime]] = []
    for start, end in times:
        if joined and start <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
        else:
            joined.append((start, end))
    return joined


def clock_in_words(at: datetime) -> str:
    """A time of day as people say it.

    >>> clock_in_words(datetime(2026, 1, 1, 15, 30)), clock_in_words(datetime(2026, 1, 1, 0, 0))
    ('3.30 pm', 'midnight')
    """
    if (at.hour, at.minute) in {(0, 0), (12, 0)}:
        return "midnight" if at.hour == 0 else "noon"
    minutes = f".{at.minute:02d}" if at.minute else ""
    return f"{at.hour % 12 or 12}{minutes} {'am' if at.hour < 12 else 'pm'}"


def opens_in_words(state: OpenState, *, now: datetime) -> str:
    """When a closed line opens, from where the reader stands: "opens today at 3 pm".

    Times are on the line's own clock. Empty unless it is closed and the next opening is known.
    """
    if state.state is not Open.CLOSED or state.opens is None:
        return ""
    days = (state.opens.date() - now.astimezone(state.opens.tzinfo).date()).days
    names = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
    day = {0: "today", 1: "tomorrow"}.get(days, f"on {names[state.opens.weekday()]}")
    return f"opens {day} at {clock_in_words(state.opens)}"
