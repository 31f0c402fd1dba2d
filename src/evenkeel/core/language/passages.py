"""Reads a long text passage by passage, so that one sad line in a page is not averaged away.

Here: cutting plain words into passages and joining the scores of each. Not here: the scores.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

import numpy as np

from evenkeel.core.language.lexicon import Found, Lexicon
from evenkeel.core.language.model import ONE, Head, Passage, Scored, Scores
from evenkeel.core.language.plain import Plain, plain
from evenkeel.core.language.tokens import Token

# A text up to so many words is one passage: the size of the messages the model was trained on.
ONE_PASSAGE = 45
# A passage is closed at the first sentence end after so many words, or at ONE_PASSAGE.
SHORTEST_PASSAGE = 15
# How much a label's strongest passage counts beside the mean of all.
STRONGEST = 0.5
# Of the levels of danger the strongest passage counts alone: what is said once was said.
HEARD_ONCE = frozenset(("risk_level", "risk_pathway"))

_STOPS = frozenset(".!?")


class Joined(NamedTuple):
    """A whole text: {head: {label: score}}, its embedding, and for every span head the stretches
    of the original with the probability that they belong to the span."""

    heads: dict[str, dict[str, float]]
    similar: Scores
    spans: dict[str, list[tuple[int, int, float]]]


def cut(words: Sequence[str]) -> list[tuple[int, int]]:
    """(first, last) of each passage of `words`, cut at sentence ends; a short text is one.

    >>> cut(["a"] * 20 + ["."] + ["b"] * 40)
    [(0, 21), (21, 61)]
    """
    if len(words) <= ONE_PASSAGE:
        return [(0, len(words))]
    found, start = [], 0
    for place, word in enumerate(words, 1):
        size = place - start
        if size >= ONE_PASSAGE or (size >= SHORTEST_PASSAGE and word in _STOPS):
            found.append((start, place))
            start = place
    return [*found, (start, len(words))] if start < len(words) else found


def passages(
    text: str, tokens: Sequence[Token], found: Found, lexicon: Lexicon
) -> list[tuple[Passage, Plain]]:
    """What the model scores, and how each line leads back to the original."""
    parts = cut(found.words)
    ready = []
    for first, last in parts:
        line = plain(text, tokens[first:last], start=tokens[first - 1].end if first else 0)
        words = found.words[first:last]
        marks = found.marks() if len(parts) == 1 else lexicon.find(words).marks()
        ready.append((Passage(line.line, words, marks), line))
    return ready


def join(heads: Mapping[str, Head], scored: Sequence[Scored], lines: Sequence[Plain]) -> Joined:
    """One text's scores from those of its passages. Labels that may stand together and amounts lie
    between their mean and their highest; labels that exclude each other are averaged; danger is
    that of the most dangerous passage."""
    if len(scored) == 1:
        whole = {
            k: dict(zip(h.labels, scored[0].heads[k].tolist(), strict=True))
            for k, h in heads.items()
        }
        return Joined(whole, scored[0].similar, _spans(scored, lines))
    joined: dict[str, dict[str, float]] = {}
    for name, head in heads.items():
        stacked = np.stack([part.heads[name] for part in scored])
        if name in HEARD_ONCE:
            values = _most_dangerous(stacked) if head.kind == ONE else stacked.max(0)
        else:
            values = stacked.mean(0) if head.kind == ONE else strongest_and_mean(stacked)
        joined[name] = dict(zip(head.labels, values.tolist(), strict=True))
    similar = np.mean([part.similar for part in scored], axis=0)
    return Joined(
        joined, similar / max(float(np.linalg.norm(similar)), 1e-9), _spans(scored, lines)
    )


def strongest_and_mean(stacked: Scores) -> Scores:
    """(labels,): of passages' scores (passages, labels), half their mean and half their highest."""
    mean, highest = stacked.mean(0), stacked.max(0)
    return np.asarray((1 - STRONGEST) * mean + STRONGEST * highest, np.float32)


def _most_dangerous(levels: Scores) -> Scores:
    """The row whose chance of any but the first level is highest."""
    return np.asarray(levels[int(np.argmin(levels[:, 0]))], np.float32)


def _spans(
    scored: Sequence[Scored], lines: Sequence[Plain]
) -> dict[str, list[tuple[int, int, float]]]:
    found: dict[str, list[tuple[int, int, float]]] = {}
    for part, line in zip(scored, lines, strict=True):
        for name, chances in part.spans.items():
            row = found.setdefault(name, [])
            for (start, end), chance in zip(part.places, chances.tolist(), strict=True):
                if start < end:
                    row.append((*line.origin(start), chance))
    return found
