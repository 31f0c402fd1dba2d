"""Keeping what a live source gave: newer readings replace older ones of the same source.

Here: sealing batches that come again and again, and deleting one source. Not here: asking makers
(`apps.sources`), files (`importing.py`), what replaces what (`core.sensing.superseding`).
"""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

import numpy as np
from django.db import transaction

from evenkeel.apps.body import days, store
from evenkeel.apps.body.importing import settings_of
from evenkeel.apps.body.models import ImportRun, SignalBlock
from evenkeel.apps.body.payloads import BlockEntry, BlockPayload
from evenkeel.core.sensing import blocks
from evenkeel.core.sensing.batches import rows
from evenkeel.core.sensing.superseding import superseded
from evenkeel.core.vault import Keyring
from evenkeel.core.vocabulary import ObservationBatch

if TYPE_CHECKING:
    from evenkeel.apps.people.models import Member


@dataclass(slots=True)
class Kept:
    """What changed: rows that were not here before, and older ones that gave way, by signal."""

    added: dict[str, int] = field(default_factory=dict)
    replaced: dict[str, int] = field(default_factory=dict)
    months: set[int] = field(default_factory=set)


def reading_a_file(member: Member) -> bool:
    """Whether an import of this member is under way: two writers of one index would collide."""
    return ImportRun.objects.filter(member=member, state__in=ImportRun.MOVING).exists()


def keep_synced(
    *,
    by: Member,
    keyring: Keyring,
    batches: Iterable[ObservationBatch],
    zone: ZoneInfo | None,
    now: datetime,
) -> Kept:
    """Seal batches of a live source, all or nothing, and work the days out that changed.

    The same answer twice changes nothing; what a file of the same maker brought stays, unless the
    maker now says otherwise of the same hours. Signals that are off are not kept.
    """
    parts: dict[store.Place, list[ObservationBatch]] = {}
    settings = settings_of(by, keyring)
    for one in batches:
        if one.signal in settings.off:
            continue
        for month, part in blocks.by_month(one):
            parts.setdefault((one.signal, month), []).append(part)
    kept = Kept()
    with transaction.atomic():
        index = dict(store.index_of(by, keyring))
        here = {(entry.signal, entry.month): id for id, entry in index.items()}
        for place, new in parts.items():
            _merge(by, keyring, place, new, here.get(place), index, kept, now=now)
        if kept.months:
            store.save_index(by, keyring, index, now=now)
    if kept.months:
        days.work_out(by, keyring, kept.months, settings=settings, zone=zone, now=now)
    return kept


def _merge(
    by: Member,
    keyring: Keyring,
    place: store.Place,
    parts: list[ObservationBatch],
    id: str | None,
    index: dict[str, BlockEntry],
    kept: Kept,
    *,
    now: datetime,
) -> None:
    signal, month = place
    new = whole = blocks.merged(parts)
    row = SignalBlock.of(by).get(pk=uuid.UUID(id)) if id else None
    fresh, given_way = len(new), 0
    if row is not None:
        old = blocks.unpack(row.open(keyring).packed)
        gone = superseded(old, new)
        known = len(old) + len(new) - len(blocks.merged([old, new]))
        fresh, given_way = len(new) - known, int(gone.sum()) - known
        if fresh == 0 and given_way == 0:
            return
        whole = blocks.merged([rows(old, ~gone), new])
    kept.added[signal] = kept.added.get(signal, 0) + max(0, fresh - given_way)
    kept.replaced[signal] = kept.replaced.get(signal, 0) + given_way
    kept.months.add(month)
    payload = BlockPayload.model_construct(signal=signal, month=month, packed=blocks.pack(whole))
    if row is None:
        at = store.month_start(month)
        row = SignalBlock.create_locked(by=by, keyring=keyring, payload=payload, at=at, now=now)
    else:
        row.update_locked(keyring=keyring, payload=payload, expected_revision=row.revision, now=now)
    index[str(row.pk)] = store.entry_of(whole, month)


def delete_source(
    *, by: Member, keyring: Keyring, source: str, zone: ZoneInfo | None, now: datetime
) -> int:
    """Delete every row that a source gave, whichever way it came. Returns the rows gone."""
    gone = 0
    with transaction.atomic():
        index = dict(store.index_of(by, keyring))
        mine = {id: entry for id, entry in index.items() if source in entry.sources}
        for id, entry in mine.items():
            gone += _without(by, keyring, id, entry, index, source, now=now)
        if mine:
            store.save_index(by, keyring, index, now=now)
    months = {entry.month for entry in mine.values()}
    if months:
        settings = settings_of(by, keyring)
        days.work_out(by, keyring, months, settings=settings, zone=zone, now=now)
    return gone


def _without(
    by: Member,
    keyring: Keyring,
    id: str,
    entry: BlockEntry,
    index: dict[str, BlockEntry],
    source: str,
    *,
    now: datetime,
) -> int:
    row = SignalBlock.of(by).get(pk=uuid.UUID(id))
    whole = blocks.unpack(row.open(keyring).packed)
    theirs = [code for code, name in enumerate(whole.sources) if name == source]
    left = rows(whole, ~np.isin(whole.source, theirs))
    if not len(left):
        row.delete()
        del index[id]
        return len(whole)
    payload = BlockPayload.model_construct(
        signal=entry.signal, month=entry.month, packed=blocks.pack(left)
    )
    row.update_locked(keyring=keyring, payload=payload, expected_revision=row.revision, now=now)
    index[id] = store.entry_of(blocks.unpack(payload.packed), entry.month)
    return len(whole) - len(left)
