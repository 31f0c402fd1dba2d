"""What other areas and pages may know about a member's data as a whole.

Not here: opening any of it.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from evenkeel.apps.privacy.classes import (
    RETENTION_WORDS,
    FieldClass,
    ModelClass,
    Sensitivity,
    classed_models,
)
from evenkeel.apps.privacy.erasure import hash_of
from evenkeel.apps.privacy.models import Erasure, ExportRun
from evenkeel.apps.privacy.serving import archive_response
from evenkeel.apps.records import LockedRecord, locked_models

if TYPE_CHECKING:
    from evenkeel.apps.people.models import Member

__all__ = [
    "READERS",
    "StoredColumn",
    "StoredTable",
    "archive_response",
    "export_run",
    "in_the_open",
    "locked_counts",
    "receipt_by_token",
    "record_count",
    "server_tables",
    "stored_tables",
]

READERS = {
    "A": _("This server, and whoever runs it"),
    "B": _("Only your devices"),
    "C": _("Only you, while you are signed in and unlocked"),
    "D": _("You while unlocked, and whom you let see it"),
}


@dataclass(frozen=True, slots=True)
class StoredTable:
    """One table in plain words, with its columns by who can read them."""

    what: str
    purpose: str
    count: int | None
    columns: tuple[StoredColumn, ...]

    @property
    def readers(self) -> list[str]:
        """The letters of the classes in it, in order."""
        return sorted({column.data_class for column in self.columns})


@dataclass(frozen=True, slots=True)
class StoredColumn:
    """One column in plain words."""

    name: str
    data_class: str
    kind: str
    keep: str
    note: str
    exported: bool


def stored_tables(member: Member) -> list[StoredTable]:
    """Every table that can hold something of a member: what they wrote first, empty ones last."""
    tables = []
    for model, entry in classed_models():
        if entry.member is None:
            continue
        count = model._default_manager.filter(**{entry.member: member.pk}).count()
        rank = (count == 0, not issubclass(model, LockedRecord), entry.what)
        tables.append((rank, _stored(entry, count)))
    return [table for _, table in sorted(tables, key=lambda pair: pair[0])]


def server_tables() -> list[StoredTable]:
    """Every table that leads to no member."""
    return [_stored(entry, None) for _, entry in classed_models() if entry.member is None]


def _stored(entry: ModelClass, count: int | None) -> StoredTable:
    columns = tuple(_column(name, field) for name, field in entry.fields.items())
    return StoredTable(what=entry.what, purpose=entry.purpose, count=count, columns=columns)


def _column(name: str, field: FieldClass) -> StoredColumn:
    return StoredColumn(
        name=name.replace("_", " "),
        data_class=field.data_class,
        kind=field.kind.value,
        keep=str(RETENTION_WORDS[field.keep]),
        note=field.note,
        exported=field.exported,
    )


def locked_counts(member: Member) -> Iterator[tuple[str, int]]:
    """(what, how many) for each kind of entry that only the member can open; no empty ones."""
    for model, entry in classed_models():
        if issubclass(model, LockedRecord) and (count := model.of(member).count()):
            yield entry.what, count


def in_the_open() -> list[tuple[str, list[str]]]:
    """(what, columns) that the server can read about a member without the member."""
    found = []
    for model, entry in classed_models():
        if entry.member is None or issubclass(model, LockedRecord):
            continue
        names = [
            field.note or name.replace("_", " ")
            for name, field in entry.fields.items()
            if field.data_class == "A" and field.kind is not Sensitivity.TECHNICAL
        ]
        if names:
            found.append((entry.what, names))
    return found


def record_count(member: Member) -> int:
    """How many locked entries a member has."""
    return sum(model.of(member).count() for model in locked_models())


def export_run(member: Member, run_id: uuid.UUID) -> ExportRun | None:
    """One of the member's own exports."""
    return ExportRun.objects.filter(pk=run_id, member=member).first()


def receipt_by_token(token: str) -> Erasure | None:
    """The receipt of an erasure, by the address that was given to whoever erased."""
    return Erasure.objects.filter(token_hash=hash_of(token)).first()
