"""Summaries: keep, delete. Every write of this area."""

from __future__ import annotations

import uuid
from datetime import datetime
from typing import TYPE_CHECKING

from django.db import transaction

from evenkeel.apps.breathing.models import HeartSession
from evenkeel.apps.breathing.payloads import HeartPayload
from evenkeel.apps.programs import actions as programs
from evenkeel.core.exercises import Outcome
from evenkeel.core.vault import Keyring

if TYPE_CHECKING:
    from evenkeel.apps.people.models import Member


@transaction.atomic
def keep(
    *, by: Member, keyring: Keyring, summary: HeartPayload, exercise: str, now: datetime
) -> HeartSession:
    """Keep a summary. Where it was an exercise of the list, it counts as a run of that too."""
    row = HeartSession.create_locked(by=by, keyring=keyring, payload=summary, at=now, now=now)
    if exercise:
        run = programs.RunPayload(
            exercise=exercise,
            before=summary.felt_before,
            after=summary.felt_after,
            outcome=Outcome.FINISHED,
            zone=summary.zone,
        )
        programs.keep_run(by=by, keyring=keyring, draft=programs.RunDraft(run), now=now)
    return row


def delete(*, by: Member, id: uuid.UUID, now: datetime) -> None:
    """Delete one summary."""
    del now
    HeartSession.of(by).filter(pk=id).delete()
