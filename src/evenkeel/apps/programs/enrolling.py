"""Programmes, diaries and lessons: begin, work through, note, leave.

Here: every write of enrolments, each atomic. Not here: reading (`enrolments`), codes
(`prescriptions`), what is due (`core.programmes`).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import TYPE_CHECKING

from django.db import transaction

from evenkeel.apps.checkins import queries as checkins
from evenkeel.apps.programs import enrolments
from evenkeel.apps.programs.enrolment_payloads import (
    DiaryPayload,
    Done,
    EnrolmentNotePayload,
    EnrolmentPayload,
    LessonNotePayload,
    LessonPayload,
    Rung,
    Try,
    WindowSet,
)
from evenkeel.apps.programs.enrolments import Way
from evenkeel.apps.programs.models import (
    DiaryDay,
    Enrolment,
    EnrolmentNote,
    LessonNote,
    LessonRun,
)
from evenkeel.apps.programs.payloads import Answer, NoBecause
from evenkeel.core.vault import Keyring

if TYPE_CHECKING:
    from evenkeel.apps.people.models import Member


@dataclass(frozen=True, slots=True)
class SessionDraft:
    """What is kept of a session. `done` says whether it is finished or to be gone on with."""

    session: str
    weekly: int | None = None
    in_the_way: str = ""
    plan: str = ""
    answers: dict[str, Answer] = field(default_factory=dict)
    done: bool = True


@transaction.atomic
def begin(
    *, by: Member, keyring: Keyring, programme: str, yes: tuple[str, ...], zone: checkins.Zone,
    prescribed: bool, now: datetime,
) -> Enrolment:  # fmt: skip
    """Begin a programme. `yes` are the safety questions answered with yes."""
    payload = EnrolmentPayload(
        programme=programme, began=zone.today(now), prescribed=prescribed, zone=zone.name
    )
    row = Enrolment.create_locked(by=by, keyring=keyring, payload=payload, at=now, now=now)
    words = EnrolmentNotePayload(programme=programme, yes=yes)
    EnrolmentNote.create_locked(by=by, keyring=keyring, payload=words, at=now, now=now, id=row.pk)
    return row


@transaction.atomic
def keep_session(
    *, way: Way, by: Member, keyring: Keyring, draft: SessionDraft, now: datetime
) -> None:
    """Keep what was written in a session; finish it, and the programme with the last one."""
    words = way.words
    _write(
        way, by, keyring, now,
        words.model_copy(update={
            "answers": {**words.answers, draft.session: draft.answers},
            "plans": {**words.plans, draft.session: draft.plan},
            "in_the_way": {**words.in_the_way, draft.session: draft.in_the_way},
        }),
    )  # fmt: skip
    if not draft.done:
        return
    others = tuple(one for one in way.payload.done if one.session != draft.session)
    before = next((one for one in way.payload.done if one.session == draft.session), None)
    on = before.on if before else way.today
    done = (*others, Done(session=draft.session, on=on, weekly=draft.weekly))
    over = {one.session for one in done} >= {one.id for one in way.programme.sessions}
    changed: dict[str, object] = {"done": tuple(sorted(done, key=lambda one: one.on))}
    if over and not way.payload.finished:
        changed |= {"finished": True, "ended": way.today}
    _change(way, keyring, now, changed)


def tick(*, way: Way, keyring: Keyring, day: date, on: bool, now: datetime) -> None:
    """Mark a day as practised, or take the mark away."""
    days = set(way.payload.ticked)
    days = days | {day} if on else days - {day}
    _change(way, keyring, now, {"ticked": tuple(sorted(days))})


def set_window(*, way: Way, keyring: Keyring, window: WindowSet, now: datetime) -> None:
    """Keep a sleep window from its day on."""
    kept = tuple(one for one in way.payload.windows if one.on != window.on)
    _change(way, keyring, now, {"windows": (*kept, window)})


def leave(*, way: Way, keyring: Keyring, now: datetime, because: NoBecause | None = None) -> None:
    """Leave a programme. What was done stays, and can be deleted with everything else."""
    _change(way, keyring, now, {"ended": way.today, "because": because})


@transaction.atomic
def delete(*, way: Way, by: Member, keyring: Keyring, now: datetime) -> None:
    """Delete a way through a programme with its words and its diary. The page asks first."""
    del now
    for row in DiaryDay.of(by).filter(at__gte=way.row.at):
        payload: DiaryPayload = row.open(keyring)
        if payload.programme == way.programme.id:
            row.delete()
    EnrolmentNote.of(by).filter(pk=way.row.pk).delete()
    Enrolment.of(by).filter(pk=way.row.pk).delete()


def keep_ladder(
    *, way: Way, by: Member, keyring: Keyring, rungs: tuple[Rung, ...], now: datetime
) -> None:
    """Keep the ladder, the easiest rung first."""
    ordered = tuple(sorted(rungs, key=lambda rung: rung.fear))
    _write(way, by, keyring, now, way.words.model_copy(update={"ladder": ordered}))


def keep_try(
    *, way: Way, by: Member, keyring: Keyring, rung: str, tried: Try, now: datetime
) -> None:
    """Keep one time on a rung."""
    rungs = tuple(
        one.model_copy(update={"tries": (*one.tries, tried)}) if one.id == rung else one
        for one in way.words.ladder
    )
    _write(way, by, keyring, now, way.words.model_copy(update={"ladder": rungs}))


def keep_diary(
    *, by: Member, keyring: Keyring, programme: str, day: date, values: Mapping[str, Answer],
    zone: checkins.Zone, now: datetime,
) -> None:  # fmt: skip
    """Keep one day of a diary; a day noted before is written over."""
    payload = DiaryPayload(programme=programme, day=day, values=dict(values), zone=zone.name)
    row = enrolments.diary_row(by, keyring, programme, day, zone=zone)
    at = datetime.combine(day, enrolments.NOON, tzinfo=zone.info)
    if row is None:
        DiaryDay.create_locked(by=by, keyring=keyring, payload=payload, at=at, now=now)
    else:
        row.update_locked(keyring=keyring, payload=payload, expected_revision=row.revision, now=now)


@transaction.atomic
def keep_lesson(
    *, by: Member, keyring: Keyring, payload: LessonPayload, lines: Mapping[str, str],
    now: datetime,
) -> LessonRun:  # fmt: skip
    """Keep one time through a lesson: whether the check was right, and the lines written."""
    row = LessonRun.create_locked(by=by, keyring=keyring, payload=payload, at=now, now=now)
    written = {label: text for label, text in lines.items() if text}
    if written:
        note = LessonNotePayload(lesson=payload.lesson, lines=written)
        LessonNote.create_locked(by=by, keyring=keyring, payload=note, at=now, now=now, id=row.pk)
    return row


def _change(way: Way, keyring: Keyring, now: datetime, changed: Mapping[str, object]) -> None:
    way.row.update_locked(
        keyring=keyring, payload=way.payload.model_copy(update=dict(changed)),
        expected_revision=way.row.revision, now=now,
    )  # fmt: skip


def _write(
    way: Way, by: Member, keyring: Keyring, now: datetime, words: EnrolmentNotePayload
) -> None:
    row = EnrolmentNote.of(by).filter(pk=way.row.pk).first()
    if row is None:
        EnrolmentNote.create_locked(
            by=by, keyring=keyring, payload=words, at=way.row.at, now=now, id=way.row.pk
        )
    else:
        row.update_locked(keyring=keyring, payload=words, expected_revision=row.revision, now=now)
