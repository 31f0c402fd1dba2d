"""When what is due: the next session, practice between sessions, ideas to recall, and adherence.

Here: dates and counts from what was done. Not here: storing it (`apps.programs`), outcome scores
(`core.instruments`).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from evenkeel.core.programmes.schema import Programme

# An idea comes back as one question after these many days, each gap about twice the last: spaced
# retrieval keeps it (Cepeda NJ et al. (2006), Psychol Bull 132:354-380).
RECALL_DAYS = (2, 5, 12, 26)
# Without a prescription a member may open the next session this many days early.
EARLY_DAYS = 2
# A questionnaire answered this long before the start still says where things stood.
COUNTS_BEFORE = timedelta(days=14)


@dataclass(frozen=True, slots=True)
class SessionDone:
    """One finished session: its id, the day, and the week's number, 0 to 10, None where unsaid."""

    session: str
    on: date
    weekly: int | None = None


@dataclass(frozen=True, slots=True)
class Progress:
    """What a member did of a programme. `practised` are the days with practice, one entry a day.

    `recalled` are (lesson id, day) of check questions answered again.
    """

    began: date
    done: tuple[SessionDone, ...] = ()
    practised: tuple[date, ...] = ()
    recalled: tuple[tuple[str, date], ...] = ()


@dataclass(frozen=True, slots=True)
class Due:
    """The next session: its place (from 0), the day it opens, and whether it is open."""

    index: int
    opens: date
    open: bool


@dataclass(frozen=True, slots=True)
class Adherence:
    """Sessions and practice days, done and planned until today. Shares are 0 to 1."""

    sessions_done: int
    sessions: int
    practice_done: int
    practice_planned: int

    @property
    def of_sessions(self) -> float:
        return self.sessions_done / self.sessions if self.sessions else 0.0

    @property
    def of_practice(self) -> float | None:
        """None while nothing was planned yet."""
        if not self.practice_planned:
            return None
        return min(1.0, self.practice_done / self.practice_planned)


def next_session(
    programme: Programme, progress: Progress, *, today: date, fixed: bool = False
) -> Due | None:
    """The first session not done yet; None when all are.

    With a `fixed` dose (a prescription) it opens `pace_days` after the one before and not a day
    earlier; otherwise a member may be `EARLY_DAYS` early. Nothing ever closes: late is fine.
    """
    done = {one.session: one.on for one in progress.done}
    for index, session in enumerate(programme.sessions):
        if session.id in done:
            continue
        if index == 0 or not done:
            return Due(index, progress.began, True)
        wait = programme.pace_days - (0 if fixed else EARLY_DAYS)
        opens = max(done.values()) + timedelta(days=wait)
        return Due(index, opens, today >= opens)
    return None


def practice_days(programme: Programme, progress: Progress) -> tuple[date, ...]:
    """Every day for which practice was planned: each done session's days, until the next one.

    Days that a session took longer than planned carry no further practice; a day counts once.
    """
    order = sorted(progress.done, key=lambda one: one.on)
    by_id = {session.id: session for session in programme.sessions}
    planned: set[date] = set()
    for place, one in enumerate(order):
        session = by_id.get(one.session)
        if session is None:
            continue
        ends = order[place + 1].on if place + 1 < len(order) else date.max
        days = (one.on + timedelta(days=day) for day in session.practice.days)
        planned |= {day for day in days if day <= ends}
    return tuple(sorted(planned))


def adherence(programme: Programme, progress: Progress, *, today: date) -> Adherence:
    """How much of it was done, of what was due until today. A day off is a day off: no streaks."""
    known = {session.id for session in programme.sessions}
    planned = [day for day in practice_days(programme, progress) if day <= today]
    since = min((one.on for one in progress.done), default=progress.began)
    practised = {day for day in progress.practised if since <= day <= today}
    return Adherence(
        sessions_done=len({one.session for one in progress.done} & known),
        sessions=len(programme.sessions),
        practice_done=len(practised),
        practice_planned=len(planned),
    )


def recalls_due(
    programme: Programme, progress: Progress, *, today: date, days: Iterable[int] = RECALL_DAYS
) -> tuple[str, ...]:
    """Lessons whose check question is due again, the oldest first.

    A lesson comes back after each of `days` since its session, once for each; answering it late
    counts for all gaps that have passed.
    """
    gaps = tuple(days)
    by_id = {session.id: session.lesson for session in programme.sessions}
    due = []
    for one in sorted(progress.done, key=lambda done: done.on):
        lesson = by_id.get(one.session)
        if lesson is None:
            continue
        passed = sum(today >= one.on + timedelta(days=gap) for gap in gaps)
        last = max((on for name, on in progress.recalled if name == lesson), default=None)
        met = sum(last >= one.on + timedelta(days=gap) for gap in gaps) if last is not None else 0
        if passed > met:
            due.append(lesson)
    return tuple(due)


def outcome_due(programme: Programme, progress: Progress, *, measured: Iterable[date]) -> bool:
    """Whether the questionnaire is due: at the start, after every so many sessions, at the end.

    One answered in the two weeks before the start counts for the start.
    """
    days = sorted(measured)
    done = sorted(one.on for one in progress.done)
    marks = [
        on
        for place, on in enumerate(done, start=1)
        if place % programme.outcome.every == 0 or place == len(programme.sessions)
    ]
    if not marks:
        return not any(day >= progress.began - COUNTS_BEFORE for day in days)
    return not days or days[-1] < marks[-1]
