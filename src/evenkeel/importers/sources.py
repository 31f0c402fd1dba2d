"""Opens what a member dropped: one file, or a ZIP of files, bounded and counted.

Here: `FileSource` and choosing between it and `ZipSource`, the two forms of `contract.Source`. Not
here: archives (`archives.py`), any one format (`reading/`, the mappers).
"""

from __future__ import annotations

import io
from collections.abc import Sequence
from typing import BinaryIO

from evenkeel.importers import limits
from evenkeel.importers.archives import ZIP_MAGIC, ZipSource
from evenkeel.importers.contract import HEAD_BYTES
from evenkeel.importers.streams import (
    READ_BYTES,
    CountedStream,
    Opener,
    Progress,
    Stopped,
    check_size,
)

__all__ = ["FileSource", "Opener", "Progress", "Stopped", "ZipSource", "open_source"]


class FileSource:
    """One file that is no archive."""

    def __init__(self, opener: Opener, *, name: str, size: int) -> None:
        check_size(size)
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


def open_source(opener: Opener, *, name: str, size: int) -> FileSource | ZipSource:
    """What a member dropped, opened. Raises `Refused` (empty, too big, damaged, a bomb ...)."""
    check_size(size)
    with opener() as opened:
        magic = opened.read(4)
    if magic in ZIP_MAGIC:
        return ZipSource(opener, size=size)
    return FileSource(opener, name=_last_name(name), size=size)


def _last_name(name: str) -> str:
    return name.replace("\\", "/").rsplit("/", 1)[-1][: limits.LONGEST_NAME] or "file"
