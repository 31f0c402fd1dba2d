"""Opens what a member dropped: one file, or a ZIP of files, bounded and counted.

Here: `FileSource` and `ZipSource`, the two forms of `contract.Source`. No name inside an archive
ever becomes a path on this machine. Not here: any one format (`reading/`, the mappers).
"""

from __future__ import annotations

import io
import struct
import threading
import zipfile
from collections.abc import Callable, Sequence
from typing import BinaryIO, Final, cast

from isal import isal_zlib

from evenkeel.importers import limits
from evenkeel.importers.contract import HEAD_BYTES, Reason, Refused

READ_BYTES: Final = 256 * 1024
_LOCAL_HEADER: Final = struct.Struct("<4s5H3L2H")
_UNREADABLE: Final[tuple[type[Exception], ...]] = (
    cast("type[Exception]", isal_zlib.error),
    OSError,
    EOFError,
)
_ENCRYPTED: Final = 0x1
_ZIP_MAGIC: Final = (b"PK\x03\x04", b"PK\x05\x06")

Opener = Callable[[], BinaryIO]
"""Opens the dropped file once more, at its beginning; seekable."""


class Stopped(Exception):
    """The member cancelled. Raised from a stream's `read`."""


class Progress:
    """How many bytes a mapper has read of how many, and whether it shall go on."""

    def __init__(self) -> None:
        self.done = 0
        self.total = 0
        self._stop = threading.Event()

    def stop(self) -> None:
        """The next read raises `Stopped`."""
        self._stop.set()

    def read(self, count: int) -> None:
        if self._stop.is_set():
            raise Stopped
        self.done += count


class CountedStream(io.RawIOBase):
    """A forward-only stream over a function that fills a buffer and says how far."""

    def __init__(self, fill: Callable[[memoryview], int], close: Callable[[], None]) -> None:
        super().__init__()
        self._fill, self._close = fill, close

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: memoryview) -> int:  # type: ignore[override]
        return self._fill(buffer)

    def close(self) -> None:
        if not self.closed:
            self._close()
        super().close()


class FileSource:
    """One file that is no archive."""

    def __init__(self, opener: Opener, *, name: str, size: int) -> None:
        _check_size(size)
        self._opener, self._name, self._size = opener, name, size
        self.progress = Progress()
        self.progress.total = size

    @property
    def names(self) -> Sequence[str]:
        return (self._name,)

    def size(self, name: str) -> int:
        return self._size

    def expect(self, names: Sequence[str]) -> None:
        self.progress.total = self._size

    def head(self, name: str) -> bytes:
        with self._opener() as opened:
            return opened.read(HEAD_BYTES)

    def open(self, name: str) -> BinaryIO:
        opened = self._opener()

        def fill(buffer: memoryview) -> int:
            got: int = opened.readinto(buffer)  # type: ignore[attr-defined]
            self.progress.read(got)
            return got

        return io.BufferedReader(CountedStream(fill, opened.close), READ_BYTES)


class ZipSource:
    """The files of a ZIP, each unpacked as it is read."""

    def __init__(self, opener: Opener, *, size: int) -> None:
        _check_size(size)
        self._opener = opener
        self.progress = Progress()
        try:
            with opener() as opened, zipfile.ZipFile(opened) as zipped:
                infos = [info for info in zipped.infolist() if not info.is_dir()]
        except (zipfile.BadZipFile, OSError, ValueError, EOFError, NotImplementedError) as error:
            raise Refused(Reason.DAMAGED, "zip") from error
        _check_members(infos)
        self._infos = {info.filename: info for info in infos}
        self.progress.total = sum(info.file_size for info in infos)

    @property
    def names(self) -> Sequence[str]:
        return tuple(self._infos)

    def size(self, name: str) -> int:
        return self._infos[name].file_size

    def expect(self, names: Sequence[str]) -> None:
        self.progress.total = sum(self.size(name) for name in names)

    def head(self, name: str) -> bytes:
        with self._stream(name, counted=False) as opened:
            return opened.read(HEAD_BYTES)

    def open(self, name: str) -> BinaryIO:
        return self._stream(name, counted=True)

    def _stream(self, name: str, *, counted: bool) -> BinaryIO:
        info = self._infos[name]
        opened = self._opener()
        try:
            unpack = _Unpacking(opened, info)
        except BaseException:
            opened.close()
            raise

        def fill(buffer: memoryview) -> int:
            piece = unpack.read(min(len(buffer), READ_BYTES))
            buffer[: len(piece)] = piece
            if counted:
                self.progress.read(len(piece))
            return len(piece)

        buffer = READ_BYTES if counted else HEAD_BYTES
        return io.BufferedReader(CountedStream(fill, opened.close), buffer)


