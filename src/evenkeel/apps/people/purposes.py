"""The purposes a member can consent to, each one file of `content/consents/`."""

from __future__ import annotations

from functools import cache

from pydantic import Field

from evenkeel.core.content import CONTENT, Content, load_folder
from evenkeel.core.content.languages import SOURCE, overlay


class Purpose(Content):
    """What is asked, in plain words. `wording` rises with each change of meaning.

    `available` is false while nothing in this version uses the purpose: then it cannot be given.
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


@cache
def purposes(locale: str = SOURCE) -> tuple[Purpose, ...]:
    """Every purpose, in the order of the page; in `locale` where it is written."""
    over = overlay(locale, "consents")
    found = load_folder(CONTENT / "consents", Purpose, overlay=over).values()
    return tuple(sorted(found, key=lambda purpose: purpose.order))


def purpose(purpose_id: str) -> Purpose:
    """One purpose. Raises KeyError."""
    return {found.id: found for found in purposes()}[purpose_id]
