"""What a brief is made of: records, sources, lines, sections. A line without a source is refused.

Here: frozen types that refuse to be made wrongly (SAFETY.md L10). Not here: sign-offs (`signing`),
sentences (`apps.brief.drafting`).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from hashlib import sha256


class Unsourced(ValueError):
    """A line names nothing it rests on. Nobody could check it, so it is not written."""


@dataclass(frozen=True, slots=True)
class Record:
    """One record behind a line: `kind` and `key` find its page, `said` names it in a list.

    `mark` changes whenever the record does: a revision, or a digest of what it holds.
    """

    kind: str
    key: str
    said: str
    mark: str


@dataclass(frozen=True, slots=True)
class Source:
    """What a line rests on, in words for paper ("12 check-ins, 3 to 21 Nov"), and every record."""

    said: str
    records: tuple[Record, ...]

    def __post_init__(self) -> None:
        if not self.said.strip() or not self.records:
            raise Unsourced("A source names at least one record, and says which.")


@dataclass(frozen=True, slots=True)
class Line:
    """One drafted sentence with what it rests on. `key` stays the same when its numbers change.

    `own`: the words are the member's, not drafted.

    >>> Line(key="mood", text="Mood: 41 on average.", sources=())
    Traceback (most recent call last):
    ...
    evenkeel.core.brief.lines.Unsourced: mood: a line needs a source.
    """

    key: str
    text: str
    sources: tuple[Source, ...]
    own: bool = False

    def __post_init__(self) -> None:
        if not self.text.strip() or not self.key:
            raise ValueError("A line needs a key and words.")
        if not self.sources:
            raise Unsourced(f"{self.key}: a line needs a source.")


@dataclass(frozen=True, slots=True)
class Section:
    """The lines under one heading."""

    id: str
    lines: tuple[Line, ...]

    def __post_init__(self) -> None:
        keys = [line.key for line in self.lines]
        if len(set(keys)) != len(keys):
            raise ValueError(f"{self.id}: two lines have one key.")


@dataclass(frozen=True, slots=True)
class Draft:
    """A brief as its records stand now: `first` and `last` day, a heading of the member's own."""

    first: date
    last: date
    sections: tuple[Section, ...]
    heading: tuple[str, ...] = ()

    @property
    def filled(self) -> tuple[Section, ...]:
        """The sections that hold something: what is read, signed and printed."""
        return tuple(section for section in self.sections if section.lines)


def mark_of(*parts: object) -> str:
    """A short digest of anything that tells one state of a record from another.

    >>> mark_of("a", 1) == mark_of("a", 1), mark_of("a", 1) == mark_of("a", 2)
    (True, False)
    """
    return sha256("\x1f".join(repr(part) for part in parts).encode()).hexdigest()[:16]
