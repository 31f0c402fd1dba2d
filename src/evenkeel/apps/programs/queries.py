"""Exercises and a member's runs of them, read: for this area's views and for other areas.

Here: every read. Not here: writing (`actions`), the ranking itself (`core.exercises`).
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING
from uuid import UUID

from django.urls import reverse
from django.utils.functional import Promise

from evenkeel.apps import asking
from evenkeel.apps.programs import enrolments
from evenkeel.apps.programs.enrolments import Way, ways
from evenkeel.apps.programs.history import Run, opened, runs
from evenkeel.apps.programs.models import ExerciseNote, ExerciseRun
from evenkeel.apps.programs.payloads import NotePayload
from evenkeel.apps.programs.words import BECAUSE, NEEDS
from evenkeel.core.exercises import (
    Effect,
    Exercise,
    Need,
    NoBecause,
    Suggestion,
    effects,
    load_exercises,
)
from evenkeel.core.personalisation import Place, suggest
from evenkeel.core.personalisation.permitted import barred_in_talk
from evenkeel.core.vault import Keyring
from evenkeel.core.vocabulary import RiskLevel

if TYPE_CHECKING:
    from evenkeel.apps.people.models import Member

__all__ = [
    "PractiseNow",
    "ProgrammeDue",
    "Run",
    "Way",
    "because_words",
    "effect_by_exercise",
    "exercise",
    "exercises",
    "latest_rated",
    "need_words",
    "opened",
    "practices",
    "programmes_due",
    "runs",
    "suggestions",
    "ways",
]

HISTORY = timedelta(days=180)
"""How far back a suggestion looks: what helped long ago may not be what helps now."""


@dataclass(frozen=True, slots=True)
class ProgrammeDue:
    """One thing that a programme holds for today: `kind` is session, practice or recall.

    `address` is the page to open; `title` is the programme's; `text` is what is due, as content.
    """

    programme: str
    title: str
    kind: str
    text: str
    address: str


@dataclass(frozen=True, slots=True)
class PractiseNow:
    """The practice of one programme between two sessions. `times` is on how many days of it."""

    programme: str
    text: str
    exercise: str
    times: int


def exercises(locale: str = "en") -> Mapping[str, Exercise]:
    """Every exercise there is, by id."""
    return load_exercises(locale)


def exercise(exercise_id: str, locale: str = "en") -> Exercise | None:
    """One exercise; None when there is none of that id."""
    return load_exercises(locale).get(exercise_id)


def need_words() -> Mapping[Need, Promise]:
    """What each need is called on a page."""
    return NEEDS


def because_words() -> Mapping[NoBecause, Promise]:
    """What each reason to turn something down is called on a page."""
    return BECAUSE


def words_of(member: Member, keyring: Keyring, run: UUID) -> NotePayload | None:
    """The words of one run; None when there are none."""
    kept = ExerciseNote.of(member).filter(pk=run).first()
    return None if kept is None else kept.open(keyring)


def with_words(member: Member) -> frozenset[UUID]:
    """The runs that have words. Decrypts nothing."""
    return frozenset(ExerciseNote.of(member).values_list("pk", flat=True))


def effect_by_exercise(
    member: Member, keyring: Keyring, since: datetime | None = None
) -> Mapping[str, Effect]:
    """How the feeling moved over the member's rated runs, by exercise id."""
    return effects(run.past for run in runs(member, keyring, since))


def latest_rated(member: Member, keyring: Keyring, *, most: int = 12) -> tuple[Run, ...]:
    """The latest runs that were rated before and after, newest first; opens no more than `most`."""
    rows = asking.rows(ExerciseRun, member_id=member.pk, order_by=("-at",), limit=most)
    return tuple(run for row in rows if (run := opened(row, keyring)).rated)


def suggestions(
    member: Member,
    keyring: Keyring,
    *,
    needs: Collection[str],
    local_now: datetime,
    declined: Collection[str] = (),
    limit: int = 3,
    locale: str = "en",
    conditions: Collection[str] | None = None,
    at_hand: bool = False,
    risk: RiskLevel | None = None,
) -> tuple[tuple[Exercise, Suggestion], ...]:
    """What to try for these needs (values of `core.exercises.Need`), the best first.

    `local_now` is aware, on the member's clock; `declined` are ids turned down in this talk. Needs
    nobody knows are passed over. Only runs of the last `HISTORY` count. Minutes and place hold for
    some hours after they were said; with `at_hand`, however long ago. `risk` is the standing one
    where it is not given.
    """
    from evenkeel.apps.plan import queries as plan  # noqa: PLC0415 (it asks this module back)

    found = load_exercises(locale)
    wanted = {need for name in needs if (need := Need.named(name))}
    done = runs(member, keyring, local_now - HISTORY)
    known = plan.known(member, keyring, now=local_now)
    holds = at_hand or known.fresh
    chosen = suggest(
        found,
        needs=wanted,
        local_now=local_now,
        history=[run.past for run in done],
        feelings={run.past: run.payload.feeling for run in done},
        declined={*declined, *(known.out_of_place if holds else ())},
        conditions=known.conditions if conditions is None else conditions,
        minutes=known.minutes if holds else None,
        place=known.where if holds else Place.UNKNOWN,
        risk=known.risk if risk is None else risk,
        seed=str(member.pk),
        limit=limit,
    )
    return tuple((found[one.exercise], one) for one in chosen)


def practices(
    member: Member, keyring: Keyring, *, now: datetime, locale: str = "en"
) -> tuple[PractiseNow, ...]:
    """What each of the member's programmes has them practise now, for the week's plan."""
    return tuple(
        PractiseNow(
            programme=way.programme.id,
            text=way.current.practice.text,
            exercise=way.current.practice.exercise or "",
            times=len(way.current.practice.days),
        )
        for way in enrolments.ways(member, keyring, now=now, locale=locale).values()
        if way.current is not None and not way.finished
    )


def programmes_due(
    member: Member, keyring: Keyring, *, now: datetime, locale: str = "en"
) -> tuple[ProgrammeDue, ...]:
    """What the member's programmes hold for today, at most one thing of each, the weightiest first.

    A session that is open comes before practice, practice before a question back.
    """
    found = []
    for way in enrolments.ways(member, keyring, now=now, locale=locale).values():
        home = reverse("programs:programme", args=[way.programme.id])
        if way.due is not None and way.due.open and way.session is not None:
            page = reverse("programs:session", args=[way.programme.id, way.session.id])
            due = ("session", way.session.title, page)
        elif _practises_today(way, member, keyring) and way.current is not None:
            due = ("practice", way.current.practice.text, home)
        elif way.recalls:
            lesson = enrolments.lessons(locale)[way.recalls[0]]
            due = ("recall", lesson.title, reverse("programs:lesson", args=[lesson.id]))
        else:
            continue
        found.append(ProgrammeDue(way.programme.id, way.programme.title, *due))
    order = ("session", "practice", "recall")
    return tuple(sorted(found, key=lambda one: order.index(one.kind)))


def _practises_today(way: enrolments.Way, member: Member, keyring: Keyring) -> bool:
    """Whether practice is due that goes with what the member told about their body."""
    from evenkeel.apps.plan import queries as plan  # noqa: PLC0415 (it asks this module back)

    if not way.practice_today or way.practised_today or way.current is None:
        return False
    barred = barred_in_talk(plan.conditions(member, keyring))
    return way.current.practice.exercise not in barred
