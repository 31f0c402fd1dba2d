"""The journal, read: entries by month, drafts, search, and texts for insights.

Here: every read. Not here: writing (`actions`), matching (`searching`).
"""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import TYPE_CHECKING
from uuid import UUID

from django.utils.formats import date_format
from django.utils.translation import gettext

from evenkeel.apps.checkins import queries as checkins
from evenkeel.apps.journal import near
from evenkeel.apps.journal.models import JournalDraft, JournalEntry
from evenkeel.apps.journal.payloads import JournalDraftPayload, JournalEntryPayload
from evenkeel.apps.journal.prompts import Prompt, of_the_day, prompts
from evenkeel.apps.journal.searching import Piece, snippets
from evenkeel.core.language.nearness import VERY_CLOSE
from evenkeel.core.vault import Keyring

if TYPE_CHECKING:
    from evenkeel.apps.people.models import Member

__all__ = [
    "Found",
    "Prompt",
    "Written",
    "by_id",
    "close_to",
    "drafts",
    "first_day",
    "found",
    "keep_near",
    "like",
    "months",
    "of_month",
    "of_the_day",
    "opened",
    "recent",
    "texts",
]

HEADING_LENGTH = 80
GIST_LENGTH = 160
BRIEFLY = 0.2
"""Seconds for reading entries beside something else."""
_FIRST = re.compile(r"([^\n]+?[.!?…。？！])(?=\s)|([^\n]+)(?=\n)")


@dataclass(frozen=True, slots=True)
class Written:
    """One opened entry on the member's clock."""

    id: UUID
    at: datetime
    revision: int
    payload: JournalEntryPayload
    prompt: str

    @property
    def heading(self) -> str:
        """Its title, or the question it answers, or how it begins."""
        return self.payload.title or self.prompt or self._split()[0]

    @property
    def gist(self) -> str:
        """How it goes on, for a list."""
        named = self.payload.title or self.prompt
        text = " ".join(self.payload.text.split()) if named else self._split()[1]
        return text if len(text) <= GIST_LENGTH else f"{text[:GIST_LENGTH].rsplit(' ', 1)[0]}…"

    def _split(self) -> tuple[str, str]:
        """The first sentence or line, and the rest; a long one is cut between words."""
        text = self.payload.text[: 4 * GIST_LENGTH].strip()
        first = _FIRST.match(text)
        if first and len(first[0]) <= HEADING_LENGTH:
            return first[0].strip(), " ".join(text[first.end() :].split())
        words = " ".join(text.split())
        if len(words) <= HEADING_LENGTH:
            return words, ""
        cut = words[:HEADING_LENGTH].rsplit(" ", 1)[0]
        return f"{cut}…", f"…{words[len(cut) :].strip()}"

    @property
    def day_text(self) -> str:
        """The day, in words."""
        return str(date_format(self.at, gettext("l j F")))

    @property
    def when_text(self) -> str:
        """Day and time as the member's clock showed them."""
        return str(date_format(self.at, gettext("l j F Y, H:i")))


@dataclass(frozen=True, slots=True)
class Found:
    """An entry that a search found, and where."""

    written: Written
    lines: tuple[tuple[Piece, ...], ...]


def opened(row: JournalEntry, keyring: Keyring, *, locale: str = "en") -> Written:
    """One row, opened."""
    payload: JournalEntryPayload = row.open(keyring)
    prompt = prompts(locale).get(payload.prompt)
    return Written(
        id=row.pk,
        at=checkins.told_in(payload.zone, row.at),
        revision=row.revision,
        payload=payload,
        prompt=prompt.text if prompt else "",
    )


def recent(member: Member, keyring: Keyring, *, most: int = 5) -> tuple[Written, ...]:
    """The latest entries, newest first."""
    rows = JournalEntry.of(member)[:most]
    return tuple(opened(row, keyring, locale=member.locale) for row in rows)


def months(member: Member, *, zone: checkins.Zone) -> tuple[date, ...]:
    """First days of the months that have entries, newest first. Decrypts nothing."""
    times = JournalEntry.of(member).order_by().values_list("at", flat=True)
    found = {zone.local(at).date().replace(day=1) for at in times.iterator()}
    return tuple(sorted(found, reverse=True))


