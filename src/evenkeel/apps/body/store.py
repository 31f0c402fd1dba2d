"""Samples into sealed blocks and out of them; the index that says what is where.

Here: merging and sealing, block by block. Not here: where samples come from (`importing.py`), the
daily numbers (`days.py`).
"""

from __future__ import annotations

import uuid
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Final

import numpy as np
from django.db import transaction

from evenkeel.apps.body.models import BodyIndex, SignalBlock
from evenkeel.apps.body.payloads import BlockEntry, BlockPayload, IndexPayload
from evenkeel.core.sensing import blocks
from evenkeel.core.sensing.batches import joined
from evenkeel.core.vault import Keyring, VaultError
from evenkeel.core.vocabulary import ObservationBatch

if TYPE_CHECKING:
    from evenkeel.apps.people.models import Member

MOST_WAITING: Final = 1_500_000
"""Rows held before they are sealed: about 60 MB."""
_AT_ONCE: Final = 200

Place = tuple[str, int]
"""A signal and a month (months since January 1970)."""


def month_start(month: int) -> datetime:
    """The first moment of a month, UTC."""
    return datetime(1970 + month // 12, month % 12 + 1, 1, tzinfo=UTC)


@dataclass(slots=True)
class Store:
    """One member's samples. Make one, `add` batches, `flush` at the end."""

    member: Member
    keyring: Keyring
    now: datetime
    added: dict[str, int] = field(default_factory=dict)
    """Rows that were not here before, by signal."""
    touched: set[int] = field(default_factory=set)
    """Months in which something changed."""
    _waiting: dict[Place, list[ObservationBatch]] = field(default_factory=dict)
    _rows: int = 0
    _index: dict[Place, tuple[uuid.UUID, BlockEntry]] | None = None

    def add(self, one: ObservationBatch) -> None:
        """Take a batch; it is sealed when enough wait."""
        for month, part in blocks.by_month(one):
            self._waiting.setdefault((one.signal, month), []).append(part)
        self._rows += len(one)
        if self._rows >= MOST_WAITING:
            self.flush()

    def flush(self) -> None:
        """Merge and seal all that waits, in one transaction: all of it or none."""
        if not self._waiting:
            return
        index = self._places()
        with transaction.atomic():
            new: list[SignalBlock] = []
            changed: list[SignalBlock] = []
            for place, parts, old in self._with_rows():
                row, entry = self._merged(place, parts, old)
                if entry is None or row is None:
                    continue
                index[place] = (row.pk, entry)
                self.touched.add(place[1])
                (new if old is None else changed).append(row)
            SignalBlock.objects.bulk_create(new, batch_size=_AT_ONCE)
            SignalBlock.objects.bulk_update(
                changed, ["sealed", "revision", "updated_at"], batch_size=_AT_ONCE
            )
            if new or changed:
                self._save_index()
        self._waiting, self._rows = {}, 0

    def _merged(
        self,
        place: Place,
        parts: list[ObservationBatch],
        row: SignalBlock | None,
    ) -> tuple[SignalBlock | None, BlockEntry | None]:
        """The block's row with the parts merged in; None where nothing is new."""
        signal, month = place
        before = 0
        if row is not None:
            old = blocks.unpack(row.open(self.keyring).packed)
            before = len(old)
            parts = [old, *parts]
        whole = blocks.merged(parts)
        if len(whole) == before:
            return None, None
        self.added[signal] = self.added.get(signal, 0) + len(whole) - before
        if row is None:
            at = month_start(month)
            row = SignalBlock(member=self.member, at=at, created_at=self.now, updated_at=self.now)
        else:
            row.revision += 1
            row.updated_at = self.now
        payload = BlockPayload.model_construct(
            signal=signal, month=month, packed=blocks.pack(whole)
        )
        row.sealed = self.keyring.seal(row._address(), payload.model_dump_json().encode())
        return row, entry_of(whole, month)

    def _with_rows(
        self,
    ) -> Iterator[tuple[Place, list[ObservationBatch], SignalBlock | None]]:
        """What waits, with the row it belongs into, some hundred rows read at a time."""
        index, waiting = self._places(), list(self._waiting.items())
        for begin in range(0, len(waiting), _AT_ONCE):
            some = waiting[begin : begin + _AT_ONCE]
            ids = [index[place][0] for place, _ in some if place in index]
            here = SignalBlock.of(self.member).in_bulk(ids)
            for place, parts in some:
                yield place, parts, here.get(index[place][0]) if place in index else None

    def _places(self) -> dict[Place, tuple[uuid.UUID, BlockEntry]]:
        if self._index is None:
            self._index = {
                (entry.signal, entry.month): (uuid.UUID(id), entry)
                for id, entry in index_of(self.member, self.keyring).items()
            }
        return self._index

    def _save_index(self) -> None:
        entries = {str(id): entry for id, entry in self._places().values()}
        save_index(self.member, self.keyring, entries, now=self.now)


def entry_of(one: ObservationBatch, month: int) -> BlockEntry:
    """What the index keeps of a block."""
    counts = np.bincount(one.source, minlength=len(one.sources)).tolist()
    return BlockEntry(
        signal=one.signal,
        month=month,
        rows=len(one),
        first_ms=int(one.start.min()),
        last_ms=int(one.end.max()),
        sources={name: n for name, n in zip(one.sources, counts, strict=True) if n},
    )


def index_of(member: Member, keyring: Keyring) -> Mapping[str, BlockEntry]:
    """What is stored, by the block's id. Blocks that it does not know (an archive was brought
    back) are opened and added; entries without a block are left out."""
    row = BodyIndex.of(member).first()
    known: dict[str, BlockEntry] = dict(row.open(keyring).blocks) if row else {}
    here = {str(id) for id in SignalBlock.of(member).values_list("pk", flat=True)}
    found = {id: entry for id, entry in known.items() if id in here}
    strangers = [uuid.UUID(id) for id in here - found.keys()]
    for block in SignalBlock.of(member).filter(pk__in=strangers).iterator():
        try:
            payload = block.open(keyring)
            found[str(block.pk)] = entry_of(blocks.unpack(payload.packed), payload.month)
        except (VaultError, ValueError):
            continue
    return found


def save_index(
    member: Member, keyring: Keyring, entries: Mapping[str, BlockEntry], *, now: datetime
) -> None:
    """Seal the index anew."""
    payload = IndexPayload.model_construct(blocks=dict(entries))
    row = BodyIndex.of(member).first()
    if row is None:
        BodyIndex.create_locked(by=member, keyring=keyring, payload=payload, at=now, now=now)
    else:
        row.update_locked(keyring=keyring, payload=payload, expected_revision=row.revision, now=now)


def load(
    member: Member,
    keyring: Keyring,
    entries: Mapping[str, BlockEntry],
    *,
    signals: Collection[str],
    months: Iterable[int],
) -> dict[str, ObservationBatch]:
    """The samples of some signals over some months, in order of time."""
    wanted = set(months)
    ids = [uuid.UUID(id) for id, e in entries.items() if e.signal in signals and e.month in wanted]
    parts: dict[str, list[tuple[int, ObservationBatch]]] = {}
    for start in range(0, len(ids), _AT_ONCE):
        for row in SignalBlock.of(member).filter(pk__in=ids[start : start + _AT_ONCE]):
            payload = row.open(keyring)
            one = blocks.unpack(payload.packed)
            parts.setdefault(payload.signal, []).append((payload.month, one))
    return {
        signal: joined([one for _, one in sorted(found, key=lambda pair: pair[0])])
        for signal, found in parts.items()
    }
