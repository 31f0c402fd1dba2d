"""Numbers for the linear model: hashed word 1-2-grams, character 3-5-grams, marks of the lexicon.

Here: which n-grams, their hash, their weight. It is used by training and reader alike, so a change
means a new artefact. Not here: cleaning (`tokens.py`), weights (`model.py`).

Source of the design: Weinberger et al. 2009 (feature hashing); Wang and Manning 2012 (n-grams
and linear models as a strong baseline).
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

BITS = 18
SIZE = 1 << BITS
CHARACTER_GRAMS = (3, 4, 5)
# More words than this do not change a message's reading and would cost time.
MOST_WORDS = 1500
# Words whose character n-grams are remembered: people mostly use the same few thousand.
WORDS_KEPT = 4096

_PRIME = np.uint32(0x01000193)
_MIX = np.uint32(0x9E3779B1)
_BIGRAM = np.uint32(0x85EBCA6B)
_SPACE = 32

Ids = NDArray[np.int64]
Values = NDArray[np.float32]
Grams = tuple[Ids, Values]


def word_ids(words: Sequence[str]) -> Ids:
    """Bucket of each word and each pair of neighbours, in [0, SIZE); order kept, repeats kept."""
    if not words:
        return np.empty(0, np.int64)
    hashes = np.array([crc32(w.encode("utf-8", "replace")) for w in words], np.uint32)
    pairs = (hashes[:-1] * _BIGRAM) ^ (hashes[1:] + _MIX)
    return _bucket(np.concatenate([hashes, pairs]))


def character_ids(words: Sequence[str]) -> Ids:
    """Bucket of each character n-gram inside a word (its borders are spaces)."""
    grams = [_grams(word) for word in words]
    by_size = b"".join(of_word[at] for at in range(len(CHARACTER_GRAMS)) for of_word in grams)
    return np.frombuffer(by_size, np.int64)


@lru_cache(maxsize=WORDS_KEPT)
def _grams(word: str) -> tuple[bytes, ...]:
    """The buckets of one word's n-grams, of each size, as the bytes of an array of int64."""
    codes = np.frombuffer(f" {word} ".encode("utf-32-le", "replace"), np.uint32)
    spaces = np.concatenate([[0], np.cumsum(codes == _SPACE)])
    found = []
    for size in CHARACTER_GRAMS:
        count = max(len(codes) - size + 1, 0)
        hashes = np.full(count, size, np.uint32)
        for offset in range(size):
            hashes = (hashes ^ codes[offset : offset + count]) * _PRIME
        inner = spaces[size - 1 : size - 1 + count] - spaces[1 : 1 + count]
        found.append(_bucket(hashes[inner == 0]).tobytes())
    return tuple(found)


def _bucket(hashes: NDArray[np.uint32]) -> Ids:
    mixed = hashes * _MIX
    mixed = mixed ^ (mixed >> np.uint32(15))
    return (mixed & np.uint32(SIZE - 1)).astype(np.int64)


def counted(ids: Ids, rarity: Values | None) -> tuple[Ids, Values]:
    """(buckets, weights): 1 + log(count), times `rarity` (shape SIZE) if given, of unit length."""
    unique, counts = np.unique(ids, return_counts=True)
    values = (1.0 + np.log(counts)).astype(np.float32)
    if rarity is not None:
        values *= rarity[unique]
    length = float(np.sqrt(values @ values))
    return unique, values / np.float32(length) if length else values


def mark_ids(words: Sequence[str], marks: Sequence[str]) -> Ids:
    """Bucket of each mark, of how the message begins and ends, and of its length."""
    if not words:
        return np.empty(0, np.int64)
    shape = [f"^{words[0]}", f"^{' '.join(words[:2])}", f"{words[-1]}$"]
    shape.append(f"#{min(len(words).bit_length(), 7)}")
    hashes = [crc32(f"#{m}".encode("utf-8", "replace")) for m in (*marks, *shape)]
    return _bucket(np.array(hashes, np.uint32))


def features(
    words: Sequence[str], rarity: Values | None = None, marks: Sequence[str] = ()
) -> tuple[Ids, Values]:
    """The sparse row of a message: buckets and their weights; words, characters and marks of unit
    length each, so that a long word does not drown the others.

    >>> ids, values = features(["so", "tired"])
    >>> bool(ids.size == values.size > 3)
    True
    """
    words = words[:MOST_WORDS]
    first, first_values = counted(word_ids(words), rarity)
    second, second_values = counted(character_ids(words), rarity)
    third, third_values = counted(mark_ids(words, marks), rarity)
    return (
        np.concatenate([first, second, third]),
        np.concatenate([first_values, second_values, third_values]),
    )


class Table:
    """Int8 weights of those buckets that weigh anything: a row each, a column for each label.

    >>> table = Table(np.array([3, 9]), np.array([[1, 0], [0, 100]]), np.array([0.5, 0.01]))
    >>> table.scores((np.array([9, 4]), np.array([0.5, 0.1], np.float32))).tolist()
    [0.0, 0.5]
    """

    def __init__(
        self,
        buckets: NDArray[np.generic],
        weights: NDArray[np.generic],
        scale: NDArray[np.generic],
    ) -> None:
        self.buckets = np.asarray(buckets, np.int64)
        self.scale = np.asarray(scale, np.float32)
        whole = np.asarray(weights, np.int8)
        # Row 0 is for all other buckets. An index of every bucket is found in faster than a search.
        self._rows = np.concatenate([np.zeros((1, whole.shape[1]), np.int8), whole])
        self.weights = self._rows[1:]
        self._row_of = np.zeros(SIZE, np.int32)
        self._row_of[self.buckets] = np.arange(1, len(self._rows))

    def scores(self, grams: Grams) -> Values:
        """(labels,): what these n-grams give each label."""
        ids, values = grams
        rows = self._rows[self._row_of[ids]].astype(np.float32)
        return np.asarray((values @ rows) * self.scale, np.float32)
