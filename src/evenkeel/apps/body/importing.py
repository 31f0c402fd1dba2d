"""One import, from a sealed file to sealed blocks: looking first, storing when the member says so.

Here: the two passes over a file, progress, cancelling, what is told about them. They run in a
thread of the server with a keyring of class D only (ADR 13); nothing of the file is ever on disk in
plain. Not here: any one format (`evenkeel.importers`), the thread (`background.py`).
"""

from __future__ import annotations

import time
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Final
from uuid import UUID
from zoneinfo import ZoneInfo

import numpy as np
from django.utils import timezone

from evenkeel.apps.body import days, spool
from evenkeel.apps.body.models import BodySettings, Dropped, ImportRun
from evenkeel.apps.body.payloads import (
    BodySettingsPayload,
    BrokenPayload,
    DroppedPayload,
    SignalCountPayload,
)
from evenkeel.apps.body.store import Store
from evenkeel.core.sensing.blocks import local_ms
from evenkeel.core.sensing.days import DAY_MS
from evenkeel.core.sensing.signals import signals
from evenkeel.core.vault import Keyring
from evenkeel.core.vocabulary import ObservationBatch
from evenkeel.importers.contract import Choices, Item, Reason, Refused
from evenkeel.importers.discovery import guesses, importer
from evenkeel.importers.running import Summary
from evenkeel.importers.sources import FileSource, Stopped, ZipSource, open_source
from evenkeel.importers.whole import read_whole

if TYPE_CHECKING:
    from evenkeel.apps.people.models import Member

TOLD_EVERY: Final = 0.4
"""Seconds between two updates of the progress bar."""

Clock = Callable[[], datetime]


