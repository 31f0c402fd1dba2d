"""What a member can do about their data: take it along, bring it back, have it gone.

Not here: how (export.py, restore.py, erasure.py), what is asked before (views.py, step-up).
"""

from __future__ import annotations

import uuid
from collections.abc import Generator
from datetime import datetime
from typing import IO, TYPE_CHECKING, Final

from django.utils import timezone

from evenkeel.apps.privacy import erasure, tasks, tidy, upload
from evenkeel.apps.privacy.export import ExportStream
from evenkeel.apps.privacy.models import Erasure, ExportRun
from evenkeel.apps.privacy.restore import Outcome, Restore
from evenkeel.apps.records import locked_models

if TYPE_CHECKING:
    from evenkeel.apps.people.models import Member
    from evenkeel.core.vault import Keyring

PROGRESS_EVERY: Final = 1000
"""Records between two updates of the progress bar's row."""


def start_export(
    *, by: Member, keyring: Keyring, now: datetime, run_id: uuid.UUID | None = None
) -> Generator[bytes, None, None]:
    """The archive of everything a member has, as bytes to send on. Nothing is kept.

    `run_id` names the row that a progress bar reads; one that is taken already is replaced.
    """
    tidy.tidy(now=now)
    if run_id is None or ExportRun.objects.filter(pk=run_id).exists():
        run_id = uuid.uuid4()
    total = sum(model.of(by).count() for model in locked_models())
    run = ExportRun.objects.create(id=run_id, member=by, total=total, started_at=now)
    return _tracked(run, by, keyring, now)


def _tracked(
    run: ExportRun, by: Member, keyring: Keyring, now: datetime
) -> Generator[bytes, None, None]:
    last = 0

    def progress(done: int) -> None:
        nonlocal last
        if done - last >= PROGRESS_EVERY:
            last = done
            ExportRun.objects.filter(pk=run.pk).update(done=done)

    stream = ExportStream(member=by, keyring=keyring, now=now, progress=progress)
    state = ExportRun.State.STOPPED
    try:
        yield from stream
        state = ExportRun.State.DONE
    finally:
        ExportRun.objects.filter(pk=run.pk).update(
            state=state, done=stream.done, finished_at=timezone.now()
        )


def import_archive(
    *, by: Member, keyring: Keyring, file: IO[bytes], prefer_file: bool = False
) -> Outcome:
    """Put the records of an archive into an account, all or none. Raises `Refused`.

    Times and revisions are the archive's own: what was exported is what is here afterwards.
    """
    checked = upload.check(file)
    return Restore(member=by, keyring=keyring, upload=checked, prefer_file=prefer_file).run()


def erase_everything(*, by: Member, now: datetime) -> str:
    """Destroy the keys now, queue the rest. Returns the token of the receipt."""
    receipt, token = erasure.destroy_keys(by=by, now=now)
    tasks.delete_rows.enqueue(str(receipt.pk))
    return token


def resume_erasures(*, now: datetime) -> int:
    """Queue erasures that a stopped machine left half done. Returns how many."""
    unfinished = tidy.unfinished_erasures(now=now)
    for one in unfinished:
        tasks.delete_rows.enqueue(str(one.pk))
    return unfinished.count()


def take_up_again(receipt: Erasure, *, now: datetime) -> None:
    """Somebody is looking at a receipt that has stalled: queue its work once more."""
    if tidy.unfinished_erasures(now=now).filter(pk=receipt.pk).exists():
        Erasure.objects.filter(pk=receipt.pk).update(touched_at=now)
        tasks.delete_rows.enqueue(str(receipt.pk))


def keep_tidy(*, now: datetime) -> None:
    """Called once when a server starts: makes sure that the daily tidying is queued."""
    from django_tasks_db.models import DBTaskResult  # noqa: PLC0415 (needs the app registry)

    path = tasks.tidy_daily.module_path
    if not DBTaskResult.objects.ready().filter(task_path=path).exists():
        waiting = DBTaskResult.objects.filter(task_path=path, status="READY", run_after__gt=now)
        if not waiting.exists():
            tasks.tidy_daily.enqueue()
