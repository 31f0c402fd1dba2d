"""The body's verbs: take a file, keep what is in it, stop, switch a signal off, delete it.

Here: every write. Not here: reads (`queries.py`), the work itself (`importing.py`, `days.py`).
"""

from __future__ import annotations

import uuid
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Final
from zoneinfo import ZoneInfo

from django.db import transaction

from evenkeel.apps.body import arriving, background, days, spool, store
from evenkeel.apps.body.importing import Import, settings_of
from evenkeel.apps.body.models import BodySettings, Dropped, ImportRun, SignalBlock
from evenkeel.apps.body.payloads import BodySettingsPayload, DroppedPayload
from evenkeel.apps.body.syncing import delete_source as delete_source  # noqa: PLC0414 (a verb)
from evenkeel.apps.body.syncing import keep_synced as keep_synced  # noqa: PLC0414
from evenkeel.apps.body.syncing import reading_a_file as reading_a_file  # noqa: PLC0414
from evenkeel.core.sensing.diary import DiaryNight, diary_rows
from evenkeel.core.sensing.feature import features
from evenkeel.core.sensing.signals import signals
from evenkeel.core.vault import Keyring

if TYPE_CHECKING:
    from evenkeel.apps.people.models import Member

WAITS: Final = timedelta(days=1)
"""A file nobody decided on is removed after this."""
QUIET: Final = timedelta(minutes=3)
"""An import that has said nothing for so long has ended with its server."""


class Busy(Exception):
    """Another file of this member is being read."""


def begin(
    *,
    by: Member,
    keyring: Keyring,
    size: int,
    now: datetime,
    id: uuid.UUID | None = None,
    key: bytes | None = None,
) -> ImportRun:
    """A file is coming: make its rows. Raises `Refused` (too big, no room) or `Busy`."""
    arriving.check_room(size)
    tidy(by=by, now=now)
    if ImportRun.objects.filter(member=by, state__in=ImportRun.MOVING).exists():
        raise Busy
    file_id, file_key = id or uuid.uuid4(), key or spool.new_key()
    with transaction.atomic():
        Dropped.create_locked(
            by=by,
            keyring=keyring,
            payload=DroppedPayload.model_construct(size=size, key=file_key),
            at=now,
            now=now,
            id=file_id,
        )
        return ImportRun.objects.create(
            id=file_id, member=by, total=size, started_at=now, touched_at=now
        )


def take_slice(
    *, by: Member, keyring: Keyring, id: uuid.UUID, at: int, data: bytes, now: datetime
) -> int:
    """Seal the next slice of a file; returns how much is here. A slice out of turn is not taken."""
    row = Dropped.of(by).get(pk=id)
    payload: DroppedPayload = row.open(keyring)
    here = spool.length(id)
    last = at + len(data) == payload.size
    if at != here or (len(data) % spool.PIECE and not last) or at + len(data) > payload.size:
        return here
    sealed = spool.Spool(id, payload.key, after=here)
    sealed.write(data)
    sealed.close()
    ImportRun.objects.filter(pk=id).update(done=at + len(data), touched_at=now)
    return at + len(data)


def look(*, by: Member, keyring: Keyring, id: uuid.UUID, name: str, now: datetime) -> None:
    """The file is here: find out what is in it, beside the request."""
    _move(by, id, ImportRun.State.LOOKING, now=now)
    one = Import(by, background.only_numbers(keyring), id)
    background.start(one, lambda work: work.look(name))


def choose(
    *,
    by: Member,
    keyring: Keyring,
    id: uuid.UUID,
    zone: str,
    mapping: Mapping[str, str],
    now: datetime,
) -> None:
    """The member said what columns are, or which zone: look again."""
    row = Dropped.of(by).get(pk=id)
    payload: DroppedPayload = row.open(keyring)
    changed = payload.model_copy(update={"zone": zone, "mapping": dict(mapping)})
    row.update_locked(keyring=keyring, payload=changed, expected_revision=row.revision, now=now)
    look(by=by, keyring=keyring, id=id, name="", now=now)


def keep(
    *,
    by: Member,
    keyring: Keyring,
    id: uuid.UUID,
    signals: Collection[str],
    zone: ZoneInfo | None,
    now: datetime,
) -> None:
    """The member agreed to these signals: store them, beside the request."""
    _move(by, id, ImportRun.State.STORING, now=now)
    one = Import(by, background.only_numbers(keyring), id)
    background.start(one, lambda work: work.store(set(signals), zone))


