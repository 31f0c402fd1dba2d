"""What every app stands on: the member's request, and rows that only the member can open.

Here: `MemberRequest`, `LockedRecord` and the walk over all kinds of it. Not here: keys and
cryptography (`core.vault`), sessions (`apps.people`), any one kind of record (its own app).
"""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from datetime import datetime
from typing import TYPE_CHECKING, Any, ClassVar, Self

from django.apps import apps
from django.conf import settings
from django.db import models
from django.http import HttpRequest
from pydantic import BaseModel

from evenkeel.apps import asking
from evenkeel.core.vault import DataClass, Keyring, RecordAddress

if TYPE_CHECKING:
    from evenkeel.apps.people.models import Member


class MemberRequest(HttpRequest):
    """A request of a signed-in member whose session is unlocked. Views are that by default."""

    user: Member
    keyring: Keyring


class EditConflict(Exception):
    """The row was saved elsewhere since it was opened. Nothing was written."""


class LockedRecord(models.Model):
    """One row: what the server may see (id, member, time, revision) and one sealed document.

    Subclasses set `payload`, a frozen pydantic model, and `data_class`: C for words, D for numbers.
    The seal is bound to the member, the table, the row, its class and its revision, so a value
    moved to another place or put back from an older copy under a newer revision does not open.
    """

    payload: ClassVar[type[BaseModel]]
    data_class: ClassVar[DataClass]

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    member = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+", editable=False
    )
    at = models.DateTimeField()
    revision = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField()
    updated_at = models.DateTimeField()
    sealed = models.BinaryField()

    class Meta:
        abstract = True
        ordering: ClassVar[list[str]] = ["-at"]
        indexes: ClassVar[list[models.Index]] = [models.Index(fields=["member", "-at"])]

    @classmethod
    def of(cls, member: Member) -> models.QuerySet[Self]:
        """This member's rows, newest first."""
        return cls._default_manager.filter(member=member).order_by("-at")

    @classmethod
    def latest(cls, member: Member) -> Self | None:
        """This member's newest row."""
        found = asking.rows(cls, member_id=member.pk, order_by=("-at",), limit=1)
        return found[0] if found else None

    @classmethod
    def create_locked(
        cls,
        *,
        by: Member,
        keyring: Keyring,
        payload: BaseModel,
        at: datetime,
        now: datetime,
        id: uuid.UUID | None = None,
        **plain: Any,
    ) -> Self:
        """Seal `payload` into a new row. `plain` fills a subclass's own unsealed columns."""
        row = cls.sealed_row(
            by=by, keyring=keyring, payload=payload, at=at, now=now, id=id, **plain
        )
        row.save(force_insert=True)
        return row

    @classmethod
    def sealed_row(
        cls,
        *,
        by: Member,
        keyring: Keyring,
        payload: BaseModel,
        at: datetime,
        now: datetime,
        id: uuid.UUID | None = None,
        **plain: Any,
    ) -> Self:
        """As `create_locked`, not yet saved: for rows that are kept together with `bulk_create`."""
        row = cls(id=id or uuid.uuid4(), member=by, at=at, created_at=now, updated_at=now, **plain)
        row.sealed = keyring.seal(row._address(), _to_bytes(payload))
        return row

    def open(self, keyring: Keyring) -> Any:
        """The payload, as this class's `payload`. Raises core.vault's errors if tampered with."""
        return self.payload.model_validate_json(keyring.open(self._address(), bytes(self.sealed)))

    def update_locked(
        self,
        *,
        keyring: Keyring,
        payload: BaseModel,
        expected_revision: int,
        now: datetime,
        at: datetime | None = None,
    ) -> None:
        """Seal a new version over `expected_revision`; EditConflict if that is not current."""
        self.revision = expected_revision + 1
        self.at, self.updated_at = at or self.at, now
        self.sealed = keyring.seal(self._address(), _to_bytes(payload))
        changed = asking.change(
            type(self),
            {"sealed": self.sealed, "revision": self.revision, "at": self.at, "updated_at": now},
            id=self.pk,
            member_id=self.member_id,
            revision=expected_revision,
        )
        if not changed:
            self.refresh_from_db()
            raise EditConflict

    def _address(self) -> RecordAddress:
        return RecordAddress(
            table=self._meta.label_lower,
            row=str(self.pk),
            column="sealed",
            data_class=self.data_class,
            revision=self.revision,
        )


def _to_bytes(payload: BaseModel) -> bytes:
    return payload.model_dump_json().encode()


def locked_models() -> Iterator[type[LockedRecord]]:
    """Every kind of locked record there is, in a stable order: what export and erasure walk."""
    kinds = [model for model in apps.get_models() if issubclass(model, LockedRecord)]
    yield from sorted(kinds, key=lambda model: model._meta.label_lower)
