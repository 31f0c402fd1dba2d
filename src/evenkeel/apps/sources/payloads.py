"""What is sealed about live sources. The tokens themselves are in no payload: see `models`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from pydantic import Base64Bytes, BaseModel, ConfigDict


class _Payload(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class State(StrEnum):
    """Where a connection stands."""

    ON = "on"
    REVOKED = "revoked"
    """The maker no longer accepts the permission."""
    GONE = "gone"
    """The maker has shut the interface down."""


class ConnectionPayload(_Payload):
    """One maker that a member lets this server ask. `at` of the row is when they said yes."""

    source: str
    signals: tuple[str, ...]
    """What the member agreed to keep; the rest of an answer is dropped at once."""
    since: date
    """How far back it may go."""
    state: State = State.ON
    read_until: date | None = None
    """The last day that was asked for without a fault."""
    synced_at: datetime | None = None
    newest: Mapping[str, int] = {}
    """Milliseconds since 1970 of the newest measurement, by signal."""


class ConnectionKeyPayload(_Payload):
    """The key of one connection's tokens: class C, so that no grant of numbers reaches them."""

    connection: str
    key: Base64Bytes


class SyncPayload(_Payload):
    """One line of the log: what was asked, what came, what went wrong."""

    source: str
    outcome: str
    """"ok", or `contract.Failed.outcome`."""
    since: date
    until: date
    requests: int = 0
    received: int = 0
    added: Mapping[str, int] = {}
    replaced: Mapping[str, int] = {}
    broken: int = 0
    not_allowed: tuple[str, ...] = ()
    again_at: datetime | None = None
    skew_minutes: int = 0


@dataclass(frozen=True, slots=True)
class Quiet:
    """A source that stopped sending: which, of what, for how long, and whether it was asked."""

    source: str
    name: str
    group: str
    days: int
    asked_at: datetime | None
    state: State
