"""Export, import and erasure of 50,000 records: time, and memory beyond what was there before."""

from __future__ import annotations

import gc
import os
import random
import shutil
import tempfile
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from io import BytesIO
from pathlib import Path
from typing import Any

from benchmarks.figure import Figure

RECORDS = 50_000
SECONDS_LIMIT = 60
MEMORY_LIMIT_MB = 60
NOW = datetime(2026, 3, 1, tzinfo=UTC)
WORDS = (
    "work sister slept late walk rain coffee deadline quiet call again friend tired better week "
    "head heavy kitchen garden train letter boss window morning nothing much went slowly"
)


def figures() -> Iterator[Figure]:
    folder = tempfile.mkdtemp(prefix="evenkeel-bench-")
    os.environ["EVENKEEL_DATA"] = folder
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "evenkeel.site.settings")
    try:
        import django

        django.setup()
        yield from _measured(Path(folder))
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _measured(folder: Path) -> Iterator[Figure]:
    from django.core.management import call_command

    from evenkeel.apps.privacy import actions, erasure

    call_command("migrate", verbosity=0, skip_checks=True)
    member, keyring = _member("Bench")
    _fill(member, keyring)

    gc.collect()
    base = _forget_peak()
    began = time.perf_counter()
    size, first = 0, 0.0
    for chunk in actions.start_export(by=member, keyring=keyring, now=NOW):
        first = first or time.perf_counter() - began
        size += len(chunk)
    yield _figure("export of 50,000 records", time.perf_counter() - began, "s", SECONDS_LIMIT)
    yield _figure("export: first byte", first, "s", 1)
    yield _figure("export: memory beyond the start", _peak_mb() - base, "MB", MEMORY_LIMIT_MB)
    yield _figure("export: archive", size / 2**20, "MB", 64)

    archive = b"".join(actions.start_export(by=member, keyring=keyring, now=NOW))
    began = time.perf_counter()
    receipt, _ = erasure.destroy_keys(by=member, now=NOW)
    yield _figure("erasure: until the keys are gone", time.perf_counter() - began, "s", 1)
    began = time.perf_counter()
    erasure.delete_rows(receipt.pk, now=NOW)
    yield _figure("erasure: until the rows are gone", time.perf_counter() - began, "s", 60)

    again, ring = _member("Again")
    began = time.perf_counter()
    outcome = actions.import_archive(by=again, keyring=ring, file=BytesIO(archive))
    yield _figure("import of 50,000 records", time.perf_counter() - began, "s", SECONDS_LIMIT)
    yield Figure("import: records that came back", outcome.added, "", RECORDS, at_least=True)


def _member(nickname: str) -> tuple[Any, Any]:
    from evenkeel.apps.people.actions import begin_member
    from evenkeel.core.vault import Keyring

    begun = begin_member(
        nickname=nickname,
        passphrase="violet harbour seven lamps turning",
        country="GB",
        locale="en",
        now=NOW,
    )
    return begun.member, Keyring(begun.member.pk, begun.root)


def _fill(member: Any, keyring: Any) -> None:
    """Five years of somebody: most are check-ins, then messages' worth of words in a journal."""
    from django.apps import apps

    chance, words = random.Random(7), WORDS.split()
    checkin: Any = apps.get_model("checkins.checkin")
    entry: Any = apps.get_model("journal.journalentry")
    rows: dict[Any, list[Any]] = {checkin: [], entry: []}
    for number in range(RECORDS):
        at = NOW - timedelta(minutes=50 * number)
        model = checkin if number % 2 else entry
        payload = model.payload.model_validate(
            {"numbers": {"mood": chance.random() * 100, "energy": 40.0}, "emotions": ("sad",)}
            if model is checkin
            else {"text": " ".join(chance.choices(words, k=60))}
        )
        row = model(member=member, at=at, created_at=at, updated_at=at)
        row.sealed = keyring.seal(row._address(), payload.model_dump_json().encode())
        rows[model].append(row)
    for model, made in rows.items():
        model._default_manager.bulk_create(made, batch_size=500)


def _forget_peak() -> float:
    """Begin measuring memory anew (Linux); returns what is resident now, in MB."""
    Path("/proc/self/clear_refs").write_text("5")
    return _peak_mb()


def _peak_mb() -> float:
    status = Path("/proc/self/status").read_text()
    return int(status.partition("VmHWM:")[2].split()[0]) / 1024


def _figure(name: str, value: float, unit: str, limit: float) -> Figure:
    return Figure(name=name, value=value, unit=unit, limit=limit)
