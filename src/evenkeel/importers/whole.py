"""Reads everything in a dropped file, also where an archive holds several makers' exports.

Here: `read_whole`. A Takeout with Fitbit and Google Fit in it is read by the surest importer first;
what that one leaves is offered to the others. Not here: one importer's run (`running.py`).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import BinaryIO, Final

from evenkeel.importers.contract import BrokenRow, Choices, Importer, Item, Refused, Source
from evenkeel.importers.discovery import guesses, importer
from evenkeel.importers.running import run

SURE_OF_THE_REST: Final = 0.8
"""From here on what is left of an archive is taken for another maker's: nobody was asked."""


def read_whole(first: Importer, source: Source, choices: Choices) -> Iterator[Item]:
    """What `first` reads, then what other importers are sure of in the files it did not take.

    Raises as `run` does for `first`; where a later importer refuses, that is one broken part.
    """
    if len(source.names) == 1:
        yield from run(first, source, choices)
        return
    part = _Part(source, source.names)
    yield from run(first, part, choices)
    done = [first]
    while part.left and (id := _next(part.left, source, done)):
        done.append(importer(id))
        part = _Part(source, part.left, part.taken)
        try:
            yield from run(importer(id), part, choices)
        except Refused as refused:
            yield BrokenRow("", 0, refused.reason)


def _next(names: Sequence[str], source: Source, done: Sequence[Importer]) -> str:
    """The importer that is surest of these files, of those with nothing left to ask."""
    asked = {"", *(one.manifest.asks for one in done if one.manifest.asks == "zone")}
    for guess in guesses(_Part(source, names)):
        known = guess.importer in {one.id for one in done}
        if guess.confidence < SURE_OF_THE_REST or known:
            continue
        if importer(guess.importer).manifest.asks in asked:
            return guess.importer
    return ""


class _Part:
    """Some files of a source, as a source; it notes which of them an importer takes."""

    def __init__(
        self, source: Source, names: Sequence[str], before: frozenset[str] = frozenset()
    ) -> None:
        self._source, self._names = source, tuple(names)
        self._before = before
        self.taken = before

    @property
    def names(self) -> Sequence[str]:
        return self._names

    @property
    def left(self) -> tuple[str, ...]:
        """What nobody took; nothing where the importer did not say what it takes."""
        if self.taken == self._before:
            return ()
        return tuple(name for name in self._names if name not in self.taken)

    def expect(self, names: Sequence[str]) -> None:
        self.taken |= frozenset(names)
        self._source.expect([name for name in self._source.names if name in self.taken])

    def open(self, name: str) -> BinaryIO:
        return self._source.open(name)

    def head(self, name: str) -> bytes:
        return self._source.head(name)

    def size(self, name: str) -> int:
        return self._source.size(name)
