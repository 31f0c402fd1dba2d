"""The rules of this host on this day, and what they mean for one member now.

Here: joining law packs (`core.law`), a member's settings and their time in talk. Not here: the
rules themselves (content/law), the words (templates).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Final

from django.conf import settings
from django.utils import timezone

from evenkeel.apps.care import talking
from evenkeel.apps.care.models import CareSettings
from evenkeel.apps.care.payloads import TimeInTalkPayload
from evenkeel.core.law import (
    Leaning,
    Rules,
    Stretch,
    ai_notice_due,
    break_due,
    leaning,
    load_packs,
    rules_of,
)
from evenkeel.core.law.notices import BREAK_CHOICES
from evenkeel.core.vault import Keyring
from evenkeel.core.vocabulary import RiskLevel

if TYPE_CHECKING:
    from evenkeel.apps.people.models import Member

LOOKED_AT_EVERY: Final = 10
"""Messages of a stretch between two looks at the last week: two weeks of rows are opened for it."""


@dataclass(frozen=True, slots=True)
class Said:
    """What is to be said beside a reply, once: a break, or leaning on this too much."""

    rest: bool = False
    leaning: Leaning | None = None
    minutes: int = 0


def rules_now(now: datetime | None = None) -> Rules:
    """The rules of this host's packs today."""
    day = timezone.localtime(now).date()
    packs = load_packs()
    return rules_of(packs, [one for one in settings.LAW_PACKS if one in packs], on=day)


def settings_of(member: Member) -> CareSettings:
    """The member's own settings; the usual ones before any were saved."""
    return CareSettings.objects.filter(pk=member.pk).first() or CareSettings(member=member)


def break_minutes_of(member: Member) -> int:
    """After how many minutes a break is suggested to this member."""
    rules, chosen = rules_now(), settings_of(member).break_minutes
    if member.minor:
        return min(chosen or rules.break_minutes_minor, rules.break_minutes_minor)
    return chosen or rules.break_minutes


def break_choices_of(member: Member) -> tuple[int, ...]:
    """The minutes this member may choose from: a minor none longer than the law's."""
    most = rules_now().break_minutes_minor if member.minor else max(BREAK_CHOICES)
    return tuple(one for one in BREAK_CHOICES if one <= most)


def notice_due(member: Member, *, now: datetime) -> bool:
    """Whether to say that this is a program, by the rules of this host today (SAFETY.md L1).

    A log-in clears the time of the last notice, so each session begins with it.
    """
    last, rules = member.ai_notice_at, rules_now(now)
    soonest = timedelta(minutes=min(rules.ai_notice_minutes, rules.ai_notice_minutes_minor))
    if last is not None and now - last < soonest:
        return False
    due = ai_notice_due(rules=rules, now=now, last_notice=last, minor=member.minor)
    return due is not None


def say_now(
    member: Member, keyring: Keyring, *, now: datetime, going: talking.Going | None = None
) -> Said | None:
    """What is due to be said, remembered as said. In danger nothing is.

    `going` is the stretch that is going on, where the caller knows it.
    """
    going = going or talking.this_stretch(member, keyring, now=now)
    if going is None or going[1].level >= RiskLevel.RAISED:
        return None
    return _rest(member, keyring, going, now) or _leaning(member, keyring, going[1], now)


def _rest(member: Member, keyring: Keyring, going: talking.Going, now: datetime) -> Said | None:
    row, payload = going
    if payload.notice or now - row.at < timedelta(minutes=min(BREAK_CHOICES)):
        return None
    own = settings_of(member)
    due = break_due(
        rules=rules_now(now), now=now, began=row.at, said=bool(payload.notice),
        chosen_minutes=own.break_minutes, minor=member.minor,
    )  # fmt: skip
    if not due:
        return None
    talking.note_said(row=row, keyring=keyring, notice="break", now=now)
    return Said(rest=True, minutes=int((now - row.at).total_seconds() // 60))


def _leaning(
    member: Member, keyring: Keyring, going: TimeInTalkPayload, now: datetime
) -> Said | None:
    if going.messages % LOOKED_AT_EVERY != 1:
        return None
    past = [
        Stretch(one.at, what.last, what.night)
        for one, what in talking.stretches(member, keyring, now=now)
    ]
    said_at = settings_of(member).reliance_said_at
    found = leaning(past, now=now, said_at=said_at, minor=member.minor)
    if found is None:
        return None
    CareSettings.objects.update_or_create(member=member, defaults={"reliance_said_at": now})
    return Said(leaning=found)
