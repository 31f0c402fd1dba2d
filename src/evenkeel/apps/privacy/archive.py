"""The form of an export: its files, the manifest, and one record as JSON.

Here: names, versions, limits and the conversion of one row to JSON and back. Not here: walking a
member's rows (export.py), reading somebody's upload (upload.py, restore.py).

An archive holds `index.html` and `pages/` for reading, `tables/*.csv` for a spreadsheet,
`records/*.json` for machines, `account.json`, and `manifest.json` with counts and SHA-256 of all
of them. Only `records/` is read when an archive is imported. A records file is one JSON document
with one record a line, so that it can be read without holding it in memory.
"""

from __future__ import annotations

import uuid
from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final

from django.db import models
from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, JsonValue

from evenkeel.apps.privacy.classes import own_columns
from evenkeel.apps.records import LockedRecord

FORMAT: Final = "evenkeel-export"
VERSION: Final = 1
MANIFEST: Final = "manifest.json"
ACCOUNT: Final = "account.json"
INDEX: Final = "index.html"

RECORDS_HEAD: Final = (
    '{{"format": "evenkeel-records", "version": {version}, "kind": "{kind}", "records": [\n'
)
RECORDS_TAIL: Final = "]}\n"


def records_name(kind: str) -> str:
    return f"records/{kind}.json"


def table_name(kind: str) -> str:
    return f"tables/{kind}.csv"


def page_name(kind: str) -> str:
    return f"pages/{kind}.html"


class FileEntry(BaseModel):
    """One file of the archive. `records` counts the records in it, where it holds any."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    sha256: str = Field(pattern=r"^[0-9a-f]{64}$")
    size_bytes: int = Field(ge=0)
    records: int | None = Field(default=None, ge=0)


class Manifest(BaseModel):
    """What the archive holds. Written last, read first."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    format: str
    version: int
    made_at: AwareDatetime
    app_version: str
    kinds: Mapping[str, int]
    files: Mapping[str, FileEntry]


class ArchivedRecord(BaseModel):
    """One record. `columns` are the open columns of its kind, `payload` what was sealed."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: uuid.UUID
    at: AwareDatetime
    created_at: AwareDatetime
    updated_at: AwareDatetime
    revision: int = Field(ge=1, le=2_000_000_000)
    columns: Mapping[str, JsonValue] = Field(default_factory=dict)
    payload: dict[str, JsonValue]


def kind_of(model: type[LockedRecord]) -> str:
    """The name of a kind in an archive: `journal.entry`."""
    return model._meta.label_lower


def columns_of(row: LockedRecord) -> dict[str, JsonValue]:
    """The open columns of a row as JSON values."""
    return {
        field.name: plain(field.value_from_object(row))
        for field in own_columns(type(row))
        if not isinstance(field, models.BinaryField)
    }


def plain(value: Any) -> JsonValue:
    """A column's value as JSON. Times keep their microseconds, so that they come back exactly."""
    if value is None or isinstance(value, bool | int | float | str | list | dict):
        return value
    if isinstance(value, datetime):
        return value.isoformat()
    return str(value)


def line_of(row: LockedRecord, payload: BaseModel) -> str:
    """One record as one line of JSON."""
    head = ArchivedRecord.model_construct(
        id=row.id,
        at=row.at,
        created_at=row.created_at,
        updated_at=row.updated_at,
        revision=row.revision,
        columns=columns_of(row),
        payload={},
    )
    open_part = head.model_dump_json(exclude={"payload"})
    return f'{open_part[:-1]},"payload":{payload.model_dump_json()}}}'
