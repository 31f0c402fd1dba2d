"""What a section is drafted from: whose records, which days, on which clock; and how days are said.

Here: the question, dates in words, sources of several records. Not here: any one section.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING
from uuid import UUID

from django.utils.formats import date_format, number_format
from django.utils.translation import get_language_bidi
from django.utils.translation import gettext as _

from evenkeel.apps.brief.payloads import BriefPayload
from evenkeel.apps.checkins import queries as checkins
from evenkeel.core.brief import Record, Source
from evenkeel.core.vault import Keyring

if TYPE_CHECKING:
    from evenkeel.apps.people.models import Member

HOUR = 60
EXACTLY = 5
"""Minutes to which a night's length is told: no watch and nobody knows it better."""


@dataclass(frozen=True, slots=True)
class Asked:
    """One brief to draft, with the open keys of the member's own session."""

    member: Member
    keyring: Keyring
    zone: checkins.Zone
    now: datetime
    id: UUID
    payload: BriefPayload
    locale: str = "en"

    @property
    def since(self) -> datetime:
        """Midnight at the beginning of the first day."""
        return checkins.day_start(self.payload.first, self.zone)

    def covers(self, day: date) -> bool:
        """Whether a day is one of those it is about."""
        return self.payload.first <= day <= self.payload.last

    def holds(self, at: datetime) -> bool:
        """Whether a moment lies on one of those days, on the member's clock."""
        return self.covers(self.zone.local(at).date())


def day_said(day: date) -> str:
    """A day within the months the page is about."""
    return str(date_format(day, "MONTH_DAY_FORMAT"))


def moment_said(at: datetime) -> str:
    """A day with its year and the time, for a list of records."""
    return str(date_format(at, "DATETIME_FORMAT"))


def days_said(days: Iterable[date]) -> str:
    """From the first to the last of some days."""
    held = sorted(days)
    if held[0] == held[-1]:
        return day_said(held[0])
    return _("%(first)s to %(last)s") % {"first": day_said(held[0]), "last": day_said(held[-1])}


def source_of(
    records: Iterable[tuple[date, Record]], counted: Callable[[int], str]
) -> tuple[Source, ...]:
    """One source of several records, given in their order: how many, and from when to when."""
    held = tuple(records)
    said = _("%(counted)s, %(days)s") % {
        "counted": counted(len(held)), "days": days_said(day for day, _record in held),
    }  # fmt: skip
    return (Source(said, tuple(record for _day, record in held)),)


def apart(text: str) -> str:
    """A name or a quantity that keeps its own direction where the sentence runs right to left."""
    return f"\u2068{text}\u2069" if get_language_bidi() else text


def whole(value: float) -> str:
    """A number without decimals."""
    return str(number_format(round(value)))


def tenth(value: float) -> str:
    """A number with one decimal where it has one."""
    near = round(value, 1)
    return whole(near) if near == round(near) else str(number_format(near, decimal_pos=1))


def hours(minutes: float) -> str:
    """A length of time, to five minutes."""
    held, rest = divmod(round(minutes / EXACTLY) * EXACTLY, HOUR)
    return _("%(h)d h %(m)02d") % {"h": held, "m": rest} if rest else _("%(h)d h") % {"h": held}
