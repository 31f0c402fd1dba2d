"""The one way bytes are sealed: HKDF-SHA256 subkeys and XChaCha20-Poly1305 with bound context.

Here: key derivation, the sealed form, padding. Not here: which key is for what (keyring, wraps,
tokens). Sources: RFC 5869 (HKDF); draft-irtf-cfrg-xchacha-03 (XChaCha20-Poly1305); the key check
makes a seal commit to its key (Albertini et al. 2022, "How to abuse and fix authenticated
encryption without key commitment").

A sealed value is `format (1) | epoch (4) | key check (16) | nonce (24) | ciphertext and tag`.
"""

from __future__ import annotations

import hashlib
import hmac
import struct
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Final

from nacl import bindings
from nacl import exceptions as nacl_exceptions
from nacl import utils as nacl_utils

from evenkeel.core.vault.address import encode
from evenkeel.core.vault.errors import Tampered, WrongKey

FORMAT: Final = 1
KEY_BYTES: Final = 32
CHECK_BYTES: Final = 16
NONCE_BYTES: Final = bindings.crypto_aead_xchacha20poly1305_ietf_NPUBBYTES
PADDING_BYTES: Final = 64
"""Plaintexts are padded to this block, so that a length does not tell a "yes" from a "no"."""

_HEADER = struct.Struct(f">BI{CHECK_BYTES}s")
_DOMAIN: Final = b"evenkeel/vault/1"
_HASH_BYTES: Final = hashlib.sha256().digest_size

RandomBytes = Callable[[int], bytes]
system_random: RandomBytes = nacl_utils.random


def hkdf(secret: bytes, *, info: bytes, length: int = KEY_BYTES, salt: bytes = b"") -> bytes:
    """HKDF-SHA256 (RFC 5869): `length` bytes of key, bound to `info`.

    >>> len(hkdf(b"k" * 32, info=b"a", length=48)), hkdf(b"k", info=b"a") == hkdf(b"k", info=b"b")
    (48, False)
    """
    if not 0 < length <= 255 * _HASH_BYTES:
        raise ValueError("HKDF-SHA256 gives 1 to 8160 bytes.")
    pseudorandom_key = hmac.digest(salt or bytes(_HASH_BYTES), secret, "sha256")
    block, output = b"", b""
    for counter in range(1, -(-length // _HASH_BYTES) + 1):
        block = hmac.digest(pseudorandom_key, block + info + bytes([counter]), "sha256")
        output += block
    return output[:length]


@dataclass(frozen=True, slots=True)
class Subkey:
    """A key for one purpose and epoch, with the check value that its seals carry."""

    key: bytes = field(repr=False)
    check: bytes = field(repr=False)
    epoch: int = 0

    @classmethod
    def derive(cls, secret: bytes, *purpose: str | int | bytes, epoch: int = 0) -> Subkey:
        """The subkey of `secret` for a purpose; other purposes tell nothing about it."""
        material = hkdf(
            secret, info=encode(*purpose, epoch), length=KEY_BYTES + CHECK_BYTES, salt=_DOMAIN
        )
        return cls(key=material[:KEY_BYTES], check=material[KEY_BYTES:], epoch=epoch)

    def raw(self) -> bytes:
        """Both parts as bytes, to be sealed into a token or grant. Never store it bare."""
        return self.key + self.check

    @classmethod
    def from_raw(cls, raw: bytes, *, epoch: int) -> Subkey:
        if len(raw) != KEY_BYTES + CHECK_BYTES:
            raise Tampered("A key has the wrong length.")
        return cls(key=raw[:KEY_BYTES], check=raw[KEY_BYTES:], epoch=epoch)


def seal(
    subkey: Subkey, plaintext: bytes, *, context: bytes, random: RandomBytes = system_random
) -> bytes:
    """Seal `plaintext` so that it opens only under `subkey` and with the same `context`.

    >>> key = Subkey.derive(b"s" * 32, "example")
    >>> unseal(key, seal(key, b"hello", context=b"here"), context=b"here")
    b'hello'
    """
    header = _HEADER.pack(FORMAT, subkey.epoch, subkey.check)
    nonce = random(NONCE_BYTES)
    padded = bindings.sodium_pad(plaintext, PADDING_BYTES)
    sealed = bindings.crypto_aead_xchacha20poly1305_ietf_encrypt(
        padded, encode(context, header), nonce, subkey.key
    )
    return header + nonce + sealed


def unseal(subkey: Subkey, blob: bytes, *, context: bytes) -> bytes:
    """Open what `seal` made. Raises `WrongKey` or `Tampered`; never returns a guess."""
    header = blob[: _HEADER.size]
    if epoch_of(blob) != subkey.epoch:
        raise WrongKey("This was sealed under a key of another epoch.")
    if not hmac.compare_digest(_HEADER.unpack(header)[2], subkey.check):
        raise WrongKey("This was sealed under another key.")
    nonce = blob[_HEADER.size : _HEADER.size + NONCE_BYTES]
    try:
        padded = bindings.crypto_aead_xchacha20poly1305_ietf_decrypt(
            blob[_HEADER.size + NONCE_BYTES :], encode(context, header), nonce, subkey.key
        )
        return bindings.sodium_unpad(padded, PADDING_BYTES)
    except (nacl_exceptions.CryptoError, ValueError, TypeError) as error:
        raise Tampered("This is not what was sealed, or not where it was sealed.") from error


def epoch_of(blob: bytes) -> int:
    """The epoch a sealed value names. Raises `Tampered` where it is no sealed value of ours."""
    tag_bytes = bindings.crypto_aead_xchacha20poly1305_ietf_ABYTES
    if len(blob) < _HEADER.size + NONCE_BYTES + tag_bytes or blob[0] != FORMAT:
        raise Tampered("This is not a sealed value of a format that is still accepted.")
    epoch: int = _HEADER.unpack(blob[: _HEADER.size])[1]
    return epoch
