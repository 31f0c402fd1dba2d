"""A maker's answers as the files that an importer's mapper reads. In memory only.

Here: `MemorySource` and `observations`. Not here: asking (`speaking.py`), meaning (`importers`).
"""

from __future__ import annotations

import io
import json
from collections.abc import Iterator, Sequence
from typing import Any, BinaryIO
from zoneinfo import ZoneInfo

from evenkeel.importers.contract import HEAD_BYTES, Choices, Item
from evenkeel.importers.discovery import importer
from evenkeel.importers.running import run
from evenkeel.sources.contract import Ask, Document, LiveSource, Window


class MemorySource:
    """One answer as `importers.contract.Source`."""

    def __init__(self, document: Document) -> None:
        self._document = document

    @property
    def names(self) -> Sequence[str]:
        return (self._document.name,)

    def open(self, name: str) -> BinaryIO:
        return io.BytesIO(self._document.raw)

    def head(self, name: str) -> bytes:
        return self._document.raw[:HEAD_BYTES]

    def size(self, name: str) -> int:
        return len(self._document.raw)

    def expect(self, names: Sequence[str]) -> None:
        """Nothing to foresee: it is all here."""


def as_json(name: str, document: Any) -> Document:
    """An answer as a JSON file.

    >>> as_json("sleep", {"data": []})
    Document(name='sleep.json', raw=b'{"data":[]}')
    """
    raw = json.dumps(document, separators=(",", ":"), ensure_ascii=False).encode()
    return Document(f"{name}.json", raw)


def observations(
    source: LiveSource, ask: Ask, window: Window, *, zone: ZoneInfo | None
) -> Iterator[Item]:
    """Everything a maker has for a window, as the importer of the same maker reads it.

    Raises `contract.Failed`, and `importers.contract.Refused` for an answer nobody foresaw.
    """
    mapper = importer(source.manifest.importer)
    for document in source.reading.read(ask, window):
        yield from run(mapper, MemorySource(document), Choices(zone=zone))
