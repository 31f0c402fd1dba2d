"""What other areas may ask of care: countries and help, chosen people, what is due, what was said.

Here: reading. Not here: writing (`actions`).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Final
from uuid import UUID

from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language

from evenkeel.apps.care.models import Alert, ChosenPerson, ReferralCount, SafetyCheck
from evenkeel.apps.care.payloads import CheckPayload, ChosenPersonPayload
from evenkeel.apps.care.rules import notice_due as ai_notice_due
from evenkeel.apps.care.showing import Help, country_name, help_for, registry
from evenkeel.apps.care.words import help_words
from evenkeel.apps.people.queries import has_consent
from evenkeel.core.content.languages import SOURCE
from evenkeel.core.vault import Keyring

if TYPE_CHECKING:
    from evenkeel.apps.people.models import Member

__all__ = [
    "DueCheck",
    "ai_notice_due",
    "alerts_of",
    "check_due",
    "countries",
    "help_address",
    "help_for_member",
    "people_of",
    "referral_counts",
    "standing_allowed",
]

STANDING_CONSENT: Final = "chosen_people"
CHECK_ASKED_WITHIN: Final = timedelta(days=3)
"""A question about a bad night that is older than this would come as a surprise."""
ALERT_SHOWN_FOR: Final = timedelta(days=2)


@dataclass(frozen=True, slots=True)
class DueCheck:
    """A question whose day has come."""

    id: UUID
    said_on: date
    text: str


def countries() -> list[tuple[str, str]]:
    """(ISO code, name) of every country in the registry, by name."""
    return sorted(((c.id, country_name(c)) for c in registry().values()), key=lambda pair: pair[1])


def help_address(country: str | None) -> str:
    """The crisis page of a member's country, or the general one."""
    locale = get_language() or SOURCE
    kept = "" if locale == SOURCE else f"?language={locale}"
    if country and country.upper() in registry():
        return reverse("care:country", args=[country.upper()]) + kept
    return reverse("care:help") + kept


def help_for_member(country: str | None) -> Help:
    """A country's emergency number and lines as they are printed; without one, the directory."""
    found = registry().get(country.upper()) if country else None
    return help_for(found, help_words(get_language() or SOURCE), now=timezone.now())


def people_of(member: Member, keyring: Keyring) -> list[tuple[ChosenPerson, ChosenPersonPayload]]:
    """Whom the member chose, in the order they would be asked."""
    pairs = [(row, row.open(keyring)) for row in ChosenPerson.of(member)]
    return sorted(pairs, key=lambda pair: (pair[1].order, pair[0].created_at))


def standing_allowed(member: Member) -> bool:
    """Whether messages may leave without a tap at all. Asked at each use, never cached."""
    return has_consent(member, STANDING_CONSENT)


def alerts_of(member: Member, *, now: datetime) -> QuerySet[Alert]:
    """Alerts of the last days, newest first."""
    rows = Alert.objects.filter(member=member, made_at__gte=now - ALERT_SHOWN_FOR)
    return rows.order_by("-made_at").prefetch_related("deliveries")


def check_due(member: Member, keyring: Keyring, *, now: datetime) -> DueCheck | None:
    """The agreed question, once its time has come and until it is answered."""
    rows = SafetyCheck.of(member).filter(at__lte=now, at__gte=now - CHECK_ASKED_WITHIN)
    for row in rows[:3]:
        payload: CheckPayload = row.open(keyring)
        if not payload.answered:
            return DueCheck(row.pk, payload.said_on, payload.text)
    return None


def referral_counts(year: int) -> dict[str, int]:
    """How often crisis lines were shown in a year: in replies, and in talks."""
    return dict(ReferralCount.objects.filter(year=year).values_list("kind", "count"))
