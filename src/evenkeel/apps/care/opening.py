"""How a line's hours are said on the crisis page: open now or closed now, and the hours themselves.

Here: the words of one line's hours at one moment. Not here: the arithmetic (`core.safety.hours`),
which lines are shown (`showing`).

The page is public: whose clock the reader has is not known, so every time names its place, and
hours that are kept on the caller's own clock are said without "now".
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, date, datetime, time, timedelta

from evenkeel.apps.care.words import Hours
from evenkeel.core.safety.hours import (
    LOCAL,
    Open,
    Span,
    clock_in_words,
    open_state,
    opens_in_words,
    parse_span,
)
from evenkeel.core.safety.registry import CrisisLine

DAY_NAMES = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
WEEK, PAIR = 7, 2
ANY_DAY = date(2026, 1, 1)


def now_in_words(line: CrisisLine, words: Hours, *, now: datetime) -> str:
    """ "Open now, until 8 pm London time"; empty where nobody can know from here."""
    if line.zone == LOCAL:
        return ""
    state = open_state(line, now=now)
    if state.state is Open.UNKNOWN:
        return ""
    if state.always:
        return words.always
    place = place_of(line.zone)
    if state.state is Open.NOW:
        until = clock_in_words(state.closes) if state.closes else ""
        return words.open_until.format(clock=until, place=place) if until else words.open
    opens = opens_in_words(state, now=now)
    return words.closed_until.format(opens=opens, place=place) if opens else words.closed


def is_closed(line: CrisisLine, *, now: datetime) -> bool:
    """Whether nobody answers at this moment, as far as the registry knows."""
    return line.zone != LOCAL and open_state(line, now=now).state is Open.CLOSED


def hours_in_words(line: CrisisLine, words: Hours) -> str:
    """All its hours, plainly; empty where they are said already ("day and night").

    >>> from evenkeel.apps.care.words import help_words
    >>> line = CrisisLine(name="Line", topic="suicide", channel="call", confidence="high",
    ...                   hours="Mon-Fri 3pm-8pm", opening=("mon-fri 15:00-20:00",),
    ...                   zone="Europe/London")
    >>> hours_in_words(line, help_words().hours)
    'Monday to Friday, 3 pm to 8 pm'
    """
    if line.always_open:
        return ""
    if not line.opening:
        return line.hours or words.unknown
    said = "; ".join(_span(parse_span(one), words) for one in line.opening)
    return f"{said} {words.own_clock}" if line.zone == LOCAL else said


def place_of(zone: str | None) -> str:
    """The town a time zone is named after.

    >>> place_of("America/Mexico_City")
    'Mexico City'
    """
    return (zone or "UTC").rpartition("/")[2].replace("_", " ")


def moment(now: datetime, words: Hours) -> str:
    """When "now" was, for whoever reads a kept copy of the page."""
    utc = now.astimezone(UTC)
    day = f"{DAY_NAMES[utc.weekday()]} {utc.day} {utc:%B}"
    return words.as_of.format(day=day, clock=f"{utc:%H:%M}")


def floored(now: datetime, *, minutes: int) -> datetime:
    """`now` at the last full step of so many minutes, so that a page serves a while."""
    return now - timedelta(
        minutes=now.minute % minutes, seconds=now.second, microseconds=now.microsecond
    )


def _span(span: Span, words: Hours) -> str:
    start, end = (clock_in_words(datetime.combine(ANY_DAY, at)) for at in (span.start, span.end))
    of_month = words.month_day.format(day=span.month_day) if span.month_day else ""
    days = of_month or _days(span.days, words)
    if span.start == span.end == time(0):
        return f"{days}, {words.whole_day}"
    return f"{days}, {start} to {end}"


def _days(days: Iterable[int], words: Hours) -> str:
    held = set(days)
    if len(held) == WEEK:
        return words.daily
    first = next((day for day in sorted(held) if (day - 1) % WEEK not in held), min(held))
    row = [(first + step) % WEEK for step in range(len(held))]
    if set(row) != held:
        return ", ".join(DAY_NAMES[day] for day in sorted(held))
    names = [DAY_NAMES[day] for day in row]
    if len(names) == 1:
        return names[0]
    return f"{names[0]} {'and' if len(names) == PAIR else 'to'} {names[-1]}"
