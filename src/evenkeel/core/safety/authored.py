"""Whether a text is made of sentences that were written for risk turns, and of nothing else.

Here: knowing our own sentences again, also where a line or a person was filled in. Not here: the
words (`content/safety`), what is done with a text that holds others (`guard`).
"""

from __future__ import annotations

import re
from functools import lru_cache

from evenkeel.core.safety.phrases import Phrases

_PLACE = re.compile(r"\{[a-z]+\}")
_SENTENCES = re.compile(r"(?<=[.!?])\s+|\n+")
#: Characters a sentence must share with a template around its places to be known by it.
LEAST_SHARED = 6


def whole_sentences(text: str) -> list[str]:
    """Sentences, not cut at the full stops inside addresses and numbers."""
    return [one.strip() for one in _SENTENCES.split(text) if one.strip()]


def _key(text: str) -> str:
    return re.sub(r"[\W_]+", "", text.lower())


@lru_cache(maxsize=4)
def _known(phrases: _ByIdentity) -> tuple[frozenset[str], re.Pattern[str]]:
    """Keys of sentences without places, and one pattern for all that have some."""
    plain, placed = set[str](), set[str]()
    for text in phrases.of.all_texts():
        for sentence in whole_sentences(text):
            if not _PLACE.search(sentence):
                plain.add(_key(sentence))
                continue
            parts = [_key(part) for part in _PLACE.split(sentence)]
            if sum(map(len, parts)) >= LEAST_SHARED:
                placed.add(".{1,160}".join(map(re.escape, parts)))
    return frozenset(plain), re.compile("|".join(sorted(placed)) or "(?!)")


class _ByIdentity:
    """Phrases as a key of a cache: by identity, because they are loaded once."""

    __slots__ = ("of",)

    def __init__(self, of: Phrases) -> None:
        self.of = of

    def __hash__(self) -> int:
        return id(self.of)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _ByIdentity) and other.of is self.of


def strange_sentences(text: str, phrases: Phrases, *, names: tuple[str, ...] = ()) -> list[str]:
    """The sentences of a text that nobody wrote for risk turns; empty if all are known.

    `names` are the names and numbers on the card: a sentence that begins with one is a line of it.
    """
    plain, placed = _known(_ByIdentity(phrases))
    starts = tuple(key for key in map(_key, names) if key)
    found = []
    for sentence in whole_sentences(text):
        key = _key(sentence)
        if not key or key in plain or placed.fullmatch(key):
            continue
        if starts and key.startswith(starts):
            continue
        found.append(sentence)
    return found
