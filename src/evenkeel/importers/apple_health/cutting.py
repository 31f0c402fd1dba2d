"""A stream of XML -> pieces of whole elements, in buffers that are used again.

Here: reading ahead and where to cut. Not here: what is in a piece (`scanning.py`). Buffers are made
once: fresh memory for every piece costs as much time as scanning it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from queue import SimpleQueue
from typing import BinaryIO, Final

from evenkeel.importers.contract import Reason, Refused

PIECE_BYTES: Final = 3 * 1024 * 1024
"""Small enough that a piece's columns stay near the processor, large enough for numpy."""
BEFORE: Final = 512
"""Zeros before the first byte, so that looking back from a line's end stays inside."""
AFTER: Final = 2048
FEWEST_LINES: Final = 64
"""A piece with fewer lines than this was written without line breaks."""
LAST: Final = b"</HealthData>"
_TAIL: Final = 64 * 1024


@dataclass(slots=True)
class Piece:
    """`length` bytes of whole lines, after `BEFORE` zeros and before `AFTER` of them."""

    raw: bytearray
    length: int


class Pieces:
    """Iterate over it once. Hand each piece back with `done` when it has been scanned."""

    def __init__(self, stream: BinaryIO, *, most: int) -> None:
        self._stream = stream
        self._free: SimpleQueue[bytearray] = SimpleQueue()
        for _ in range(most):
            self._free.put(bytearray(BEFORE + PIECE_BYTES + AFTER))
        self.ended = False
        """Whether the closing tag of the document was seen."""

    def done(self, piece: Piece) -> None:
        """The piece's buffer may be used again."""
        self._free.put(piece.raw)

    def __iter__(self) -> Iterator[Piece]:
        carried = b""
        while True:
            raw = self._free.get()
            end = self._fill(raw, carried)
            if end == BEFORE:
                return
            last = end < BEFORE + PIECE_BYTES
            if raw.count(b"\n", BEFORE, end) < FEWEST_LINES:
                raw, end = _broken_into_lines(raw, end)
            if last and raw[end - 1] != ord("\n"):
                raw[end : end + 1] = b"\n"
                end += 1
            cut = end if last else self._cut(raw, end)
            carried = bytes(memoryview(raw)[cut:end])
            raw[cut : cut + AFTER] = bytes(AFTER)
            self.ended = LAST in raw[max(BEFORE, cut - _TAIL) : cut]
            yield Piece(raw, cut - BEFORE)
            if last:
                return

    def _fill(self, raw: bytearray, carried: bytes) -> int:
        """Carried bytes, then as many as fit; the place after the last one."""
        end = BEFORE + len(carried)
        raw[BEFORE:end] = carried
        with memoryview(raw) as view:
            while end < BEFORE + PIECE_BYTES:
                got = self._stream.readinto(view[end : BEFORE + PIECE_BYTES])  # type: ignore[attr-defined]
                if not got:
                    break
                end += got
        return end

    @staticmethod
    def _cut(raw: bytearray, end: int) -> int:
        """Before the last record where there is one, so that its beats stay with it."""
        middle = (BEFORE + end) // 2
        record = raw.rfind(b"<Record ", middle, end)
        cut = raw.rfind(b"\n", BEFORE, record if record > 0 else end) + 1
        if cut <= BEFORE:
            raise Refused(Reason.DAMAGED, "line")
        return cut


def _broken_into_lines(raw: bytearray, end: int) -> tuple[bytearray, int]:
    """The same with one element a line; `><` cannot stand in a value."""
    body = bytes(memoryview(raw)[BEFORE:end]).replace(b"><", b">\n<")
    return bytearray(BEFORE) + body + bytearray(AFTER), BEFORE + len(body)
