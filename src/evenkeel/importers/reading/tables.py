"""Rows of a CSV file, with their line numbers, whatever its encoding and separator.

Here: `csv_rows`. Not here: what the columns mean.
"""

from __future__ import annotations

import codecs
import csv
import io
from collections.abc import Iterator, Sequence
from typing import BinaryIO, Final, NamedTuple, cast

from evenkeel.importers import limits
from evenkeel.importers.contract import Reason, Refused

_MARKS: Final = ((codecs.BOM_UTF8, "utf-8-sig"), (b"\xff\xfe", "utf-16"), (b"\xfe\xff", "utf-16"))
_SEPARATORS: Final = ",;\t|"
_LOOK: Final = 64 * 1024


class Row(NamedTuple):
    """One row: the line it starts on, and its cells by the column's name, stripped."""

    line: int
    cells: dict[str, str]


def csv_rows(
    stream: BinaryIO, *, skip: int = 0, separator: str = "", names: Sequence[str] = ()
) -> Iterator[Row]:
    """Each row as {column: text}. Encoding and separator are found where they are not given.

    `skip` lines stand before the header; `names` are the columns of a file without one. A column
    that has no name is left out; a row with too few cells lacks the last ones. Raises `Refused` for
    a line longer than any table has.

    >>> [row.cells["bpm"] for row in csv_rows(io.BytesIO(b"time;bpm\\n08:00;61\\n"))]
    ['61']
    """
    buffered = cast(io.BufferedReader, stream)
    look = _peek(buffered)
    encoding = _encoding(look)
    text = io.TextIOWrapper(buffered, encoding=encoding, errors="replace", newline="")
    lines = _bounded(text)
    for _ in range(skip):
        next(lines, None)
    found = separator or _separator(look.decode(encoding, "replace"), skip)
    reader = csv.reader(lines, delimiter=found)
    try:
        header = [one.strip() for one in (names or next(reader, []))]
        for cells in reader:
            if any(cell.strip() for cell in cells):
                pairs = zip(header, cells, strict=False)
                yield Row(reader.line_num + skip, {k: v.strip() for k, v in pairs if k})
    except csv.Error as error:
        raise Refused(Reason.DAMAGED, "csv") from error


def _peek(stream: io.BufferedIOBase) -> bytes:
    peek = getattr(stream, "peek", None)
    if peek is not None:
        return bytes(peek(_LOOK)[:_LOOK])
    position = stream.tell()
    look = stream.read(_LOOK)
    stream.seek(position)
    return look


def _encoding(look: bytes) -> str:
    for mark, name in _MARKS:
        if look.startswith(mark):
            return name
    try:
        codecs.getincrementaldecoder("utf-8")().decode(look)
    except UnicodeDecodeError:
        return "cp1252"
    return "utf-8"


def _separator(look: str, skip: int) -> str:
    lines = look.splitlines()[skip : skip + 1] or [""]
    return max(_SEPARATORS, key=lines[0].count)


def _bounded(text: io.TextIOWrapper) -> Iterator[str]:
    while line := text.readline(limits.MOST_LINE_BYTES):
        if len(line) >= limits.MOST_LINE_BYTES:
            raise Refused(Reason.DAMAGED, "line")
        yield line.replace("\0", "")
