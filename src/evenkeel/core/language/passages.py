"""Reads a long text passage by passage, so that one sad line in a page is not averaged away.

Here: cutting plain words into passages and joining the scores of each. Not here: the scores.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from evenkeel.core.language.lexicon import Found, Lexicon
from evenkeel.core.language.model import Model, Scores

# A text up to so many words is one passage: the size of the messages the model was trained on.
ONE_PASSAGE = 45
# A passage is closed at the first sentence end after so many words, or at ONE_PASSAGE.
SHORTEST_PASSAGE = 15

_STOPS = frozenset(".!?")


def passages(words: Sequence[str]) -> list[Sequence[str]]:
    """`words` cut at sentence ends into passages; a short text is one.

    >>> [len(p) for p in passages(["a"] * 20 + ["."] + ["b"] * 40)]
    [21, 40]
    """
    if len(words) <= ONE_PASSAGE:
        return [words]
    found, start = [], 0
    for place, word in enumerate(words, 1):
        size = place - start
        if size >= ONE_PASSAGE or (size >= SHORTEST_PASSAGE and word in _STOPS):
            found.append(words[start:place])
            start = place
    return [*found, words[start:]] if start < len(words) else found


def score(model: Model, lexicon: Lexicon, found: Found) -> dict[str, Scores]:
    """The scores of a text: of its one passage, or joined over several. Labels that may stand
    together and amounts are halfway between their mean and their highest; labels that exclude each
    other are averaged."""
    parts = passages(found.words)
    if len(parts) == 1:
        return model.scores(found.words, found.marks())
    each = [model.scores(part, lexicon.find(part).marks()) for part in parts]
    joined: dict[str, Scores] = {}
    for name, head in model.heads.items():
        stacked = np.stack([scores[name] for scores in each])
        mean = stacked.mean(0)
        joined[name] = mean if head.kind == "one" else (mean + stacked.max(0)) / 2
    return joined
