"""Writes the records of a checked archive into an account, all of them or none.

Here: what becomes of each record: new, the same as here, or different. Not here: whether the
archive can be trusted (upload.py).

Ids are kept. Where an id already belongs to somebody else (the archive of one account imported
into another one beside it), the record gets a new one, and what points at it follows.
"""

from __future__ import annotations

import re
import uuid
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from itertools import islice
from typing import TYPE_CHECKING, Any, Final

from django.core.exceptions import ValidationError
from django.db import IntegrityError, models, transaction
from django.utils.translation import gettext as _
from pydantic import JsonValue

from evenkeel.apps.privacy import archive
from evenkeel.apps.privacy.classes import own_columns
from evenkeel.apps.privacy.upload import Refused, Upload, damaged, payload_of
from evenkeel.apps.records import LockedRecord, locked_models
from evenkeel.core.vault import Keyring, VaultError

if TYPE_CHECKING:
    from evenkeel.apps.people.models import Member

CHUNK_RECORDS: Final = 500
_ID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")


@dataclass(slots=True)
class Outcome:
    """How many records were new, were there already, differed and stayed, differed and changed."""

    added: int = 0
    same: int = 0
    kept: int = 0
    replaced: int = 0


@dataclass(slots=True)
class Restore:
    """One import. `prefer_file` decides entries that differ; by default what is here stays."""

    member: Member
    keyring: Keyring
    upload: Upload
    prefer_file: bool = False
    outcome: Outcome = field(default_factory=Outcome)
    renamed: dict[str, str] = field(default_factory=dict)

    def run(self) -> Outcome:
        """Do it in one transaction. Raises `Refused` with nothing changed."""
        try:
            with transaction.atomic():
                self._rename()
                for model in locked_models():
                    if archive.kind_of(model) in self.upload.ids:
                        self._kind(model)
        except IntegrityError as error:
            raise Refused(
                _(
                    "An entry in this archive clashes with one that is already here. "
                    "Nothing was imported."
                )
            ) from error
        return self.outcome

    def _rename(self) -> None:
        """Choose new ids for those that somebody else's rows have."""
        for model in locked_models():
            ids = iter(self.upload.ids.get(archive.kind_of(model), ()))
            while batch := [uuid.UUID(bytes=one) for one in islice(ids, CHUNK_RECORDS)]:
                others = model._default_manager.filter(pk__in=batch).exclude(member=self.member)
                for taken in others.values_list("pk", flat=True):
                    # The same archive imported twice gives the same new ids: nothing doubles.
                    self.renamed[str(taken)] = str(uuid.uuid5(self.member.pk, str(taken)))

    def _kind(self, model: type[LockedRecord]) -> None:
        records = self.upload.records(archive.kind_of(model))
        while batch := list(islice(records, CHUNK_RECORDS)):
            wanted = {self._id(record.id): record for record in batch}
            here = model.of(self.member).in_bulk(list(wanted))
            new = []
            for key, record in wanted.items():
                row = self._row(model, key, record)
                if key not in here:
                    self._seal(row, record)
                    new.append(row)
                else:
                    self._settle(here[key], row, record)
            model._default_manager.bulk_create(new)
            self.outcome.added += len(new)

    def _settle(self, old: LockedRecord, row: LockedRecord, record: archive.ArchivedRecord) -> None:
        """A record that is here already."""
        if _differs(old, row) or not self._same_content(old, record):
            if not self.prefer_file:
                self.outcome.kept += 1
                return
            row.revision = max(old.revision + 1, row.revision)
            self._seal(row, record)
            row.save(force_update=True)
            self.outcome.replaced += 1
            return
        self.outcome.same += 1

    def _same_content(self, old: LockedRecord, record: archive.ArchivedRecord) -> bool:
        try:
            return bool(old.open(self.keyring) == self._payload(type(old), record))
        except (VaultError, ValueError):
            return False

    def _row(
        self, model: type[LockedRecord], key: uuid.UUID, record: archive.ArchivedRecord
    ) -> LockedRecord:
        """The row of a record, not sealed yet."""
        row = model(
            id=key,
            member=self.member,
            at=record.at,
            revision=record.revision,
            created_at=record.created_at,
            updated_at=record.updated_at,
        )
        given = dict(record.columns)
        for column in own_columns(model):
            if column.name in given:
                self._fill(row, column, given.pop(column.name))
        if given:
            raise damaged()
        return row

    def _fill(self, row: LockedRecord, column: models.Field[Any, Any], value: JsonValue) -> None:
        try:
            if isinstance(column, models.ForeignKey):
                setattr(row, column.attname, self._target(column, value))
            elif isinstance(column, models.BinaryField):
                raise damaged()
            else:
                setattr(row, column.name, column.clean(self._follow(value), row))
        except (ValidationError, ValueError, TypeError, OverflowError) as error:
            raise damaged() from error

    def _target(self, column: models.ForeignKey[Any, Any], value: JsonValue) -> uuid.UUID | None:
        """What a record points at: one of the archive's records, or one of the member's own."""
        if value is None and column.null:
            return None
        model = column.related_model
        if not (isinstance(model, type) and issubclass(model, LockedRecord)):
            raise damaged()
        target = uuid.UUID(str(value))
        if target.bytes in self.upload.ids.get(archive.kind_of(model), set()):
            return self._id(target)
        if model.of(self.member).filter(pk=target).exists():
            return target
        raise damaged()

    def _seal(self, row: LockedRecord, record: archive.ArchivedRecord) -> None:
        payload = self._payload(type(row), record)
        row.sealed = self.keyring.seal(row._address(), payload.model_dump_json().encode())

    def _payload(self, model: type[LockedRecord], record: archive.ArchivedRecord) -> Any:
        if self.renamed:
            record = record.model_copy(update={"payload": self._follow(record.payload)})
        return payload_of(model, record)

    def _id(self, key: uuid.UUID) -> uuid.UUID:
        return uuid.UUID(self.renamed[str(key)]) if str(key) in self.renamed else key

    def _follow(self, value: Any) -> Any:
        """The value with the ids of renamed records replaced, wherever they stand in it."""
        if not self.renamed:
            return value
        if isinstance(value, str):
            return _ID.sub(lambda found: self.renamed.get(found[0], found[0]), value)
        if isinstance(value, Mapping):
            return {self._follow(key): self._follow(inner) for key, inner in value.items()}
        if isinstance(value, list):
            return [self._follow(inner) for inner in value]
        return value


def _differs(old: LockedRecord, new: LockedRecord) -> bool:
    """True where anything but the sealed part is not the same."""
    return any(mine != theirs for mine, theirs in _pairs(old, new))


def _pairs(old: LockedRecord, new: LockedRecord) -> Iterator[tuple[Any, Any]]:
    for column in type(old)._meta.concrete_fields:
        if column.name not in {"sealed", "member"}:
            yield column.value_from_object(old), column.value_from_object(new)
