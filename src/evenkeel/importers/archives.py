"""The files of a ZIP: listed, checked, unpacked as they are read.

Here: `ZipSource` and what is refused. No name inside an archive ever becomes a path on this
machine. Not here: a file that is no archive (`sources.py`).
"""

from __future__ import annotations

import io
import struct
import zipfile
from collections.abc import Sequence
from typing import BinaryIO, Final, NamedTuple, cast

from isal import isal_zlib

from evenkeel.importers import limits
from evenkeel.importers.contract import HEAD_BYTES, Reason, Refused
from evenkeel.importers.streams import READ_BYTES, CountedStream, Opener, Progress, check_size

_LOCAL_HEADER: Final = struct.Struct("<4s5H3L2H")
_UNREADABLE: Final[tuple[type[Exception], ...]] = (
    cast("type[Exception]", isal_zlib.error),
    OSError,
    EOFError,
)
_ENCRYPTED: Final = 0x1
ZIP_MAGIC: Final = (b"PK\x03\x04", b"PK\x05\x06")


class _Member(NamedTuple):
    """A file of an archive; `within` is the archive in the archive that holds it, if any."""

    info: zipfile.ZipInfo
    within: str = ""


class ZipSource:
    """The files of a ZIP, each unpacked as it is read.

    ZIPs inside it are opened too, one level deep ("parts.zip/a.fit"), in memory and one at a time.
    One that is too large for that, damaged or locked stays what it is: a file named "parts.zip".
    """

    def __init__(self, opener: Opener, *, size: int) -> None:
        check_size(size)
        self._opener = opener
        self.progress = Progress()
        self._held: tuple[str, bytes] = ("", b"")
        infos = _members_of(opener)
        _check_members(infos)
        self._outer = {info.filename: info for info in infos}
        self._members = {
            name: member for one in self._outer for name, member in self._opened_up(one).items()
        }
        if len(self._members) > limits.MOST_PARTS:
            raise Refused(Reason.TOO_MANY)
        self.progress.total = sum(member.info.file_size for member in self._members.values())
        if self.progress.total > limits.MOST_UNPACKED_BYTES:
            raise Refused(Reason.TOO_BIG)

    def _opened_up(self, name: str) -> dict[str, _Member]:
        """The files of an archive in the archive; itself where it is none, or cannot be opened."""
        itself = {name: _Member(self._outer[name])}
        large = self._outer[name].file_size > limits.MOST_INNER_BYTES
        if large or not name.lower().endswith(".zip"):
            return itself
        try:
            infos = _members_of(lambda: io.BytesIO(self._whole(name)))
            _check_members(infos)
        except Refused as refusal:
            if refusal.reason is Reason.BOMB:
                raise
            return itself
        return {f"{name}/{info.filename}": _Member(info, name) for info in infos}

    def _whole(self, name: str) -> bytes:
        """An inner archive, kept until another is needed."""
        if self._held[0] != name:
            self._held = ("", b"")
            with self._unpacked(_Member(self._outer[name]), counted=False) as stream:
                self._held = (name, stream.read())
        return self._held[1]

    @property
    def names(self) -> Sequence[str]:
        return tuple(self._members)

    def size(self, name: str) -> int:
        return self._members[name].info.file_size

    def expect(self, names: Sequence[str]) -> None:
        self.progress.total = sum(self.size(name) for name in names)

    def head(self, name: str) -> bytes:
        with self._unpacked(self._members[name], counted=False) as opened:
            return opened.read(HEAD_BYTES)

    def open(self, name: str) -> BinaryIO:
        return self._unpacked(self._members[name], counted=True)

    def _unpacked(self, member: _Member, *, counted: bool) -> BinaryIO:
        opened: BinaryIO = (
            io.BytesIO(self._whole(member.within)) if member.within else self._opener()
        )
        try:
            unpack = _Unpacking(opened, member.info)
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
        if info.header_offset < 0:
            raise Refused(Reason.DAMAGED, "zip")
        opened.seek(info.header_offset)
        head = opened.read(_LOCAL_HEADER.size)
        if len(head) < _LOCAL_HEADER.size or not head.startswith(ZIP_MAGIC[0]):
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


def _members_of(opener: Opener) -> list[zipfile.ZipInfo]:
    """The files that an archive lists."""
    try:
        with opener() as opened, zipfile.ZipFile(opened) as zipped:
            return [info for info in zipped.infolist() if not info.is_dir()]
    except (zipfile.BadZipFile, OSError, ValueError, EOFError, NotImplementedError) as error:
        raise Refused(Reason.DAMAGED, "zip") from error


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
