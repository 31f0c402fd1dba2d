"""JSON documents whose records are told apart by a field that only their kind has.

Here: walking the documents, one broken record at a time. Not here: what a record means (a maker's
`mapper.py`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, Final
from zoneinfo import ZoneInfo

from evenkeel.importers.contract import Choices, Item, Source
from evenkeel.importers.reading.collecting import Collector
from evenkeel.importers.reading.documents import json_documents
from evenkeel.importers.reading.numbers import number
from evenkeel.importers.reading.times import Moment

MOST_DEEP: Final = 4
Zone = ZoneInfo | None
One = Mapping[str, Any]
Take = Callable[[Collector, One, int, Zone], None]
Kinds = Sequence[tuple[str, Take]]
"""A field -> what a record is that has it, the surest first."""


def json_names(names: Sequence[str]) -> list[str]:
    """Those that are JSON by their name."""
    return [name for name in names if name.lower().endswith(".json")]


def read_records(source: Source, choices: Choices, *, device: str, kinds: Kinds) -> Iterator[Item]:
    """Every record of every document. Raises Refused where there is no document at all, or the
    only one cannot be read."""
    kept = Collector(device)
    for document in json_documents(source, json_names(source.names), kept):
        for place, one in enumerate(_records(document, kinds), 1):
            with kept.row(place):
                take = next(take for field, take in kinds if field in one)
                take(kept, one, place, choices.zone)
            yield from kept.ready()
    yield from kept.finish()


def put(
    kept: Collector,
    signal: str,
    value: Any,
    start: Moment,
    end: Moment,
    place: int,
    *,
    unit: str | None = None,
) -> None:
    """A value that is there."""
    found = number(value)
    if found is not None:
        kept.add(signal, start, found, end=end, line=place, unit=unit)


def _records(document: Any, kinds: Kinds, deep: int = 0) -> Iterator[One]:
    """Dictionaries that have one of the fields, wherever they stand."""
    if isinstance(document, dict):
        if any(field in document for field, _take_one in kinds):
            yield document
            return
        parts = list(document.values())
    else:
        parts = document if isinstance(document, list) else []
    if deep < MOST_DEEP:
        for part in parts:
            yield from _records(part, kinds, deep + 1)
