"""The right exercise for a need said in one's own words, and earlier texts like this one.

Here: ranking by likeness of meaning and by the trained head. Not here: which exercises exist, who
may be offered what (`core.exercises`, `core.personalisation`).
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from functools import lru_cache

import numpy as np

from evenkeel.core.language.model import Scores, SecondLook, sigmoid
from evenkeel.core.language.nearness import SCALE
from evenkeel.core.language.passages import strongest_and_mean
from evenkeel.core.language.reader import PACKAGED, Reader, load_reader
from evenkeel.core.language.utterances import load_utterances

# How many of the lines nearest to a need speak for what they stand under.
NEAREST = 2
# How much the trained head counts beside likeness (cosine), from the held-in lines.
HEAD_SHARE = 1.0
NEEDS = "needs.npz"
HEAD = "needs"
MARK_BYTES = 8


class Finder:
    """Ranks named things (exercises) by how well they serve a need.

    `lines`: {name: needs that it served, in people's words}; anything else that describes the
    thing may stand there too. A new exercise is found by its own lines, without new training.
    `known` holds the embeddings of lines read before, by `mark_of`; `look` is the trained head.
    """

    def __init__(
        self,
        reader: Reader,
        lines: Mapping[str, Sequence[str]],
        known: Mapping[bytes, Scores] | None = None,
        look: SecondLook | None = None,
    ) -> None:
        self._reader, self._look = reader, look
        self._names = tuple(name for name, texts in lines.items() for _ in texts)
        self._rows = _rows(reader, [t for texts in lines.values() for t in texts], known or {})

    def rank(self, need: str, most: int = 3) -> list[tuple[str, float]]:
        """[(name, score)], the best first. Empty for a text that holds nothing to read.

        >>> len(load_finder().rank("i can't fall asleep")[:3])
        3
        """
        if not any(map(str.isalnum, need)) or not len(self._rows):
            return []
        likeness = self._rows @ self._reader.similar([need])[0]
        near: dict[str, list[float]] = {}
        for name, value in zip(self._names, likeness, strict=True):
            near.setdefault(name, []).append(float(value))
        heard = self.heard(need)
        scores = {
            name: float(np.mean(sorted(values)[-NEAREST:])) + HEAD_SHARE * heard.get(name, 0.0)
            for name, values in near.items()
        }
        return sorted(scores.items(), key=lambda pair: (-pair[1], pair[0]))[:most]

    def heard(self, need: str) -> dict[str, float]:
        """{exercise: probability that it serves the need}; empty if there is nothing to read."""
        rows = self._reader.numbers(need) if self._look else []
        if self._look is None or not rows:
            return {}
        stacked = np.stack([sigmoid(self._look.scores(similar, grams)) for similar, grams in rows])
        chances = strongest_and_mean(stacked).tolist()
        return dict(zip(self._look.labels[HEAD], chances, strict=True))


def most_alike(reader: Reader, text: str, earlier: Sequence[str], most: int = 3) -> list[int]:
    """Indices of the earlier texts most like `text`, the nearest first.

    >>> most_alike(load_reader(), "my boss again", ["the cat slept", "work was awful today"], 1)
    [1]
    """
    rows: Scores = reader.similar([text, *earlier])
    order = np.argsort(-(rows[1:] @ rows[0]), kind="stable")
    return [int(at) for at in order[:most]]


@lru_cache(maxsize=2)
def load_finder(locale: str = "en") -> Finder:
    """The finder over our own lines of needs. Lines that `training.second` has read are not read
    again: two thousand would take seconds."""
    known: dict[bytes, Scores] = {}
    look = None
    if (PACKAGED / NEEDS).exists():
        with np.load(PACKAGED / NEEDS, allow_pickle=False) as file:
            look = SecondLook(file)
            rows = file["rows"].astype(np.float32) / SCALE
            known = {bytes(mark): row for mark, row in zip(file["marks"], rows, strict=True)}
    return Finder(load_reader(), lines_of_needs(locale), known, look)


def lines_of_needs(locale: str = "en") -> dict[str, list[str]]:
    """{exercise: lines of need}, without the held-out batches."""
    lines: dict[str, list[str]] = {}
    for batch in load_utterances("needs", locale).values():
        for line in () if batch.held_out else batch.each():
            for label in line.labels:
                lines.setdefault(label, []).append(line.text)
    return lines


def mark_of(line: str) -> bytes:
    """By which an embedding is found again."""
    return hashlib.sha256(line.encode()).digest()[:MARK_BYTES]


def packed_lines(reader: Reader, lines: Sequence[str]) -> dict[str, Scores]:
    """Arrays of `NEEDS` beside its head's: a mark and 384 signed bytes for each different line."""
    each = sorted(set(lines))
    marks = np.frombuffer(b"".join(map(mark_of, each)), np.uint8).reshape(-1, MARK_BYTES)
    return {"marks": marks, "rows": np.rint(reader.similar(each) * SCALE).astype(np.int8)}


def _rows(reader: Reader, texts: Sequence[str], known: Mapping[bytes, Scores]) -> Scores:
    new = [text for text in dict.fromkeys(texts) if mark_of(text) not in known]
    read = dict(zip(new, reader.similar(new), strict=True)) if new else {}
    rows = [read[text] if text in read else known[mark_of(text)] for text in texts]
    return np.stack(rows) if rows else np.zeros((0, 0), np.float32)
