"""Streams that are counted and can be stopped.

Here: `Progress`, `CountedStream`. Not here: where bytes come from (`sources.py`, `archives.py`).
"""

from __future__ import annotations

import io
import threading
from collections.abc import Callable
from typing import BinaryIO, Final

from evenkeel.importers import limits
from evenkeel.importers.contract import Reason, Refused

READ_BYTES: Final = 256 * 1024

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


def check_size(size: int) -> None:
    if size <= 0:
        raise Refused(Reason.EMPTY)
    if size > limits.MOST_BYTES:
        raise Refused(Reason.TOO_BIG)
