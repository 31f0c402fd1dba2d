"""Live sources, read: what is connected, the log, and who has stopped sending.

Here: every read; `quiet` is what other pages ask. Not here: writes (`actions.py`).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Final
from uuid import UUID

from evenkeel.apps.sources import hosted, telling
from evenkeel.apps.sources.models import Connection, SealedTokens, Sync
from evenkeel.apps.sources.payloads import ConnectionPayload, Quiet, State, SyncPayload
from evenkeel.core.sensing.signals import load_texts
from evenkeel.core.vault import Keyring, VaultError
from evenkeel.sources.contract import SourceManifest
from evenkeel.sources.discovery import manifests

if TYPE_CHECKING:
    from evenkeel.apps.people.models import Member

__all__ = [
    "Quiet",
    "connected_sentences",
    "connection_of",
    "connections",
    "log_of",
    "offered",
    "quiet",
    "quiet_sentences",
    "working",
]

QUIET_AFTER: Final = timedelta(hours=48)
"""A group of signals that has brought nothing for longer has stopped (issue 6)."""
WATCHED: Final = ("sleep", "heart", "movement")
"""Groups that come every day from a device that is worn."""
MOST_LINES: Final = 50


def offered() -> Mapping[str, SourceManifest]:
    """The makers this host has registered with, in the order of the page."""
    here = hosted.clients()
    return {id: one for id, one in manifests().items() if id in here}


def connections(member: Member, keyring: Keyring) -> Iterator[tuple[Connection, ConnectionPayload]]:
    """Everything connected. Makers that are no longer known are passed over."""
    for row in Connection.of(member):
        try:
            payload: ConnectionPayload = row.open(keyring)
        except (VaultError, ValueError):
            continue
        if payload.source in manifests():
            yield row, payload


def connection_of(
    member: Member, keyring: Keyring, source: str
) -> tuple[Connection, ConnectionPayload] | None:
    """The connection to one maker."""
    found = (pair for pair in connections(member, keyring) if pair[1].source == source)
    return next(found, None)


def working(member: Member, id: UUID, *, now: datetime) -> SealedTokens | None:
    """The tokens' row: whether a sync is under way; None where it must be connected again."""
    del now
    return SealedTokens.objects.filter(member=member, pk=id).first()


def log_of(
    member: Member, keyring: Keyring, source: str
) -> tuple[tuple[datetime, SyncPayload], ...]:
    """The newest lines of one maker's log."""
    found = []
    for row in Sync.of(member)[: MOST_LINES * len(manifests())]:
        try:
            line: SyncPayload = row.open(keyring)
        except (VaultError, ValueError):
            continue
        if line.source == source:
            found.append((row.at, line))
    return tuple(found[:MOST_LINES])


def quiet(member: Member, keyring: Keyring, *, now: datetime) -> tuple[Quiet, ...]:
    """Each connected source that has brought nothing of a group for more than 48 hours."""
    told = []
    for row, payload in connections(member, keyring):
        for group, last in _newest(payload).items():
            age = now - last
            if age > QUIET_AFTER:
                told.append(
                    Quiet(
                        source=payload.source,
                        name=hosted.manifest(payload.source).name,
                        group=group,
                        days=age.days,
                        asked_at=payload.synced_at,
                        state=_state(member, row, payload),
                    )
                )
    return tuple(told)


def quiet_sentences(member: Member, keyring: Keyring, *, now: datetime) -> tuple[str, ...]:
    """`quiet` in words: "No sleep data from Oura for 3 days; the trend is paused." """
    return telling.quiet(quiet(member, keyring, now=now))


def connected_sentences(
    member: Member, keyring: Keyring, *, now: datetime
) -> tuple[tuple[str, str, str], ...]:
    """Each connection: its id, the maker's name, and where it stands in a sentence."""
    return tuple(
        (
            payload.source,
            hosted.manifest(payload.source).name,
            telling.standing(payload, known=working(member, row.pk, now=now) is not None),
        )
        for row, payload in connections(member, keyring)
    )


def _state(member: Member, row: Connection, payload: ConnectionPayload) -> State:
    known = SealedTokens.objects.filter(member=member, pk=row.pk).exists()
    return payload.state if known else State.REVOKED


def _newest(payload: ConnectionPayload) -> dict[str, datetime]:
    """The newest measurement of each group that is watched and once brought something."""
    texts = load_texts()
    found: dict[str, datetime] = {}
    for signal, ms in payload.newest.items():
        group = texts[signal].group if signal in texts else ""
        if group in WATCHED and signal in payload.signals:
            at = datetime.fromtimestamp(ms / 1000, UTC)
            found[group] = max(found.get(group, at), at)
    return found
