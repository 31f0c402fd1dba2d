"""Check-ins, read: what other areas and the views of this one ask for.

Here: every read, with and without keys. Not here: writing (`actions`), insight (`core.insights`).
Functions without a keyring decrypt nothing: they know days, not what was in them.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING
from uuid import UUID
from zoneinfo import ZoneInfo

from django.utils.formats import date_format
from django.utils.translation import gettext

from evenkeel.apps.checkins.catalogue import Catalogue, Scale, catalogue, label_of
from evenkeel.apps.checkins.clock import SKEW, Zone, ZoneSource, told_in, zone_from, zone_of
from evenkeel.apps.checkins.listening import risk_in
from evenkeel.apps.checkins.models import CheckIn, CheckInNote, OwnMetric, OwnWord
from evenkeel.apps.checkins.payloads import OWN, CheckInPayload, OwnMetricPayload, OwnWordPayload
from evenkeel.apps.checkins.tone import Tone, tone_of
from evenkeel.apps.checkins.typed import cleaned, one_line, too_long
from evenkeel.apps.checkins.when import WhenField
from evenkeel.core.insights import Entry, Metric, MetricKind, each_day
from evenkeel.core.vault import Keyring

if TYPE_CHECKING:
    from evenkeel.apps.people.models import Member

__all__ = [
    "OWN",
    "SKEW",
    "CheckInPayload",
    "Moment",
    "OwnMetricPayload",
    "Tone",
    "WhenField",
    "Zone",
    "ZoneSource",
    "by_id",
    "catalogue",
    "cleaned",
    "day_start",
    "days_with_entries",
    "entries",
    "first_day",
    "labels",
    "metrics",
    "missing_days",
    "note_of",
    "notes",
    "notes_of",
    "one_line",
    "opened",
    "own_metrics",
    "own_words",
    "quick_scales",
    "recent",
    "risk_in",
    "today_summary",
    "told_in",
    "tone_of",
    "too_long",
    "zone_from",
    "zone_of",
]


@dataclass(frozen=True, slots=True)
class Moment:
    """One opened check-in: its row's id, its time on the member's clock, and what it holds."""

    id: UUID
    at: datetime
    revision: int
    payload: CheckInPayload

    @property
    def mood(self) -> float | None:
        """Mood from 0 to 100, None when it was not given."""
        return self.payload.numbers.get("mood")

    @property
    def local_text(self) -> str:
        """Day and time as the member's clock showed them."""
        return f"{self.day_text}, {self.time_text}"

    @property
    def day_text(self) -> str:
        """The day, in words."""
        return date_format(self.at, gettext("l j F Y"))

    @property
    def time_text(self) -> str:
        """The time of day."""
        return date_format(self.at, "TIME_FORMAT")


@dataclass(frozen=True, slots=True)
class TodaySummary:
    """What the Today page says about check-ins."""

    today: tuple[Moment, ...]
    yesterday: tuple[Moment, ...]
    missing: tuple[date, ...]


def recent(member: Member, keyring: Keyring, since: datetime) -> tuple[Moment, ...]:
    """Check-ins from `since` on, newest first."""
    rows = CheckIn.of(member).filter(at__gte=since)
    return tuple(opened(row, keyring) for row in rows)


def by_id(member: Member, keyring: Keyring, ids: Collection[UUID]) -> tuple[Moment, ...]:
    """These check-ins, newest first; those deleted are absent."""
    return tuple(opened(row, keyring) for row in CheckIn.of(member).filter(pk__in=ids))


def opened(row: CheckIn, keyring: Keyring) -> Moment:
    """One row, opened, on the clock it was made on."""
    payload: CheckInPayload = row.open(keyring)
    return Moment(row.pk, told_in(payload.zone, row.at), row.revision, payload)


def days_with_entries(member: Member, since: datetime, *, zone: Zone) -> frozenset[date]:
    """Days from `since` on with at least one check-in. Decrypts nothing."""
    info: ZoneInfo = zone.info
    times = CheckIn.of(member).filter(at__gte=since).values_list("at", flat=True)
    return frozenset(at.astimezone(info).date() for at in times.order_by().iterator())


def first_day(member: Member, *, zone: Zone) -> date | None:
    """The day of the earliest check-in; None when there is none. Decrypts nothing."""
    first = CheckIn.of(member).order_by("at").values_list("at", flat=True).first()
    return None if first is None else zone.local(first).date()


def missing_days(member: Member, *, zone: Zone, now: datetime, days: int = 7) -> tuple[date, ...]:
    """Of the last `days` days before today, those without a check-in. Decrypts nothing.

    Days before the member's first check-in are not missing: they were not here yet.
    """
    first = first_day(member, zone=zone)
    if first is None:
        return ()
    today = zone.today(now)
    start = max(today - timedelta(days=days), first)
    held = days_with_entries(member, day_start(start, zone), zone=zone)
    return tuple(day for day in each_day(start, today - timedelta(days=1)) if day not in held)


