"""The purposes a member can consent to, each one file of `content/consents/`."""

from __future__ import annotations

from functools import cache

from django.conf import settings
from pydantic import Field

from evenkeel.core.content import CONTENT, Content, load_folder
from evenkeel.core.content.languages import SOURCE, overlay
from evenkeel.core.law import HostKind, impossible_at


class Purpose(Content):
    """What is asked, in plain words. `wording` rises with each change of meaning.

    `available` is false while nothing in this version uses the purpose: then it cannot be given.
    Nor can it where the host is of a kind in `never_at`: not by anybody, whoever asks.
    """

    order: int
    title: str
    what: str
    why: str
    how_long: str
    without: str
    default_on: bool = False
    available: bool = False
    wording: int = Field(ge=1)
    never_at: tuple[HostKind, ...] = ()

    @property
    def impossible_here(self) -> bool:
        """Whether the kind of house that runs this rules it out for everybody."""
        return impossible_at(self.never_at, settings.HOST_KIND)

    @property
    def can_be_given(self) -> bool:
        """Whether a member may say yes to it, here and in this version."""
        return self.available and not self.impossible_here


@cache
def purposes(locale: str = SOURCE) -> tuple[Purpose, ...]:
    """Every purpose, in the order of the page; in `locale` where it is written."""
    over = overlay(locale, "consents")
    found = load_folder(CONTENT / "consents", Purpose, overlay=over).values()
    return tuple(sorted(found, key=lambda purpose: purpose.order))


def impossible_here() -> frozenset[str]:
    """The purposes that nobody can consent to where this is run."""
    return frozenset(found.id for found in purposes() if found.impossible_here)


def purpose(purpose_id: str) -> Purpose:
    """One purpose. Raises KeyError."""
    return {found.id: found for found in purposes()}[purpose_id]
