"""How a line's hours are said on the crisis page: open now or closed now, and the hours themselves.

Here: the words of one line's hours at one moment. Not here: the arithmetic (`core.safety.hours`),
which lines are shown (`showing`).

The page is public: whose clock the reader has is not known, so every time names its place, and
hours that are kept on the caller's own clock are said without "now".
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, date, datetime, time, timedelta
from functools import reduce

from evenkeel.apps.care.words import Hours
from evenkeel.core.safety.hours import (
    LOCAL,
    Open,
    OpenState,
    Span,
    clock_in_words,
    open_state,
    parse_span,
)
from evenkeel.core.safety.registry import CrisisLine

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
        until = _clock(state.closes, words) if state.closes else ""
        return words.open_until.format(clock=until, place=place) if until else words.open
    opens = _opens(state, words, now=now)
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
    day = words.date.format(
        weekday=words.weekdays[utc.weekday()], day=utc.day, month=words.months[utc.month - 1]
    )
    return words.as_of.format(day=day, clock=f"{utc:%H:%M}")


def floored(now: datetime, *, minutes: int) -> datetime:
    """`now` at the last full step of so many minutes, so that a page serves a while."""
    return now - timedelta(
        minutes=now.minute % minutes, seconds=now.second, microseconds=now.microsecond
    )


def _clock(at: datetime, words: Hours) -> str:
    return f"{at:%H:%M}" if words.clock_of_24 else clock_in_words(at)


def _opens(state: OpenState, words: Hours, *, now: datetime) -> str:
    """When a closed line opens, on its own clock; empty where that is not known."""
    if state.opens is None:
        return ""
    days = (state.opens.date() - now.astimezone(state.opens.tzinfo).date()).days
    on_day = words.on_day.format(day=words.weekdays[state.opens.weekday()])
    day = {0: words.today, 1: words.tomorrow}.get(days, on_day)
    return words.opens.format(day=day, clock=_clock(state.opens, words))


def _span(span: Span, words: Hours) -> str:
    start, end = (_clock(datetime.combine(ANY_DAY, at), words) for at in (span.start, span.end))
    of_month = words.month_day.format(day=span.month_day) if span.month_day else ""
    days = of_month or _days(span.days, words)
    if span.start == span.end == time(0):
        return words.days_and.format(days=days, rest=words.whole_day)
    return words.times.format(days=days, start=start, end=end)


def _days(days: Iterable[int], words: Hours) -> str:
    held = set(days)
    if len(held) == WEEK:
        return words.daily
    first = next((day for day in sorted(held) if (day - 1) % WEEK not in held), min(held))
    row = [(first + step) % WEEK for step in range(len(held))]
    if set(row) != held:
        listed = [words.weekdays[day] for day in sorted(held)]
        return reduce(lambda days, rest: words.days_and.format(days=days, rest=rest), listed)
    names = [words.weekdays[day] for day in row]
    if len(names) == 1:
        return names[0]
    pattern = words.two_days if len(names) == PAIR else words.row_of_days
    return pattern.format(first=names[0], last=names[-1])
