"""A member's way through a programme, read: opened, with what is due today.

Here: every read of enrolments, diaries and lessons. Not here: writing (`enrolling`), dates and
rules (`core.programmes`).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING
from uuid import UUID

from evenkeel.apps.assessments import queries as assessments
from evenkeel.apps.checkins import queries as checkins
from evenkeel.apps.programs import history
from evenkeel.apps.programs.enrolment_payloads import (
    DiaryPayload,
    EnrolmentNotePayload,
    EnrolmentPayload,
    LessonNotePayload,
    LessonPayload,
)
from evenkeel.apps.programs.models import (
    DiaryDay,
    Enrolment,
    EnrolmentNote,
    LessonNote,
    LessonRun,
    LockedProgramme,
)
from evenkeel.core.exercises import Outcome
from evenkeel.core.lessons import Lesson, load_lessons
from evenkeel.core.programmes import (
    Adherence,
    Due,
    Programme,
    Progress,
    Session,
    SessionDone,
    adherence,
    load_programmes,
    next_session,
    outcome_due,
    practice_days,
    recalls_due,
)
from evenkeel.core.vault import Keyring

if TYPE_CHECKING:
    from evenkeel.apps.people.models import Member

NOON = time(12)
A_DAY = timedelta(days=1)
BEFORE_THE_START = timedelta(days=14)
"""A questionnaire answered this long before still says where things stood at the start."""


@dataclass(frozen=True, slots=True)
class Way:
    """One opened way through a programme: its row, its words, and what was done, until today."""

    row: Enrolment
    programme: Programme
    payload: EnrolmentPayload
    words: EnrolmentNotePayload
    progress: Progress
    today: date

    @property
    def due(self) -> Due | None:
        """The next session; None when all are done."""
        return next_session(
            self.programme, self.progress, today=self.today, fixed=self.payload.prescribed
        )

    @property
    def session(self) -> Session | None:
        """The session to do next, open or not."""
        return self.programme.sessions[self.due.index] if self.due else None

    @property
    def current(self) -> Session | None:
        """The latest session done: its practice is this week's."""
        known = {one.id: one for one in self.programme.sessions}
        done = [known[one.session] for one in self.payload.done if one.session in known]
        return done[-1] if done else None

    @property
    def adherence(self) -> Adherence:
        return adherence(self.programme, self.progress, today=self.today)

    @property
    def practice_today(self) -> bool:
        """Whether today is one of the practice days."""
        return self.today in practice_days(self.programme, self.progress)

    @property
    def next_practice(self) -> date | None:
        """The next practice day after today."""
        days = practice_days(self.programme, self.progress)
        return next((day for day in days if day > self.today), None)

    @property
    def practised_today(self) -> bool:
        return self.today in self.progress.practised

    @property
    def recalls(self) -> tuple[str, ...]:
        """Lessons whose question comes back today."""
        return recalls_due(self.programme, self.progress, today=self.today)

    @property
    def finished(self) -> bool:
        return self.due is None


def programmes(locale: str = "en") -> Mapping[str, Programme]:
    """Every programme there is, by id."""
    return load_programmes(locale)


def lessons(locale: str = "en") -> Mapping[str, Lesson]:
    """Every lesson there is, by id."""
    return load_lessons(locale)


def locked_by_host(programme: str) -> bool:
    """Whether this programme opens by a prescription code only."""
    return LockedProgramme.objects.filter(pk=programme).exists()


def ways(
    member: Member, keyring: Keyring, *, now: datetime, locale: str = "en"
) -> Mapping[str, Way]:
    """The member's current ways through programmes, by programme id: the latest of each, not left.

    One that was finished stays until it is begun again.
    """
    found: dict[str, Way] = {}
    for row in Enrolment.of(member):
        payload: EnrolmentPayload = row.open(keyring)
        programme = load_programmes(locale).get(payload.programme)
        if programme is None or payload.programme in found:
            continue
        if payload.ended is not None and not payload.finished:
            continue
        found[payload.programme] = opened(row, programme, member, keyring, now=now)
    return found


