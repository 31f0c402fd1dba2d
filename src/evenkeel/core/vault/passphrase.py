"""The root key wrapped by a passphrase: Argon2id makes the key-encryption key.

Here: the cost of a derivation, wrapping and unwrapping. Not here: how strong a passphrase is
(apps.people asks an estimator) and the second way in (recovery.py). Sources: RFC 9106; ASVS 5.0.

A wrap is `format (1) | operations (4) | memory MiB (4) | salt (16) | sealed root`. Cost and salt
are bound into the seal; a cost outside the accepted range is refused before anything is derived.
"""

from __future__ import annotations

import struct
import unicodedata
from dataclasses import dataclass
from typing import Final
from uuid import UUID

from nacl.pwhash import argon2id

from evenkeel.core.vault.address import encode, member_text
from evenkeel.core.vault.errors import Tampered, WeakParameters
from evenkeel.core.vault.sealing import (
    FORMAT,
    KEY_BYTES,
    RandomBytes,
    Subkey,
    seal,
    system_random,
    unseal,
)

LEAST_OPERATIONS: Final = 3
LEAST_MEMORY_MIB: Final = 64
MOST_OPERATIONS: Final = 12
MOST_MEMORY_MIB: Final = 1024
"""Above these a stored cost is an attack on the server, not a defence of the member."""

_HEAD = struct.Struct(">BII16s")
_SALT_BYTES: Final = argon2id.SALTBYTES


@dataclass(frozen=True, slots=True)
class KdfCost:
    """What one guess at a passphrase costs. Raises `WeakParameters` outside the accepted range.

    >>> KdfCost(operations=1, memory_mib=8)
    Traceback (most recent call last):
    evenkeel.core.vault.errors.WeakParameters: A derivation of 1 x 8 MiB is not accepted.
    """

    operations: int = 4
    memory_mib: int = 64

    def __post_init__(self) -> None:
        fits = (
            LEAST_OPERATIONS <= self.operations <= MOST_OPERATIONS
            and LEAST_MEMORY_MIB <= self.memory_mib <= MOST_MEMORY_MIB
        )
        if not fits:
            raise WeakParameters(
                f"A derivation of {self.operations} x {self.memory_mib} MiB is not accepted."
            )


DEFAULT_COST: Final = KdfCost()


def wrap_root(
    root: bytes,
    passphrase: str,
    *,
    member_id: UUID | str,
    cost: KdfCost = DEFAULT_COST,
    random: RandomBytes = system_random,
) -> bytes:
    """Seal the root key under a passphrase, for one member.

    >>> wrap = wrap_root(bytes(32), "a small boat at dusk", member_id="m-1")
    >>> unwrap_root(wrap, "a small boat at dusk", member_id="m-1") == bytes(32)
    True
    """
    salt = random(_SALT_BYTES)
    key = _derive(passphrase, salt, cost)
    context = _context(member_id, salt, cost)
    head = _HEAD.pack(FORMAT, cost.operations, cost.memory_mib, salt)
    return head + seal(key, root, context=context, random=random)


def unwrap_root(wrap: bytes, passphrase: str, *, member_id: UUID | str) -> bytes:
    """The root key. Raises `WrongKey` (another passphrase), `Tampered` or `WeakParameters`."""
    cost, salt = _read_head(wrap)
    key = _derive(passphrase, salt, cost)
    root = unseal(key, wrap[_HEAD.size :], context=_context(member_id, salt, cost))
    if len(root) != KEY_BYTES:
        raise Tampered("A root key has the wrong length.")
    return root


def cost_of(wrap: bytes) -> KdfCost:
    """The cost a wrap was made with, to renew it when the default has risen."""
    return _read_head(wrap)[0]


def _read_head(wrap: bytes) -> tuple[KdfCost, bytes]:
    if len(wrap) < _HEAD.size or wrap[0] != FORMAT:
        raise Tampered("This is not a wrapped root key of a format that is still accepted.")
    _, operations, memory_mib, salt = _HEAD.unpack(wrap[: _HEAD.size])
    return KdfCost(operations=operations, memory_mib=memory_mib), salt


def _derive(passphrase: str, salt: bytes, cost: KdfCost) -> Subkey:
    text = unicodedata.normalize("NFKC", passphrase).encode("utf-8")
    secret = argon2id.kdf(
        KEY_BYTES, text, salt, opslimit=cost.operations, memlimit=cost.memory_mib * 1024 * 1024
    )
    return Subkey.derive(secret, "passphrase")


def _context(member_id: UUID | str, salt: bytes, cost: KdfCost) -> bytes:
    return encode(
        "root-by-passphrase", member_text(member_id), cost.operations, cost.memory_mib, salt, FORMAT
    )
