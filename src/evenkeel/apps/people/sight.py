"""What the server can read, what it cannot, and what nobody should pretend: content, in order."""

from __future__ import annotations

from functools import cache

from evenkeel.core.content import CONTENT, Content, load_folder
from evenkeel.core.content.languages import SOURCE, overlay


class Sight(Content):
    """One list of facts, each in one sentence."""

    order: int
    title: str
    facts: tuple[str, ...]


@cache
def server_sight(locale: str = SOURCE) -> tuple[Sight, ...]:
    """The lists, in order; in `locale` where they are written."""
    found = load_folder(CONTENT / "sight", Sight, overlay=overlay(locale, "sight"))
    return tuple(sorted(found.values(), key=lambda s: s.order))
