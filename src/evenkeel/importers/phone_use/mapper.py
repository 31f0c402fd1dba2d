"""How a phone was used -> screen time, calls and messages as counts and minutes.

Here: which of four kinds of file it is. Numbers, names and texts are never kept: a call is one more
call in its hour. Not here: each kind's rows (`logs.py`, `screens.py`).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from evenkeel.importers.contract import Choices, Head, Item, Reason, Refused, Source
from evenkeel.importers.phone_use import logs, screens
from evenkeel.importers.reading import Collector

KINDS = (*logs.KINDS, *screens.KINDS)


def recognise(names: Sequence[str], head: Head) -> float:
    """By a log's root element, a table's headings, or ActivityWatch's buckets."""
    return 0.85 if any(kind.fits(name, head(name)) for name in names for kind in KINDS) else 0.0


def read(source: Source, choices: Choices) -> Iterator[Item]:
    """Every file that is one of the kinds."""
    found = [
        (kind, name)
        for name in source.names
        for kind in KINDS
        if kind.fits(name, source.head(name))
    ]
    if not found:
        raise Refused(Reason.NOT_THIS)
    source.expect([name for _, name in found])
    for kind, name in found:
        kept = Collector("Phone", part=name)
        for _ in kind.read(kept, source.open(name), choices):
            yield from kept.ready()
        yield from kept.finish()
