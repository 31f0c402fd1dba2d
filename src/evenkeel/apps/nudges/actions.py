"""What can be done with nudges: allow, plan, take up, snooze, "less of these", calendars.

Here: every write of this area but sending (`sending`). Not here: reading (`queries`).
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime, time, timedelta
from typing import TYPE_CHECKING, Final
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db import transaction

from evenkeel.apps.nudges import calendars, planning
from evenkeel.apps.nudges.models import Calendar, Nudge, NudgeSettings
from evenkeel.apps.nudges.payloads import MOST_WORDS, CalendarPayload
from evenkeel.core.personalisation.nudging import MOST_A_DAY, load_nudges
from evenkeel.core.vault import Keyring

if TYPE_CHECKING:
    from evenkeel.apps.people.models import Member

__all__ = [
    "keep_calendar",
    "less",
    "plan",
    "refresh_calendars",
    "remove_calendar",
    "save_settings",
    "snooze",
    "take_up",
]

SNOOZES: Final = (timedelta(hours=2), timedelta(days=1), timedelta(days=7))
plan = planning.plan


def save_settings(
    *,
    by: Member,
    kinds: Collection[str],
    per_day: int,
    quiet_from: time,
    quiet_until: time,
    zone: str,
    push: bool,
    mail: str,
) -> NudgeSettings:
    """Keep what the member allows. Kinds nobody knows are passed over."""
    own, _made = NudgeSettings.objects.update_or_create(
        member=by,
        defaults={
            "kinds": [kind for kind in load_nudges() if kind in set(kinds)],
            "per_day": max(0, min(MOST_A_DAY, per_day)),
            "quiet_from": quiet_from,
            "quiet_until": quiet_until,
            "zone": zone,
            "push": push,
            "mail": mail,
        },
    )
    return own


def snooze(*, by: Member, for_: timedelta, now: datetime) -> None:
    """Nothing until then."""
    NudgeSettings.objects.filter(pk=by.pk).update(snoozed_until=now + for_)


@transaction.atomic
def less(*, by: Member, nudge_id: UUID, now: datetime) -> None:
    """Less of this kind: days of quiet, twice as many each time it is said."""
    nudge = Nudge.objects.filter(member=by, pk=nudge_id).first()
    own = NudgeSettings.objects.select_for_update().filter(pk=by.pk).first()
    if nudge is None or own is None:
        return
    times = int(own.less.get(nudge.kind, [0])[0]) + 1
    own.less[nudge.kind] = [times, now.isoformat()]
    own.save(update_fields=["less"])
    Nudge.objects.filter(pk=nudge.pk, taken_at=None).update(until=now)


def take_up(*, by: Member, nudge_id: UUID, now: datetime) -> Nudge | None:
    """Note that it was taken up; None where it is not the member's."""
    Nudge.objects.filter(member=by, pk=nudge_id, taken_at=None).update(taken_at=now)
    return Nudge.objects.filter(member=by, pk=nudge_id).first()


def keep_calendar(
    *,
    by: Member,
    keyring: Keyring,
    raw: bytes | None,
    address: str,
    name: str,
    words: Collection[str],
    zone: str,
    now: datetime,
) -> CalendarPayload:
    """Read a calendar and keep its busy times. Raises `calendars.CannotRead`."""
    chosen = tuple(dict.fromkeys(word.strip() for word in words if word.strip()))[:MOST_WORDS]
    if raw is None:
        raw = calendars.fetch(address)
    busy = calendars.busy_times(raw, words=chosen, now=now, zone=ZoneInfo(zone))
    over = calendars.been(raw, words=chosen, now=now, zone=ZoneInfo(zone))
    payload = CalendarPayload(
        name=name, address=address, words=chosen, busy=busy, been=over, read_at=now
    )
    Calendar.create_locked(by=by, keyring=keyring, payload=payload, at=now, now=now)
    return payload


def refresh_calendars(*, by: Member, keyring: Keyring, zone: str, now: datetime) -> int:
    """Read subscribed addresses again that are due. Returns how many were read."""
    done = 0
    for row in Calendar.of(by):
        kept: CalendarPayload = row.open(keyring)
        if not calendars.is_stale(kept, now=now):
            continue
        try:
            raw = calendars.fetch(kept.address)
            busy = calendars.busy_times(raw, words=kept.words, now=now, zone=ZoneInfo(zone))
            change = {"busy": busy, "been": calendars.moved_on(kept, now=now), "problem": ""}
        except calendars.CannotRead as error:
            change = {"problem": str(error)}
        payload = kept.model_copy(update={**change, "read_at": now})
        row.update_locked(keyring=keyring, payload=payload, expected_revision=row.revision, now=now)
        done += 1
    return done


def remove_calendar(*, by: Member, calendar_id: UUID, keyring: Keyring, now: datetime) -> None:
    """Remove a calendar and whatever was planned from it."""
    Calendar.of(by).filter(pk=calendar_id).delete()
    planning.plan(by=by, keyring=keyring, now=now)
