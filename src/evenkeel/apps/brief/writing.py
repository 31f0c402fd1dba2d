"""What a member wrote, as lines that can be picked: journal, notes, their side of Talk.

Here: opening one kind of writing of some days, and pieces again by their ids. Not here: which lines
are picked (`payloads`), cutting a text (`core.brief.splitting`).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Any
from uuid import UUID

from evenkeel.apps.brief.payloads import Kind, Pick
from evenkeel.apps.checkins import queries as checkins
from evenkeel.apps.companion import queries as companion
from evenkeel.apps.journal import queries as journal
from evenkeel.core.brief import lines_of
from evenkeel.core.vault import Keyring

if TYPE_CHECKING:
    from evenkeel.apps.people.models import Member

A_BATCH = 40


@dataclass(frozen=True, slots=True)
class Piece:
    """One entry, note or message: when it was written, on the member's clock, and its lines."""

    kind: Kind
    id: UUID
    at: datetime
    revision: int
    lines: tuple[str, ...]


def pieces(
    member: Member, keyring: Keyring, kind: Kind, *, first: date, last: date, zone: checkins.Zone
) -> tuple[Piece, ...]:
    """Everything of one kind from `first` to `last`, newest first."""
    if kind is Kind.JOURNAL:
        found = _journal(member, keyring, first, last, zone)
    elif kind is Kind.NOTE:
        found = _notes(member, keyring, first, zone)
    else:
        found = _said(member, keyring, first, zone)
    held = [one for one in found if one.lines and first <= zone.local(one.at).date() <= last]
    return tuple(sorted(held, key=lambda one: one.at, reverse=True))


def pieces_of(
    member: Member, keyring: Keyring, zone: checkins.Zone, picks: Sequence[Pick]
) -> Mapping[tuple[Kind, UUID], Piece]:
    """The pieces that picked lines came from, as they are now; those deleted are absent."""
    found: list[Piece] = []
    for kind, one in (
        (Kind.JOURNAL, _journal_by_id), (Kind.NOTE, _notes_by_id), (Kind.TALK, _said_by_id),
    ):  # fmt: skip
        ids = {pick.record for pick in picks if pick.kind is kind}
        if ids:
            found.extend(one(member, keyring, ids, zone))
    return {(one.kind, one.id): one for one in found}


def _journal(
    member: Member, keyring: Keyring, first: date, last: date, zone: checkins.Zone
) -> list[Piece]:
    months = [m for m in journal.months(member, zone=zone) if _month(first) <= m <= last]
    found = (one for m in months for one in journal.of_month(member, keyring, m, zone=zone))
    return [_entry(one) for one in found]


def _month(day: date) -> date:
    return day.replace(day=1)


def _journal_by_id(
    member: Member, keyring: Keyring, ids: set[UUID], zone: checkins.Zone
) -> list[Piece]:
    del zone
    return [_entry(one) for one in journal.by_id(member, keyring, ids)]


def _entry(one: journal.Written) -> Piece:
    text = f"{one.payload.title}\n{one.payload.text}"
    return Piece(Kind.JOURNAL, one.id, one.at, one.revision, lines_of(text))


def _notes(member: Member, keyring: Keyring, first: date, zone: checkins.Zone) -> list[Piece]:
    moments = checkins.recent(member, keyring, checkins.day_start(first, zone))
    notes = checkins.notes_of(member, keyring, [one.id for one in moments])
    return [_note(one, notes[one.id]) for one in moments if one.id in notes]


def _notes_by_id(
    member: Member, keyring: Keyring, ids: set[UUID], zone: checkins.Zone
) -> list[Piece]:
    del zone
    notes = checkins.notes_of(member, keyring, sorted(ids))
    moments = {one.id: one for one in checkins.by_id(member, keyring, ids)}
    return [_note(moments[id], text) for id, text in notes.items() if id in moments]


def _note(moment: checkins.Moment, text: str) -> Piece:
    return Piece(Kind.NOTE, moment.id, moment.at, moment.revision, lines_of(text))


def _said(member: Member, keyring: Keyring, first: date, zone: checkins.Zone) -> list[Piece]:
    since, found, offset = checkins.day_start(first, zone), list[Piece](), 0
    while batch := companion.earlier(member, limit=A_BATCH, offset=offset):
        offset += A_BATCH
        for talk in batch:
            if talk.at < since:
                return found
            found.extend(_messages(companion.messages_of(talk, keyring), zone))
    return found


def _said_by_id(
    member: Member, keyring: Keyring, ids: set[UUID], zone: checkins.Zone
) -> list[Piece]:
    return _messages(companion.messages_by_id(member, keyring, ids), zone)


def _messages(rows: Iterable[tuple[Any, Any]], zone: checkins.Zone) -> list[Piece]:
    return [
        Piece(Kind.TALK, row.pk, zone.local(row.at), row.revision, lines_of(payload.text))
        for row, payload in rows
        if payload.by_member
    ]
