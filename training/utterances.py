"""Our own labelled lines as rows: `languages/<locale>/utterances/<head>/*.yaml` and graded risk.

Here: batches to (texts, targets, spans), the held-out side apart. Not here: schemas
(`core.language.utterances`).
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from evenkeel.core.language.utterances import load_graded, load_utterances, nearly_same
from evenkeel.core.vocabulary import Pathway, RiskLevel
from training.corpora import Matrix

LEVELS = tuple(level.name.lower() for level in RiskLevel)
PATHWAYS = tuple(pathway.value for pathway in Pathway)
Spans = list[tuple[int, int]]


class Lines(NamedTuple):
    """Lines with 0/1 targets, the marked spans of each, and the batch each came from."""

    texts: list[str]
    targets: Matrix
    spans: list[Spans]
    batches: list[str]


def load(
    head: str, labels: tuple[str, ...] | None = None, locale: str = "en"
) -> tuple[Lines, Lines, tuple[str, ...]]:
    """(train, held out, labels). Held-out lines nearly the same as trained ones are left out."""
    batches = load_utterances(head, locale)
    found = labels or tuple(sorted({label for b in batches.values() for label in b.lines}))
    column = {label: at for at, label in enumerate(found)}
    sides = {False: Lines([], np.zeros(0), [], []), True: Lines([], np.zeros(0), [], [])}
    rows: dict[bool, list[np.ndarray]] = {False: [], True: []}
    lines = {
        held_out: [x.text for b in batches.values() if b.held_out is held_out for x in b.each()]
        for held_out in (False, True)
    }
    known = {held for _, held in nearly_same(lines[False], lines[True])}
    for name, batch in batches.items():
        side = sides[batch.held_out]
        for line in batch.each():
            if batch.held_out and line.text in known:
                continue
            row = np.zeros(len(found), np.float32)
            row[[column[label] for label in line.labels]] = 1
            side.texts.append(line.text)
            side.spans.append(list(line.spans))
            side.batches.append(name)
            rows[batch.held_out].append(row)
    train, held = (
        sides[part]._replace(
            targets=np.array(rows[part], np.float32).reshape(len(rows[part]), len(found))
        )
        for part in (False, True)
    )
    return train, held, found


class Risk(NamedTuple):
    """Graded messages: levels and pathways 0/1, whether free-written, the kind, the batch."""

    texts: list[str]
    levels: Matrix
    pathways: Matrix
    free: list[bool]
    kinds: list[str]
    batches: list[str]


def graded(locale: str = "en") -> tuple[Risk, Risk]:
    """(train, held out) of a language's graded messages."""
    sides = tuple(Risk([], np.zeros(0), np.zeros(0), [], [], []) for _ in range(2))
    levels: tuple[list[np.ndarray], ...] = ([], [])
    pathways: tuple[list[np.ndarray], ...] = ([], [])
    for name, file in load_graded(locale).items():
        at = int(file.held_out)
        for group in file.groups:
            level = np.zeros(len(LEVELS), np.float32)
            level[LEVELS.index(group.level.lower())] = 1
            pathway = np.zeros(len(PATHWAYS), np.float32)
            if group.pathway is not None:
                pathway[PATHWAYS.index(group.pathway.value)] = 1
            for text in group.each():
                sides[at].texts.append(text)
                sides[at].free.append(file.free)
                sides[at].kinds.append(group.kind or "")
                sides[at].batches.append(name)
                levels[at].append(level)
                pathways[at].append(pathway)
    train, held = (
        side._replace(
            levels=np.array(levels[at], np.float32).reshape(-1, len(LEVELS)),
            pathways=np.array(pathways[at], np.float32).reshape(-1, len(PATHWAYS)),
        )
        for at, side in enumerate(sides)
    )
    return train, held
