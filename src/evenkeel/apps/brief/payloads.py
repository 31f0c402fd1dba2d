"""What one page for an appointment keeps, sealed: the choice, the member's own words, sign-offs.

Class C. The draft itself is never stored: it is made anew from the records each time it is looked
at, and a sign-off holds only while it comes out as it was read. Here: the frozen payload and its
limits. Not here: rows (`models`), how it changes (`actions`).
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from enum import StrEnum
from typing import Annotated
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

MOST_HEADING = 80
MOST_SAY = 1500
"""Characters of what the member wants to say: a third of a printed sheet."""
MOST_NOTE = 400
MOST_PICKS = 20
"""Picked lines: with more, the page is read by nobody."""

MOST_LEFT_OUT = 100
"""Lines taken out of a draft: more than a draft ever has."""


class Kind(StrEnum):
    """What a picked line was written in."""

    JOURNAL = "journal"
    NOTE = "note"
    TALK = "talk"


class _Payload(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Pick(_Payload):
    """One line of the member's own that they picked, word for word, and where it stands."""

    kind: Kind
    record: UUID
    text: str


class Signed(_Payload):
    """That the member read a section as `digest` and let it stand."""

    section: str
    digest: str
    at: datetime


class BriefPayload(_Payload):
    """One page for an appointment.

    `notes` are the member's own words under a section; `left_out` are lines, as "section/key", that
    they took out of the draft.
    """

    first: date
    last: date
    sections: tuple[str, ...]
    name: Annotated[str, Field(max_length=MOST_HEADING)] = ""
    whom: Annotated[str, Field(max_length=MOST_HEADING)] = ""
    say: Annotated[str, Field(max_length=MOST_SAY)] = ""
    notes: Mapping[str, Annotated[str, Field(max_length=MOST_NOTE)]] = Field(default_factory=dict)
    picks: Annotated[tuple[Pick, ...], Field(max_length=MOST_PICKS)] = ()
    left_out: tuple[str, ...] = ()
    signed: tuple[Signed, ...] = ()
    zone: str = "UTC"
