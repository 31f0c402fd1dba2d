"""Speed, memory, size and quality of the reader beside plain peers, in one run.

    python -m benchmarks reader         (a table)
    python -m benchmarks.reader         (JSON)

Peers: VADER (requirements/bench.txt; without it a scorer of the same kind), TF-IDF with a linear
layer by scikit-learn, and the unmodified encoder as ONNX where its package and torch are installed.
All on one thread over the same messages, interleaved. Times are of the processor, so that other
work on the machine does not count. Quality: macro-F1 on our held-out batches, the peers fitted on
the others.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import asdict
from pathlib import Path
from typing import Any

for _name in ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ.setdefault(_name, "1")

import numpy as np  # noqa: E402 (threads are set before numpy starts)

from benchmarks.figure import Figure  # noqa: E402
from benchmarks.reader_peers import (  # noqa: E402
    UNMODIFIED,
    linear_quality,
    tfidf,
    unmodified_encoder,
    vader,
)
from evenkeel.core.language import load_reader  # noqa: E402
from evenkeel.core.language.evaluation import Row, evaluate_rows  # noqa: E402
from evenkeel.core.language.reader import PACKAGED  # noqa: E402
from evenkeel.core.language.utterances import load_utterances  # noqa: E402

MESSAGES = (
    "my boss yelled at me in front of everyone and i just stood there and could not say a word",
    "I can't sleep since my mother died and the house is quiet so I leave the radio on all day",
    "so my flatmate ate my food again and when i said something she rolled her eyes at me and left",
    "I know I will fail the exam on thursday since I always mess things up when it matters",
    "i did the walk like we said and it was fine i guess, slept a bit better last night too",
)
ROUNDS = 100
# Heads whose held-out batches are read, by the reader and by TF-IDF fitted on the other batches.
JUDGED = ("intent", "traps")

# Runs in a process of its own: the high-water mark of memory before and after the reader.
_PROBE = """
import time
import numpy, pydantic, yaml
def peak():
    lines = open('/proc/self/status').read().splitlines()
    return int(next(l for l in lines if l.startswith('VmHWM')).split()[1])
base, started = peak(), time.process_time()
from evenkeel.core.language import load_reader
imported = time.process_time()
load_reader()
loaded = time.process_time()
load_reader().read('my boss yelled at me')
print((imported - started) * 1e3, (loaded - imported) * 1e3, (peak() - base) / 1024)
"""


def measure(readers: dict[str, Callable[[str], Any]]) -> dict[str, dict[str, float]]:
    """{name: {p50_ms, p99_ms}}, every reader on every message in turn."""
    times: dict[str, list[float]] = {name: [] for name in readers}
    for _ in range(ROUNDS):
        for message in MESSAGES:
            for name, read in readers.items():
                started = time.thread_time()
                read(message)
                times[name].append((time.thread_time() - started) * 1e3)
    return {
        name: {
            "p50_ms": round(float(np.quantile(values, 0.5)), 4),
            "p99_ms": round(float(np.quantile(values, 0.99)), 4),
        }
        for name, values in times.items()
    }


def held_out(head: str) -> list[Row]:
    """The held-out lines of a head, as the evaluation reads them."""
    batches = [batch for batch in load_utterances(head).values() if batch.held_out]
    return [Row(line.text, line.labels) for batch in batches for line in batch.each()]


def figures() -> Iterator[Figure]:
    """Every figure, each beside its limit or the peer measured in the same run."""
    reader = load_reader()
    readers: dict[str, Callable[[str], Any]] = {"evenkeel": reader.read}
    for name, make in (
        ("VADER", vader),
        ("TF-IDF + linear", tfidf),
        (UNMODIFIED, unmodified_encoder),
    ):
        peer = make(MESSAGES)
        if peer is not None:
            readers[name] = peer
    speed = measure(readers)
    ours = speed.pop("evenkeel")
    yield Figure("reader, 20 words, p50", ours["p50_ms"], "ms", 3.0)
    yield Figure("reader, 20 words, p99", ours["p99_ms"], "ms", 6.0)
    for name, theirs in speed.items():
        yield Figure(f"peer: {name}, p50", theirs["p50_ms"], "ms")
        yield Figure(f"reader, times the p50 of {name}", ours["p50_ms"] / theirs["p50_ms"], "x")
    yield from _rates(reader.read_many)
    probe = subprocess.run(
        [sys.executable, "-c", _PROBE], capture_output=True, text=True, check=True, env=os.environ
    )
    imported, loaded, memory = map(float, probe.stdout.split())
    yield Figure("reader, import", round(imported, 1), "ms")
    yield Figure("reader, load", round(loaded, 1), "ms", 500)
    yield Figure("reader, memory over numpy and pydantic", round(memory, 1), "MB", 200)
    size = sum(file.stat().st_size for file in Path(PACKAGED).iterdir()) / 1e6
    yield Figure("reader, artefact", round(size, 2), "MB", 30)
    for head in JUDGED:
        rows = held_out(head)
        found = evaluate_rows(head, rows, reader)["macro_f1"]
        peer_f1 = linear_quality(head, rows)
        yield Figure(
            f"{head}, held-out macro-F1", found, "", peer_f1, at_least=True, beside="TF-IDF"
        )


def _rates(read_many: Callable[[Any], Any]) -> Iterator[Figure]:
    """Messages a second of wall time with the two threads that `read_many` uses."""
    messages = MESSAGES * ROUNDS
    started = time.monotonic()
    read_many(messages)
    rate = len(messages) / (time.monotonic() - started)
    yield Figure("reader, batch on two threads", round(rate), "msg/s", 1000, at_least=True)


if __name__ == "__main__":
    print(json.dumps([asdict(figure) for figure in figures()], indent=1))
