"""A grant: subkeys of some classes, sealed to one public key, for one purpose, until a date.

Here: making and opening. Not here: where a grant is stored, who holds the private key, consent. A
grant of class D cannot reach class C: it does not contain its key. Purpose, member and expiry are
inside the sealed box, so a store that widens them opens nothing; a box made by somebody else holds
keys that open nothing either. Sealed boxes: libsodium, crypto_box_seal (X25519, XSalsa20-Poly1305).
"""

from __future__ import annotations

import base64
import json
from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from nacl.exceptions import CryptoError
from nacl.public import PrivateKey, PublicKey, SealedBox

from evenkeel.core.vault.address import DataClass, member_text
from evenkeel.core.vault.errors import Expired, OutOfReach, Tampered, WrongKey
from evenkeel.core.vault.keyring import Keyring
from evenkeel.core.vault.sealing import KEY_BYTES, Subkey, hkdf

GRANTABLE = frozenset({DataClass.D})
"""Only numbers leave the member's own sessions (SAFETY.md, section 5)."""


def key_pair(secret: bytes, *, purpose: str) -> tuple[bytes, bytes]:
    """`(private, public)` of a holder of grants, from a secret of the server's own.

    >>> private, public = key_pair(b"s" * 32, purpose="early_warning")
    >>> len(private), len(public), private == public
    (32, 32, False)
    """
    private = hkdf(secret, info=b"grant/" + purpose.encode(), length=KEY_BYTES)
    return private, bytes(PrivateKey(private).public_key)


def make_grant(
    keyring: Keyring,
    *,
    classes: Collection[DataClass],
    to: bytes,
    purpose: str,
    expires_at: datetime,
) -> bytes:
    """Subkeys of `classes`, in all epochs so far, sealed to the public key `to`.

    Raises `OutOfReach` for a class that is never granted.

    >>> from datetime import UTC
    >>> private, public = key_pair(b"s" * 32, purpose="p")
    >>> end = datetime(2030, 1, 1, tzinfo=UTC)
    >>> sealed = make_grant(Keyring("m", bytes(32)), classes=[DataClass.D], to=public, purpose="p",
    ...                     expires_at=end)
    >>> open_grant(sealed, private=private, member_id="m", purpose="p", expires_at=end,
    ...            now=datetime(2029, 1, 1, tzinfo=UTC)).classes
    frozenset({<DataClass.D: 'D'>})
    """
    if set(classes) - GRANTABLE:
        raise OutOfReach("Only class D is ever granted.")
    body = {
        "member": keyring.member_id,
        "purpose": purpose,
        "until": int(expires_at.timestamp()),
        "keys": [
            [kind.value, epoch, base64.b64encode(subkey.raw()).decode("ascii")]
            for (kind, epoch), subkey in sorted(keyring.subkeys(classes).items())
        ],
    }
    return bytes(SealedBox(PublicKey(to)).encrypt(json.dumps(body).encode("ascii")))


def open_grant(
    sealed: bytes,
    *,
    private: bytes,
    member_id: UUID | str,
    purpose: str,
    expires_at: datetime,
    now: datetime,
) -> Keyring:
    """The limited keyring of a grant. Raises `WrongKey`, `Tampered` or `Expired`."""
    try:
        body = json.loads(SealedBox(PrivateKey(private)).decrypt(sealed))
    except (CryptoError, ValueError, TypeError) as error:
        raise WrongKey("This grant is not for this holder.") from error
    said = (body["member"], body["purpose"], body["until"])
    if said != (member_text(member_id), purpose, int(expires_at.timestamp())):
        raise Tampered("This grant says something else than its row.")
    if now >= expires_at:
        raise Expired("This grant has ended.")
    subkeys = {}
    for name, epoch, raw in body["keys"]:
        kind = DataClass(name)
        if kind not in GRANTABLE:
            raise Tampered("This grant holds a class that is never granted.")
        subkeys[(kind, epoch)] = Subkey.from_raw(base64.b64decode(raw), epoch=epoch)
    return Keyring.limited(member_id, subkeys)
