"""A file that lies on this machine already -> sealed blocks, without a copy of it.

Here: what `evenkeel import` does once somebody has said what to keep. Not here: files that come
through the page (`importing.py`), asking and progress in a terminal (`evenkeel.cli_import`).
"""

from __future__ import annotations

from collections.abc import Callable, Collection
from datetime import datetime
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from evenkeel.apps.body import days
from evenkeel.apps.body.importing import settings_of
from evenkeel.apps.body.store import Store
from evenkeel.core.vault import Keyring
from evenkeel.core.vocabulary import ObservationBatch
from evenkeel.importers.contract import Choices
from evenkeel.importers.discovery import importer
from evenkeel.importers.running import Summary
from evenkeel.importers.sources import FileSource, ZipSource
from evenkeel.importers.whole import read_whole

if TYPE_CHECKING:
    from evenkeel.apps.people.models import Member


def keep_file(
    *,
    by: Member,
    keyring: Keyring,
    source: FileSource | ZipSource,
    id: str,
    choices: Choices,
    keep: Collection[str],
    zone: ZoneInfo | None,
    now: datetime,
    told: Callable[[Summary], None],
) -> dict[str, int]:
    """Seal the chosen signals of a file and work their days out; rows that are new, by signal.

    Raises `Refused` and `Stopped`; what was sealed before stays, and the same file given again adds
    the rest. Signals that are off are not kept.
    """
    settings = settings_of(by, keyring)
    wanted = set(keep) - set(settings.off)
    kept, summary = Store(by, keyring, now), Summary()
    try:
        for item in read_whole(importer(id), source, choices):
            summary.take(item)
            if isinstance(item, ObservationBatch) and item.signal in wanted and len(item):
                kept.add(item)
            told(summary)
        kept.flush()
    finally:
        if kept.touched:
            days.work_out(by, keyring, kept.touched, settings=settings, zone=zone, now=now)
    return kept.added
