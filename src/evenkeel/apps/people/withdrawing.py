"""What ends with a consent: an area that keeps keys for a purpose says here how they go.

Here: who is told, in the same transaction as the receipt. Not here: receipts and epochs
(`actions`), what an area keeps (each area's own actions).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING

from evenkeel.core.vault import DataClass

if TYPE_CHECKING:
    from evenkeel.apps.people.models import Member

End = Callable[["Member"], bool]
"""Destroys what is kept for the purpose; says whether there was anything."""

_ENDS: dict[str, tuple[End, frozenset[DataClass]]] = {}


def when_withdrawn(purpose: str, end: End, *, keys_of: Iterable[DataClass] = ()) -> None:
    """Have `end` called when consent to `purpose` is withdrawn. `keys_of`: the classes whose keys
    were given away for it, so that what is written from then on has keys that were not."""
    _ENDS[purpose] = (end, frozenset(keys_of))


def end(member: Member, purposes: Iterable[str]) -> frozenset[DataClass]:
    """Destroy what was kept for these purposes; the classes whose keys had been given away."""
    given: set[DataClass] = set()
    for purpose in purposes:
        if purpose in _ENDS:
            ends, classes = _ENDS[purpose]
            if ends(member):
                given |= classes
    return frozenset(given)
