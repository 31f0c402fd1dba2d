"""Apple Health `export.zip` or `export.xml` -> observations.

Here: finding the file, cutting it into pieces, scanning two pieces at a time, joining what they
give. Not here: the scan itself (`scanning.py`). No XML parser reads the file: iOS 16 wrote a DTD
that stops every parser, and entities that are not XML's own are left as they stand, so nothing can
expand.
"""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from typing import BinaryIO, Final

import numpy as np

from evenkeel.core.sensing.batches import joined
from evenkeel.core.sensing.signals import signals
from evenkeel.core.sensing.units import UnknownUnit, convert
from evenkeel.core.vocabulary import ObservationBatch, SignalKind
from evenkeel.importers.apple_health.cutting import Piece, Pieces
from evenkeel.importers.apple_health.heads import Head, Heads
from evenkeel.importers.apple_health.kinds import BEATS, KINDS, MOTION, UNITLESS
from evenkeel.importers.apple_health.reading_slowly import read_slowly
from evenkeel.importers.apple_health.samples import is_samples, read_samples
from evenkeel.importers.apple_health.scanning import Group, Scanned, pieces_of, scan
from evenkeel.importers.contract import (
    BrokenRow,
    Choices,
    Item,
    Reason,
    Refused,
    Skipped,
    Source,
)
from evenkeel.importers.contract import (
    Head as HeadOf,
)
from evenkeel.importers.reading import Collector, UnreadableTime, moment

WORKERS: Final = 2
AHEAD: Final = WORKERS + 1
"""Pieces read ahead of the one that is being handed on: the bound on memory."""
ROWS: Final = 100_000
"""Rows of a signal that are joined before they are handed on."""
_ROOT: Final = (b"<HealthData", b"DOCTYPE HealthData", b"HealthKit Export Version")
_ECG: Final = "electrocardiograms/"
_DATE: Final = re.compile(rb"(\d{4}-\d\d-\d\d) (\d\d:\d\d:\d\d) ([+-]\d{4})")
_LABELS: Final = ("", *(MOTION[code] for code in sorted(MOTION)))
_MINUTE_MS: Final = 60_000


def recognise(names: Sequence[str], head: HeadOf) -> float:
    """By the root element: the file's name is in the phone's language. JSON by its identifiers."""
    if len(names) == 1 and is_samples(names[0], head(names[0])):
        return 0.85
    return 0.95 if _export(names, head) else 0.0


def read(source: Source, choices: Choices) -> Iterator[Item]:
    """Every record, beat, workout and sleep stage; metadata only where it says who moved."""
    name = _export(source.names, source.head)
    if name is None and is_samples(source.names[0], source.head(source.names[0])):
        yield from read_samples(source.open(source.names[0]))
        return
    if name is None:
        raise Refused(Reason.NOT_THIS)
    recordings = [one for one in source.names if _ECG in one and one.endswith(".csv")]
    source.expect([name, *recordings])
    with source.open(name) as stream:
        yield from _Reader(stream).items()
    yield from _ecg(source, recordings)


def _export(names: Sequence[str], head: HeadOf) -> str | None:
    """The export among the files of the ZIP."""
    for name in names:
        small = name.lower()
        if small.endswith(".xml") and name.count("/") <= 2 and not small.endswith("_cda.xml"):
            beginning = head(name)
            if any(root in beginning for root in _ROOT):
                return name
    return None


class _Reader:
    """Scans pieces in threads, in order, and joins their columns by signal."""

    def __init__(self, stream: BinaryIO) -> None:
        self.pieces = Pieces(stream, most=AHEAD + 1)
        self.heads = Heads()
        self.slow = Collector("Apple Health")
        self.waiting: dict[str, list[ObservationBatch]] = {}
        self.rows: dict[str, int] = {}
        self.skipped: dict[str, int] = {}
        self.line = 0

    def items(self) -> Iterator[Item]:
        with ThreadPoolExecutor(WORKERS) as threads:
            running: deque[Future[Scanned]] = deque()
            try:
                for piece in self.pieces:
                    running.append(threads.submit(self._scan, piece))
                    if len(running) >= AHEAD:
                        yield from self._take(running.popleft().result())
                while running:
                    yield from self._take(running.popleft().result())
            finally:
                for future in running:
                    future.cancel()
        yield from self._rest()

    def _scan(self, piece: Piece) -> Scanned:
        try:
            return scan(piece, self.heads)
        finally:
            self.pieces.done(piece)

    def _take(self, found: Scanned) -> Iterator[Item]:
        for head, groups in pieces_of(found.groups):
            yield from self._groups(head, groups)
        for head, groups in pieces_of(found.beats):
            yield from self._batch(BEATS, head, groups)
        for line, raw in found.slow:
            read_slowly(raw, self.line + line + 1, self.slow)
        yield from self.slow.ready()
        for what, count in (
            ("MetadataEntry", found.metadata),
            ("ActivitySummary", found.summaries),
            ("Correlation", found.repeated),
        ):
            if count:
                self._skip(what, count)
        self.line += found.lines

    def _groups(self, head: Head, groups: list[Group]) -> Iterator[Item]:
        kind = KINDS.get(head.type)
        if kind is None:
            self._skip(head.type, sum(len(group.start) for group in groups))
            return
        for group in groups:
            if kind.lasts:
                group.value = (group.end - group.start) / _MINUTE_MS
            elif not kind.words:
                unit = "fraction" if kind.percent_is_fraction else head.unit
                unit = UNITLESS.get(kind.signal, unit)
                try:
                    group.value = convert(group.value, unit, signals()[kind.signal].unit)
                except UnknownUnit:
                    yield BrokenRow("", self.line + 1, Reason.UNIT, len(group.start))
                    return
        yield from self._batch(kind.signal, head, groups)

    def _batch(self, signal: str, head: Head, groups: list[Group]) -> Iterator[Item]:
        instant = signals()[signal].kind is SignalKind.INSTANT
        for group in groups:
            none = np.zeros(len(group.start), np.uint16)
            one = ObservationBatch(
                signal=signal,
                start=group.start,
                end=group.start if instant else group.end,
                value=group.value,
                offset=group.offset,
                source=none,
                device=none,
                label=group.label,
                sources=(head.source,),
                devices=(head.device,),
                labels=_LABELS,
            )
            self.waiting.setdefault(signal, []).append(one)
            self.rows[signal] = self.rows.get(signal, 0) + len(one)
        if self.rows[signal] >= ROWS:
            yield self._joined(signal)

    def _joined(self, signal: str) -> ObservationBatch:
        del self.rows[signal]
        return joined(self.waiting.pop(signal))

    def _rest(self) -> Iterator[Item]:
        for signal in list(self.waiting):
            yield self._joined(signal)
        yield from self.slow.finish()
        for what, count in self.skipped.items():
            yield Skipped(what, count)
        if not self.pieces.ended:
            yield BrokenRow("", self.line, Reason.CUT_SHORT)

    def _skip(self, what: str, count: int) -> None:
        self.skipped[what] = self.skipped.get(what, 0) + count


def _ecg(source: Source, names: Sequence[str]) -> Iterator[Item]:
    """That a recording was made, and when. Its class is a medical finding and is not kept."""
    kept = Collector("Apple Watch")
    for name in names:
        with source.open(name) as stream:
            found = _DATE.search(stream.read(2048))
        try:
            if found is None:
                raise UnreadableTime
            at = moment(b"".join((found[1], b"T", found[2], found[3])).decode("ascii"))
        except UnreadableTime:
            kept.broken(1, Reason.TIME)
            continue
        kept.add("ecg", at, 1)
    yield from kept.finish()
