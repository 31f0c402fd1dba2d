"""One piece of an Apple export -> columns, without building an object per record.

Here: finding lines and the places in them. Apple writes one element a line, attributes in one
order, dates of one width; so everything after a record's unchanging head stands at a fixed distance
from the line's end. Each assumption is checked line by line; a line that breaks one goes to the
slow path (`reading_slowly.py`) as bytes. Not here: arithmetic (`columns.py`), heads (`heads.py`).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view
from numpy.typing import NDArray

from evenkeel.importers.apple_health.columns import (
    DATE_CHARS,
    Bytes,
    Dates,
    clock_times,
    dates,
    numbers,
)
from evenkeel.importers.apple_health.cutting import BEFORE, Piece
from evenkeel.importers.apple_health.heads import Head, Heads
from evenkeel.importers.apple_health.kinds import KINDS, MOTION, word

Index = NDArray[np.int64]
Mask = NDArray[np.bool_]

DEEPEST: Final = 20
"""Blanks before an element, at most; more is for the slow path."""
SHORT: Final = 24
"""Characters of a number, at most."""
LONG: Final = 96
"""Characters of a category's word, at most."""
LONGEST_HEAD: Final = 1536

_QUOTE, _NEWLINE, _RETURN, _OPEN, _CLOSE, _SLASH, _EQUALS = b'"\n\r<>/='
# Distances back from the quote that opens `value="`, in ` creationDate="25" startDate="25"
# endDate="25" value="`.
_END: Final = 33
_START: Final = 69
_MADE: Final = 107
_HEAD: Final = 122
_DATES_WIDTH: Final = _START - _END + DATE_CHARS
_FIXED: Final = (
    (1, _EQUALS),
    (2, ord("e")),
    (6, ord("v")),
    (8, _QUOTE),
    (34, _QUOTE),
    (35, _EQUALS),
    (42, ord("e")),
    (44, _QUOTE),
    (70, _QUOTE),
    (71, _EQUALS),
    (80, ord("s")),
    (82, _QUOTE),
    (108, _QUOTE),
    (109, _EQUALS),
    (121, ord("c")),
    (122, ord(" ")),
)
_MIX: Final = np.random.default_rng(20_260_115).integers(
    1, 2**63, LONGEST_HEAD // 8 + 1, dtype=np.uint64
) | np.uint64(1)
_BEAT_VALUE: Final = len('<InstantaneousBeatsPerMinute bpm="')
_CLOCK: Final = 20
_MOTION_KEY: Final = len('<MetadataEntry key="HKMetadataKey')
_MOTION_VALUE: Final = len('<MetadataEntry key="HKMetadataKeyHeartRateMotionContext" value="')


def _tag(text: bytes) -> int:
    return int.from_bytes(text, "little")


_RECORD, _BEAT, _META = _tag(b"Record "), _tag(b"Instanta"), _tag(b"Metadata")
_SEVEN: Final = np.uint64(2**56 - 1)
"""Whatever attribute comes first."""
_WORKOUT, _SUMMARY, _END_RECORD = _tag(b"Workout "), _tag(b"Activity"), _tag(b"/Record>")
_CORRELATION, _END_CORRELATION = _tag(b"Correlat"), _tag(b"/Correla")
_MOTION: Final = _tag(b"HeartRat")
_STATE: Final = _tag(b"StateOfM")


@dataclass(slots=True)
class Group:
    """The records of one head in one piece."""

    head: Head
    start: NDArray[np.int64]
    end: NDArray[np.int64]
    value: NDArray[np.float64]
    offset: NDArray[np.int16]
    label: NDArray[np.uint16]


@dataclass(slots=True)
class Scanned:
    """What one piece holds. `slow` are lines for the slow path: (line in the piece, bytes)."""

    lines: int
    groups: list[Group] = field(default_factory=list)
    beats: list[Group] = field(default_factory=list)
    metadata: int = 0
    summaries: int = 0
    repeated: int = 0
    slow: list[tuple[int, bytes]] = field(default_factory=list)


