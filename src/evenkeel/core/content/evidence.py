"""What a piece of the library rests on: the evidence block that every file of it carries.

Here: the block and its words. Not here: what a file is for (each room's schema).
"""

from __future__ import annotations

import re
from enum import StrEnum

from pydantic import BaseModel, ConfigDict, Field, field_validator

# "Authors (2015). Title." or a health service's page, named with the service.
_SOURCE = re.compile(r"\((?:19|20)\d\d\)|^(?:NHS|NICE|WHO|VA)\b")


class Strength(StrEnum):
    """How sure the field is that this helps: judged for the file's own use, not its school."""

    STRONG = "strong"
    """Several controlled trials agree, or a national guideline recommends it."""
    SOME = "some"
    """A few trials, small ones, or trials of a package it is a part of."""
    LITTLE = "little"
    """Used and described by clinicians; hardly tested alone."""


class Evidence(BaseModel):
    """The block `evidence:` of a file: how sure, in one sentence to the member, and the sources.

    >>> block = Evidence(strength="some", says="In small trials.", sources=("A (2001). B.",))
    >>> block.strength
    <Strength.SOME: 'some'>
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    strength: Strength
    says: str = Field(min_length=10, max_length=220)
    sources: tuple[str, ...] = Field(min_length=1)

    @field_validator("sources")
    @classmethod
    def _named_and_dated(cls, sources: tuple[str, ...]) -> tuple[str, ...]:
        for source in sources:
            if not _SOURCE.search(source):
                raise ValueError(
                    f"{source!r} names no year in brackets and no health service; "
                    'write "Authors (2015). Title. Publisher or journal."'
                )
        return sources
