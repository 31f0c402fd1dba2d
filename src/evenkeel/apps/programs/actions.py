"""Runs of exercises: keep, change, delete.

Here: every write of this area, each atomic. Not here: reading (`queries`), checking (`forms`).
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING

from django.db import transaction

from evenkeel.apps.programs.models import ExerciseNote, ExerciseRun
from evenkeel.apps.programs.payloads import Answer, NotePayload, RunPayload
from evenkeel.core.vault import Keyring

if TYPE_CHECKING:
    from evenkeel.apps.people.models import Member

__all__ = ["RunDraft", "RunPayload", "change_run", "delete_run", "keep_run"]


@dataclass(frozen=True, slots=True)
class RunDraft:
    """What is to be kept of a run: its numbers and codes, and its words."""

    payload: RunPayload
    answers: dict[str, Answer] = field(default_factory=dict)
    why_not: str = ""


@transaction.atomic
def keep_run(*, by: Member, keyring: Keyring, draft: RunDraft, now: datetime) -> ExerciseRun:
    """Keep a new run."""
    row = ExerciseRun.create_locked(by=by, keyring=keyring, payload=draft.payload, at=now, now=now)
    _keep_words(row, by=by, keyring=keyring, draft=draft, now=now)
    return row


@transaction.atomic
def change_run(
    *,
    row: ExerciseRun,
    by: Member,
    keyring: Keyring,
    draft: RunDraft,
    expected_revision: int,
    now: datetime,
) -> None:
    """Change a run and its words together. EditConflict when it was saved elsewhere since."""
    row.update_locked(
        keyring=keyring, payload=draft.payload, expected_revision=expected_revision, now=now
    )
    _keep_words(row, by=by, keyring=keyring, draft=draft, now=now)


@transaction.atomic
def delete_run(*, row: ExerciseRun, by: Member, now: datetime) -> None:
    """Delete a run and its words. There is no way back; the page asks first."""
    del now
    ExerciseNote.of(by).filter(pk=row.pk).delete()
    ExerciseRun.of(by).filter(pk=row.pk).delete()


def _keep_words(
    row: ExerciseRun, *, by: Member, keyring: Keyring, draft: RunDraft, now: datetime
) -> None:
    kept = ExerciseNote.of(by).filter(pk=row.pk).first()
    if not draft.answers and not draft.why_not:
        if kept is not None:
            kept.delete()
        return
    words = NotePayload(
        exercise=draft.payload.exercise, answers=draft.answers, why_not=draft.why_not
    )
    if kept is None:
        ExerciseNote.create_locked(
            by=by, keyring=keyring, payload=words, at=row.at, now=now, id=row.pk
        )
    else:
        kept.update_locked(keyring=keyring, payload=words, expected_revision=kept.revision, now=now)
