"""What a live source is: its manifest, what it may ask, and how asking can fail.

Here: types only. Not here: HTTP (`speaking.py`), tokens (`oauth.py`), any one maker.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Literal, NamedTuple, Protocol
from zoneinfo import ZoneInfo

from pydantic import BaseModel, ConfigDict

from evenkeel.importers.contract import Format

Params = Mapping[str, str | int]


class SourceManifest(BaseModel):
    """`manifest.yaml` of a source. Its id is its folder; addresses are the maker's own."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: str
    importer: str
    """Whose mapper reads the answers."""
    authorise: str
    token: str
    api: str
    revoke: str = ""
    scopes: tuple[str, ...]
    scope_separator: str = " "
    pkce: bool = False
    """Only where the maker documents it; the secret and `state` protect the others."""
    client_auth: Literal["body", "basic"] = "body"
    token_params: Mapping[str, str] = {}
    """What a token request needs beside the standard's fields."""
    refresh_params: Mapping[str, str] = {}
    token_inside: str = ""
    """The field of the answer that holds the tokens; empty: they stand at the top."""
    signals: tuple[str, ...]
    history_days: int = 30
    """How far back the first sync goes at most."""
    again_days: int = 3
    """Days asked about again each time: they may have been half over, or are revised."""
    learns: str
    """What the maker learns by being asked. A sentence for the member."""
    leave_at: str
    """Where a member ends the permission at the maker's own site."""
    register_at: str
    """Where a host gets a client id and secret."""
    not_read: Mapping[str, str] = {}
    ends: date | None = None
    """The day on which the maker shuts this interface down, by its own announcement."""
    instead: str = ""
    """What to do then. A sentence for the member."""
    format: Format
    order: int = 100


@dataclass(frozen=True, slots=True)
class Client:
    """The host's own registration at a maker. `at` replaces the address in tests (loopback)."""

    id: str
    secret: str
    at: str = ""


@dataclass(frozen=True, slots=True)
class Window:
    """What to ask for: from `since` to `until`, both included, in the member's days.

    `now` is aware; `zone` turns days into moments where a maker wants those (UTC if unknown).
    """

    since: date
    until: date
    now: datetime
    zone: ZoneInfo | None = None


class Document(NamedTuple):
    """One answer as a file that the importer's mapper reads."""

    name: str
    raw: bytes


class Tokens(BaseModel):
    """What a maker gave. `expires_at` is aware, by this server's clock; None: it does not say."""

    model_config = ConfigDict(frozen=True)

    access: str
    refresh: str = ""
    expires_at: datetime | None = None
    scopes: tuple[str, ...] = ()
    user: str = ""


class Ask(Protocol):
    """What `reading.py` is given: the maker's API with the member's permission."""

    @property
    def user(self) -> str:
        """The maker's own id of the member, where it gives one."""

    def get(self, path: str, params: Params | None = None) -> Any:
        """The answer's JSON; None where there is nothing (204). Raises `Failed`."""

    def maybe(self, path: str, params: Params | None = None) -> Any:
        """As `get`; None, and noted, where the member did not allow this part (403)."""

    def post(self, path: str, form: Params) -> Any:
        """A form to the API, JSON back."""

    def send(self, method: str, path: str, document: Any = None) -> int:
        """Anything else: the status of the answer."""


class Reading(Protocol):
    """The module `reading.py` of a source.

    Optional beside `read`: `connected(ask, member)` (what a maker wants once after permission is
    given), `leave(ask)` (end the permission at the maker), `status(document)` (the status that a
    maker writes into an answer of HTTP 200).
    """

    @staticmethod
    def read(ask: Ask, window: Window) -> Iterator[Document]:
        """Every answer for a window, page by page."""


@dataclass(frozen=True, slots=True)
class LiveSource:
    """One source, found."""

    id: str
    manifest: SourceManifest
    reading: Reading


class Failed(Exception):
    """The maker could not be read. Nothing private is in the message."""

    outcome = "unreachable"


class Revoked(Failed):
    """The permission is gone: the member ended it, or it ran out. Only they can give it again."""

    outcome = "revoked"


class TooBusy(Failed):
    """The maker asks to wait longer than a sync waits. `until` is aware."""

    outcome = "busy"

    def __init__(self, until: datetime) -> None:
        super().__init__("too many requests")
        self.until = until


class NotAllowed(Failed):
    """The maker refuses this part: the scope was not given, or the plan does not hold it."""

    outcome = "not_allowed"


class Gone(Failed):
    """The maker has shut this interface down (410)."""

    outcome = "gone"


class Unexpected(Failed):
    """The answer is not what the maker documents."""

    outcome = "unexpected"