@dataclass(slots=True)
class Import:
    """One file of one member. `look`, then `store`; each is called once."""

    member: Member
    keyring: Keyring
    id: UUID
    clock: Clock = timezone.now
    _told: float = 0.0

    def look(self, name: str) -> None:
        """Find out what the file is and what is in it, storing nothing."""
        row = self._row()
        payload: DroppedPayload = row.open(self.keyring)
        try:
            payload = payload.model_copy(update={"name": name or payload.name})
            source = self._source(payload)
            one = payload.importer or self._recognised(source)
            payload = payload.model_copy(update={"importer": one})
            if self._must_ask_first(payload):
                return self._keep(row, payload, ImportRun.State.ASKING)
            summary, nights = Summary(), set[int]()
            for item in self._items(source, payload):
                summary.take(item)
                nights |= _nights(item)
                self._tell(source, summary.rows, summary.broken_rows)
            if not summary.signals and not payload.mapping:
                raise Refused(Reason.EMPTY)
        except Refused as refused:
            return self._refuse(row, payload, refused)
        except Stopped:
            return self.stop()
        told = _with(payload, summary).model_copy(update={"nights": len(nights)})
        return self._keep(row, told, ImportRun.State.ASKING)

    def store(self, keep: Collection[str], zone: ZoneInfo | None) -> None:
        """Read it again, seal what the member wants to keep, and work the days out."""
        row = self._row()
        payload: DroppedPayload = row.open(self.keyring)
        kept, summary = Store(self.member, self.keyring, self.clock()), Summary()
        try:
            source = self._source(payload)
            for item in self._items(source, payload):
                summary.take(item)
                if isinstance(item, ObservationBatch) and item.signal in keep and len(item):
                    kept.add(item)
                self._tell(source, summary.rows, summary.broken_rows)
            kept.flush()
        except Refused as refused:
            return self._refuse(row, payload, refused)
        except Stopped:
            return self.stop()
        self._state(ImportRun.State.SUMMING)
        chosen = settings_of(self.member, self.keyring)
        days.work_out(
            self.member,
            self.keyring,
            kept.touched,
            settings=chosen,
            zone=zone,
            now=self.clock(),
        )
        told = _with(payload, summary, added=kept.added, keep=keep)
        self._keep(
            row,
            told.model_copy(update={"key": b"", "name": "", "mapping": {}}),
            ImportRun.State.DONE,
        )
        spool.remove(self.id)
        return None

    def stop(self) -> None:
        """The member cancelled: the copy goes; whole months that were stored stay."""
        spool.remove(self.id)
        Dropped.of(self.member).filter(pk=self.id).delete()
        self._state(ImportRun.State.STOPPED)

    def _row(self) -> Dropped:
        return Dropped.of(self.member).get(pk=self.id)

    def _source(self, payload: DroppedPayload) -> FileSource | ZipSource:
        key = payload.key
        return open_source(
            lambda: spool.reader(self.id, key), name=payload.name or "file", size=payload.size
        )

    def _recognised(self, source: FileSource | ZipSource) -> str:
        found = guesses(source)
        if not found:
            raise Refused(Reason.UNKNOWN_FILE)
        return found[0].importer

    def _must_ask_first(self, payload: DroppedPayload) -> bool:
        asks = importer(payload.importer).manifest.asks
        return (asks == "mapping" and not payload.mapping) or (asks == "zone" and not payload.zone)

    def _items(self, source: FileSource | ZipSource, payload: DroppedPayload) -> Iterator[Item]:
        zone = ZoneInfo(payload.zone) if payload.zone not in ("", UNKNOWN) else None
        choices = Choices(zone=zone, mapping=payload.mapping)
        yield from read_whole(importer(payload.importer), source, choices)

    def _tell(self, source: FileSource | ZipSource, rows: int, broken: int) -> None:
        if time.monotonic() - self._told < TOLD_EVERY:
            return
        self._told = time.monotonic()
        here = ImportRun.objects.filter(pk=self.id)
        if here.filter(cancel=True).exists():
            source.progress.stop()
        here.update(
            done=source.progress.done,
            total=source.progress.total,
            rows=rows,
            broken=broken,
            touched_at=self.clock(),
        )

    def _keep(self, row: Dropped, payload: DroppedPayload, state: ImportRun.State) -> None:
        row.update_locked(
            keyring=self.keyring,
            payload=payload,
            expected_revision=row.revision,
            now=self.clock(),
        )
        self._state(
            state,
            rows=sum(one.rows for one in payload.signals.values()),
            broken=sum(payload.broken.values()),
        )

    def _refuse(self, row: Dropped, payload: DroppedPayload, refused: Refused) -> None:
        told = payload.model_copy(update={"refused": refused.reason.value, "key": b"", "name": ""})
        self._keep(row, told, ImportRun.State.REFUSED)
        spool.remove(self.id)

    def _state(self, state: ImportRun.State, **counts: int) -> None:
        now = self.clock()
        over = state in {ImportRun.State.DONE, ImportRun.State.STOPPED, ImportRun.State.REFUSED}
        ImportRun.objects.filter(pk=self.id).update(
            state=state, touched_at=now, finished_at=now if over else None, **counts
        )


UNKNOWN: Final = "unknown"
"""The member said that they do not know the zone: it stays unknown."""


def settings_of(member: Member, keyring: Keyring) -> BodySettingsPayload:
    """What the member chose; nothing is off at first."""
    row = BodySettings.of(member).first()
    chosen: BodySettingsPayload = row.open(keyring) if row else BodySettingsPayload()
    return chosen


def _nights(item: Item) -> set[int]:
    """The days on which stretches of sleep end."""
    if not isinstance(item, ObservationBatch) or item.signal != "sleep_stage" or not len(item):
        return set()
    end = local_ms(item) + (item.end - item.start)
    return set(np.unique(end // DAY_MS).tolist())


def _with(
    payload: DroppedPayload,
    summary: Summary,
    *,
    added: dict[str, int] | None = None,
    keep: Collection[str] | None = None,
) -> DroppedPayload:
    """The payload with what a pass over the file found."""
    told = {
        id: SignalCountPayload(
            rows=one.rows,
            added=(added or {}).get(id, 0),
            first_ms=one.first,
            last_ms=one.last,
            sources=tuple(sorted(one.sources)),
        )
        for id, one in summary.signals.items()
        if id in signals() and (keep is None or id in keep)
    }
    return payload.model_copy(
        update={
            "signals": told,
            "broken": {reason.value: n for reason, n in summary.broken.items()},
            "shown": tuple(
                BrokenPayload(part=one.part, line=one.line, reason=one.reason, count=one.count)
                for one in summary.shown
            ),
            "skipped": dict(summary.skipped),
        }
    )
