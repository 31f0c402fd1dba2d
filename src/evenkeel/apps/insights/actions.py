"""Writing trials: begin, say a day was otherwise, stop, remove.

Here: every write of this area. Not here: reading (`queries`, `trying`), the plan's arithmetic
(`core.insights.trials`).
"""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING
from uuid import UUID

import numpy as np
from django.db import transaction

from evenkeel.apps.insights.models import Trial
from evenkeel.apps.insights.payloads import Pace, TrialPayload
from evenkeel.core.insights import trials
from evenkeel.core.vault import Keyring

if TYPE_CHECKING:
    from evenkeel.apps.people.models import Member


def begin_trial(
    *,
    by: Member,
    keyring: Keyring,
    what: str,
    outcome: str,
    pace: Pace,
    start: date,
    now: datetime,
    remind: bool = True,
    rng: np.random.Generator | None = None,
) -> Trial:
    """Draw the order of periods and keep the trial."""
    chance = rng or np.random.default_rng()
    payload = TrialPayload(
        what=what, outcome=outcome, pace=pace, start=start, periods=trials.draw(pace, chance),
        remind=remind,
    )  # fmt: skip
    return Trial.create_locked(by=by, keyring=keyring, payload=payload, at=now, now=now)


@transaction.atomic
def note_not_kept(
    *, by: Member, keyring: Keyring, trial: UUID, day: date, kept: bool, now: datetime
) -> None:
    """Say that a day went otherwise than planned, or that it did not after all."""
    row = Trial.of(by).get(pk=trial)
    payload: TrialPayload = row.open(keyring)
    others = tuple(one for one in payload.not_kept if one != day)
    changed = payload.model_copy(update={"not_kept": others if kept else (*others, day)})
    row.update_locked(keyring=keyring, payload=changed, expected_revision=row.revision, now=now)


@transaction.atomic
def stop_trial(*, by: Member, keyring: Keyring, trial: UUID, day: date, now: datetime) -> None:
    """End a trial before its time; what it has shown so far is kept."""
    row = Trial.of(by).get(pk=trial)
    payload: TrialPayload = row.open(keyring)
    if payload.stopped is None:
        changed = payload.model_copy(update={"stopped": day})
        row.update_locked(keyring=keyring, payload=changed, expected_revision=row.revision, now=now)


def remove_trial(*, by: Member, trial: UUID) -> None:
    """Remove a trial and everything it held."""
    Trial.of(by).filter(pk=trial).delete()
