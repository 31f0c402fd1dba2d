"""Makes an export archive as a stream: nothing of it is ever on disk, little of it in memory.

Here: walking a member's rows, opening them, and writing the ZIP piece by piece. Not here: who may
ask for it (actions.py), the form of a record (archive.py).
"""

from __future__ import annotations

import hashlib
import json
import uuid
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any, Final

from django.template.loader import render_to_string
from pydantic import BaseModel
from zipstream import ZIP_DEFLATED, ZipStream

from evenkeel import __version__
from evenkeel.apps.privacy import archive, tables
from evenkeel.apps.privacy.classes import class_of, classed_models, own_columns
from evenkeel.apps.records import LockedRecord, locked_models
from evenkeel.core.vault import Keyring, VaultError

if TYPE_CHECKING:
    from evenkeel.apps.people.models import Member

CHUNK_RECORDS: Final = 500
"""Rows opened at a time: the bound on how much is in memory."""
COMPRESSION: Final = 3
"""Deflate level: text shrinks four to one already, and the processor is the bottleneck."""
PAGE_RECORDS: Final = 1000
"""The newest entries that a readable page shows; all are in the table and the records file."""
PIECE_BYTES: Final = 64 * 1024

Progress = Callable[[int], None]


@dataclass(slots=True)
class Counted:
    """A file of the archive while it is being written."""

    digest: Any
    size: int = 0
    records: int | None = None

    def entry(self) -> archive.FileEntry:
        return archive.FileEntry(
            sha256=self.digest.hexdigest(), size_bytes=self.size, records=self.records
        )


