"""Finding words in opened text: small and capital letters, and accents, do not matter.

Here: pure matching, with the places in the original text. Not here: opening entries.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

AROUND = 60
"""Characters shown on either side of a match."""

MOST_SNIPPETS = 3


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of text, and whether it is what was looked for."""

    text: str
    hit: bool


def folded(text: str) -> tuple[str, list[int]]:
    """The text without case and accents, and for each of its characters the place it came from.

    >>> folded("Ça")
    ('ca', [0, 1])
    """
    letters: list[str] = []
    places: list[int] = []
    for place, letter in enumerate(text):
        for plain in unicodedata.normalize("NFKD", letter.casefold()):
            if not unicodedata.combining(plain):
                letters.append(plain)
                places.append(place)
    return "".join(letters), places


def matches(text: str, wanted: str) -> Iterator[tuple[int, int]]:
    """(start, end) in `text` of each place where `wanted` occurs, none overlapping.

    >>> list(matches("Café, cafe", "CAFÉ"))
    [(0, 4), (6, 10)]
    """
    needle = folded(" ".join(wanted.split()))[0]
    if not needle:
        return
    plain, places = folded(text)
    start = plain.find(needle)
    while start >= 0:
        end = start + len(needle)
        last = places[end - 1] + 1
        while last < len(text) and unicodedata.combining(text[last]):
            last += 1
        yield places[start], last
        start = plain.find(needle, end)


def snippets(text: str, wanted: str) -> tuple[tuple[Piece, ...], ...]:
    """Up to `MOST_SNIPPETS` places where `wanted` occurs, each with what stands around it.

    >>> [[(piece.text, piece.hit) for piece in line] for line in snippets("a cat sat", "cat")]
    [[('a ', False), ('cat', True), (' sat', False)]]
    """
    lines = []
    shown_to = 0
    for start, end in matches(text, wanted):
        if start < shown_to:
            continue
        first, last = max(0, start - AROUND), min(len(text), end + AROUND)
        before = ("…" if first else "") + text[first:start]
        after = text[end:last] + ("…" if last < len(text) else "")
        pieces = (Piece(before, False), Piece(text[start:end], True), Piece(after, False))
        lines.append(tuple(piece for piece in pieces if piece.text))
        shown_to = last
        if len(lines) == MOST_SNIPPETS:
            break
    return tuple(lines)
