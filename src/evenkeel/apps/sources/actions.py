"""Live sources' verbs: connect, sync, disconnect. Every write of this area starts here.

Not here: reads (`queries.py`), one sync (`syncing.py`), HTTP (`evenkeel.sources`).
"""

from __future__ import annotations

import hmac
import secrets
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, Final
from zoneinfo import ZoneInfo

from django.db import transaction
from django.db.models import Q

from evenkeel.apps.body import actions as body
from evenkeel.apps.people import actions as people
from evenkeel.apps.people import queries as consents
from evenkeel.apps.sources import background, hosted, queries, sealing
from evenkeel.apps.sources.models import Connection, ConnectionKey, SealedTokens, Sync
from evenkeel.apps.sources.payloads import ConnectionKeyPayload, ConnectionPayload, State
from evenkeel.apps.sources.syncing import CONSENT, Turn, first_day
from evenkeel.core.vault import DataClass, Keyring, VaultError
from evenkeel.sources.contract import Client, Failed, LiveSource, Tokens

if TYPE_CHECKING:
    from evenkeel.apps.people.models import Member

PENDING: Final = timedelta(minutes=15)
"""A permission that was begun is finished within this, or begun again."""
LEASE: Final = timedelta(minutes=10)
"""A sync that has said nothing for so long has ended with its server."""


class WrongWay(Exception):
    """Somebody came back from a maker without having left from here, or too late."""


@dataclass(frozen=True, slots=True)
class Leaving:
    """Where to go, and what the session must remember until the member is back."""

    address: str
    pending: dict[str, Any]


def set_out(
    *, source: str, signals: Sequence[str], days: int, redirect: str, now: datetime
) -> Leaving:
    """Begin a connection: the address at the maker, bound to this browser's session."""
    from evenkeel.sources import oauth  # noqa: PLC0415 (httpx is heavy, and rarely asked)

    live, client = hosted.live(source)
    state, verifier = secrets.token_urlsafe(32), secrets.token_urlsafe(64)
    kept = [one for one in live.manifest.signals if one in signals]
    pending = {
        "source": source,
        "state": state,
        "verifier": verifier,
        "signals": kept,
        "days": min(days, live.manifest.history_days),
        "redirect": redirect,
        "at": now.isoformat(),
    }
    address = oauth.authorise_address(
        live.manifest, client, redirect=redirect, state=state, verifier=verifier
    )
    return Leaving(address, pending)


def come_back(
    *,
    by: Member,
    keyring: Keyring,
    source: str,
    pending: dict[str, Any] | None,
    state: str,
    code: str,
    now: datetime,
) -> uuid.UUID:
    """Finish a connection: tokens for the code, sealed. Raises `WrongWay` and `Failed`."""
    if not pending or pending.get("source") != source or not code:
        raise WrongWay
    if not hmac.compare_digest(str(pending["state"]).encode(), state.encode()):
        raise WrongWay
    if now - datetime.fromisoformat(pending["at"]) > PENDING:
        raise WrongWay
    from evenkeel.sources import oauth  # noqa: PLC0415 (httpx is heavy, and rarely asked)

    live, client = hosted.live(source)
    tokens = oauth.exchange(
        live.manifest,
        client,
        code=code,
        redirect=pending["redirect"],
        verifier=pending["verifier"],
        now=now,
    )
    tokens = _introduced(live, client, tokens, now)
    payload = ConnectionPayload(
        source=source,
        signals=tuple(pending["signals"]),
        since=first_day(now.date(), int(pending["days"])),
    )
    return _connected(by=by, keyring=keyring, payload=payload, tokens=tokens, now=now)


def _introduced(live: LiveSource, client: Client, tokens: Tokens, now: datetime) -> Tokens:
    """What a maker wants once after permission is given. The maker gets no name of ours."""
    from evenkeel.sources.speaking import Speaker  # noqa: PLC0415 (httpx is heavy, and rarely asked)

    connected = getattr(live.reading, "connected", None)
    if connected is None:
        return tokens
    kept = [tokens]
    with Speaker(live, client, tokens, keep=kept.append, clock=lambda: now) as ask:
        connected(ask, f"evenkeel-{secrets.token_hex(8)}")
    return kept[-1]


@transaction.atomic
def _connected(
    *, by: Member, keyring: Keyring, payload: ConnectionPayload, tokens: Tokens, now: datetime
) -> uuid.UUID:
    """One connection a maker: a second permission takes the place of the first."""
    known = queries.connection_of(by, keyring, payload.source)
    if known is None:
        row = Connection.create_locked(by=by, keyring=keyring, payload=payload, at=now, now=now)
    else:
        row, old = known
        payload = payload.model_copy(
            update={"since": min(payload.since, old.since), "newest": old.newest}
        )
        row.update_locked(
            keyring=keyring, payload=payload, expected_revision=row.revision, now=now, at=now
        )
    _forget_tokens(by, row.pk)
    key = sealing.new_key()
    ConnectionKey.create_locked(
        by=by,
        keyring=keyring,
        payload=ConnectionKeyPayload.model_construct(connection=str(row.pk), key=key),
        at=now,
        now=now,
        id=row.pk,
    )
    SealedTokens.objects.create(
        id=row.pk, member=by, sealed=sealing.seal(tokens, key=key, row=row.pk), next_at=now
    )
    people.set_consents(by=by, granted={CONSENT: True}, now=now)
    return row.pk


