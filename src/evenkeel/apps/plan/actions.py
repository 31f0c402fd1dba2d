"""What can be done with the plan: note an offer, say what is at hand, turn one down, keep a week.

Here: every write of this area. Not here: reading (`queries`, `weeks`), choosing (core).
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import UTC, date, datetime, time
from typing import TYPE_CHECKING, Any, Final
from uuid import UUID, uuid5

from evenkeel.apps.plan.models import Body, Offer, Week
from evenkeel.apps.plan.payloads import BodyPayload, OfferPayload, WeekPayload
from evenkeel.apps.programs import actions as programs
from evenkeel.core.exercises import Need, NoBecause, Outcome, Suggestion, load_exercises
from evenkeel.core.personalisation import load_contraindications
from evenkeel.core.personalisation.at_hand import MINUTES, load_places
from evenkeel.core.personalisation.suggest import PART_HOURS
from evenkeel.core.vault import Keyring

if TYPE_CHECKING:
    from evenkeel.apps.people.models import Member

__all__ = [
    "delete_week",
    "keep_week",
    "note_offer",
    "save_at_hand",
    "save_conditions",
    "turn_down",
]

NAMES: Final = UUID("4be2c9a2-5d1e-4e0a-8a52-0f2c6a1f7d33")


def note_offer(
    *,
    by: Member,
    keyring: Keyring,
    one: Suggestion,
    local_now: datetime,
    now: datetime,
    page: str = "today",
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
        expected=one.expected or 0.0, reason=str(one.reason), page=page,
    )  # fmt: skip
    row = Offer.sealed_row(by=by, keyring=keyring, payload=payload, at=now, now=now, id=id)
    Offer.objects.bulk_create([row], ignore_conflicts=True)


def save_conditions(
    *, by: Member, keyring: Keyring, conditions: Collection[str], now: datetime
) -> None:
    """Keep what is true of the member; ids nobody knows are passed over."""
    known = tuple(id for id in load_contraindications() if id in set(conditions))
    _keep_body(by=by, keyring=keyring, now=now, conditions=known)


def save_at_hand(
    *,
    by: Member,
    keyring: Keyring,
    minutes: int | None,
    place: str,
    feeling: str,
    now: datetime,
) -> None:
    """Keep what is at hand, until something else is said. Whatever is not known is left open."""
    need = Need.named(feeling)
    _keep_body(
        by=by, keyring=keyring, now=now,
        minutes=minutes if minutes in MINUTES else None,
        place=place if place in load_places() else "",
        feeling=need.value if need else "",
        said_at=now,
    )  # fmt: skip


def _keep_body(*, by: Member, keyring: Keyring, now: datetime, **change: Any) -> None:
    row = Body.of(by).first()
    if row is None:
        payload = BodyPayload(**change)
        Body.create_locked(by=by, keyring=keyring, payload=payload, at=now, now=now)
        return
    kept: BodyPayload = row.open(keyring)
    payload = kept.model_copy(update=change)
    row.update_locked(keyring=keyring, payload=payload, expected_revision=row.revision, now=now)


def turn_down(
    *, by: Member, keyring: Keyring, exercise: str, because: NoBecause, zone: str, now: datetime
) -> bool:
    """ "Not this": kept as a run that was turned down, so that every choice hears of it at once.
    False where there is no such exercise."""
    if exercise not in load_exercises():
        return False
    programs.keep_run(
        by=by, keyring=keyring, now=now,
        draft=programs.RunDraft(
            programs.RunPayload(
                exercise=exercise, outcome=Outcome.NOT_FOR_ME, because=because, zone=zone
            )
        ),
    )  # fmt: skip
    return True


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
