"""What an importer is: the types that a mapper takes and gives.

Here: `Source` (what a mapper reads from), `Choices` (what the member confirmed), the items a mapper
yields, `Manifest` and `Importer`. Not here: opening files and archives (`sources.py`), finding
importers (`discovery.py`), help for reading formats (`reading/`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import BinaryIO, Literal, Protocol
from zoneinfo import ZoneInfo

from pydantic import BaseModel, ConfigDict

from evenkeel.core.vocabulary import ObservationBatch

HEAD_BYTES = 4096
"""How much of a file `recognise` is shown."""


class Reason(StrEnum):
    """Why a row, or a whole file, could not be used. `apps.body` has the sentence for each."""

    TIME = "time"
    NUMBER = "number"
    RANGE = "range"
    UNIT = "unit"
    SHAPE = "shape"
    WORDS = "words"
    CUT_SHORT = "cut_short"
    DAMAGED = "damaged"
    EMPTY = "empty"
    TOO_BIG = "too_big"
    TOO_MANY = "too_many"
    BOMB = "bomb"
    NAMES = "names"
    PASSWORD = "password"  # noqa: S105 (a reason, not a secret)
    NOT_THIS = "not_this"
    UNKNOWN_FILE = "unknown_file"
    NEEDS_CHOICES = "needs_choices"


class Refused(Exception):
    """The file cannot be read at all. Nothing was kept. `detail` never quotes the file."""

    def __init__(self, reason: Reason, detail: str = "") -> None:
        super().__init__(f"{reason.value}: {detail}" if detail else reason.value)
        self.reason, self.detail = reason, detail


@dataclass(frozen=True, slots=True)
class BrokenRow:
    """A row that could not be read; it is left out, counted and shown with its line."""

    part: str
    line: int
    reason: Reason
    count: int = 1
    """More than one where a run of rows is broken in the same way."""


@dataclass(frozen=True, slots=True)
class Skipped:
    """Rows of a kind that Evenkeel does not keep: `what` is the file's own name for it."""

    what: str
    count: int = 1


Item = ObservationBatch | BrokenRow | Skipped


class Source(Protocol):
    """What a mapper reads: one file, or the files of one ZIP, opened one at a time.

    Streams are bounded and counted: a bomb, a cut-off file or a cancelled import raises in `read`.
    """

    @property
    def names(self) -> Sequence[str]:
        """Every file, by the name it has inside the archive (`/` between folders)."""

    def open(self, name: str) -> BinaryIO:
        """A stream of a file's bytes, forward only (it does not seek)."""

    def head(self, name: str) -> bytes:
        """Its first `HEAD_BYTES` bytes."""

    def size(self, name: str) -> int:
        """Its length in bytes, unpacked."""

    def expect(self, names: Sequence[str]) -> None:
        """Say once which files will be opened, so that progress knows how much there is."""


Head = Callable[[str], bytes]
"""A file's first bytes, by name; opened only when asked."""


@dataclass(frozen=True, slots=True)
class Choices:
    """What the member confirmed before the file is read.

    `zone` is the time zone for files whose times carry none; None: it stays unknown.
    `mapping` is for importers whose manifest says `asks: mapping` (column -> what it is).
    """

    zone: ZoneInfo | None = None
    mapping: Mapping[str, str] = field(default_factory=dict)


class Mapper(Protocol):
    """The module `mapper.py` of an importer."""

    @staticmethod
    def recognise(names: Sequence[str], head: Head) -> float:
        """How sure this is the importer's kind of file: 0 (no) to 1 (certain)."""

    @staticmethod
    def read(source: Source, choices: Choices) -> Iterator[Item]:
        """Everything in it, in batches of up to about 100,000 rows of one signal."""


class Format(BaseModel):
    """Where the file's form is described, and what its owner says about reading it."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    documentation: str
    licence: str
    terms: str


class Manifest(BaseModel):
    """`manifest.yaml`: what the importer is called, gives, and leaves out. Its id is its folder."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: str
    """As the member knows it: "Apple Health"."""
    file: str
    """The file to look for, in a few words."""
    how: tuple[str, ...]
    """How to get it: one short step each."""
    signals: tuple[str, ...]
    not_mapped: Mapping[str, str] = {}
    """What the file holds and Evenkeel leaves out: the file's own name -> why."""
    format: Format
    asks: Literal["", "zone", "mapping"] = ""
    """What the member confirms first: `zone` where times in the file carry none."""
    order: int = 100


@dataclass(frozen=True, slots=True)
class Importer:
    """One importer, found."""

    id: str
    manifest: Manifest
    mapper: Mapper
    folder: Path