def today_summary(member: Member, keyring: Keyring, *, zone: Zone, now: datetime) -> TodaySummary:
    """Today's and yesterday's check-ins, opened, and which of the last seven days have none."""
    today = zone.today(now)
    yesterday = today - timedelta(days=1)
    moments = recent(member, keyring, day_start(yesterday, zone))
    return TodaySummary(
        today=tuple(m for m in moments if zone.local(m.at).date() == today),
        yesterday=tuple(m for m in moments if zone.local(m.at).date() == yesterday),
        missing=missing_days(member, zone=zone, now=now),
    )


def day_start(day: date, zone: Zone) -> datetime:
    """Midnight at the beginning of `day` on this clock."""
    return datetime.combine(day, time.min, tzinfo=zone.info)


def entries(member: Member, keyring: Keyring, *, since: datetime | None) -> tuple[Entry, ...]:
    """Check-ins as insights see them, oldest first; all of them when `since` is None."""
    rows = CheckIn.of(member).order_by("at")
    if since is not None:
        rows = rows.filter(at__gte=since)
    moments = (opened(row, keyring) for row in rows.iterator(chunk_size=500))
    return tuple(Entry(moment.at, moment.payload.numbers) for moment in moments)


def notes(
    member: Member, keyring: Keyring, *, since: datetime | None, zone: Zone
) -> tuple[tuple[date, str], ...]:
    """(day, text) of the notes written since, oldest first."""
    rows = CheckInNote.of(member).order_by("at")
    if since is not None:
        rows = rows.filter(at__gte=since)
    return tuple((zone.local(row.at).date(), row.open(keyring).text) for row in rows)


def note_of(row: CheckIn, keyring: Keyring, member: Member) -> str:
    """The note of one check-in; empty when there is none."""
    kept = CheckInNote.of(member).filter(pk=row.pk).first()
    return "" if kept is None else str(kept.open(keyring).text)


def notes_of(member: Member, keyring: Keyring, ids: Sequence[UUID]) -> Mapping[UUID, str]:
    """The notes of these check-ins, by id; those without one are absent."""
    rows = CheckInNote.of(member).filter(pk__in=ids)
    return {row.pk: row.open(keyring).text for row in rows}


def own_metrics(
    member: Member, keyring: Keyring, *, archived: bool = False
) -> tuple[tuple[OwnMetric, OwnMetricPayload], ...]:
    """The member's own metrics by name; archived ones only when asked for."""
    pairs = ((row, row.open(keyring)) for row in OwnMetric.of(member))
    wanted = (pair for pair in pairs if archived or not pair[1].archived)
    return tuple(sorted(wanted, key=lambda pair: pair[1].name.casefold()))


def own_words(
    member: Member, keyring: Keyring, *, archived: bool = False
) -> tuple[tuple[OwnWord, OwnWordPayload], ...]:
    """The member's own triggers and activities by name; archived ones only when asked for."""
    pairs = ((row, row.open(keyring)) for row in OwnWord.of(member))
    wanted = (pair for pair in pairs if archived or not pair[1].archived)
    return tuple(sorted(wanted, key=lambda pair: pair[1].name.casefold()))


def metrics(member: Member, keyring: Keyring, *, locale: str = "en") -> Mapping[str, Metric]:
    """Every metric of this member by column name: the common scales, then their own."""
    found = catalogue(locale).metrics()
    for row, payload in own_metrics(member, keyring, archived=True):
        scale = payload.kind is MetricKind.SCALE
        found[f"{OWN}{row.pk}"] = Metric(
            name=f"{OWN}{row.pk}",
            label=payload.name,
            kind=payload.kind,
            low=0.0 if scale else None,
            high=100.0 if scale else None,
            unit=payload.unit,
            low_word=payload.low_word,
            high_word=payload.high_word,
            total=payload.total,
        )
    return found


def quick_scales(locale: str = "en") -> tuple[Scale, ...]:
    """The two scales of the check-in in two taps: mood, and one more."""
    return tuple(catalogue(locale).scales.values())[:2]


def labels(
    words: Iterable[str], kind: str, offered: Catalogue, own: Mapping[str, str]
) -> tuple[str, ...]:
    """What a check-in's words are called; an own word that was deleted is left out."""
    groups = {"emotions": offered.emotions, "triggers": offered.triggers}.get(
        kind, offered.activities
    )
    return tuple(
        own[word] if word in own else label_of(groups, word)
        for word in words
        if word in own or not word.startswith(OWN)
    )
