"""Warnings, read: what stands, what was, the forecast, check-ups, wishes.

Here: every read of this area. Not here: writing (`actions`), words (`showing`).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Final
from uuid import UUID

import numpy as np
from django.db.models import QuerySet

from evenkeel.apps.people.queries import has_consent
from evenkeel.apps.warnings import grants, night
from evenkeel.apps.warnings.models import BackgroundGrant, CheckUp, EarlyWarning, WarningWishes
from evenkeel.apps.warnings.payloads import Answer, CheckUpPayload, WarningPayload, WishesPayload
from evenkeel.core.vault import Keyring
from evenkeel.core.vocabulary import DayTable
from evenkeel.core.warning import Forecast, forecast, load_texts
from evenkeel.core.warning.forecast import OTHERS
from evenkeel.core.warning.standing import STANDS_DAYS

if TYPE_CHECKING:
    from evenkeel.apps.people.models import Member

__all__ = [
    "Kept",
    "check_up_due",
    "check_ups",
    "days",
    "forecasts",
    "found_since",
    "past",
    "shown",
    "standing",
    "watched",
    "watched_until",
    "wishes",
]

OPEN_FOR: Final = timedelta(days=2)
"""A check-up asks about two weeks; one begun earlier than this begins again."""
SHOWN: Final = timedelta(days=366)


@dataclass(frozen=True, slots=True)
class Kept:
    """One warning, opened."""

    id: UUID
    payload: WarningPayload


def watched(member: Member) -> bool:
    """Whether the member consents to being watched over. Asked at each use."""
    return has_consent(member, grants.PURPOSE)


def watched_until(member: Member) -> datetime | None:
    """Until when the server may look in the background; None when it may not."""
    return BackgroundGrant.objects.filter(pk=member.pk).values_list("expires_at", flat=True).first()


def past(member: Member, keyring: Keyring, *, now: datetime) -> list[Kept]:
    """Every warning of the last year, newest first."""
    rows = EarlyWarning.of(member).filter(at__gte=now - SHOWN)
    found = [Kept(row.pk, row.open(keyring)) for row in rows]
    return [one for one in found if _has_words(one)]


def standing(member: Member, keyring: Keyring, *, now: datetime) -> list[Kept]:
    """Warnings that stand and have not been answered, newest first; none without consent."""
    if not watched(member):
        return []
    rows = EarlyWarning.of(member).filter(at__gte=now - timedelta(days=STANDS_DAYS))
    found = [Kept(row.pk, row.open(keyring)) for row in rows]
    return [one for one in found if one.payload.answer is Answer.NONE and _has_words(one)]


def days(member: Member, keyring: Keyring, *, now: datetime) -> DayTable:
    """The days as the detectors see them."""
    return night.table_of(member, keyring, now=now)


def forecasts(table: DayTable) -> dict[str, Forecast]:
    """The coming days of each outcome that can be foretold, or that it cannot be told."""
    return {
        name: forecast(np.asarray(table.columns[name], dtype=np.float64), outcome=name)
        for name in OTHERS
        if name in table.columns
    }


def found_since(when: datetime) -> QuerySet[EarlyWarning]:
    """Rows of signs that were sealed since: whose they are, not what they say."""
    return EarlyWarning.objects.filter(created_at__gte=when).only("pk", "member_id")


def wishes(member: Member, keyring: Keyring) -> WishesPayload:
    """What the member wants; nothing before they said so."""
    row = WarningWishes.of(member).first()
    found: WishesPayload = row.open(keyring) if row else WishesPayload()
    return found


def open_check_up(member: Member, keyring: Keyring, *, now: datetime) -> CheckUp | None:
    """The check-up that was begun lately and not finished."""
    row = CheckUp.of(member).filter(at__gte=now - OPEN_FOR).first()
    if row is None or row.open(keyring).finished:
        return None
    return row


def check_ups(
    member: Member, keyring: Keyring, *, most: int = 12
) -> list[tuple[CheckUp, CheckUpPayload]]:
    """Finished check-ups, newest first."""
    pairs = [(row, row.open(keyring)) for row in CheckUp.of(member)[: most * 2]]
    return [pair for pair in pairs if pair[1].finished][:most]


def check_up_due(member: Member, keyring: Keyring, *, now: datetime) -> date | None:
    """The day since which a check-up is due, by the rhythm the member chose; None if it is not."""
    rhythm = wishes(member, keyring).rhythm_days
    if not rhythm:
        return None
    done = check_ups(member, keyring, most=1)
    since = done[0][0].at if done else member.created_at
    due = (since + timedelta(days=rhythm)).date()
    return due if due <= now.date() else None


def shown(kept: Kept, *, locale: str) -> object:
    """One warning in words, for another area's page."""
    from evenkeel.apps.warnings import showing  # noqa: PLC0415 (it builds on this module)

    return showing.shown(kept, locale=locale)


def _has_words(kept: Kept) -> bool:
    """Whether its detector is still one of ours: an old one has nothing to say any more."""
    text = load_texts().get(kept.payload.detector)
    return text is not None and kept.payload.sentence in text.sentences
