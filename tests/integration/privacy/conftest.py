"""A member with an entry of every kind, and ways to export and read an archive."""

from __future__ import annotations

import io
import json
import zipfile
from typing import Any

import pytest

from evenkeel.apps.privacy import actions
from evenkeel.apps.records import LockedRecord
from tests.factories.members import NOW, Known, make_records


@pytest.fixture
def rows(wren: Known) -> dict[type[LockedRecord], list[LockedRecord]]:
    return make_records(wren)


def exported(known: Known) -> io.BytesIO:
    chunks = actions.start_export(by=known.member, keyring=known.keyring, now=NOW)
    return io.BytesIO(b"".join(chunks))


def contents(archive: io.BytesIO) -> dict[str, bytes]:
    archive.seek(0)
    with zipfile.ZipFile(archive) as zipped:
        assert zipped.testzip() is None
        return {name: zipped.read(name) for name in zipped.namelist()}


def records(archive: io.BytesIO) -> dict[str, list[dict[str, Any]]]:
    """Every record of an archive by kind, in the order of the file."""
    return {
        name: json.loads(raw)["records"]
        for name, raw in contents(archive).items()
        if name.startswith("records/")
    }


def zipped_again(files: dict[str, bytes], **options: Any) -> io.BytesIO:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED, **options) as made:
        for name, raw in files.items():
            made.writestr(name, raw)
    buffer.seek(0)
    return buffer