@dataclass(slots=True)
class _Records:
    """The well-formed records of a piece, one entry each."""

    line: Index
    element: Index
    head_end: Index
    dates: Dates
    end: Dates
    value: NDArray[np.float64]
    is_number: Mask
    value_open: Index
    value_close: Index


def scan(piece: Piece, heads: Heads) -> Scanned:
    """Read one piece: whole lines, cut between elements."""
    raw = piece.raw
    buf = np.frombuffer(raw, np.uint8)
    ends = np.flatnonzero(buf[: BEFORE + piece.length] == _NEWLINE)
    if not len(ends):
        return Scanned(lines=0)
    starts = np.concatenate([np.array([BEFORE]), ends[:-1] + 1])
    indent = _windows(buf, DEEPEST)[starts] == _OPEN
    element = starts + indent.argmax(axis=1)
    tag = _words(buf, element + 1)
    tag[~indent.any(axis=1)] = 0
    found = Scanned(lines=len(ends))
    lines = np.flatnonzero((tag & _SEVEN) == _RECORD)
    inside = _inside_correlations(tag)
    if inside is not None:
        found.repeated = int(inside[lines].sum())
        lines = lines[~inside[lines]]
    records = _records(buf, raw, lines, element, ends, found)
    found.metadata = int((tag == _META).sum())
    found.summaries = int((tag == _SUMMARY).sum())
    label = _motion(buf, tag, element, records)
    _beats(buf, raw, tag, element, ends, records, heads, found)
    _group(buf, raw, records, label, heads, found)
    for line in np.flatnonzero((tag == _WORKOUT) | (tag == _STATE)):
        found.slow.append((int(line), _element(raw, element[line], ends[line])))
    return found


def _windows(buf: Bytes, width: int) -> NDArray[np.uint8]:
    return sliding_window_view(buf, width)


def _words(buf: Bytes, at: Index) -> NDArray[np.uint64]:
    """The eight bytes from each place, as one number each."""
    taken: NDArray[np.uint64] = _windows(buf, 8)[at].view("<u8").ravel()
    return taken


def _inside_correlations(tag: NDArray[np.uint64]) -> Mask | None:
    """Lines whose record is a part of a correlation: each stands once more at the top level."""
    opened, closed = tag == _CORRELATION, tag == _END_CORRELATION
    if not (opened.any() or closed.any()):
        return None
    depth = np.cumsum(opened.astype(np.int32) - closed)
    depth -= min(0, int(depth.min()))  # the piece may begin inside one
    return depth > 0


def _element(raw: bytearray, start: int, end: int) -> bytes:
    """An element's own bytes, over several lines where its values hold line breaks."""
    close = raw.find(b">", start, start + LONGEST_HEAD * 8)
    return bytes(raw[start : max(end, close + 1)])


def _records(
    buf: Bytes, raw: bytearray, lines: Index, element: Index, ends: Index, found: Scanned
) -> _Records:
    end = ends[lines]
    end = end - (buf[end - 1] == _RETURN)
    close = end - 2 - (buf[end - 2] == _SLASH)
    fine = (buf[end - 1] == _CLOSE) & (buf[close] == _QUOTE)
    text = _windows(buf, SHORT)[close - SHORT]
    length, short = _length(text)
    is_number = short.copy()
    if not short.all():
        rest = np.flatnonzero(~short)
        length[rest], seen = _length(_windows(buf, LONG)[close[rest] - LONG])
        fine[rest] &= seen
    opened = close - 1 - length
    for back, char in _FIXED:
        fine &= buf[opened - back] == char
    window = _windows(buf, _DATES_WIDTH)[opened - _START]
    start_at, end_at = dates(window[:, :DATE_CHARS]), dates(window[:, -DATE_CHARS:])
    fine &= start_at.fine & end_at.fine & (end_at.ms >= start_at.ms)
    head_end = opened - _HEAD
    fine &= (head_end > element[lines]) & (head_end - element[lines] < LONGEST_HEAD)
    value, plain = numbers(text, length)
    is_number &= plain
    for line in lines[~fine].tolist():
        found.slow.append((line, _element(raw, int(element[line]), int(ends[line]))))
    return _Records(
        line=lines[fine],
        element=element[lines][fine],
        head_end=head_end[fine],
        dates=Dates(start_at.ms[fine], start_at.offset[fine], start_at.fine[fine]),
        end=Dates(end_at.ms[fine], end_at.offset[fine], end_at.fine[fine]),
        value=value[fine],
        is_number=is_number[fine],
        value_open=opened[fine],
        value_close=close[fine],
    )


