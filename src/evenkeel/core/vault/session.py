"""The root key during a session: sealed in the store, opened by a half-key only the cookie holds.

Here: `split` and `join`. Not here: cookies, idle time and locking (apps.people).
"""

from __future__ import annotations

from uuid import UUID

from evenkeel.core.vault.address import encode, member_text
from evenkeel.core.vault.errors import Tampered, WrongKey
from evenkeel.core.vault.sealing import (
    FORMAT,
    KEY_BYTES,
    RandomBytes,
    Subkey,
    seal,
    system_random,
    unseal,
)


def split(
    root: bytes,
    *,
    member_id: UUID | str,
    session_id: UUID | str,
    random: RandomBytes = system_random,
) -> tuple[bytes, bytes]:
    """`(sealed for the store, half-key for the cookie)`; neither alone tells anything.

    >>> sealed, half = split(bytes(32), member_id="m", session_id="s")
    >>> join(sealed, half, member_id="m", session_id="s") == bytes(32)
    True
    """
    half_key = random(KEY_BYTES)
    sealed = seal(_key(half_key), root, context=_context(member_id, session_id), random=random)
    return sealed, half_key


def join(sealed: bytes, half_key: bytes, *, member_id: UUID | str, session_id: UUID | str) -> bytes:
    """The root key again. Raises `WrongKey` or `Tampered`."""
    if len(half_key) != KEY_BYTES:
        raise WrongKey("A half-key is 32 bytes.")
    root = unseal(_key(half_key), sealed, context=_context(member_id, session_id))
    if len(root) != KEY_BYTES:
        raise Tampered("A root key has the wrong length.")
    return root


def _key(half_key: bytes) -> Subkey:
    return Subkey.derive(half_key, "session")


def _context(member_id: UUID | str, session_id: UUID | str) -> bytes:
    return encode("root-in-session", member_text(member_id), str(session_id), FORMAT)
