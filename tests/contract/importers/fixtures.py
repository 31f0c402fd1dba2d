"""The fixtures of every importer, and what each is said to hold."""

from __future__ import annotations

import io
import sqlite3
import zipfile
from collections.abc import Mapping
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import numpy as np
import yaml

from evenkeel.core.vocabulary import ObservationBatch
from evenkeel.importers.contract import BrokenRow, Choices, Importer, Skipped
from evenkeel.importers.running import run
from evenkeel.importers.sources import FileSource, ZipSource, open_source

EXPECTED = "expected.yaml"
SQL = ".sql"
"""A database is written down as the statements that make it: `export.db.sql`."""


@dataclass(frozen=True)
class Fixture:
    importer: Importer
    name: str
    expected: Mapping[str, Any]

    def bytes(self) -> bytes:
        """The file; a folder named like a ZIP is packed."""
        path = self.importer.folder / "fixtures" / self.name
        return packed(path) if path.is_dir() else contents(path)

    @property
    def given(self) -> str:
        """The name a member's file would have."""
        return self.name.removesuffix(SQL)

    def choices(self) -> Choices:
        zone = self.expected.get("zone")
        return Choices(
            zone=ZoneInfo(zone) if zone else None, mapping=self.expected.get("mapping", {})
        )

    def __repr__(self) -> str:
        return f"{self.importer.id}/{self.name}"


def fixtures_of(importer: Importer) -> list[Fixture]:
    path = importer.folder / "fixtures" / EXPECTED
    written = yaml.safe_load(path.read_text("utf-8"))
    return [Fixture(importer, name, expected) for name, expected in written.items()]


def packed(folder: Path) -> bytes:
    into = io.BytesIO()
    with zipfile.ZipFile(into, "w", zipfile.ZIP_DEFLATED) as zipped:
        for path in sorted(folder.rglob("*")):
            inside = path.relative_to(folder)
            if path.is_file() and not any(part.endswith(".zip") for part in inside.parts[:-1]):
                name = str(inside).removesuffix(SQL)
                zipped.writestr(name, contents(path))
        for inner in sorted(folder.rglob("*.zip")):
            if inner.is_dir():
                zipped.writestr(str(inner.relative_to(folder)), packed(inner))
    return into.getvalue()


def contents(path: Path) -> bytes:
    """A file's bytes; a database is made from its statements."""
    if path.suffix != SQL:
        return path.read_bytes()
    with closing(sqlite3.connect(":memory:")) as connection:
        connection.execute("PRAGMA page_size = 512")
        connection.executescript(path.read_text("utf-8"))
        return connection.serialize()


def source_of(raw: bytes, name: str) -> FileSource | ZipSource:
    return open_source(lambda: io.BytesIO(raw), name=name, size=len(raw))


@dataclass
class Told:
    """What reading a file gave."""

    batches: dict[str, list[ObservationBatch]]
    broken: dict[str, int]
    skipped: dict[str, int]


def read_all(importer: Importer, source: FileSource | ZipSource, choices: Choices) -> Told:
    told = Told({}, {}, {})
    for item in run(importer, source, choices):
        if isinstance(item, BrokenRow):
            told.broken[item.reason.value] = told.broken.get(item.reason.value, 0) + item.count
        elif isinstance(item, Skipped):
            told.skipped[item.what] = told.skipped.get(item.what, 0) + item.count
        elif len(item):
            told.batches.setdefault(item.signal, []).append(item)
    return told


def figures(batches: list[ObservationBatch]) -> dict[str, Any]:
    """What `expected.yaml` may say of a signal."""
    start = np.concatenate([b.start for b in batches])
    return {
        "rows": len(start),
        "sum": round(float(sum(b.value.sum() for b in batches)), 6),
        "first": int(start.min()),
        "last": int(max(int(b.end.max()) for b in batches)),
        "offsets": sorted({int(o) for b in batches for o in b.offset}),
        "sources": sorted({b.sources[c] for b in batches for c in b.source}),
        "devices": sorted({b.devices[c] for b in batches for c in b.device}),
        "labels": sorted({b.labels[c] for b in batches for c in b.label}),
    }


def same(key: str, expected: Any, found: Any) -> bool:
    if key in {"first", "last"}:
        at = expected if isinstance(expected, datetime) else datetime.fromisoformat(str(expected))
        return round(at.timestamp() * 1000) == found
    if key == "sum":
        return abs(float(expected) - found) <= 1e-6 * max(1.0, abs(found))
    if key in {"offsets", "sources", "devices", "labels"}:
        return sorted(expected) == found
    return bool(expected == found)
