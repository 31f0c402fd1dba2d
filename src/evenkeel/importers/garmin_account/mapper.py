"""Garmin's copy of a whole account: JSON of days and nights, and ZIPs of FIT files.

Here: the parts of the archive and their order: minutes first, so that days and nights that they
tell are not counted twice. Not here: FIT (`evenkeel.importers.reading.fit`), what the JSON says
(`records.py`).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Final

from evenkeel.importers import limits
from evenkeel.importers.contract import BrokenRow, Choices, Head, Item, Reason, Refused, Source
from evenkeel.importers.garmin_account.records import DAY_MS, KINDS, MINUTE_MS
from evenkeel.importers.reading import Collector, json_document
from evenkeel.importers.reading.fit import read_fit

_FOLDER: Final = "DI_CONNECT/"
FILES: Final = {kind: re.compile(rf"(?:^|/)[^/]*{kind}[^/]*\.json$") for kind in KINDS}
WATCHED: Final = {
    "steps": DAY_MS,
    "sleep_stage": DAY_MS,
    "hrv_rmssd": DAY_MS,
    "stress_score": DAY_MS,
    "workout": MINUTE_MS,
}


def recognise(names: Sequence[str], head: Head) -> float:
    """By the export's folder, or the name of one of its files."""
    if any(_FOLDER in name for name in names):
        return 0.95
    return 0.85 if any(_kind(name) for name in names) else 0.0


def read(source: Source, choices: Choices) -> Iterator[Item]:
    """FIT files of all inner archives, then days and nights that they did not tell."""
    fits = [name for name in source.names if name.lower().endswith(".fit")]
    documents = [name for name in source.names if _kind(name)]
    if not fits and not documents:
        raise Refused(Reason.NOT_THIS)
    source.expect([*fits, *documents])
    kept = Collector("Garmin", watch=WATCHED)
    for name in source.names:
        if name.lower().endswith(".zip"):
            yield BrokenRow(name, 0, _why(source, name))
    for name in fits:
        for outcome in read_fit(source, name, kept, choices):
            if isinstance(outcome, Reason):
                yield BrokenRow(name, 0, outcome)
            yield from kept.ready()
    yield from _documents(source, documents, kept, choices)
    yield from kept.finish()


def _documents(
    source: Source, names: Sequence[str], kept: Collector, choices: Choices
) -> Iterator[Item]:
    told = {signal: frozenset(days) for signal, days in kept.seen.items()}
    for name in names:
        kept.part = name
        try:
            document = json_document(source.open(name))
        except Refused as refusal:
            if len(source.names) == 1:
                raise
            yield BrokenRow(name, 0, refusal.reason)
            continue
        for place, one in enumerate(document if isinstance(document, list) else [document], 1):
            with kept.row(place):
                KINDS[_kind(name)](kept, one, place, choices.zone, told)
            yield from kept.ready()


def _why(source: Source, name: str) -> Reason:
    """An inner archive that stayed closed is too large, or it is damaged."""
    return Reason.TOO_BIG if source.size(name) > limits.MOST_INNER_BYTES else Reason.DAMAGED


def _kind(name: str) -> str:
    return next((kind for kind, form in FILES.items() if form.search(name)), "")
