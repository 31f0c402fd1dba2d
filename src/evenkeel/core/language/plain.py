"""A message as the encoder reads it: its plain words with the marks between them, and the way back.

Here: the joined line and, for each stretch of it, where it stood in the original. Training and
reader both use it, so a change means a new artefact. Not here: what a plain word is (`tokens.py`).
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from typing import NamedTuple

from evenkeel.core.language.tokens import Token

# Marks between words that carry tone or structure; all others are dropped.
KEPT_MARKS = frozenset(",\"()-%$&/[]#:'")
# A row of marks ("?!?!?!") is kept up to this length.
LONGEST_MARK = 3
_STOPS = frozenset(".!?")


class Plain(NamedTuple):
    """`line` is what the encoder reads; piece i of it begins at `starts[i]` and came from
    `spans[i]` of the original."""

    line: str
    starts: tuple[int, ...]
    spans: tuple[tuple[int, int], ...]

    def origin(self, place: int) -> tuple[int, int]:
        """(start, end) in the original of the piece that holds character `place` of `line`."""
        return self.spans[max(0, bisect_right(self.starts, place) - 1)]


def plain(text: str, tokens: Sequence[Token], *, start: int = 0) -> Plain:
    """The encoder's line for `tokens` of `text`; marks are taken from character `start` on.

    >>> from evenkeel.core.language.tokens import load_tokenizer
    >>> text = "Im SOOO tired, honestly!!!! 😭"
    >>> plain(text, load_tokenizer().tokens(text)).line
    'i am so tired , honestly !!! crying'
    """
    pieces: list[str] = []
    spans: list[tuple[int, int]] = []
    at = start
    for token in tokens:
        for place in range(at, token.start):
            if text[place] in KEPT_MARKS:
                pieces.append(text[place])
                spans.append((place, place + 1))
        pieces.append(_said(text, token))
        spans.append((token.start, token.end))
        at = max(at, token.end)
    starts, place = [], 0
    for piece in pieces:
        starts.append(place)
        place += len(piece) + 1
    return Plain(" ".join(pieces), tuple(starts), tuple(spans))


def _said(text: str, token: Token) -> str:
    if token.word not in _STOPS:
        return token.word
    raw = text[token.start : token.end].strip()[:LONGEST_MARK]
    return raw.replace("…", "...") if raw else "."
