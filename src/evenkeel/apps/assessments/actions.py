"""Questionnaires: save what is begun, finish, delete.

Here: every write of this area. Not here: reading (`queries`), scoring (`core.instruments`).
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import TYPE_CHECKING

from django.db import transaction

from evenkeel.apps.assessments import queries
from evenkeel.apps.assessments.models import AssessmentResult
from evenkeel.apps.assessments.payloads import ResultPayload
from evenkeel.core.instruments import Instrument, Score, score
from evenkeel.core.vault import Keyring

if TYPE_CHECKING:
    from evenkeel.apps.people.models import Member

__all__ = ["delete", "finish", "save_begun"]


def save_begun(
    *,
    by: Member,
    keyring: Keyring,
    instrument: Instrument,
    answers: Mapping[str, int],
    zone: str,
    now: datetime,
) -> AssessmentResult:
    """Keep answers to go on with later; one begun questionnaire of each kind at a time."""
    payload = ResultPayload(instrument=instrument.id, answers=dict(answers), zone=zone)
    return _keep(by=by, keyring=keyring, payload=payload, now=now)


def finish(
    *,
    by: Member,
    keyring: Keyring,
    instrument: Instrument,
    answers: Mapping[str, int],
    zone: str,
    now: datetime,
) -> tuple[AssessmentResult, Score]:
    """Score and keep a questionnaire, in place of the one begun. `Refused` for a wrong answer."""
    result = score(instrument, answers)
    payload = ResultPayload(
        instrument=instrument.id,
        answers=dict(answers),
        finished=True,
        total=result.total,
        band=result.band,
        subscales={name: part.total for name, part in result.subscales.items()},
        estimated=result.estimated,
        safety_item=result.safety_flag.item if result.safety_flag else None,
        zone=zone,
    )
    return _keep(by=by, keyring=keyring, payload=payload, now=now), result


def delete(*, row: AssessmentResult, by: Member, now: datetime) -> None:
    """Delete one. There is no way back; the page asks first."""
    del now
    AssessmentResult.of(by).filter(pk=row.pk).delete()


@transaction.atomic
def _keep(
    *, by: Member, keyring: Keyring, payload: ResultPayload, now: datetime
) -> AssessmentResult:
    begun = queries.begun(by, keyring, payload.instrument)
    if begun is None:
        return AssessmentResult.create_locked(
            by=by, keyring=keyring, payload=payload, at=now, now=now
        )
    begun.update_locked(
        keyring=keyring, payload=payload, expected_revision=begun.revision, now=now, at=now
    )
    return begun
