"""Nudges, read: what waits, what is allowed, calendars, what nudging does.

Here: every read of this area. Not here: writing (`actions`), sending (`sending`).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING
from uuid import UUID

from evenkeel.apps.nudges import planning
from evenkeel.apps.nudges.models import Calendar, Nudge, NudgeSettings
from evenkeel.apps.nudges.payloads import Busy, CalendarPayload
from evenkeel.apps.nudges.sending import PURPOSE, waiting_for
from evenkeel.apps.people.queries import has_consent
from evenkeel.core.personalisation.nudging import Effect, NudgeWords, effect, load_nudges
from evenkeel.core.vault import Keyring

if TYPE_CHECKING:
    from evenkeel.apps.people.models import Member

__all__ = [
    "Waiting",
    "allowed",
    "busy_until",
    "calendars_of",
    "effect_of",
    "planned",
    "settings_of",
    "waiting",
]


@dataclass(frozen=True, slots=True)
class Waiting:
    """One nudge that went out and waits, with its words."""

    id: UUID
    kind: str
    words: NudgeWords


def allowed(member: Member) -> bool:
    """Whether the member consents to nudges. Asked at each use."""
    return has_consent(member, PURPOSE)


def would_come(member: Member, kind: str) -> bool:
    """Whether a nudge of this kind could reach the member at all."""
    own = settings_of(member)
    return own is not None and kind in own.kinds and own.per_day > 0 and allowed(member)


def waiting(member: Member, *, now: datetime) -> list[Waiting]:
    """What Today shows; none without consent."""
    rows = waiting_for(member, now=now)
    if not rows or not allowed(member):
        return []
    words = load_nudges(member.locale)
    return [Waiting(row.pk, row.kind, words[row.kind]) for row in rows if row.kind in words]


def settings_of(member: Member) -> NudgeSettings | None:
    """What the member allows; None before they said anything."""
    return NudgeSettings.objects.filter(pk=member.pk).first()


def planned(member: Member, *, now: datetime) -> list[Nudge]:
    """What is planned next."""
    rows = Nudge.objects.filter(member=member, state=Nudge.State.PLANNED, due_at__gte=now)
    return list(rows.order_by("due_at")[:5])


def usual_hour(member: Member, *, now: datetime) -> int:
    """The hour at which nudges that have no hour of their own come, as learnt so far."""
    own = settings_of(member)
    return planning.usual_hour(member, own, now=now) if own else 12


def calendars_of(member: Member, keyring: Keyring) -> list[tuple[Calendar, CalendarPayload]]:
    """The member's calendars."""
    return [(row, row.open(keyring)) for row in Calendar.of(member)]


def busy_until(member: Member, keyring: Keyring, *, now: datetime) -> list[Busy]:
    """Busy times that are over, of every calendar the member gave, oldest first."""
    over: set[Busy] = set()
    for row in Calendar.of(member):
        kept: CalendarPayload = row.open(keyring)
        over |= {one for one in (*kept.been, *kept.busy) if one.ends <= now}
    return sorted(over, key=lambda one: (one.begins, one.ends))


def effect_of(member: Member, *, now: datetime) -> Effect:
    """What nudging does for this member, by the held-back ones."""
    own = settings_of(member)
    return effect(planning.seen(member, own, now=now) if own else ())
