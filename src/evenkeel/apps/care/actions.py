"""What can be done in care: people chosen, alerts sent and stopped, tomorrow's question agreed.

Here: people and settings, and the verbs that other areas use. Not here: alerts (`alerts`), checks
(`checks`), what follows from a turn of a talk (`turns`), pages (`views`, `people_views`).
"""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from django.db import transaction

from evenkeel.apps.care.alerts import (
    WAIT_MINUTES,
    NobodyToWriteTo,
    send_alert,
    stop_alert,
    stop_standing,
)
from evenkeel.apps.care.checks import agree_check, answer_check
from evenkeel.apps.care.models import CareSettings, ChosenPerson
from evenkeel.apps.care.outbox import note_read
from evenkeel.apps.care.payloads import ChosenPersonPayload
from evenkeel.apps.care.push import send as send_push
from evenkeel.apps.care.talking import Going
from evenkeel.apps.care.turns import after_turn, count_referral
from evenkeel.core.vault import Keyring

if TYPE_CHECKING:
    from evenkeel.apps.people.models import Member

__all__ = [
    "WAIT_MINUTES",
    "Going",
    "NobodyToWriteTo",
    "after_turn",
    "agree_check",
    "answer_check",
    "count_referral",
    "delete_person",
    "note_read",
    "save_person",
    "save_settings",
    "send_alert",
    "send_push",
    "stop_alert",
    "stop_standing",
]


@transaction.atomic
def save_person(
    *,
    by: Member,
    keyring: Keyring,
    payload: ChosenPersonPayload,
    now: datetime,
    row: ChosenPerson | None = None,
) -> ChosenPerson:
    """Add somebody, or change them. A withdrawn standing wish stops what it had started."""
    if row is None:
        return ChosenPerson.create_locked(by=by, keyring=keyring, payload=payload, at=now, now=now)
    before: ChosenPersonPayload = row.open(keyring)
    row.update_locked(keyring=keyring, payload=payload, expected_revision=row.revision, now=now)
    if before.standing and not payload.standing:
        stop_standing(by=by, now=now)
    return row


@transaction.atomic
def delete_person(*, by: Member, row: ChosenPerson, now: datetime) -> None:
    """Remove somebody; an alert of a standing wish that has not left yet is stopped."""
    ChosenPerson.of(by).filter(pk=row.pk).delete()
    stop_standing(by=by, now=now)


def save_settings(*, by: Member, break_minutes: int | None) -> None:
    """After how many minutes a break is suggested; None leaves it to the host's rules."""
    CareSettings.objects.update_or_create(member=by, defaults={"break_minutes": break_minutes})
