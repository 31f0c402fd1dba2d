"""Fitbit: Google Takeout's folders, and single answers of the Web API.

Here: which file is which kind, and how they are opened. Not here: what is in a kind (`records.py`
for JSON, `tables.py` for CSV).
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Final

from evenkeel.importers.contract import BrokenRow, Choices, Head, Item, Reason, Refused, Source
from evenkeel.importers.fitbit import records, tables
from evenkeel.importers.reading import Collector, csv_rows, json_document

_DATED: Final = r"(?:-\d{4}-\d\d-\d\d|-\d+)?\.json$"
FILES: Final = {kind: re.compile(rf"(?:^|/){kind}{_DATED}") for kind in records.LISTS}
"""Takeout names a file by its kind and first day: "heart_rate-2026-03-04.json"."""
_ANSWERS: Final = (
    b'"activities-steps',
    b'"activities-heart',
    b'"fairlyActiveMinutes"',
    b'"isMainSleep"',
    b'"dateOfSleep"',
    b'"totalTimeInBed"',
    b'"activityTypeId"',
    b'"activityParentId"',
)
_WEIGHT: Final = re.compile(rb'\{"weight":\[.*"logId"', re.S)
_NO_SLEEP: Final = re.compile(rb'\{"sleep":\[\](?:,"summary":.*)?\}', re.S)


def recognise(names: Sequence[str], head: Head) -> float:
    """By Takeout's folder and file names; one file by keys that only Fitbit has."""
    if len(names) > 1:
        return 0.9 if any(_known(name) and "itbit" in name for name in names) else 0.0
    name, first = names[0], head(names[0])
    if name.lower().endswith(".json"):
        plain = re.sub(rb"\s", b"", first)
        known = any(key in plain for key in _ANSWERS)
        known = known or bool(_WEIGHT.match(plain) or _NO_SLEEP.fullmatch(plain))
        return 0.85 if known or (_kind(name) and plain.startswith(b'[{"dateTime"')) else 0.0
    if name.lower().endswith(".csv") and tables.kind(first):
        return 0.8
    return 0.0


def read(source: Source, choices: Choices) -> Iterator[Item]:
    """Every file of a kind that is known; a damaged one is counted and the others are read."""
    single = len(source.names) == 1
    names = list(source.names) if single else [n for n in source.names if _known(n)]
    if not names:
        raise Refused(Reason.NOT_THIS)
    source.expect(names)
    kept = Collector("Fitbit")
    for name in names:
        kept.part = name
        try:
            if name.lower().endswith(".csv"):
                _table(kept, source, name, choices)
            else:
                document = json_document(source.open(name))
                records.take(kept, _kind(name), document, choices.zone)
        except Refused as refusal:
            if single:
                raise
            yield BrokenRow(name, 0, refusal.reason)
        yield from kept.ready()
    yield from kept.finish()


def _table(kept: Collector, source: Source, name: str, choices: Choices) -> None:
    kind = tables.kind(source.head(name))
    if kind is None:
        kept.skip(name.rsplit("/", 1)[-1].split(" - ", maxsplit=1)[0].removesuffix(".csv"))
        return
    for line, cells in csv_rows(source.open(name), separator=","):
        with kept.row(line):
            tables.take(kept, kind, cells, line, choices.zone)


def _known(name: str) -> bool:
    return bool(_kind(name)) or ("itbit" in name and bool(tables.FOLDERS.search(name)))


def _kind(name: str) -> str:
    return next((kind for kind, form in FILES.items() if form.search(name)), "")
