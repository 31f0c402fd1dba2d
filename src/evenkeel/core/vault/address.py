"""Where a sealed value belongs: the address bound into its seal, so that it opens nowhere else.

Here: data classes, record addresses, and the one unambiguous encoding of parts into bytes.
Not here: keys and ciphers.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from uuid import UUID


class DataClass(StrEnum):
    """Who can read a value (SAFETY.md, section 5)."""

    A = "A"
    """Operational: the server reads it. Never sealed."""
    B = "B"
    """Device-only: never leaves the member's devices in a form the server could open."""
    C = "C"
    """Locked: words; opened only while the member is signed in."""
    D = "D"
    """Granted: numbers; opened by the member and whom they grant, until a date."""


SEALED_CLASSES = (DataClass.B, DataClass.C, DataClass.D)


@dataclass(frozen=True, slots=True)
class RecordAddress:
    """One cell of one revision of one row, and its class. All of it is bound into the seal.

    `row` is the row's id as text (`str(uuid)`); `revision` counts edits of the row from 1.
    """

    table: str
    row: str
    column: str
    data_class: DataClass
    revision: int = 1


def encode(*parts: str | int | bytes) -> bytes:
    """Join parts, each length-prefixed: no two lists of byte strings give the same bytes.

    Text is UTF-8, whole numbers are 8 bytes, big-endian.

    >>> encode("ab", "c") != encode("a", "bc")
    True
    >>> encode("a", 1).hex()
    '0000000161000000080000000000000001'
    """
    joined = bytearray()
    for part in parts:
        raw = _raw(part)
        joined += len(raw).to_bytes(4, "big") + raw
    return bytes(joined)


def member_text(member_id: UUID | str) -> str:
    """The one spelling of a member's id that is bound into seals."""
    return str(member_id)


def _raw(part: str | int | bytes) -> bytes:
    if isinstance(part, bytes):
        return part
    if isinstance(part, int):
        return part.to_bytes(8, "big")
    return part.encode("utf-8")
