"""One thing to remember about the member, in their own words, and what a talk may use of them.

Here: the values. Not here: finding them in a message (`remembering`), asking and using
(`memory_turns`), keeping them (the shell, locked and only with the member's yes).
"""

from __future__ import annotations

import hashlib
from datetime import date
from enum import StrEnum

from pydantic import BaseModel, ConfigDict


class MemoryKind(StrEnum):
    """The groups of the memory page."""

    PERSON = "person"
    EVENT = "event"
    GOAL = "goal"
    PREFERENCE = "preference"
    TRIGGER = "trigger"
    HELPS = "helps"
    LINE = "line"
    NOTE = "note"


class Note(BaseModel):
    """One thing to remember. `text` is in "you" form; `form` picks its sentence where a kind has
    several; `day` is the event's own day; `asked`: they asked for it to be kept; `edited`: the
    member wrote the text anew, and it is used as it stands."""

    kind: MemoryKind
    text: str
    form: str = ""
    name: str = ""
    relation: str = ""
    verb: str = ""
    feeling: str = ""
    day: date | None = None
    asked: bool = False
    edited: bool = False

    @property
    def key(self) -> str:
        """What makes two notes the same thing: a changed date of one event is news, not a copy."""
        day = self.day.isoformat() if self.day else ""
        return "|".join((self.kind, self.form, self.text.lower(), self.relation, day))

    @property
    def digest(self) -> str:
        """What may stay of a refused note: enough to know it again, nothing to read."""
        return hashlib.sha256(self.key.encode()).hexdigest()


class Remembered(BaseModel):
    """A note the member agreed to keep, with the day they said it. `asked_after`: how it went was
    asked, or told."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    note: Note
    said_on: date
    asked_after: bool = False
