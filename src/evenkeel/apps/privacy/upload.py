"""Reads an archive that somebody uploads, trusting nothing in it, and refuses it kindly.

Here: what makes a ZIP one of our archives, whole and unchanged. Not here: writing its records into
an account (restore.py).

Only `manifest.json` and the records files are ever unpacked, in memory, up to fixed bounds; no
name inside the ZIP becomes a path on this machine.
"""

from __future__ import annotations

import hashlib
import json
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import IO, Any, Final

from django.utils.translation import gettext as _
from pydantic import ValidationError

from evenkeel.apps.privacy import archive
from evenkeel.apps.records import LockedRecord, locked_models

MAX_FILES: Final = 5000
MAX_MANIFEST_BYTES: Final = 2 * 1024 * 1024
MAX_UNPACKED_BYTES: Final = 1024 * 1024 * 1024
MAX_RECORDS: Final = 2_000_000
MAX_LINE_BYTES: Final = 8 * 1024 * 1024
"""One record: far above the longest entry that the app takes."""
READ_BYTES: Final = 256 * 1024
_ENCRYPTED: Final = 0x1


class Refused(Exception):
    """The upload cannot be imported; nothing was changed. The message is for the member."""


@dataclass(slots=True)
class Upload:
    """A checked archive. `ids` are the 16-byte ids of each kind of record in it."""

    file: zipfile.ZipFile
    manifest: archive.Manifest
    ids: dict[str, set[bytes]] = field(default_factory=dict)

    def records(self, kind: str) -> Iterator[archive.ArchivedRecord]:
        """The records of a kind, one at a time."""
        name = archive.records_name(kind)
        for line in _record_lines(self.file, name, kind):
            yield _record(line, name)


def check(stream: IO[bytes]) -> Upload:
    """Check all of an archive before any of it is used. Raises `Refused`."""
    zipped = _open(stream)
    manifest = _manifest(zipped)
    upload = Upload(zipped, manifest)
    models = {archive.kind_of(model): model for model in locked_models()}
    _sizes(zipped, manifest)
    for kind, count in manifest.kinds.items():
        if kind not in models:
            raise Refused(
                _(
                    "This archive holds entries of a kind that this Evenkeel does not know yet "
                    "(%(kind)s). Update this Evenkeel, then import it again."
                )
                % {"kind": kind[:60]}
            )
        upload.ids[kind] = _check_kind(upload, models[kind], kind, count)
    return upload


def damaged() -> Refused:
    """The one sentence for anything that is not as it left us."""
    return Refused(
        _(
            "This archive is damaged or was changed after it was made, so nothing was imported. "
            "Try the file as it was downloaded, or another copy of it."
        )
    )


def _open(stream: IO[bytes]) -> zipfile.ZipFile:
    try:
        zipped = zipfile.ZipFile(stream)
    except (zipfile.BadZipFile, OSError, ValueError, EOFError, NotImplementedError) as error:
        raise Refused(
            _("This is not a ZIP file. Give it the ZIP that Export made, without unpacking it.")
        ) from error
    names = [entry.filename for entry in zipped.infolist()]
    if len(names) > MAX_FILES or len(set(names)) != len(names):
        raise damaged()
    if any(_leads_elsewhere(name) for name in names):
        raise damaged()
    if any(entry.flag_bits & _ENCRYPTED for entry in zipped.infolist()):
        raise Refused(_("This ZIP has a password. Unlock it first and make a plain ZIP of it."))
    return zipped


def _leads_elsewhere(name: str) -> bool:
    parts = name.replace("\\", "/").split("/")
    return name.startswith(("/", "\\")) or ".." in parts or ":" in name or "\0" in name