def _length(text: Bytes) -> tuple[Index, Mask]:
    """How many characters follow the last quote of each row, and whether there is one."""
    quotes = text[:, ::-1] == _QUOTE
    return quotes.argmax(axis=1), quotes.any(axis=1)


def _motion(
    buf: Bytes, tag: NDArray[np.uint64], element: Index, records: _Records
) -> NDArray[np.uint16]:
    """The heart-rate record's motion context, as a label's code."""
    label = np.zeros(len(records.line), np.uint16)
    meta = np.flatnonzero(tag == _META)
    if len(meta) and len(label):
        at = element[meta]
        context = _words(buf, at + _MOTION_KEY) == _MOTION
        meta, at = meta[context], at[context]
        owner = np.searchsorted(records.line, meta) - 1
        code = buf[at + _MOTION_VALUE] - np.uint8(ord("0"))
        fits = (owner >= 0) & (code >= 1) & (code <= len(MOTION))
        label[owner[fits]] = code[fits]
    return label


def _codes(
    buf: Bytes, raw: bytearray, records: _Records, heads: Heads
) -> tuple[Index, list[Head | None]]:
    """Each record's head, as a code into a list of heads."""
    length = records.head_end - records.element
    key = np.zeros(len(length), np.uint64)
    for size in np.unique(length).tolist():
        at = np.flatnonzero(length == size)
        words = -(-size // 8)  # the last word reaches into ` creationDate="`, which is constant
        rows = _windows(buf, words * 8)[records.element[at]].view("<u8")
        key[at] = (rows * _MIX[:words]).sum(axis=1) + np.uint64(size)
    runs = np.flatnonzero(np.concatenate([[True], key[1:] != key[:-1]]))
    first: dict[int, int] = {}
    known: list[Head | None] = []
    place: dict[Head | None, int] = {}
    codes = np.empty(len(runs), np.int64)
    for i, (run, k) in enumerate(zip(runs.tolist(), key[runs].tolist(), strict=True)):
        code = first.get(k)
        if code is None:
            head = heads.read(bytes(raw[records.element[run] : records.head_end[run]]))
            code = place.setdefault(head, len(place))
            if code == len(known):
                known.append(head)
            first[k] = code
        codes[i] = code
    return np.repeat(codes, np.diff(np.append(runs, len(key)))), known


def _group(
    buf: Bytes,
    raw: bytearray,
    records: _Records,
    label: NDArray[np.uint16],
    heads: Heads,
    found: Scanned,
) -> None:
    if not len(records.line):
        return
    codes, known = _codes(buf, raw, records, heads)
    for code, head in enumerate(known):
        at = np.flatnonzero(codes == code)
        kind = KINDS.get(head.type) if head else None
        if head is None:
            _slowly(raw, records, at, found)
            continue
        if kind is not None and kind.words:
            at = _categories(raw, records, at, head, found)
        elif kind is not None and not kind.lasts:
            _slowly(raw, records, at[~records.is_number[at]], found)
            at = at[records.is_number[at]]
        found.groups.append(
            Group(
                head=head,
                start=records.dates.ms[at],
                end=records.end.ms[at],
                value=records.value[at],
                offset=records.dates.offset[at],
                label=label[at],
            )
        )


def _categories(raw: bytearray, records: _Records, at: Index, head: Head, found: Scanned) -> Index:
    """Words to values, in place; rows with unknown words go the slow way."""
    kind, seen = KINDS[head.type], {}
    spans = zip(records.value_open[at].tolist(), records.value_close[at].tolist(), strict=True)
    values = np.full(len(at), np.nan)
    for i, (opened, close) in enumerate(spans):
        text = bytes(raw[opened + 1 : close])
        if text not in seen:
            value = word(kind, text.decode("ascii", "replace"))
            seen[text] = np.nan if value is None else value
        values[i] = seen[text]
    records.value[at] = values
    known = ~np.isnan(values)
    _slowly(raw, records, at[~known], found)
    kept: Index = at[known]
    return kept


def _slowly(raw: bytearray, records: _Records, at: Index, found: Scanned) -> None:
    for i in at.tolist():
        start, close = int(records.element[i]), int(records.value_close[i])
        found.slow.append((int(records.line[i]), bytes(raw[start : close + 3])))


def _beats(
    buf: Bytes,
    raw: bytearray,
    tag: NDArray[np.uint64],
    element: Index,
    ends: Index,
    records: _Records,
    heads: Heads,
    found: Scanned,
) -> None:
    """The single beats under a record: rate, and a time of day on that record's date."""
    lines = np.flatnonzero(tag == _BEAT)
    if not len(lines):
        return
    at = element[lines] + _BEAT_VALUE
    close = ends[lines] - 3
    rate_text = _windows(buf, 8)[at]
    quotes = rate_text == _QUOTE
    length = quotes.argmax(axis=1)
    flush = _windows(buf, 8)[at + length - 8]
    rate, fine = numbers(flush, np.where(quotes.any(axis=1), length, 0))
    text = _windows(buf, _CLOCK)[close - _CLOCK].copy()
    quoted = text[:, ::-1] == _QUOTE
    before = np.arange(_CLOCK) < (_CLOCK - quoted.argmax(axis=1))[:, None]
    text[before] = ord(" ")
    clock, told = clock_times(text)
    fine &= told & quoted.any(axis=1) & (buf[close] == _QUOTE)
    owner = np.searchsorted(records.line, lines) - 1
    fine &= owner >= 0
    for line in lines[~fine].tolist():
        found.slow.append((line, _element(raw, int(element[line]), int(ends[line]))))
    if fine.any():
        _place_beats(owner[fine], rate[fine], clock[fine], buf, raw, records, heads, found)


def _place_beats(
    owner: Index,
    rate: NDArray[np.float64],
    clock: NDArray[np.int64],
    buf: Bytes,
    raw: bytearray,
    records: _Records,
    heads: Heads,
    found: Scanned,
) -> None:
    offset = records.dates.offset[owner]
    ms = on_day(clock, records.dates.ms[owner], offset)
    changes = np.flatnonzero(np.concatenate([[True], owner[1:] != owner[:-1]]))
    by_head: dict[Head, list[tuple[int, int]]] = {}
    stops = np.append(changes[1:], len(owner)).tolist()
    for start, stop in zip(changes.tolist(), stops, strict=True):
        i = owner[start]
        head = heads.read(bytes(raw[records.element[i] : records.head_end[i]]))
        if head is not None:
            by_head.setdefault(head, []).append((start, stop))
    for head, spans in by_head.items():
        at = np.concatenate([np.arange(start, stop) for start, stop in spans])
        none = np.zeros(len(at), np.uint16)
        found.beats.append(Group(head, ms[at], ms[at], rate[at], offset[at], none))


def on_day(
    clock: NDArray[np.int64], start_ms: NDArray[np.int64], offset: NDArray[np.int16]
) -> NDArray[np.int64]:
    """Times of day on the date of a start, or on the next day where midnight lies between."""
    day = 86_400_000
    shift = offset.astype(np.int64) * 60_000
    local = start_ms + shift
    ms = local - local % day + clock
    ms += np.where(ms < local - day // 2, day, 0)
    return ms - shift


def pieces_of(groups: list[Group]) -> Iterator[tuple[Head, list[Group]]]:
    """Groups by head, in the order they came."""
    by_head: dict[Head, list[Group]] = {}
    for group in groups:
        by_head.setdefault(group.head, []).append(group)
    yield from by_head.items()