def first_day(member: Member, *, zone: checkins.Zone) -> date | None:
    """The day of the earliest entry; None when there is none. Decrypts nothing."""
    first = JournalEntry.of(member).order_by("at").values_list("at", flat=True).first()
    return None if first is None else zone.local(first).date()


def of_month(
    member: Member, keyring: Keyring, month: date, *, zone: checkins.Zone
) -> tuple[Written, ...]:
    """The entries of one month, newest first: only that month is opened."""
    first = month.replace(day=1)
    after = date(first.year + first.month // 12, first.month % 12 + 1, 1)
    start, end = (datetime.combine(day, time.min, tzinfo=zone.info) for day in (first, after))
    rows = JournalEntry.of(member).filter(at__gte=start, at__lt=end)
    return tuple(opened(row, keyring, locale=member.locale) for row in rows)


def by_id(member: Member, keyring: Keyring, ids: Collection[UUID]) -> tuple[Written, ...]:
    """These entries, newest first; those deleted are absent."""
    rows = JournalEntry.of(member).filter(pk__in=ids)
    return tuple(opened(row, keyring, locale=member.locale) for row in rows)


def drafts(
    member: Member, keyring: Keyring
) -> tuple[tuple[JournalDraft, JournalDraftPayload], ...]:
    """Unsaved writing, newest first."""
    rows = JournalDraft.of(member).order_by("-updated_at")
    return tuple((row, row.open(keyring)) for row in rows)


def draft_over(
    member: Member, keyring: Keyring, entry: UUID
) -> tuple[JournalDraft, JournalDraftPayload] | None:
    """The latest unsaved writing over one entry."""
    return next((pair for pair in drafts(member, keyring) if pair[1].entry == entry), None)


def found(member: Member, keyring: Keyring, wanted: str) -> tuple[Found, ...]:
    """Entries that hold `wanted` in title or text, newest first. Opens them all, in memory."""
    hits = []
    for row in JournalEntry.of(member).iterator(chunk_size=200):
        written = opened(row, keyring, locale=member.locale)
        lines = snippets(f"{written.payload.title}\n{written.payload.text}".strip(), wanted)
        if lines:
            hits.append(Found(written, lines))
    return tuple(hits)


def like(entry: Written, member: Member, keyring: Keyring, *, now: datetime) -> tuple[Written, ...]:
    """Entries close in meaning to one, the closest first. Reads those not read yet, for a while."""
    index = near.brought_up_to_date(member, keyring, now=now)
    vector = near.vector_of(f"{entry.payload.title}\n{entry.payload.text}".strip(), member.locale)
    found = index.near(vector, but=(str(entry.id),))
    return _in_order([one.id for one in found], member, keyring)


def close_to(
    vector: Sequence[float], member: Member, keyring: Keyring, *, before: datetime
) -> Written | None:
    """The earlier entry that is very close to something just said, if one is."""
    found = near.near_to(vector, member, keyring, most=1, least=VERY_CLOSE)
    written = _in_order([one.id for one in found], member, keyring)
    return next((one for one in written if one.at < before), None)


def keep_near(member: Member, keyring: Keyring, *, now: datetime) -> None:
    """Read what was written since, briefly: after an entry was saved."""
    near.brought_up_to_date(member, keyring, now=now, seconds=BRIEFLY)


def _in_order(ids: Sequence[str], member: Member, keyring: Keyring) -> tuple[Written, ...]:
    rows = {str(row.pk): row for row in JournalEntry.of(member).filter(pk__in=ids)}
    return tuple(opened(rows[one], keyring, locale=member.locale) for one in ids if one in rows)


def texts(
    member: Member, keyring: Keyring, *, since: datetime | None, zone: checkins.Zone
) -> tuple[tuple[date, str], ...]:
    """(day, title and text) of the entries since, oldest first: what words are counted in."""
    rows = JournalEntry.of(member).order_by("at")
    if since is not None:
        rows = rows.filter(at__gte=since)
    return tuple(_text(row, keyring, zone) for row in rows)


def _text(row: JournalEntry, keyring: Keyring, zone: checkins.Zone) -> tuple[date, str]:
    payload: JournalEntryPayload = row.open(keyring)
    return zone.local(row.at).date(), f"{payload.title}\n{payload.text}"
