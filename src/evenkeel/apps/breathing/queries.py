"""Summaries, read: the newest, and the pace that was found last."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Final
from uuid import UUID

from evenkeel.apps.breathing.models import HeartSession
from evenkeel.apps.breathing.payloads import HeartPayload
from evenkeel.core.vault import Keyring, VaultError

if TYPE_CHECKING:
    from evenkeel.apps.people.models import Member

__all__ = ["USUAL_PACE", "Session", "own_pace", "sessions"]

USUAL_PACE: Final = 6.0
"""Breaths a minute where nobody has searched: what suits most (Laborde et al. 2022)."""


@dataclass(frozen=True, slots=True)
class Session:
    """One summary, opened."""

    id: UUID
    at: datetime
    summary: HeartPayload


def sessions(member: Member, keyring: Keyring, *, most: int = 30) -> tuple[Session, ...]:
    """The newest summaries."""
    found = []
    for row in HeartSession.of(member)[:most]:
        try:
            found.append(Session(row.pk, row.at, row.open(keyring)))
        except (VaultError, ValueError):
            continue
    return tuple(found)


def own_pace(known: tuple[Session, ...]) -> Session | None:
    """The newest that found a pace."""
    return next((one for one in known if one.summary.found is not None), None)
