"""Speed, memory and size of the reader beside plain peers, in one run.

    python -m benchmarks reader         (a table)
    python -m benchmarks.reader         (JSON)

Peers: a lexicon scorer of the kind of VADER (word scores with negation; the package itself is not
a dependency) and TF-IDF with a linear layer by scikit-learn, where it is installed, over as many
labels. All on one thread over the same messages, interleaved. Times are of the processor, so that
other work on the machine does not count.
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
from evenkeel.core.content.loader import LANGUAGES, load_file  # noqa: E402
from evenkeel.core.language import load_reader  # noqa: E402
from evenkeel.core.language.emotions import VALENCE  # noqa: E402
from evenkeel.core.language.lexicon import StateFile  # noqa: E402
from evenkeel.core.language.reader import PACKAGED  # noqa: E402

MESSAGES = (
    "my boss yelled at me in front of everyone and i just stood there and could not say a word",
    "I can't sleep since my mother died and the house is quiet so I leave the radio on all day",
    "so my flatmate ate my food again and when i said something she rolled her eyes at me and left",
    "I know I will fail the exam on thursday since I always mess things up when it matters",
    "i did the walk like we said and it was fine i guess, slept a bit better last night too",
)
ROUNDS = 200
LABELS = 50

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


def lexicon_scorer() -> Callable[[str], float]:
    """Scores of single words, turned by a negation before: what a plain lexicon reader does."""
    states = load_file(LANGUAGES / "en" / "lexicon" / "states.yaml", StateFile)
    scores = {
        phrase: VALENCE[name]
        for group in (states.states, states.emotions)
        for name, phrases in group.items()
        for phrase in phrases
    }
    denials = frozenset(("not", "never", "no", "can't", "don't"))

    def score(text: str) -> float:
        total, sign = 0.0, 1.0
        for word in text.lower().split():
            if word in denials:
                sign = -0.74
            elif word in scores:
                total, sign = total + sign * scores[word], 1.0
        return total / (total * total + 15) ** 0.5

    return score


def tfidf() -> Callable[[str], Any] | None:
    """Word 1-2-grams and characters 3-5 with `LABELS` logistic heads, fitted on the messages."""
    try:
        from sklearn.feature_extraction.text import TfidfVectorizer
        from sklearn.pipeline import make_union
    except ImportError:
        return None
    union = make_union(
        TfidfVectorizer(ngram_range=(1, 2)), TfidfVectorizer(analyzer="char_wb", ngram_range=(3, 5))
    )
    union.fit(MESSAGES)
    width = union.transform(MESSAGES[:1]).shape[1]
    weights = np.random.default_rng(0).normal(size=(width, LABELS))
    return lambda text: union.transform([text]) @ weights


def figures() -> Iterator[Figure]:
    """Every figure, each beside its limit or the peer measured in the same run."""
    reader = load_reader()
    readers: dict[str, Callable[[str], Any]] = {
        "evenkeel": reader.read,
        "lexicon scorer": lexicon_scorer(),
    }
    peer = tfidf()
    if peer is not None:
        readers["TF-IDF + linear"] = peer
    speed = measure(readers)
    ours = speed.pop("evenkeel")
    yield Figure("reader, 20 words, p50", ours["p50_ms"], "ms", 2.0)
    yield Figure("reader, 20 words, p99", ours["p99_ms"], "ms", 6.0)
    for name, theirs in speed.items():
        yield Figure(f"peer: {name}, p50", theirs["p50_ms"], "ms")
        yield Figure(f"reader, times the p50 of {name}", ours["p50_ms"] / theirs["p50_ms"], "x")
    started = time.thread_time()
    reader.read_many(MESSAGES * ROUNDS)
    rate = len(MESSAGES) * ROUNDS / (time.thread_time() - started)
    yield Figure("reader, batch on one thread", round(rate), "msg/s", 500, at_least=True)
    probe = subprocess.run(
        [sys.executable, "-c", _PROBE], capture_output=True, text=True, check=True, env=os.environ
    )
    imported, loaded, memory = map(float, probe.stdout.split())
    yield Figure("reader, import", round(imported, 1), "ms")
    yield Figure("reader, load", round(loaded, 1), "ms", 300)
    yield Figure("reader, memory over numpy and pydantic", round(memory, 1), "MB", 60)
    size = sum(file.stat().st_size for file in Path(PACKAGED).iterdir()) / 1e6
    yield Figure("reader, artefact", round(size, 2), "MB", 30)


if __name__ == "__main__":
    print(json.dumps([asdict(figure) for figure in figures()], indent=1))