class _Unpacking:
    """Inflates one member; stops at the size its header promised and checks its checksum."""

    def __init__(self, opened: BinaryIO, info: zipfile.ZipInfo) -> None:
        self._opened, self._info = opened, info
        opened.seek(info.header_offset)
        head = opened.read(_LOCAL_HEADER.size)
        if len(head) < _LOCAL_HEADER.size or not head.startswith(_ZIP_MAGIC[0]):
            raise Refused(Reason.DAMAGED, "zip")
        *_rest, name_length, extra_length = _LOCAL_HEADER.unpack(head)
        opened.seek(name_length + extra_length, io.SEEK_CUR)
        self._packed_left = info.compress_size
        self._left = info.file_size
        self._checksum = 0
        self._stored = info.compress_type == zipfile.ZIP_STORED
        if not self._stored and info.compress_type != zipfile.ZIP_DEFLATED:
            raise Refused(Reason.DAMAGED, "compression")
        self._inflate = isal_zlib.decompressobj(-15)

    def read(self, size: int) -> bytes:
        piece = b""
        try:
            while not piece and self._left > 0:
                piece = self._next(min(size, self._left) if self._stored else size)
        except _UNREADABLE as error:
            raise Refused(Reason.DAMAGED, "zip") from error
        self._left -= len(piece)
        if self._left < 0:
            raise Refused(Reason.BOMB)
        self._checksum = isal_zlib.crc32(piece, self._checksum)
        if piece and self._left == 0 and self._checksum != self._info.CRC:
            raise Refused(Reason.DAMAGED, "checksum")
        return piece

    def _next(self, size: int) -> bytes:
        if self._stored:
            piece = self._opened.read(size)
            if not piece:
                raise EOFError
            return piece
        fed = self._inflate.unconsumed_tail
        if not fed:
            fed = self._opened.read(min(READ_BYTES, self._packed_left))
            self._packed_left -= len(fed)
        piece = self._inflate.decompress(fed, size)
        if not fed and not piece:  # nothing left to feed, and nothing held back inside
            raise EOFError
        return piece


def open_source(opener: Opener, *, name: str, size: int) -> FileSource | ZipSource:
    """What a member dropped, opened. Raises `Refused` (empty, too big, damaged, a bomb ...)."""
    _check_size(size)
    with opener() as opened:
        magic = opened.read(4)
    if magic in _ZIP_MAGIC:
        return ZipSource(opener, size=size)
    return FileSource(opener, name=_last_name(name), size=size)


def _last_name(name: str) -> str:
    return name.replace("\\", "/").rsplit("/", 1)[-1][: limits.LONGEST_NAME] or "file"


def _check_size(size: int) -> None:
    if size <= 0:
        raise Refused(Reason.EMPTY)
    if size > limits.MOST_BYTES:
        raise Refused(Reason.TOO_BIG)


def _check_members(infos: Sequence[zipfile.ZipInfo]) -> None:
    if not infos:
        raise Refused(Reason.EMPTY, "zip")
    if len(infos) > limits.MOST_PARTS:
        raise Refused(Reason.TOO_MANY)
    if len({info.filename for info in infos}) != len(infos):
        raise Refused(Reason.NAMES)
    if any(leads_elsewhere(info.filename) for info in infos):
        raise Refused(Reason.NAMES)
    if any(info.flag_bits & _ENCRYPTED for info in infos):
        raise Refused(Reason.PASSWORD)
    if any(too_dense(info.compress_size, info.file_size) for info in infos):
        raise Refused(Reason.BOMB)
    if sum(info.file_size for info in infos) > limits.MOST_UNPACKED_BYTES:
        raise Refused(Reason.TOO_BIG)


def too_dense(packed: int, unpacked: int) -> bool:
    """Whether a file grows more than any honest export does."""
    if unpacked > limits.MOST_BYTES:
        return True
    return unpacked > limits.DENSITY_FROM_BYTES and unpacked > packed * limits.DENSEST


def leads_elsewhere(name: str) -> bool:
    """Whether a name inside an archive points out of it."""
    parts = name.replace("\\", "/").split("/")
    return (
        name.startswith(("/", "\\"))
        or ".." in parts
        or "\0" in name
        or (len(parts[0]) == 2 and parts[0][1] == ":")
        or len(name) > limits.LONGEST_NAME
    )
