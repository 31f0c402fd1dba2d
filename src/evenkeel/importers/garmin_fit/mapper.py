"""FIT files (Garmin's and any other maker's) -> heart, sleep, movement, stress.

Here: which files of what was dropped are read. Not here: the binary form and its messages
(`evenkeel.importers.reading.fit`).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from evenkeel.importers.contract import (
    BrokenRow,
    Choices,
    Head,
    Item,
    Reason,
    Refused,
    Source,
)
from evenkeel.importers.reading import Collector
from evenkeel.importers.reading.fit import is_fit, read_fit


def recognise(names: Sequence[str], head: Head) -> float:
    """By ".FIT" in the file's first fourteen bytes, or by an archive of such files."""
    if len(names) == 1:
        return 0.95 if is_fit(head(names[0])) else 0.0
    fits = [name for name in names if name.lower().endswith(".fit")]
    return 0.8 if fits and any(is_fit(head(name)) for name in fits[:3]) else 0.0


def read(source: Source, choices: Choices) -> Iterator[Item]:
    """Every FIT file that is there; a damaged one is counted, and the others are read."""
    names = [name for name in source.names if name.lower().endswith(".fit")]
    names = names or list(source.names[:1])
    source.expect(names)
    kept = Collector("Garmin")
    damaged: list[Reason] = []
    told = False
    for name in names:
        for outcome in read_fit(source, name, kept, choices):
            if isinstance(outcome, Reason):
                damaged.append(outcome)
                yield BrokenRow(name, 0, outcome)
            for item in kept.ready():
                told = True
                yield item
    items = list(kept.finish())
    if not told and not items:
        raise Refused(damaged[0] if damaged else Reason.NOT_THIS)
    yield from items
