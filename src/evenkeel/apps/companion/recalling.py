"""What is remembered for a member, read: for a turn, for the memory page, for hiding names.

Here: every read of `Kept`. Not here: keeping and erasing (`remembering`), what a talk makes of it
(`core.dialogue.memory_turns`).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING
from uuid import UUID

from django.utils import timezone

from evenkeel.apps import asking
from evenkeel.apps.companion.models import Kept
from evenkeel.apps.companion.payloads import KeptPayload, Standing
from evenkeel.apps.people import queries as people
from evenkeel.core.dialogue import ToolEffect
from evenkeel.core.dialogue.notes import MemoryKind, Note, Remembered
from evenkeel.core.dialogue.remembering import statement
from evenkeel.core.dialogue.tongue import load_tongue
from evenkeel.core.vault import Keyring

if TYPE_CHECKING:
    from evenkeel.apps.people.models import Member

CONSENT = "memory"
TOOL_EFFECT = "tool_effect"
NOTE = "note"
REMEMBERED_EFFECTS = 12
READ_AT_ONCE = 400
"""More notes than anybody agrees to; a turn opens no more than this."""
WORKED = "worked"
GROUPS = (
    MemoryKind.PERSON, MemoryKind.EVENT, MemoryKind.GOAL, MemoryKind.PREFERENCE,
    MemoryKind.TRIGGER, MemoryKind.HELPS, WORKED, MemoryKind.LINE, MemoryKind.NOTE,
)  # fmt: skip
"""The order of the memory page."""


@dataclass(frozen=True, slots=True)
class Line:
    """One remembered thing as its page shows it. `said_on` is the member's own day."""

    id: UUID
    group: str
    text: str
    said_on: date
    day: date | None = None
    revision: int = 1
    note: Note | None = None
    before: int | None = None
    after: int | None = None


def switched_on(member: Member) -> bool:
    """Whether the member lets the companion remember."""
    return people.has_consent(member, CONSENT)


def rows_of(member: Member, keyring: Keyring) -> list[tuple[Kept, KeptPayload]]:
    """Every row with its payload, newest first."""
    rows = asking.rows(Kept, member_id=member.pk, order_by=("-at",), limit=READ_AT_ONCE)
    return [(row, row.open(keyring)) for row in rows]


def notes_kept(rows: list[tuple[Kept, KeptPayload]]) -> tuple[Remembered, ...]:
    """The notes the member agreed to."""
    return tuple(
        Remembered(
            note=_worded(one), said_on=one.said_on or timezone.localtime(row.at).date(),
            asked_after=one.asked_after,
        )
        for row, one in rows
        if one.note is not None and one.standing is Standing.KEPT
    )  # fmt: skip


def known_notes(rows: list[tuple[Kept, KeptPayload]]) -> tuple[str, ...]:
    """Digests of the notes that are kept, waiting or refused: none of them is proposed again."""
    return tuple(
        one.note.digest if one.note else one.digest for _, one in rows if one.note or one.digest
    )


def effects_kept(rows: list[tuple[Kept, KeptPayload]]) -> tuple[ToolEffect, ...]:
    """What tools did, in two numbers each, the latest first."""
    found = (
        ToolEffect(
            tool=one.tool, title=one.text, before=one.before, after=one.after,
            on=timezone.localtime(row.at).date(),
        )
        for row, one in rows
        if one.subject == TOOL_EFFECT and one.before is not None and one.after is not None
    )  # fmt: skip
    return tuple(found)[:REMEMBERED_EFFECTS]


def page_of(member: Member, keyring: Keyring) -> Mapping[str, list[Line]]:
    """The memory page: group -> lines, in order; groups with nothing are left out."""
    lines = [
        line_of(row, one, member.locale)
        for row, one in rows_of(member, keyring)
        if one.standing is Standing.KEPT
    ]
    found = {str(group): [one for one in lines if one.group == group] for group in GROUPS}
    return {group: of_group for group, of_group in found.items() if of_group}


def proposed(member: Member, keyring: Keyring, *, most: int = 20) -> list[Line]:
    """What waits for the member's yes or no, newest first."""
    waiting = (
        line_of(row, one, member.locale)
        for row, one in rows_of(member, keyring)
        if one.standing is Standing.PROPOSED
    )
    return list(waiting)[:most]


def proposed_at(member: Member, keyring: Keyring, at: datetime) -> list[Line]:
    """What the turn of that moment proposed and has no answer yet."""
    rows = asking.rows(Kept, member_id=member.pk, at=at, order_by=("-at",))
    opened = [(row, row.open(keyring)) for row in rows]
    return [
        line_of(row, one, member.locale) for row, one in opened if one.standing is Standing.PROPOSED
    ]


def line_of(row: Kept, one: KeptPayload, locale: str) -> Line:
    """One row for the page."""
    said_on = one.said_on or timezone.localtime(row.at).date()
    if one.note is None:
        group = WORKED if one.subject == TOOL_EFFECT else str(MemoryKind.NOTE)
        return Line(
            row.pk, group, one.text, said_on, revision=row.revision, before=one.before,
            after=one.after,
        )  # fmt: skip
    note = _worded(one)
    day = load_tongue(locale).dated(note.day) if note.day else ""
    text = statement(note, day, locale=locale)
    return Line(
        row.pk, str(note.kind), text[:1].upper() + text[1:], said_on, note.day, row.revision, note
    )


def names_of(member: Member, keyring: Keyring) -> list[str]:
    """Names among what is remembered: they do not leave with a text for a language model."""
    return [
        one.note.name
        for _, one in rows_of(member, keyring)
        if one.note is not None and one.note.name
    ]


def _worded(one: KeptPayload) -> Note:
    if one.note is None:
        raise ValueError("a tool's effect holds no note")
    return one.note.model_copy(update={"text": one.text, "edited": True}) if one.text else one.note
