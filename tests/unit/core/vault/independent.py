"""The vault's primitives once more, from another library and from the papers: to check vectors.

Nothing here is shared with `core.vault`: HKDF, Argon2id and ChaCha20-Poly1305 come from
`cryptography`, HChaCha20 is written from draft-irtf-cfrg-xchacha-03, section 2.2.
"""

from __future__ import annotations

import struct

from cryptography.hazmat.primitives.ciphers.aead import ChaCha20Poly1305
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.argon2 import Argon2id
from cryptography.hazmat.primitives.kdf.hkdf import HKDF


def lengths(*parts: bytes) -> bytes:
    return b"".join(struct.pack(">I", len(part)) + part for part in parts)


def number(value: int) -> bytes:
    return struct.pack(">Q", value)


def hkdf(secret: bytes, info: bytes, length: int, salt: bytes) -> bytes:
    return HKDF(algorithm=SHA256(), length=length, salt=salt, info=info).derive(secret)


def argon2id(passphrase: bytes, salt: bytes, operations: int, memory_mib: int) -> bytes:
    return Argon2id(
        salt=salt, length=32, iterations=operations, lanes=1, memory_cost=memory_mib * 1024
    ).derive(passphrase)


def hchacha20(key: bytes, nonce: bytes) -> bytes:
    state = [
        *struct.unpack("<4I", b"expand 32-byte k"),
        *struct.unpack("<8I", key),
        *struct.unpack("<4I", nonce),
    ]
    rounds = (
        (0, 4, 8, 12), (1, 5, 9, 13), (2, 6, 10, 14), (3, 7, 11, 15),
        (0, 5, 10, 15), (1, 6, 11, 12), (2, 7, 8, 13), (3, 4, 9, 14),
    )  # fmt: skip
    for _ in range(10):
        for a, b, c, d in rounds:
            for into, other, turn_in, turn in ((a, b, d, 16), (c, d, b, 12), (a, b, d, 8), (c, d, b, 7)):  # fmt: skip  # noqa: E501
                state[into] = (state[into] + state[other]) & 0xFFFFFFFF
                mixed = state[turn_in] ^ state[into]
                state[turn_in] = ((mixed << turn) | (mixed >> (32 - turn))) & 0xFFFFFFFF
    return struct.pack("<8I", *state[:4], *state[12:])


def xchacha20poly1305_open(key: bytes, nonce: bytes, sealed: bytes, data: bytes) -> bytes:
    subkey = hchacha20(key, nonce[:16])
    return ChaCha20Poly1305(subkey).decrypt(b"\0\0\0\0" + nonce[16:], sealed, data)


def unpad(padded: bytes) -> bytes:
    stripped = padded.rstrip(b"\0")
    assert stripped[-1] == 0x80
    return stripped[:-1]
