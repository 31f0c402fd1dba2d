"""Files and hearts: an Apple Health export, a long history, 24 hours of beats, a year of minutes.

Sizes follow `EVENKEEL_BENCH_RECORDS` (records of the export; the full file has 1,300,000). The
generators of ../shared/bench are used where they are; without them these figures are left out.
"""

from __future__ import annotations

import importlib.util
import os
import subprocess
import sys
import tempfile
import time
import zipfile
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.figure import Figure

GENERATORS = Path(__file__).resolve().parents[2] / "shared" / "bench"
FULL = 1_300_000
SECONDS_XML, SECONDS_ZIP = 2.0, 2.6
"""For the full file; a smaller one has its share."""
PARSE = """
import sys
from lxml import etree
n = 0
for _, one in etree.iterparse(sys.argv[1], events=("end",), tag="Record", huge_tree=True):
    n += 1
    one.clear()
    while one.getprevious() is not None:
        del one.getparent()[0]
"""
READ = """
import os, sys, time
from evenkeel.importers.contract import Choices
from evenkeel.importers.discovery import importer
from evenkeel.importers.running import Summary, run
from evenkeel.importers.sources import open_source
path = sys.argv[1]
source = open_source(lambda: open(path, "rb"), name=path, size=os.path.getsize(path))
told = Summary()
begun = time.perf_counter()
for item in run(importer("apple_health"), source, Choices()):
    told.take(item)
seconds = time.perf_counter() - begun
peak = next(line for line in open("/proc/self/status") if line.startswith("VmHWM"))
print(told.rows, seconds, int(peak.split()[1]) / 1024)
"""


def figures() -> Iterator[Figure]:
    yield from _days()
    if not GENERATORS.exists():
        print("! ../shared/bench is not here: the export and the beats are left out")
        return
    yield from _beats()
    with tempfile.TemporaryDirectory() as folder:
        yield from _export(Path(folder))


def _export(folder: Path) -> Iterator[Figure]:
    records = int(os.environ.get("EVENKEEL_BENCH_RECORDS", FULL))
    path = folder / "export.xml"
    command = [sys.executable, str(GENERATORS / "gen_apple_export.py"), str(path)]
    subprocess.run([*command, "--records", str(records)], check=True, stdout=subprocess.DEVNULL)
    packed = folder / "export.zip"
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED, compresslevel=4) as zipped:
        zipped.write(path, "apple_health_export/export.xml")
    share = records / FULL
    seconds, megabytes = _read(path)
    yield Figure("Apple export, .xml typed", seconds, "s", SECONDS_XML * share)
    yield Figure("Apple export, peak memory", megabytes, "MiB", 350)
    from_zip, _ = _read(packed)
    yield Figure("Apple export, .zip typed", from_zip, "s", SECONDS_ZIP * share)
    if importlib.util.find_spec("lxml"):
        peer = _seconds(lambda: _python(PARSE, path))
        yield Figure("Apple export, .xml typed", seconds, "s", peer, beside="lxml.iterparse")
    if importlib.util.find_spec("healthkit_to_sqlite"):
        run = "from healthkit_to_sqlite.cli import cli; cli()"
        into = [sys.executable, "-c", run, "--xml", str(path)]
        peer = _seconds(lambda: subprocess.run([*into, str(folder / "peer.db")], check=True))
        yield Figure("Apple export, .xml typed", seconds, "s", peer, beside="healthkit-to-sqlite")


def _read(path: Path) -> tuple[float, float]:
    """Seconds of reading, and the process's peak memory in MiB."""
    told = _python(READ, path).split()
    return float(told[1]), float(told[2])


def _python(code: str, path: Path) -> str:
    done = subprocess.run(
        [sys.executable, "-c", code, str(path)], check=True, stdout=subprocess.PIPE, text=True
    )
    return done.stdout


