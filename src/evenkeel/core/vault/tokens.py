"""Personal API tokens: some subkeys of a member, sealed under a secret that only the token holds.

Here: making and opening tokens. Not here: where their sealed half is stored, and which scope may
call what (apps.people, apps.api). A token of class D cannot reach class C: it does not contain its
key. Scopes and expiry are bound into the seal, so a store that widens them opens nothing.
"""

from __future__ import annotations

import base64
import json
import re
from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import datetime
from typing import Final
from uuid import UUID

from evenkeel.core.vault.address import DataClass, encode, member_text
from evenkeel.core.vault.errors import Expired, Tampered, WrongKey
from evenkeel.core.vault.keyring import Keyring
from evenkeel.core.vault.sealing import FORMAT, RandomBytes, Subkey, seal, system_random, unseal

PREFIX: Final = "ek1"
_ID_BYTES: Final = 9
_SECRET_BYTES: Final = 32
_SHAPE = re.compile(rf"{PREFIX}_([A-Za-z0-9-]{{12}})_([A-Za-z0-9_-]{{43}})")


@dataclass(frozen=True, slots=True)
class NewToken:
    """What making a token gives: `text` is for the member, once; the rest is for the store."""

    text: str = field(repr=False)
    token_id: str
    sealed: bytes = field(repr=False)


def make_token(
    keyring: Keyring,
    *,
    classes: Collection[DataClass],
    scopes: Collection[str],
    expires_at: datetime,
    random: RandomBytes = system_random,
) -> NewToken:
    """A token for some classes and scopes until a date (aware).

    >>> from datetime import UTC
    >>> ring, end = Keyring("m-1", bytes(32)), datetime(2030, 1, 1, tzinfo=UTC)
    >>> token = make_token(ring, classes=[DataClass.D], scopes=["checkins:read"], expires_at=end)
    >>> limited = open_token(token.text, token.sealed, member_id="m-1", scopes=["checkins:read"],
    ...                      expires_at=end, now=datetime(2029, 1, 1, tzinfo=UTC))
    >>> sorted(limited.classes)
    [<DataClass.D: 'D'>]
    """
    token_id = _text(random(_ID_BYTES)).replace("_", "-")
    secret = random(_SECRET_BYTES)
    payload = json.dumps(
        [
            [data_class.value, epoch, _text(subkey.raw())]
            for (data_class, epoch), subkey in sorted(keyring.subkeys(classes).items())
        ]
    ).encode("ascii")
    context = _context(keyring.member_id, token_id, scopes, expires_at)
    sealed = seal(_key(secret), payload, context=context, random=random)
    return NewToken(text=f"{PREFIX}_{token_id}_{_text(secret)}", token_id=token_id, sealed=sealed)


def token_id_of(text: str) -> str:
    """The part of a token that finds its row. Raises `WrongKey` where it is no token."""
    return _parts(text)[0]


def open_token(
    text: str,
    sealed: bytes,
    *,
    member_id: UUID | str,
    scopes: Collection[str],
    expires_at: datetime,
    now: datetime,
) -> Keyring:
    """The limited keyring of a token. Raises `WrongKey`, `Tampered` or `Expired`."""
    token_id, secret = _parts(text)
    context = _context(member_text(member_id), token_id, scopes, expires_at)
    payload = unseal(_key(secret), sealed, context=context)
    if now >= expires_at:
        raise Expired("This token has expired.")
    subkeys = {}
    for name, epoch, raw in json.loads(payload):
        subkey = Subkey.from_raw(base64.urlsafe_b64decode(raw + "=="), epoch=epoch)
        subkeys[(DataClass(name), epoch)] = subkey
    return Keyring.limited(member_id, subkeys)


def _parts(text: str) -> tuple[str, bytes]:
    match = _SHAPE.fullmatch(text)
    if match is None:
        raise WrongKey("This is not a token.")
    secret = base64.urlsafe_b64decode(match[2] + "=")
    if _text(secret) != match[2]:
        raise Tampered("This token is not in its one spelling.")
    return match[1], secret


def _text(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode("ascii")


def _key(secret: bytes) -> Subkey:
    return Subkey.derive(secret, "token")


def _context(member_id: str, token_id: str, scopes: Collection[str], expires_at: datetime) -> bytes:
    seconds = int(expires_at.timestamp())
    return encode("token", member_id, token_id, *sorted(scopes), seconds, FORMAT)
