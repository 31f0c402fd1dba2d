"""A dropped file on disk, sealed: nothing of it is ever there in plain, its key is not there.

Here: writing it piece by piece as it arrives, and reading it at any place. The key is random, one a
file, and lies sealed with class D in the file's row, so that a stolen disk holds noise. Not here:
uploads over HTTP (`arriving.py`).
"""

from __future__ import annotations

import io
import os
import struct
import uuid
from pathlib import Path
from typing import BinaryIO, Final, cast

from django.conf import settings
from nacl import bindings, exceptions, utils

PIECE: Final = 256 * 1024
"""Bytes sealed at a time: small enough to seek, large enough to be quick."""
KEY_BYTES: Final = 32
_TAG: Final = bindings.crypto_aead_xchacha20poly1305_ietf_ABYTES
_NONCE: Final = struct.Struct("<Q16x")


class SpoolDamaged(OSError):
    """The sealed copy is not what was written."""


def new_key() -> bytes:
    """A key for one file."""
    return bytes(utils.random(KEY_BYTES))


def folder() -> Path:
    """Where sealed copies wait, readable by the server's own user."""
    path = Path(settings.SPOOL)
    path.mkdir(parents=True, exist_ok=True, mode=0o700)
    return path


def path_of(id: uuid.UUID) -> Path:
    """The sealed copy of one file."""
    return folder() / f"{id.hex}.sealed"


def length(id: uuid.UUID) -> int:
    """How many plain bytes a copy holds; 0 without one."""
    try:
        size = path_of(id).stat().st_size
    except FileNotFoundError:
        return 0
    return plain_length(size)


def plain_length(sealed: int) -> int:
    """Plain bytes in a sealed copy of some length."""
    whole, rest = divmod(sealed, PIECE + _TAG)
    return whole * PIECE + max(0, rest - _TAG)


def remove(id: uuid.UUID) -> None:
    """Delete a copy, if there is one."""
    path_of(id).unlink(missing_ok=True)


class Spool:
    """Append bytes; they are sealed in pieces. `close` seals the last one.

    `after` continues a copy of so many bytes, which must be whole pieces.
    """

    def __init__(self, id: uuid.UUID, key: bytes, *, after: int = 0) -> None:
        if after % PIECE:
            raise ValueError("a copy continues after whole pieces only")
        self._path, self._key = path_of(id), key
        self._waiting = bytearray()
        self._number = after // PIECE
        self._path.touch(mode=0o600)
        self._out = self._path.open("ab" if after else "wb")
        self.size = after

    def write(self, data: bytes) -> None:
        self._waiting += data
        self.size += len(data)
        while len(self._waiting) >= PIECE:
            self._seal(bytes(self._waiting[:PIECE]))
            del self._waiting[:PIECE]

    def close(self) -> None:
        if self._waiting:
            self._seal(bytes(self._waiting))
            self._waiting.clear()
        self._out.flush()
        os.fsync(self._out.fileno())
        self._out.close()

    def _seal(self, piece: bytes) -> None:
        self._out.write(_sealed(piece, self._number, self._key))
        self._number += 1


class SpoolReader(io.RawIOBase):
    """The plain bytes of a sealed copy, at any place. Memory only."""

    def __init__(self, id: uuid.UUID, key: bytes) -> None:
        super().__init__()
        self._in = path_of(id).open("rb")
        self._key = key
        self.size = plain_length(os.fstat(self._in.fileno()).st_size)
        self._at = 0
        self._number, self._piece = -1, b""

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def tell(self) -> int:
        return self._at

    def seek(self, offset: int, whence: int = io.SEEK_SET) -> int:
        base = {io.SEEK_SET: 0, io.SEEK_CUR: self._at, io.SEEK_END: self.size}[whence]
        self._at = max(0, base + offset)
        return self._at

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        number, inside = divmod(self._at, PIECE)
        if self._at >= self.size:
            return 0
        if number != self._number:
            self._in.seek(number * (PIECE + _TAG))
            self._piece = _opened(self._in.read(PIECE + _TAG), number, self._key)
            self._number = number
        taken = self._piece[inside : inside + len(buffer)]
        buffer[: len(taken)] = taken
        self._at += len(taken)
        return len(taken)

    def close(self) -> None:
        self._in.close()
        super().close()


def reader(id: uuid.UUID, key: bytes) -> BinaryIO:
    """A buffered reader of a sealed copy."""
    return cast(BinaryIO, io.BufferedReader(SpoolReader(id, key), PIECE))


def _sealed(piece: bytes, number: int, key: bytes) -> bytes:
    nonce = _NONCE.pack(number)  # never used twice: the key is this file's alone
    sealed: bytes = bindings.crypto_aead_xchacha20poly1305_ietf_encrypt(piece, None, nonce, key)
    return sealed


def _opened(sealed: bytes, number: int, key: bytes) -> bytes:
    try:
        piece: bytes = bindings.crypto_aead_xchacha20poly1305_ietf_decrypt(
            sealed, None, _NONCE.pack(number), key
        )
    except (exceptions.CryptoError, ValueError, TypeError) as error:
        raise SpoolDamaged("The sealed copy of a file is damaged.") from error
    return piece
