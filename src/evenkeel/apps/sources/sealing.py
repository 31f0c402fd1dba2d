"""Seals tokens under a key of their own, bound to their row.

Here: XChaCha20-Poly1305 by libsodium. The key lies in a class C record; the thread that syncs gets
this one key and the numbers' keys, nothing else of class C.
"""

from __future__ import annotations

from uuid import UUID

from nacl import bindings, utils

from evenkeel.core.vault import Tampered
from evenkeel.sources.contract import Tokens

_NONCE = bindings.crypto_aead_xchacha20poly1305_ietf_NPUBBYTES


def new_key() -> bytes:
    """256 random bits."""
    return bytes(utils.random(bindings.crypto_aead_xchacha20poly1305_ietf_KEYBYTES))


def seal(tokens: Tokens, *, key: bytes, row: UUID) -> bytes:
    """Tokens as bytes that only `key` opens, at this row."""
    nonce = bytes(utils.random(_NONCE))
    plain = tokens.model_dump_json().encode()
    return nonce + bindings.crypto_aead_xchacha20poly1305_ietf_encrypt(
        plain, _about(row), nonce, key
    )


def unseal(sealed: bytes, *, key: bytes, row: UUID) -> Tokens:
    """The tokens. Raises `Tampered`."""
    try:
        plain = bindings.crypto_aead_xchacha20poly1305_ietf_decrypt(
            sealed[_NONCE:], _about(row), sealed[:_NONCE], key
        )
    except Exception as error:
        raise Tampered("The tokens of a source do not open.") from error
    return Tokens.model_validate_json(plain)


def _about(row: UUID) -> bytes:
    return b"evenkeel source tokens " + row.bytes