def sync(
    *, by: Member, keyring: Keyring, id: uuid.UUID, zone: ZoneInfo | None, now: datetime
) -> bool:
    """Ask a maker now, beside the request. False: it is being asked, or a file is being read."""
    key = _key_of(by, keyring, id)
    if key is None or not consents.has_consent(by, CONSENT) or body.reading_a_file(by):
        return False
    free = Q(busy_until=None) | Q(busy_until__lt=now)
    taken = SealedTokens.objects.filter(free, pk=id, member=by).update(
        busy_until=now + LEASE, requests=0
    )
    if not taken:
        return False
    numbers = Keyring.limited(keyring.member_id, keyring.subkeys([DataClass.D]))
    background.start(Turn(by, numbers, id, key, zone))
    return True


def sync_due(*, by: Member, keyring: Keyring, zone: ZoneInfo | None, now: datetime) -> int:
    """Ask every maker whose time has come. The member is here and unlocked: nobody else can."""
    mine = dict(SealedTokens.objects.filter(member=by).values_list("pk", "next_at"))
    if not mine:
        return 0
    if not consents.has_consent(by, CONSENT):
        withdraw(by=by)
        return 0
    ids = {id for id, next_at in mine.items() if next_at <= now}
    if not ids:
        return 0
    begun = 0
    for row, payload in queries.connections(by, keyring):
        if row.pk in ids and payload.state is State.ON:
            begun += sync(by=by, keyring=keyring, id=row.pk, zone=zone, now=now)
    return begun


@transaction.atomic
def withdraw(*, by: Member) -> None:
    """Consent was taken back elsewhere: the tokens go. What was fetched stays until it is said."""
    SealedTokens.objects.filter(member=by).delete()
    ConnectionKey.of(by).delete()


def disconnect(
    *,
    by: Member,
    keyring: Keyring,
    id: uuid.UUID,
    keep_data: bool,
    zone: ZoneInfo | None,
    now: datetime,
) -> bool:
    """End a connection: tokens deleted here, given back at the maker where it takes them.

    Returns whether the maker said that the permission has ended there too.
    """
    row = Connection.of(by).get(pk=id)
    payload: ConnectionPayload = row.open(keyring)
    tokens = _tokens_of(by, keyring, id)
    with transaction.atomic():
        _forget_tokens(by, id)
        row.delete()
        if not Connection.of(by).exists():
            people.set_consents(by=by, granted={CONSENT: False}, now=now)
    if not keep_data:
        name = hosted.manifest(payload.source).name
        body.delete_source(by=by, keyring=keyring, source=name, zone=zone, now=now)
        _forget_log(by, keyring, payload.source)
    return tokens is not None and _given_back(payload.source, tokens)


def _given_back(source: str, tokens: Tokens) -> bool:
    from evenkeel.sources import oauth  # noqa: PLC0415 (httpx is heavy, and rarely asked)
    from evenkeel.sources.speaking import Speaker  # noqa: PLC0415 (httpx is heavy, and rarely asked)

    try:
        live, client = hosted.live(source)
        leave = getattr(live.reading, "leave", None)
        if leave is not None and not live.manifest.revoke:
            with Speaker(
                live, client, tokens, keep=lambda _new: None, sleep=lambda _seconds: None
            ) as ask:
                leave(ask)
            return True
        return oauth.revoke(live.manifest, client, tokens)
    except Failed:
        return False


def _key_of(by: Member, keyring: Keyring, id: uuid.UUID) -> bytes | None:
    row = ConnectionKey.of(by).filter(pk=id).first()
    if row is None:
        return None
    payload: ConnectionKeyPayload = row.open(keyring)
    return payload.key


def _tokens_of(by: Member, keyring: Keyring, id: uuid.UUID) -> Tokens | None:
    sealed = SealedTokens.objects.filter(pk=id, member=by).first()
    try:
        key = _key_of(by, keyring, id)
        return sealing.unseal(bytes(sealed.sealed), key=key, row=id) if sealed and key else None
    except VaultError:
        return None


def _forget_tokens(by: Member, id: uuid.UUID) -> None:
    ConnectionKey.of(by).filter(pk=id).delete()
    SealedTokens.objects.filter(pk=id, member=by).delete()


def _forget_log(by: Member, keyring: Keyring, source: str) -> None:
    for row in Sync.of(by):
        if row.open(keyring).source == source:
            row.delete()
