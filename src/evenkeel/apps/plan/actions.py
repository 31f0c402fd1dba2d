"""What can be done with the plan: note an offer, tick what is true of the body, keep a week.

Here: every write of this area. Not here: reading (`queries`, `weeks`), choosing (core).
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import UTC, date, datetime, time
from typing import TYPE_CHECKING, Final
from uuid import UUID, uuid5

from evenkeel.apps.plan.models import Body, Offer, Week
from evenkeel.apps.plan.payloads import BodyPayload, OfferPayload, WeekPayload
from evenkeel.core.exercises import Suggestion
from evenkeel.core.personalisation import load_contraindications
from evenkeel.core.personalisation.suggest import PART_HOURS
from evenkeel.core.vault import Keyring

if TYPE_CHECKING:
    from evenkeel.apps.people.models import Member

__all__ = ["delete_week", "keep_week", "note_offer", "save_conditions"]

NAMES: Final = UUID("4be2c9a2-5d1e-4e0a-8a52-0f2c6a1f7d33")


def note_offer(
    *, by: Member, keyring: Keyring, one: Suggestion, local_now: datetime, now: datetime
) -> None:
    """Keep an offer with its chance, once in each part of the day however often it is shown."""
    if one.propensity is None:
        return
    part = f"{local_now.date()}/{local_now.hour // PART_HOURS}"
    id = uuid5(NAMES, f"{by.pk}/{part}/{one.exercise}/{'+'.join(sorted(one.needs))}")
    if Offer.of(by).filter(pk=id).exists():
        return
    payload = OfferPayload(
        exercise=one.exercise, needs=tuple(one.needs), propensity=one.propensity,
        expected=one.expected or 0.0, reason=str(one.reason),
    )  # fmt: skip
    row = Offer.sealed_row(by=by, keyring=keyring, payload=payload, at=now, now=now, id=id)
    Offer.objects.bulk_create([row], ignore_conflicts=True)


def save_conditions(
    *, by: Member, keyring: Keyring, conditions: Collection[str], now: datetime
) -> None:
    """Keep what is true of the member; ids nobody knows are passed over."""
    known = tuple(id for id in load_contraindications() if id in set(conditions))
    payload = BodyPayload(conditions=known)
    row = Body.of(by).first()
    if row is None:
        Body.create_locked(by=by, keyring=keyring, payload=payload, at=now, now=now)
    else:
        row.update_locked(keyring=keyring, payload=payload, expected_revision=row.revision, now=now)


def keep_week(*, by: Member, keyring: Keyring, payload: WeekPayload, now: datetime) -> Week:
    """Keep one week's plan; a week has one."""
    at = _first(payload.first)
    row = Week.of(by).filter(at=at).first()
    if row is None:
        return Week.create_locked(by=by, keyring=keyring, payload=payload, at=at, now=now)
    row.update_locked(keyring=keyring, payload=payload, expected_revision=row.revision, now=now)
    return row


def delete_week(*, by: Member, first: date) -> None:
    """Delete a week's plan."""
    Week.of(by).filter(at=_first(first)).delete()


def _first(day: date) -> datetime:
    return datetime.combine(day, time(), tzinfo=UTC)
