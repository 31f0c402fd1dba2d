"""Exercises and a member's runs of them, read: for this area's views and for other areas.

Here: every read. Not here: writing (`actions`), the ranking itself (`core.exercises`).
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING
from uuid import UUID

from evenkeel.apps.checkins import queries as checkins
from evenkeel.apps.programs.models import ExerciseNote, ExerciseRun
from evenkeel.apps.programs.payloads import NotePayload, RunPayload
from evenkeel.core.exercises import (
    Effect,
    Exercise,
    Need,
    PastRun,
    Suggestion,
    effects,
    load_exercises,
)
from evenkeel.core.personalisation import suggest
from evenkeel.core.vault import Keyring

if TYPE_CHECKING:
    from evenkeel.apps.people.models import Member

__all__ = [
    "Run",
    "effect_by_exercise",
    "exercise",
    "exercises",
    "runs",
    "suggestions",
]

HISTORY = timedelta(days=180)
"""How far back a suggestion looks: what helped long ago may not be what helps now."""


@dataclass(frozen=True, slots=True)
class Run:
    """One opened run: its row's id, its time on the member's clock, its revision and content."""

    id: UUID
    at: datetime
    revision: int
    payload: RunPayload

    @property
    def rated(self) -> bool:
        """Whether the feeling was rated both before and after."""
        return self.payload.before is not None and self.payload.after is not None

    @property
    def past(self) -> PastRun:
        """The run as the core's ranking sees it."""
        found = self.payload
        return PastRun(found.exercise, self.at, found.before, found.after, found.outcome)


def exercises(locale: str = "en") -> Mapping[str, Exercise]:
    """Every exercise there is, by id."""
    return load_exercises(locale)


def exercise(exercise_id: str, locale: str = "en") -> Exercise | None:
    """One exercise; None when there is none of that id."""
    return load_exercises(locale).get(exercise_id)


def runs(member: Member, keyring: Keyring, since: datetime | None = None) -> tuple[Run, ...]:
    """The member's runs, opened, newest first; all of them when `since` is None."""
    rows = ExerciseRun.of(member)
    if since is not None:
        rows = rows.filter(at__gte=since)
    return tuple(opened(row, keyring) for row in rows.iterator(chunk_size=500))


def opened(row: ExerciseRun, keyring: Keyring) -> Run:
    """One row, opened, on the clock it was made on."""
    payload: RunPayload = row.open(keyring)
    return Run(row.pk, checkins.told_in(payload.zone, row.at), row.revision, payload)


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
) -> tuple[tuple[Exercise, Suggestion], ...]:
    """What to try for these needs (values of `core.exercises.Need`), the best first.

    `local_now` is aware, on the member's clock; `declined` are ids turned down in this talk. Needs
    nobody knows are passed over. Only runs of the last `HISTORY` count.
    """
    from evenkeel.apps.plan import queries as plan  # noqa: PLC0415 (it asks this module back)

    found = load_exercises(locale)
    known = {need for name in needs if (need := Need.named(name))}
    done = runs(member, keyring, local_now - HISTORY)
    if conditions is None:
        conditions = plan.conditions(member, keyring)
    chosen = suggest(
        found,
        needs=known,
        local_now=local_now,
        history=[run.past for run in done],
        feelings={run.past: run.payload.feeling for run in done},
        declined=declined,
        conditions=conditions,
        seed=str(member.pk),
        limit=limit,
    )
    return tuple((found[one.exercise], one) for one in chosen)
