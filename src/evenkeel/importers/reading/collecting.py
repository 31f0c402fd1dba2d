"""Rows one at a time -> batches of columns.

Here: `Collector`, for mappers that go row by row. Values are kept in flat arrays, never as objects.
A mapper that is vectorised makes its batches itself (`core.sensing.batches`).
"""

from __future__ import annotations

from array import array
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Final

import numpy as np

from evenkeel.core.sensing.signals import signals
from evenkeel.core.sensing.units import DECIMALS, UnknownUnit, unit_of
from evenkeel.core.vocabulary import CLOCK_ONLY, ZONE_UNKNOWN, ObservationBatch, SignalKind
from evenkeel.importers.contract import BrokenRow, Item, Reason, Skipped
from evenkeel.importers.reading.times import LATEST, Moment, UnreadableTime

FULL: Final = 50_000
"""Rows of one signal after which a batch is handed on: a few megabytes."""
MOST_NAMES: Final = 0xFFFF
"""Sources, devices or labels in one batch: the width of the vocabulary's codes."""
TOO_LATE: Final = int(LATEST.timestamp()) * 1000
"""Ends are worked out from lengths too, which a damaged file may make endless."""


class _Columns:
    """The rows of one signal so far."""

    def __init__(self) -> None:
        self.start, self.end = array("q"), array("q")
        self.value, self.offset = array("d"), array("h")
        self.source, self.device, self.label = array("H"), array("H"), array("H")
        self.sources: dict[str, int] = {}
        self.devices: dict[str, int] = {}
        self.labels: dict[str, int] = {"": 0}

    def add(self, row: tuple[int, int, float, int], names: tuple[str, str, str]) -> None:
        """All of a row, or, where a name is no text, nothing of it."""
        known = (self.sources, self.devices, self.labels)
        codes = [all.setdefault(name, len(all)) for all, name in zip(known, names, strict=True)]
        if max(codes) > MOST_NAMES:
            raise ValueError("too many names")
        self.start.append(row[0])
        self.end.append(row[1])
        self.value.append(row[2])
        self.offset.append(row[3])
        for column, code in zip((self.source, self.device, self.label), codes, strict=True):
            column.append(code)

    def batch(self, signal: str) -> ObservationBatch:
        return ObservationBatch(
            signal=signal,
            start=np.array(self.start, np.int64),
            end=np.array(self.end, np.int64),
            value=np.array(self.value, np.float64),
            offset=np.array(self.offset, np.int16),
            source=np.array(self.source, np.uint16),
            device=np.array(self.device, np.uint16),
            label=np.array(self.label, np.uint16),
            sources=tuple(self.sources),
            devices=tuple(self.devices),
            labels=tuple(self.labels),
        )


def place_of(at: Moment, length_ms: int) -> int:
    """Which stretch of the wall's clock a time lies in.

    >>> place_of(Moment(1_772_607_600_000, 60), 86_400_000)
    20516
    """
    known = at.offset not in (CLOCK_ONLY, ZONE_UNKNOWN)
    return (at.ms + (at.offset * 60_000 if known else 0)) // length_ms


class Collector:
    """Takes rows and gives batches. `source` is the name a member knows ("Oura", "My Watch").

    >>> from evenkeel.importers.reading import moment
    >>> kept = Collector("My Watch")
    >>> kept.add("heart_rate", moment("2026-03-04T08:00:00+01:00"), 61, line=2)
    >>> kept.add("heart_rate", moment("2026-03-04T08:01:00+01:00"), 9999, line=3)
    >>> [type(item).__name__ for item in kept.finish()]
    ['ObservationBatch', 'BrokenRow']

    `watch` names signals and a length in milliseconds: `seen` then holds which stretches of that
    length have a row, by the wall's clock. So days can leave out what minutes told.
    """

    def __init__(
        self, source: str, *, part: str = "", watch: Mapping[str, int] | None = None
    ) -> None:
        self.source, self.part = source, part
        self._watch = watch or {}
        self.seen: dict[str, set[int]] = {signal: set() for signal in self._watch}
        self._columns: dict[str, _Columns] = {}
        self._broken: list[BrokenRow] = []
        self._skipped: dict[str, int] = {}

    def add(
        self,
        signal: str,
        at: Moment,
        value: float,
        *,
        end: Moment | None = None,
        unit: str | None = None,
        line: int = 0,
        device: str = "",
        label: str = "",
        source: str = "",
    ) -> None:
        """One observation. `unit` is the file's own spelling; None: the value is in the signal's.

        A value nobody's body has, or an end before the start, becomes a broken row of `line`.
        """
        kind = signals()[signal]
        if unit is not None:
            try:
                own = unit_of(unit)
            except UnknownUnit:
                return self.broken(line, Reason.UNIT)
            if own.base != kind.unit:
                return self.broken(line, Reason.UNIT)
            value = round(value * own.factor + own.offset, DECIMALS)
        if not kind.plausible[0] <= value <= kind.plausible[1]:
            return self.broken(line, Reason.RANGE)
        last = at if end is None or kind.kind is SignalKind.INSTANT else end
        if not at.ms <= last.ms < TOO_LATE or (last.offset == CLOCK_ONLY) != (
            at.offset == CLOCK_ONLY
        ):
            return self.broken(line, Reason.TIME)
        if signal in self._watch:
            inside = Moment(max(at.ms, last.ms - 1), last.offset)  # midnight ends a day
            self.seen[signal].add(place_of(inside, self._watch[signal]))
        columns = self._columns.setdefault(signal, _Columns())
        columns.add(
            (int(at.ms), int(last.ms), float(value), int(at.offset)),
            (source or self.source, device, label),
        )
        return None

    def stage(
        self,
        signal: str,
        at: Moment,
        stage: str,
        *,
        end: Moment,
        line: int = 0,
        device: str = "",
        source: str = "",
    ) -> None:
        """One stretch of a stage, by its name in the signal's file ("deep")."""
        code = signals()[signal].stages.get(stage)
        if code is None:
            return self.broken(line, Reason.WORDS)
        return self.add(signal, at, code, end=end, line=line, device=device, source=source)

    @contextmanager
    def row(self, line: int) -> Iterator[None]:
        """While a row is read: where that fails, it is broken and the next one goes on."""
        try:
            yield
        except UnreadableTime:
            self.broken(line, Reason.TIME)
        except ValueError:
            self.broken(line, Reason.NUMBER)
        except (LookupError, TypeError, AttributeError):
            self.broken(line, Reason.SHAPE)

    def broken(self, line: int, reason: Reason) -> None:
        """A row that cannot be read."""
        self._broken.append(BrokenRow(self.part, line, reason))

    def skip(self, what: str, count: int = 1) -> None:
        """A row of a kind that is not kept."""
        self._skipped[what] = self._skipped.get(what, 0) + count

    def ready(self) -> Iterator[Item]:
        """What is full: call it now and then, and pass on what it gives."""
        full = [id for id, columns in self._columns.items() if len(columns.start) >= FULL]
        for signal in full:
            yield self._columns.pop(signal).batch(signal)
        broken, self._broken = self._broken, []
        yield from broken

    def finish(self) -> Iterator[Item]:
        """Everything that is left."""
        for signal, columns in self._columns.items():
            yield columns.batch(signal)
        self._columns = {}
        yield from self._broken
        self._broken = []
        for what, count in self._skipped.items():
            yield Skipped(what, count)
        self._skipped = {}