def _beats() -> Iterator[Figure]:
    from evenkeel.core.sensing.heart import hrv, long_hrv

    make = _generator("gen_rr")
    clean, ectopic = make.rr_series(), make.rr_series(ectopic=0.05)
    seconds = min(_seconds(lambda: long_hrv(clean)) for _ in range(5))
    yield Figure("HRV, 24 h with 288 windows", 1000 * seconds, "ms", 100)
    told, cleaned = hrv(clean), hrv(ectopic)
    for name, hertz, width, found in (
        ("LF", 0.095, 0.11, (told.lf_ms2, cleaned.lf_ms2)),
        ("HF", 0.25, 0.25, (told.hf_ms2, cleaned.hf_ms2)),
    ):
        for text, value, most in (("", found[0], 2), (" at 5% ectopic beats", found[1], 5)):
            off = 100 * abs(value / _planted(hertz, width, told.mean_rr_ms) - 1)
            yield Figure(f"HRV, planted {name} missed by{text}", off, "%", most)
    if importlib.util.find_spec("neurokit2"):
        peer = _neurokit(clean)
        if peer is not None:
            yield Figure("HRV, 24 h with 288 windows", seconds, "s", peer, beside="neurokit2")


def _planted(hertz: float, width: float, mean_rr_ms: float) -> float:
    """Power that the generator's series holds in a band. It reads its sines (28 and 20 ms) from a
    line between points at 4 Hz, which costs a sine sinc^2 of its amplitude (2.5% of HF), and adds
    6 ms of jitter to each beat, spread evenly up to half the rate of beats (8% on HF)."""
    amplitude = {0.095: 28.0, 0.25: 20.0}[hertz]
    sine = (amplitude * float(np.sinc(hertz / 4)) ** 2) ** 2 / 2
    return sine + 36 * width / (500 / mean_rr_ms)


def _neurokit(rr: Any) -> float | None:
    import warnings

    warnings.simplefilter("ignore")
    np.trapz = np.trapezoid  # its release of 2025 calls what numpy has renamed
    import neurokit2 as nk

    peaks = np.concatenate([[0], np.cumsum(rr)]).astype(int)
    row = (peaks // 300_000).astype(int)

    def windows() -> None:
        for number in range(288):
            mine = peaks[row == number]
            if len(mine) > 100:
                nk.hrv_time(mine - mine[0], sampling_rate=1000)
                nk.hrv_frequency(mine - mine[0], sampling_rate=1000)

    try:
        return _seconds(windows)
    except (ValueError, KeyError, IndexError):
        return None


def _days() -> Iterator[Figure]:
    from evenkeel.core.sensing.batches import batch
    from evenkeel.core.sensing.daily import daily_table
    from evenkeel.core.sensing.days import Days

    luck = np.random.default_rng(1)
    begin = int(np.datetime64("2025-01-01").astype("datetime64[ms]").astype(np.int64))
    at = begin + np.arange(365 * 1440) * 60_000
    rate = 70 + 10 * np.sin(np.arange(len(at)) / 1440 * 2 * np.pi) + luck.normal(0, 5, len(at))
    night = begin + np.arange(365) * 86_400_000
    starts = (night[:, None] + np.arange(16) * 28 * 60_000).ravel()
    signals = {
        "heart_rate": batch("heart_rate", at, rate, offset=0),
        "sleep_stage": batch(
            "sleep_stage", starts, np.tile([3, 4, 5, 1], 365 * 4), end=starts + 1_680_000, offset=0
        ),
    }

    def table() -> None:
        daily_table(Days(date(2025, 1, 1), 365, signals))

    table()
    seconds = min(_seconds(table) for _ in range(3))
    yield Figure("a year of minutes and nights -> daily table", seconds, "s", 0.5)


def _seconds(work: Callable[[], Any]) -> float:
    begun = time.perf_counter()
    work()
    return time.perf_counter() - begun


def _generator(name: str) -> Any:
    spec = importlib.util.spec_from_file_location(name, GENERATORS / f"{name}.py")
    if spec is None or spec.loader is None:
        raise ImportError(name)
    loaded = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(loaded)
    return loaded