def way(member: Member, keyring: Keyring, programme: Programme, *, now: datetime) -> Way | None:
    """The member's current way through one programme."""
    for row in Enrolment.of(member):
        payload: EnrolmentPayload = row.open(keyring)
        if payload.programme == programme.id:
            left = payload.ended is not None and not payload.finished
            return None if left else opened(row, programme, member, keyring, now=now)
    return None


def opened(
    row: Enrolment, programme: Programme, member: Member, keyring: Keyring, *, now: datetime
) -> Way:
    """One row with its words and what was done since: sessions, practice, lessons recalled."""
    payload: EnrolmentPayload = row.open(keyring)
    note = EnrolmentNote.of(member).filter(pk=row.pk).first()
    words = note.open(keyring) if note else EnrolmentNotePayload(programme=programme.id)
    today = checkins.told_in(payload.zone, now).date()
    done = tuple(SessionDone(one.session, one.on, one.weekly) for one in payload.done)
    progress = Progress(
        began=payload.began,
        done=done,
        practised=_practised(programme, payload, row, member, keyring),
        recalled=_recalled(member, keyring, row.at),
    )
    return Way(row, programme, payload, words, progress, today)


def diary(
    member: Member, keyring: Keyring, programme: str, *, since: datetime
) -> Mapping[date, DiaryPayload]:
    """The diary's days since then, by day, the latest first."""
    found: dict[date, DiaryPayload] = {}
    for row in DiaryDay.of(member).filter(at__gte=since):
        payload: DiaryPayload = row.open(keyring)
        if payload.programme == programme:
            found.setdefault(payload.day, payload)
    return dict(sorted(found.items(), reverse=True))


def diary_row(
    member: Member, keyring: Keyring, programme: str, day: date, *, zone: checkins.Zone
) -> DiaryDay | None:
    """The row of one day of one diary."""
    start = checkins.day_start(day, zone)
    for row in DiaryDay.of(member).filter(at__gte=start, at__lt=start + timedelta(days=1)):
        payload: DiaryPayload = row.open(keyring)
        if payload.programme == programme and payload.day == day:
            return row
    return None


def outcome_is_due(way: Way, member: Member, keyring: Keyring) -> bool:
    """Whether the programme's questionnaire is due now."""
    since = way.row.at - BEFORE_THE_START
    found = assessments.results(
        member, keyring, instrument_id=way.programme.outcome.instrument, since=since
    )
    return outcome_due(way.programme, way.progress, measured=[one.at.date() for one in found])


def lesson_runs(
    member: Member, keyring: Keyring, since: datetime | None = None
) -> tuple[tuple[UUID, datetime, LessonPayload], ...]:
    """Lessons worked through, newest first."""
    rows = LessonRun.of(member)
    if since is not None:
        rows = rows.filter(at__gte=since)
    return tuple((row.pk, row.at, row.open(keyring)) for row in rows)


def lesson_lines(member: Member, keyring: Keyring, run: UUID) -> Mapping[str, str]:
    """The lines written in one lesson."""
    row = LessonNote.of(member).filter(pk=run).first()
    if row is None:
        return {}
    payload: LessonNotePayload = row.open(keyring)
    return payload.lines


def _practised(
    programme: Programme,
    payload: EnrolmentPayload,
    row: Enrolment,
    member: Member,
    keyring: Keyring,
) -> tuple[date, ...]:
    """Days ticked by hand, days on which an exercise of the programme was played, and, where the
    practice is done in life and there is a diary, days noted in it."""
    ours = {one.practice.exercise for one in programme.sessions if one.practice.exercise}
    played = {
        run.at.date()
        for run in history.runs(member, keyring, row.at)
        if run.payload.exercise in ours and run.payload.outcome is not Outcome.NOT_FOR_ME
    }
    noted: set[date] = set()
    if programme.diary and any(
        not one.practice.exercise and not one.practice.flow for one in programme.sessions
    ):
        noted = set(diary(member, keyring, programme.id, since=row.at - A_DAY))
    return tuple(sorted(played | noted | set(payload.ticked)))


def _recalled(member: Member, keyring: Keyring, since: datetime) -> tuple[tuple[str, date], ...]:
    return tuple(
        (found.lesson, checkins.told_in(found.zone, at).date())
        for _id, at, found in lesson_runs(member, keyring, since)
        if found.right is not None
    )
