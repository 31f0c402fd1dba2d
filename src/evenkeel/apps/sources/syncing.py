"""One sync of one connection: ask, read, keep what was agreed to, write a line into the log.

Runs in a thread with a keyring of class D and this connection's own key. Not here: when it runs
(`actions.py`), how a maker is asked (`evenkeel.sources`).
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Final
from uuid import UUID
from zoneinfo import ZoneInfo

import numpy as np
from django.utils import timezone

from evenkeel.apps.body import actions as body
from evenkeel.apps.people import queries as people
from evenkeel.apps.sources import hosted, sealing
from evenkeel.apps.sources.models import Connection, SealedTokens, Sync
from evenkeel.apps.sources.payloads import ConnectionPayload, State, SyncPayload
from evenkeel.core.vault import Keyring
from evenkeel.core.vocabulary import CLOCK_ONLY, ObservationBatch
from evenkeel.importers.contract import Refused
from evenkeel.importers.running import ContractBroken, Summary
from evenkeel.sources.contract import Failed, Tokens, TooBusy, Unexpected, Window
from evenkeel.sources.documents import observations

if TYPE_CHECKING:
    from evenkeel.apps.people.models import Member

CONSENT: Final = "device_makers"
EVERY: Final = timedelta(hours=3)
"""A connection is asked again after this, when its member is here and unlocked."""
AFTER_FAULT: Final = timedelta(minutes=20)
KEPT: Final = timedelta(days=90)
"""How long a line of the log stays."""
MOST_ROWS: Final = 3_000_000
"""Rows of one sync that are held before they are sealed; more than any window gives."""

Clock = Callable[[], datetime]


@dataclass(slots=True)
class Turn:
    """One sync. Make one with the lease taken, and `run` it once."""

    member: Member
    keyring: Keyring
    id: UUID
    key: bytes
    zone: ZoneInfo | None
    clock: Clock = timezone.now
    sleep: Callable[[float], None] = time.sleep

    def run(self) -> SyncPayload | None:
        """Ask and keep. Always ends with a line in the log and the lease given back."""
        row = Connection.of(self.member).filter(pk=self.id).first()
        if row is None:
            return None
        began = self.clock()
        connection: ConnectionPayload = row.open(self.keyring)
        window = self._window(connection, began)
        line = SyncPayload(
            source=connection.source, outcome="ok", since=window.since, until=window.until
        )
        try:
            line, newest = self._read(connection, window, line)
        except Failed as failed:
            line = line.model_copy(update={"outcome": failed.outcome, "again_at": _again(failed)})
            newest = {}
        except (Refused, ContractBroken, ValueError, KeyError, TypeError):
            line, newest = line.model_copy(update={"outcome": Unexpected.outcome}), {}
        self._write(row, connection, line, newest, began)
        return line

    def _window(self, connection: ConnectionPayload, now: datetime) -> Window:
        """From a few days before what is known, so that half days and late nights are mended."""
        today = now.astimezone(self.zone).date() if self.zone else now.date()
        manifest = hosted.manifest(connection.source)
        since = connection.since
        if connection.read_until is not None:
            since = max(since, connection.read_until - timedelta(days=manifest.again_days))
        since = max(since, today - timedelta(days=manifest.history_days))
        return Window(since=since, until=today, now=now, zone=self.zone)

    def _read(
        self, connection: ConnectionPayload, window: Window, line: SyncPayload
    ) -> tuple[SyncPayload, dict[str, int]]:
        from evenkeel.sources.speaking import SKEW_TOLD, Speaker  # noqa: PLC0415 (httpx is heavy, and rarely asked)

        if not people.has_consent(self.member, CONSENT):
            return line.model_copy(update={"outcome": "no_consent"}), {}
        live, client = hosted.live(connection.source)
        wanted = set(connection.signals)
        summary, batches = Summary(), list[ObservationBatch]()
        with Speaker(
            live, client, self._tokens(), keep=self._keep, clock=self.clock, sleep=self.sleep
        ) as ask:
            for item in observations(live, ask, window, zone=self.zone):
                summary.take(item)
                if isinstance(item, ObservationBatch) and item.signal in wanted and len(item):
                    batches.append(item)
                if summary.rows > MOST_ROWS:
                    raise Unexpected("too many rows")
                self._tell(ask.requests)
        kept = body.keep_synced(
            by=self.member, keyring=self.keyring, batches=batches, zone=self.zone, now=self.clock()
        )
        told = line.model_copy(
            update={
                "requests": ask.requests,
                "received": sum(len(one) for one in batches),
                "added": {signal: n for signal, n in kept.added.items() if n},
                "replaced": {signal: n for signal, n in kept.replaced.items() if n},
                "broken": summary.broken_rows,
                "not_allowed": tuple(sorted(ask.not_allowed)),
                "skew_minutes": round(ask.skew.total_seconds() / 60)
                if abs(ask.skew) >= SKEW_TOLD
                else 0,
            }
        )
        return told, _newest(batches, self.clock())

    def _tokens(self) -> Tokens:
        row = SealedTokens.objects.get(pk=self.id, member=self.member)
        return sealing.unseal(bytes(row.sealed), key=self.key, row=self.id)

    def _keep(self, tokens: Tokens) -> None:
        """New tokens are stored before they are used: the old ones may be worth nothing now."""
        sealed = sealing.seal(tokens, key=self.key, row=self.id)
        SealedTokens.objects.filter(pk=self.id, member=self.member).update(sealed=sealed)

    def _tell(self, requests: int) -> None:
        SealedTokens.objects.filter(pk=self.id).update(requests=requests)

    def _write(
        self,
        row: Connection,
        connection: ConnectionPayload,
        line: SyncPayload,
        newest: dict[str, int],
        began: datetime,
    ) -> None:
        now, fine = self.clock(), line.outcome == "ok"
        state = {"revoked": State.REVOKED, "gone": State.GONE}.get(line.outcome, State.ON)
        Sync.of(self.member).filter(at__lt=now - KEPT).delete()
        Sync.create_locked(by=self.member, keyring=self.keyring, payload=line, at=began, now=now)
        changed = connection.model_copy(
            update={
                "state": state,
                "synced_at": now if fine else connection.synced_at,
                "read_until": line.until if fine else connection.read_until,
                "newest": {**connection.newest, **newest},
            }
        )
        row.update_locked(
            keyring=self.keyring,
            payload=changed,
            expected_revision=row.revision,
            now=now,
            at=row.at,
        )
        later = now + (EVERY if fine else AFTER_FAULT)
        SealedTokens.objects.filter(pk=self.id).update(
            busy_until=None, next_at=max(later, line.again_at or later)
        )


def _again(failed: Failed) -> datetime | None:
    return failed.until if isinstance(failed, TooBusy) else None


def _newest(batches: list[ObservationBatch], now: datetime) -> dict[str, int]:
    """The newest end of each signal; a day that is not over counts as now."""
    most = int(now.timestamp() * 1000)
    found: dict[str, int] = {}
    for one in batches:
        sure = one.end[one.offset != CLOCK_ONLY]
        last = int(np.max(sure)) if len(sure) else int(np.max(one.end))
        found[one.signal] = max(found.get(one.signal, 0), min(last, most))
    return found


def first_day(today: date, days: int) -> date:
    """How far back a new connection may go."""
    return today - timedelta(days=days)
