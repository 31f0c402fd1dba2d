"""Entries that are close in meaning: the member's own index, sealed like the entries themselves.

Here: bringing the index up to date and asking it. Not here: search by words (`searching`), vectors
and their search (`core.language.nearness`). Nothing of it exists in the open: the index is one
locked record, opened only in the member's session. Without the reader there is no index and no
entry is called close.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from time import monotonic
from typing import TYPE_CHECKING
from uuid import UUID

from django.db import transaction

from evenkeel.apps.companion import queries as companion
from evenkeel.apps.journal.models import EntryIndex, JournalEntry
from evenkeel.apps.journal.payloads import EntryIndexPayload, JournalEntryPayload
from evenkeel.apps.records import EditConflict
from evenkeel.core.content.loader import ContentError
from evenkeel.core.language.model import ModelError
from evenkeel.core.language.nearness import CLOSE, Nearest, NearIndex
from evenkeel.core.vault import Keyring

if TYPE_CHECKING:
    from evenkeel.apps.people.models import Member

MOST_ENTRIES = 4000
"""The latest that are looked at: ten years of an entry a day, and then some."""
READ_CHARACTERS = 1500
"""What is read of an entry: the reader looks at its first sentences closest anyway."""
READ_SECONDS = 2.0
"""For somebody who asked for entries like this one; the rest is read the next time."""


def index_of(member: Member, keyring: Keyring) -> NearIndex:
    """The index as it was kept; an empty one before the first entry was read."""
    row = EntryIndex.latest(member)
    return _opened(row, keyring) if row else NearIndex()


def near_to(
    vector: Sequence[float], member: Member, keyring: Keyring, *, most: int = 5,
    least: float = CLOSE, but: Sequence[str] = (),
) -> list[Nearest]:  # fmt: skip
    """Entries near to a text that was read already. Reads nothing new."""
    return index_of(member, keyring).near(vector, most=most, least=least, but=but)


def brought_up_to_date(
    member: Member, keyring: Keyring, *, now: datetime, seconds: float = READ_SECONDS
) -> NearIndex:
    """The index with new and changed entries read, as many as fit the time, and deleted ones gone.

    Two windows at once: the one that finds the index changed keeps what it has for itself.
    """
    row = EntryIndex.latest(member)
    index = _opened(row, keyring) if row else NearIndex()
    there = dict(JournalEntry.of(member).values_list("pk", "revision")[:MOST_ENTRIES].iterator())
    current = {str(pk): revision for pk, revision in there.items()}
    known = index.read()
    gone = {one for one in known if current.get(one) != known[one]}
    wanted = [pk for pk, revision in there.items() if known.get(str(pk)) != revision]
    if not gone and not wanted:
        return index
    read = _read(member, keyring, wanted, seconds)
    fresh = index.without(gone).with_texts(read)
    try:
        _keep(member, keyring, fresh, row, now)
    except EditConflict:
        return fresh
    return fresh


def forget(member: Member, keyring: Keyring, entry: str, *, now: datetime) -> None:
    """What was read of an entry goes with it."""
    row = EntryIndex.latest(member)
    if row is None:
        return
    index = _opened(row, keyring)
    if entry in index.ids:
        _keep(member, keyring, index.without({entry}), row, now)


def vector_of(text: str, locale: str) -> Sequence[float]:
    """What a text means, as the reader sees it; empty where there is no reader, or it cannot."""
    try:
        return companion.reader().read(text[:READ_CHARACTERS], locale).vector
    except (ModelError, ContentError, OSError):
        return ()


def _read(
    member: Member, keyring: Keyring, wanted: Sequence[UUID], seconds: float
) -> dict[str, tuple[int, Sequence[float]]]:
    read: dict[str, tuple[int, Sequence[float]]] = {}
    if not wanted or not len(vector_of("hello", member.locale)):  # loaded before time is counted
        return read
    until = monotonic() + seconds
    for row in JournalEntry.of(member).filter(pk__in=wanted[:MOST_ENTRIES]).iterator(200):
        payload: JournalEntryPayload = row.open(keyring)
        vector = vector_of(f"{payload.title}\n{payload.text}".strip(), member.locale)
        if len(vector):
            read[str(row.pk)] = (row.revision, vector)
        if monotonic() > until:
            break
    return read


def _opened(row: EntryIndex, keyring: Keyring) -> NearIndex:
    payload: EntryIndexPayload = row.open(keyring)
    try:
        return NearIndex.unpacked(payload.ids, payload.revisions, payload.vectors)
    except ValueError:  # of another version, or cut short in a file: read anew
        return NearIndex()


@transaction.atomic
def _keep(
    member: Member, keyring: Keyring, index: NearIndex, row: EntryIndex | None, now: datetime
) -> None:
    payload = EntryIndexPayload(ids=index.ids, revisions=index.revisions, vectors=index.packed())
    if row is None:
        EntryIndex.create_locked(by=member, keyring=keyring, payload=payload, at=now, now=now)
        return
    row.update_locked(
        keyring=keyring, payload=payload, expected_revision=row.revision, now=now, at=now
    )