class ExportStream:
    """Iterate over it once for the bytes of the archive.

    `progress` is called with the number of records written so far, a few times a second at most.
    A record that does not open (somebody changed it in the database) is left out and counted.
    """

    def __init__(
        self, *, member: Member, keyring: Keyring, now: datetime, progress: Progress | None = None
    ) -> None:
        self.member, self.keyring, self.now = member, keyring, now
        self.progress = progress or (lambda done: None)
        self.files: dict[str, Counted] = {}
        self.counts: dict[str, int] = {}
        self.unreadable: dict[str, int] = {}
        self.done = 0

    def __iter__(self) -> Iterator[bytes]:
        zipped = ZipStream(compress_type=ZIP_DEFLATED, compress_level=COMPRESSION)
        for model in locked_models():
            kind, ids = archive.kind_of(model), self._ids(model)
            add = self._adder(zipped)
            add(archive.records_name(kind), self._records(model, kind, ids))
            add(archive.table_name(kind), self._table(model, kind, ids))
            add(archive.page_name(kind), self._page(model, kind, ids))
        add = self._adder(zipped)
        add(archive.ACCOUNT, self._account())
        add(archive.INDEX, self._index())
        zipped.add(self._manifest(), archive.MANIFEST)
        yield from _in_pieces(zipped)
        self.progress(self.done)

    def _adder(self, zipped: ZipStream) -> Callable[[str, Iterable[bytes]], None]:
        def add(name: str, chunks: Iterable[bytes]) -> None:
            zipped.add(self._measured(name, chunks), name)

        return add

    def _measured(self, name: str, chunks: Iterable[bytes]) -> Iterator[bytes]:
        counted = self.files.setdefault(name, Counted(hashlib.sha256()))
        for chunk in chunks:
            counted.digest.update(chunk)
            counted.size += len(chunk)
            yield chunk

    def _ids(self, model: type[LockedRecord]) -> bytes:
        """The ids of a kind, oldest first, 16 bytes each: one list for all files of that kind."""
        ids = model.of(self.member).order_by("at", "pk").values_list("pk", flat=True)
        return b"".join(one.bytes for one in ids.iterator(chunk_size=5000))

    def _opened(
        self, model: type[LockedRecord], ids: bytes
    ) -> Iterator[list[tuple[LockedRecord, BaseModel]]]:
        """Rows with their payloads, a chunk at a time."""
        step = 16 * CHUNK_RECORDS
        for start in range(0, len(ids), step):
            wanted = [
                uuid.UUID(bytes=ids[i : i + 16])
                for i in range(start, min(start + step, len(ids)), 16)
            ]
            rows = model.of(self.member).in_bulk(wanted)
            yield [
                (row, payload)
                for key in wanted
                if (row := rows.get(key)) and (payload := self._payload(row)) is not None
            ]

    def _payload(self, row: LockedRecord) -> BaseModel | None:
        try:
            opened: BaseModel = row.open(self.keyring)
        except (VaultError, ValueError):
            return None
        return opened

    def _records(self, model: type[LockedRecord], kind: str, ids: bytes) -> Iterator[bytes]:
        yield archive.RECORDS_HEAD.format(version=archive.VERSION, kind=kind).encode()
        written = 0
        for chunk in self._opened(model, ids):
            text = ",\n".join(archive.line_of(row, payload) for row, payload in chunk)
            if text:
                yield ((",\n" if written else "") + text).encode()
            written += len(chunk)
            self.done += len(chunk)
            self.progress(self.done)
        yield (("\n" if written else "") + archive.RECORDS_TAIL).encode()
        self.counts[kind] = self.files[archive.records_name(kind)].records = written
        self.unreadable[kind] = len(ids) // 16 - written

    def _table(self, model: type[LockedRecord], kind: str, ids: bytes) -> Iterator[bytes]:
        columns = [field.name for field in own_columns(model)]
        names = tables.headings(model.payload)
        yield b"\xef\xbb\xbf"  # tells spreadsheets that this is UTF-8
        yield from tables.csv_lines([["id", "at", *columns, *names]])
        for chunk in self._opened(model, ids):
            rows = (
                [
                    str(row.id),
                    row.at.isoformat(),
                    *(str(value) for value in archive.columns_of(row).values()),
                    *tables.cells(payload.model_dump(mode="json"), names),
                ]
                for row, payload in chunk
            )
            yield b"".join(tables.csv_lines(rows))

    def _page(self, model: type[LockedRecord], kind: str, ids: bytes) -> Iterator[bytes]:
        newest = ids[-16 * PAGE_RECORDS :]
        names = tables.headings(model.payload)
        shared = {"title": class_of(model).what, "kind": kind, "more": len(newest) < len(ids)}
        yield render_to_string("privacy/archive/page_head.html", shared).encode()
        for chunk in self._opened(model, newest):
            entries = [
                {
                    "at": row.at,
                    "parts": _parts(payload.model_dump(mode="json"), names),
                }
                for row, payload in chunk
            ]
            yield render_to_string("privacy/archive/entries.html", {"entries": entries}).encode()
        yield render_to_string("privacy/archive/page_foot.html", shared).encode()

    def _account(self) -> Iterator[bytes]:
        yield (json.dumps(account_data(self.member), indent=1, ensure_ascii=False) + "\n").encode()

    def _index(self) -> Iterator[bytes]:
        kinds = [
            {
                "what": class_of(model).what,
                "kind": archive.kind_of(model),
                "count": self.counts[archive.kind_of(model)],
                "page": archive.page_name(archive.kind_of(model)),
                "table": archive.table_name(archive.kind_of(model)),
                "records": archive.records_name(archive.kind_of(model)),
            }
            for model in locked_models()
        ]
        context = {
            "kinds": kinds,
            "now": self.now,
            "total": sum(self.counts.values()),
            "unreadable": sum(self.unreadable.values()),
            "version": __version__,
        }
        yield render_to_string("privacy/archive/index.html", context).encode()

    def _manifest(self) -> Iterator[bytes]:
        """Made when its turn comes, last: by then every other file has been counted."""
        manifest = archive.Manifest(
            format=archive.FORMAT,
            version=archive.VERSION,
            made_at=self.now,
            app_version=__version__,
            kinds=self.counts,
            files={name: counted.entry() for name, counted in self.files.items()},
        )
        yield (manifest.model_dump_json(indent=1) + "\n").encode()


def account_data(member: Member) -> dict[str, list[dict[str, Any]]]:
    """What is stored about a member in the open and is theirs to take, by table."""
    data: dict[str, list[dict[str, Any]]] = {}
    for model, entry in classed_models():
        if entry.member is None or issubclass(model, LockedRecord):
            continue
        names = [name for name, field in entry.fields.items() if field.exported]
        if names:
            rows = model._default_manager.filter(**{entry.member: member.pk}).values(*names)
            data[model._meta.label_lower] = [
                {name: archive.plain(value) for name, value in row.items()} for row in rows
            ]
    return data


def _parts(payload: dict[str, Any], names: list[str]) -> list[tuple[str, str]]:
    """What an entry says, with readable labels; empty parts are left out."""
    pairs = zip(names, tables.cells(payload, names), strict=True)
    return [(name.replace("_", " "), text) for name, text in pairs if text]


def _in_pieces(chunks: Iterable[bytes]) -> Iterator[bytes]:
    """Many small chunks as fewer larger ones: each one sent costs a switch of threads."""
    waiting, size = [], 0
    for chunk in chunks:
        waiting.append(chunk)
        size += len(chunk)
        if size >= PIECE_BYTES:
            yield b"".join(waiting)
            waiting, size = [], 0
    if waiting:
        yield b"".join(waiting)
