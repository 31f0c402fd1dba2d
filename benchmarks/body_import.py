"""An Apple Health export, sealed: reading and storing it, and giving a longer export a second time.

Each pass is a process of its own, so that its peak memory is its own. Sizes follow
`EVENKEEL_BENCH_RECORDS`; `EVENKEEL_BENCH_EXPORT` names a file that was generated before. The
generator of ../shared/bench is needed; without it these figures are left out.
"""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any, BinaryIO

from benchmarks.figure import Figure

GENERATORS = Path(__file__).resolve().parents[2] / "shared" / "bench"
FULL = 1_300_000
SECONDS_STORED = 4.0
"""For the full file."""
SLOWER = 1.3
NEWEST = b"2025-07-15"
"""The shorter export ends here: half a year of the five is new in the longer one."""
PASS = """
import os, sys, time, json, resource
import django
os.environ["DJANGO_SETTINGS_MODULE"] = "evenkeel.site.settings"
django.setup()
from django.core.management import call_command
from django.utils import timezone
from evenkeel.apps.body import days
from evenkeel.apps.body.importing import settings_of
from evenkeel.apps.body.models import SignalBlock
from evenkeel.apps.body.store import Store
from evenkeel.core.vocabulary import ObservationBatch
from evenkeel.importers.contract import Choices
from evenkeel.importers.discovery import importer
from evenkeel.importers.running import Summary, run
from evenkeel.importers.sources import open_source
from tests.factories.members import make_member
from evenkeel.apps.people.models import Member
call_command("migrate", verbosity=0)
known = make_member()
told = []
for path in sys.argv[1:]:
    source = open_source(lambda: open(path, "rb"), name=path, size=os.path.getsize(path))
    kept, summary = Store(known.member, known.keyring, timezone.now()), Summary()
    begun, cpu = time.perf_counter(), time.process_time()
    for item in run(importer("apple_health"), source, Choices()):
        summary.take(item)
        if isinstance(item, ObservationBatch) and len(item):
            kept.add(item)
    kept.flush()
    stored, stored_cpu = time.perf_counter() - begun, time.process_time() - cpu
    begun, cpu = time.perf_counter(), time.process_time()
    days.work_out(known.member, known.keyring, kept.touched,
                  settings=settings_of(known.member, known.keyring), zone=None, now=timezone.now())
    told.append({
        "rows": summary.rows, "added": sum(kept.added.values()),
        "stored": stored, "stored_cpu": stored_cpu,
        "days": time.perf_counter() - begun, "days_cpu": time.process_time() - cpu,
        "sums": {id: one.rows for id, one in summary.signals.items()},
        "peak": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
    })
sizes = sum(len(sealed) for sealed in SignalBlock.objects.values_list("sealed", flat=True))
print(json.dumps({"passes": told, "bytes": sizes}))
"""
_START = re.compile(rb'startDate="([^"]{10})')


def figures() -> Iterator[Figure]:
    if not GENERATORS.exists():
        print("! ../shared/bench is not here: storing an export is left out")
        return
    with tempfile.TemporaryDirectory() as folder:
        yield from _figures(Path(folder))


def _figures(folder: Path) -> Iterator[Figure]:
    records = int(os.environ.get("EVENKEEL_BENCH_RECORDS", FULL))
    given = os.environ.get("EVENKEEL_BENCH_EXPORT", "")
    path = Path(given) if given else folder / "export.xml"
    if not given:
        command = [sys.executable, str(GENERATORS / "gen_apple_export.py"), str(path)]
        subprocess.run([*command, "--records", str(records)], check=True, stdout=subprocess.DEVNULL)
    shorter = folder / "shorter.xml"
    with path.open("rb") as whole, shorter.open("wb") as part:
        shorten(whole, part)
    share = records / FULL
    alone = _passes(folder / "alone", path)["passes"][0]
    yield Figure("Apple export, sealed", alone["stored"], "s", SECONDS_STORED * share)
    yield Figure("Apple export, sealed, CPU of all threads", alone["stored_cpu"], "s")
    yield Figure("Apple export, its days worked out", alone["days"], "s")
    yield Figure("Apple export, peak while sealing", alone["peak"], "MiB", 350)
    both = _passes(folder / "both", shorter, path)["passes"]
    ratio = both[1]["stored_cpu"] / alone["stored_cpu"]
    yield Figure("a longer export given again, CPU beside the first time", ratio, "x", SLOWER)
    missing = abs(both[0]["added"] + both[1]["added"] - alone["added"])
    yield Figure("a longer export given again, rows doubled or lost", float(missing), "rows", 0)


def shorten(whole: BinaryIO, part: BinaryIO) -> None:
    """The export as it was some months ago: without records that began since."""
    skipping = b""
    for line in whole:
        if skipping:
            if skipping in line:
                skipping = b""
            continue
        found = _START.search(line) if line.startswith((b" <Record", b" <Workout ")) else None
        if found and found[1] >= NEWEST:
            if not line.rstrip().endswith(b"/>"):
                skipping = b"</Record>" if line.startswith(b" <Record") else b"</Workout>"
            continue
        part.write(line)


def _passes(folder: Path, *paths: Path) -> Any:
    folder.mkdir()
    env = {name: value for name, value in os.environ.items() if "_BENCH_" not in name}
    done = subprocess.run(
        [sys.executable, "-c", PASS, *map(str, paths)],
        check=True,
        stdout=subprocess.PIPE,
        text=True,
        env={**env, "EVENKEEL_DATA": str(folder)},
    )
    return json.loads(done.stdout.splitlines()[-1])