def stop(*, by: Member, id: uuid.UUID, now: datetime) -> None:
    """Cancel: a running import ends at its next step, one that waits is put away at once."""
    run = ImportRun.objects.get(member=by, pk=id)
    alive = run.state in {"looking", "storing", "summing"} and now - run.touched_at < QUIET
    ImportRun.objects.filter(pk=id).update(cancel=True, touched_at=now)
    if not alive:
        _put_away(by, id, now=now)


def tidy(*, by: Member, now: datetime) -> None:
    """Put away what was forgotten: files nobody decided on, imports whose server ended."""
    mine = ImportRun.objects.filter(member=by)
    forgotten = mine.filter(state=ImportRun.State.ASKING, touched_at__lt=now - WAITS)
    ended = mine.filter(state__in=ImportRun.MOVING, touched_at__lt=now - QUIET)
    for run in [*forgotten, *ended]:
        _put_away(by, run.pk, now=now)


def switch(
    *,
    by: Member,
    keyring: Keyring,
    signal: str,
    on: bool,
    now: datetime,
    zone: ZoneInfo | None = None,
) -> None:
    """A signal on or off: off, nothing new of it is kept and nothing looks at it. Days that it was
    mixed into with others (a diary and a device's nights) are worked out anew."""
    chosen = settings_of(by, keyring)
    off = set(chosen.off) - {signal} | (set() if on else {signal})
    changed = chosen.model_copy(update={"off": tuple(sorted(off))})
    _save_settings(by, keyring, changed, now=now)
    if any(signal in one.needs and len(one.needs) > 1 for one in features().values()):
        _work_out_again(by, keyring, signal, changed, zone=zone, now=now)


def keep_night(
    *, by: Member, keyring: Keyring, night: DiaryNight, zone: ZoneInfo | None, now: datetime
) -> None:
    """Keep a night as the member wrote it down; the same night again takes its place. Raises
    `NotANight`."""
    rows = diary_rows(night)
    keep_synced(by=by, keyring=keyring, batches=[rows], zone=zone, now=now)


def prefer(
    *,
    by: Member,
    keyring: Keyring,
    signal: str,
    order: Sequence[str],
    zone: ZoneInfo | None,
    now: datetime,
) -> None:
    """Which source goes first where two measured the same; the days are worked out anew."""
    chosen = settings_of(by, keyring)
    changed = chosen.model_copy(update={"preferred": {**chosen.preferred, signal: tuple(order)}})
    _save_settings(by, keyring, changed, now=now)
    _work_out_again(by, keyring, signal, changed, zone=zone, now=now)


def delete_signal(
    *, by: Member, keyring: Keyring, signal: str, zone: ZoneInfo | None, now: datetime
) -> int:
    """Delete everything of a signal, and work the days out without it. Returns the rows gone."""
    if signal not in signals():
        return 0
    entries = dict(store.index_of(by, keyring))
    gone = {id: entry for id, entry in entries.items() if entry.signal == signal}
    left = {id: entry for id, entry in entries.items() if id not in gone}
    with transaction.atomic():
        SignalBlock.of(by).filter(pk__in=[uuid.UUID(id) for id in gone]).delete()
        store.save_index(by, keyring, left, now=now)
        months = {entry.month for entry in gone.values()}
        days.work_out(by, keyring, months, settings=settings_of(by, keyring), zone=zone, now=now)
    return sum(entry.rows for entry in gone.values())


def _work_out_again(
    by: Member,
    keyring: Keyring,
    signal: str,
    settings: BodySettingsPayload,
    *,
    zone: ZoneInfo | None,
    now: datetime,
) -> None:
    entries = store.index_of(by, keyring)
    months = {entry.month for entry in entries.values() if entry.signal == signal}
    days.work_out(by, keyring, months, settings=settings, zone=zone, now=now)


def _save_settings(
    by: Member, keyring: Keyring, payload: BodySettingsPayload, *, now: datetime
) -> None:
    row = BodySettings.of(by).first()
    if row is None:
        BodySettings.create_locked(by=by, keyring=keyring, payload=payload, at=now, now=now)
    else:
        row.update_locked(keyring=keyring, payload=payload, expected_revision=row.revision, now=now)


def _move(by: Member, id: uuid.UUID, state: ImportRun.State, *, now: datetime) -> None:
    ImportRun.objects.filter(member=by, pk=id).update(
        state=state, done=0, rows=0, started_at=now, touched_at=now, cancel=False
    )


def _put_away(by: Member, id: uuid.UUID, *, now: datetime) -> None:
    spool.remove(id)
    Dropped.of(by).filter(pk=id).delete()
    ImportRun.objects.filter(member=by, pk=id).update(
        state=ImportRun.State.STOPPED, finished_at=now, touched_at=now
    )
