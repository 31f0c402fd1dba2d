"""What is sealed inside the body's rows: all class D, numbers and the names of devices.

A row's open columns never say which signal it holds: that somebody keeps a cycle diary is nobody's
business. What is where stands in one sealed index.
"""

from __future__ import annotations

from collections.abc import Mapping

from pydantic import Base64Bytes, BaseModel, ConfigDict


class _Payload(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class BlockPayload(_Payload):
    """One month of one signal. `packed` is `core.sensing.blocks.pack`'s; it holds the rest."""

    signal: str
    month: int
    """Months since January 1970."""
    packed: Base64Bytes


class BlockEntry(_Payload):
    """What the index knows of a block without opening it."""

    signal: str
    month: int
    rows: int
    first_ms: int
    last_ms: int
    sources: Mapping[str, int] = {}
    """Rows by source."""


class IndexPayload(_Payload):
    """Which block holds what, by the block's id."""

    blocks: Mapping[str, BlockEntry] = {}


class DaysPayload(_Payload):
    """The daily numbers of one month, beside the samples: column -> one value a day, or none."""

    month: int
    version: int
    columns: Mapping[str, tuple[float | None, ...]] = {}
    cells: Mapping[str, tuple[float, ...]] = {}
    zone: str = ""
    """The zone that times without a clock were read in; kept to work the month out anew."""


class BodySettingsPayload(_Payload):
    """What the member chose: signals that are off, and which source goes first."""

    off: tuple[str, ...] = ()
    preferred: Mapping[str, tuple[str, ...]] = {}


class SignalCountPayload(_Payload):
    """One signal of one import."""

    rows: int
    added: int = 0
    first_ms: int
    last_ms: int
    sources: tuple[str, ...] = ()


class BrokenPayload(_Payload):
    """A row that could not be read, and where."""

    part: str
    line: int
    reason: str
    count: int = 1


class DroppedPayload(_Payload):
    """A file that waits or was read: what is in it, and the key of its sealed copy.

    People put words into names: `name` is emptied, like `key`, once the copy is gone.
    """

    importer: str = ""
    name: str = ""
    size: int
    key: Base64Bytes = b""
    zone: str = ""
    mapping: Mapping[str, str] = {}
    signals: Mapping[str, SignalCountPayload] = {}
    broken: Mapping[str, int] = {}
    shown: tuple[BrokenPayload, ...] = ()
    skipped: Mapping[str, int] = {}
    nights: int = 0
    refused: str = ""
