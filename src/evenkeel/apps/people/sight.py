"""What the server can read, what it cannot, and what nobody should pretend: content, in order."""

from __future__ import annotations

from functools import cache

from evenkeel.core.content import CONTENT, Content, load_folder


class Sight(Content):
    """One list of facts, each in one sentence."""

    order: int
    title: str
    facts: tuple[str, ...]


@cache
def server_sight() -> tuple[Sight, ...]:
    """The lists, in order."""
    return tuple(sorted(load_folder(CONTENT / "sight", Sight).values(), key=lambda s: s.order))