def _manifest(zipped: zipfile.ZipFile) -> archive.Manifest:
    if archive.MANIFEST not in zipped.namelist():
        raise Refused(
            _("This ZIP was not made by Evenkeel's Export: its list of contents is missing.")
        )
    raw = b"".join(_unpacked(zipped, archive.MANIFEST, MAX_MANIFEST_BYTES))
    try:
        head = json.loads(raw)
    except (ValueError, RecursionError) as error:
        raise damaged() from error
    if not isinstance(head, dict) or head.get("format") != archive.FORMAT:
        raise Refused(_("This ZIP was not made by Evenkeel's Export."))
    version = head.get("version")
    if not isinstance(version, int) or isinstance(version, bool) or version < 1:
        raise damaged()
    if version > archive.VERSION:
        raise Refused(
            _(
                "This archive was made by a newer Evenkeel (format %(theirs)d, this one reads up "
                "to %(ours)d). Update this Evenkeel, then import it again."
            )
            % {"theirs": min(version, 10**6), "ours": archive.VERSION}
        )
    try:
        return archive.Manifest.model_validate(head)
    except ValidationError as error:
        raise damaged() from error


def _sizes(zipped: zipfile.ZipFile, manifest: archive.Manifest) -> None:
    """Bounds by what the list of contents says; what is unpacked is measured again."""
    entries = [manifest.files.get(archive.records_name(kind)) for kind in manifest.kinds]
    known = [entry for entry in entries if entry is not None]
    if len(known) != len(entries) or sum(manifest.kinds.values()) > MAX_RECORDS:
        raise damaged()
    if sum(entry.size_bytes for entry in known) > MAX_UNPACKED_BYTES:
        raise Refused(_("This archive is larger than Evenkeel can import in one go."))
    listed = {name for name in zipped.namelist() if name.startswith("records/")}
    if listed != {archive.records_name(kind) for kind in manifest.kinds}:
        raise damaged()


def _check_kind(upload: Upload, model: type[LockedRecord], kind: str, count: int) -> set[bytes]:
    name = archive.records_name(kind)
    entry = upload.manifest.files[name]
    digest, size = hashlib.sha256(), 0
    for chunk in _unpacked(upload.file, name, entry.size_bytes):
        digest.update(chunk)
        size += len(chunk)
    if (digest.hexdigest(), size, entry.records) != (entry.sha256, entry.size_bytes, count):
        raise damaged()
    ids: set[bytes] = set()
    for record in upload.records(kind):
        payload_of(model, record)
        ids.add(record.id.bytes)
        count -= 1
    if count != 0 or len(ids) != entry.records:
        raise damaged()
    return ids


def payload_of(model: type[LockedRecord], record: archive.ArchivedRecord) -> Any:
    """The record's payload as its model's type. Raises `Refused`."""
    try:
        return model.payload.model_validate_json(json.dumps(record.payload))
    except (ValidationError, ValueError) as error:
        raise damaged() from error


def _unpacked(zipped: zipfile.ZipFile, name: str, limit: int) -> Iterator[bytes]:
    """Unpack a file piece by piece; a bomb stops at `limit`."""
    left = limit
    try:
        with zipped.open(name) as opened:
            while chunk := opened.read(READ_BYTES):
                left -= len(chunk)
                if left < 0:
                    raise damaged()
                yield chunk
    except (zipfile.BadZipFile, zlib.error, OSError, EOFError, KeyError, ValueError) as error:
        raise damaged() from error
    except (NotImplementedError, RuntimeError) as error:
        raise damaged() from error


def _record_lines(zipped: zipfile.ZipFile, name: str, kind: str) -> Iterator[bytes]:
    """The lines between the head and the tail of a records file."""
    head = archive.RECORDS_HEAD.format(version=archive.VERSION, kind=kind).encode()
    tail = archive.RECORDS_TAIL.encode()
    lines = _lines(_unpacked(zipped, name, MAX_UNPACKED_BYTES))
    if next(lines, None) != head:
        raise damaged()
    for line in lines:
        if line == tail:
            break
        yield line.rstrip(b"\n").removesuffix(b",")
    else:
        raise damaged()
    if next(lines, None) is not None:
        raise damaged()


def _lines(chunks: Iterator[bytes]) -> Iterator[bytes]:
    rest = b""
    for chunk in chunks:
        *whole, rest = (rest + chunk).split(b"\n")
        if len(rest) > MAX_LINE_BYTES:
            raise damaged()
        yield from (line + b"\n" for line in whole)
    if rest:
        yield rest


def _record(line: bytes, name: str) -> archive.ArchivedRecord:
    try:
        return archive.ArchivedRecord.model_validate_json(line)
    except ValidationError as error:
        raise damaged() from error
