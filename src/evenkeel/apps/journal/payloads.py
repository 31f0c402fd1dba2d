"""What is sealed inside a journal's rows: all of it words, class C."""

from __future__ import annotations

from enum import StrEnum
from typing import Literal
from uuid import UUID

from pydantic import BaseModel, ConfigDict


class Kind(StrEnum):
    """How an entry was begun."""

    FREE = "free"
    PROMPTED = "prompted"
    GRATITUDE = "gratitude"


class _Payload(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class JournalEntryPayload(_Payload):
    """One entry. `prompt` is the id of the question it answers, kept even if content drops it."""

    kind: Kind = Kind.FREE
    prompt: str = ""
    title: str = ""
    text: str
    zone: str = "UTC"
    zone_source: Literal["browser", "server"] = "server"


class JournalDraftPayload(_Payload):
    """Writing that was not saved yet: of a new entry, or over `entry` as it was at `revision`."""

    kind: Kind = Kind.FREE
    prompt: str = ""
    title: str = ""
    text: str
    entry: UUID | None = None
    revision: int | None = None


class EntryIndexPayload(BaseModel):
    """Ids of entries, the revision that was read of each, and a row of bytes each, one by one."""

    model_config = ConfigDict(
        frozen=True, extra="forbid", ser_json_bytes="base64", val_json_bytes="base64"
    )

    ids: tuple[str, ...] = ()
    revisions: tuple[int, ...] = ()
    vectors: bytes = b""
