"""The right exercise for a need said in one's own words, and earlier texts like this one.

Here: ranking by likeness of meaning and by the trained head. Not here: which exercises exist, who
may be offered what (`core.exercises`, `core.personalisation`).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache

import numpy as np

from evenkeel.core.language.model import Scores
from evenkeel.core.language.reader import Reader, load_reader
from evenkeel.core.language.utterances import load_utterances

# How many of the lines nearest to a need speak for what they stand under.
NEAREST = 2
# How much the trained head counts beside likeness (cosine), from the held-in lines.
HEAD_SHARE = 1.0


class Finder:
    """Ranks named things (exercises) by how well they serve a need.

    `lines`: {name: needs that it served, in people's words}; anything else that describes the
    thing may stand there too. A new exercise is found by its own lines, without new training.
    """

    def __init__(self, reader: Reader, lines: Mapping[str, Sequence[str]]) -> None:
        self._reader = reader
        self._names = tuple(name for name, texts in lines.items() for _ in texts)
        self._rows = reader.similar([text for texts in lines.values() for text in texts])

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
        heard = self._reader.needs(need)
        scores = {
            name: float(np.mean(sorted(values)[-NEAREST:])) + HEAD_SHARE * heard.get(name, 0.0)
            for name, values in near.items()
        }
        return sorted(scores.items(), key=lambda pair: (-pair[1], pair[0]))[:most]


def most_alike(reader: Reader, text: str, earlier: Sequence[str], most: int = 3) -> list[int]:
    """Indices of the earlier texts most like `text`, the nearest first.

    >>> most_alike(load_reader(), "my boss again", ["the cat slept", "work was awful today"], 1)
    [1]
    """
    rows: Scores = reader.similar([text, *earlier])
    order = np.argsort(-(rows[1:] @ rows[0]), kind="stable")
    return [int(at) for at in order[:most]]


@lru_cache(maxsize=2)
def load_finder(locale: str = "en", *, held_out: bool = False) -> Finder:
    """The finder over our own lines of needs; `held_out` batches only if asked for."""
    lines: dict[str, list[str]] = {}
    for batch in load_utterances("needs", locale).values():
        if batch.held_out and not held_out:
            continue
        for line in batch.each():
            for label in line.labels:
                lines.setdefault(label, []).append(line.text)
    return Finder(load_reader(), lines)
