"""A question agreed for another day: how it went after a bad one. Each write atomic.

Here: agreeing and answering. Not here: when a talk agrees one (`turns`), showing it (`queries`).
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Final

from django.db import transaction
from django.utils import timezone

from evenkeel.apps.care.models import SafetyCheck
from evenkeel.apps.care.payloads import CheckPayload
from evenkeel.core.vault import Keyring

if TYPE_CHECKING:
    from evenkeel.apps.people.models import Member

CHECK_HOUR: Final = 10
"""On the member's clock: late enough after a bad night, early enough to change the day."""


def agree_check(
    *,
    by: Member,
    keyring: Keyring,
    now: datetime,
    text: str = "",
    level: int = 0,
    at: datetime | None = None,
) -> SafetyCheck:
    """Agree to be asked on another day; by default tomorrow at ten. One that waits is replaced."""
    local = timezone.localtime(now)
    tomorrow = (local + timedelta(days=1)).replace(
        hour=CHECK_HOUR, minute=0, second=0, microsecond=0
    )
    payload = CheckPayload(text=text, said_on=local.date(), level=level)
    with transaction.atomic():
        SafetyCheck.of(by).filter(at__gt=now).delete()
        return SafetyCheck.create_locked(
            by=by, keyring=keyring, payload=payload, at=at or tomorrow, now=now
        )


def answer_check(*, row: SafetyCheck, keyring: Keyring, answer: str, now: datetime) -> CheckPayload:
    """Note how it went, or that they would rather not say. Either way it is not asked again."""
    payload: CheckPayload = row.open(keyring)
    done = payload.model_copy(update={"answered": answer})
    row.update_locked(keyring=keyring, payload=done, expected_revision=row.revision, now=now)
    return done
