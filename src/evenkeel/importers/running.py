"""Runs a mapper and holds it to the contract: what it yields is checked, counted and summed up.

Here: `run` and `Summary`. Not here: storing batches (`apps.body`).
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final

import numpy as np

from evenkeel.core.sensing.batches import problems, rows
from evenkeel.core.sensing.signals import signals
from evenkeel.core.vocabulary import CLOCK_ONLY, ObservationBatch
from evenkeel.importers.contract import (
    BrokenRow,
    Choices,
    Importer,
    Item,
    Reason,
    Refused,
    Skipped,
    Source,
)
from evenkeel.importers.sources import Stopped

MOST_SHOWN: Final = 100
"""Broken rows kept with their line; the rest are counted."""


class ContractBroken(RuntimeError):
    """An importer yielded something it must not: a fault of ours, found by its contract tests."""


@dataclass(slots=True)
class SignalCount:
    """What a file holds of one signal. Times are milliseconds since 1970."""

    rows: int = 0
    first: int = 2**62
    last: int = -(2**62)
    clock_only: int = 0
    sources: set[str] = field(default_factory=set)

    def take(self, one: ObservationBatch) -> None:
        self.rows += len(one)
        self.first = min(self.first, int(one.start.min()))
        self.last = max(self.last, int(one.end.max()))
        self.clock_only += int((one.offset == CLOCK_ONLY).sum())
        used = np.flatnonzero(np.bincount(one.source, minlength=len(one.sources)))
        self.sources.update(one.sources[code] for code in used)


@dataclass(slots=True)
class Summary:
    """What a file holds: the answer of a dry run."""

    signals: dict[str, SignalCount] = field(default_factory=dict)
    broken: dict[Reason, int] = field(default_factory=dict)
    shown: list[BrokenRow] = field(default_factory=list)
    skipped: dict[str, int] = field(default_factory=dict)

    @property
    def rows(self) -> int:
        return sum(one.rows for one in self.signals.values())

    @property
    def broken_rows(self) -> int:
        return sum(self.broken.values())

    def take(self, item: Item) -> None:
        """Count one item."""
        if isinstance(item, ObservationBatch):
            if len(item):
                self.signals.setdefault(item.signal, SignalCount()).take(item)
        elif isinstance(item, Skipped):
            self.skipped[item.what] = self.skipped.get(item.what, 0) + item.count
        else:
            self.broken[item.reason] = self.broken.get(item.reason, 0) + item.count
            if len(self.shown) < MOST_SHOWN:
                self.shown.append(item)


def run(importer: Importer, source: Source, choices: Choices) -> Iterator[Item]:
    """What the mapper yields, checked. Raises `Refused` and `Stopped`, and nothing else of a file.

    Values that no body has are left out and counted, whatever the mapper thought of them.
    """
    allowed = set(importer.manifest.signals) or set(signals())
    try:
        for item in importer.mapper.read(source, choices):
            if isinstance(item, ObservationBatch):
                yield from _checked(importer.id, item, allowed)
            else:
                yield item
    except (Refused, Stopped, ContractBroken):
        raise
    except (ValueError, LookupError, TypeError, OverflowError, OSError) as error:
        # A file nobody foresaw. Its text stays out of the message.
        raise Refused(Reason.DAMAGED, type(error).__name__) from error
    except (EOFError, RecursionError, AttributeError, ArithmeticError, struct.error) as error:
        raise Refused(Reason.DAMAGED, type(error).__name__) from error


def _checked(id: str, one: ObservationBatch, allowed: set[str]) -> Iterator[Item]:
    if one.signal not in allowed:
        raise ContractBroken(f"importers/{id}: {one.signal!r} is not in its manifest.")
    wrong = problems(one)
    if wrong:
        raise ContractBroken(f"importers/{id}: {one.signal}: {'; '.join(wrong)}")
    low, high = signals()[one.signal].plausible
    fine = (one.value >= low) & (one.value <= high)
    if fine.all():
        yield one
        return
    yield BrokenRow("", 0, Reason.RANGE, int((~fine).sum()))
    yield rows(one, fine)
