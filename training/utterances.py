"""Reads our own labelled lines: `languages/<locale>/utterances/<head>.yaml`.

A file holds batches of {label: [lines]}; the batches named in `held_out` are only ever tested on.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from evenkeel.core.content.loader import LANGUAGES, Content, load_file
from training.corpora import Rows


class Utterances(Content):
    """One head's lines, by batch and label. A line may stand under several labels."""

    about: str
    held_out: tuple[str, ...]
    batches: Mapping[str, Mapping[str, tuple[str, ...]]]


def load(head: str, labels: tuple[str, ...] | None = None) -> tuple[Rows, Rows, tuple[str, ...]]:
    """(train, held out, labels); 0/1 targets. Unknown labels raise `KeyError`."""
    file = load_file(LANGUAGES / "en" / "utterances" / f"{head}.yaml", Utterances)
    found = labels or tuple(sorted({k for batch in file.batches.values() for k in batch}))
    column = {label: i for i, label in enumerate(found)}
    parts: dict[bool, dict[str, np.ndarray]] = {True: {}, False: {}}
    for name, batch in file.batches.items():
        part = parts[name in file.held_out]
        for label, lines in batch.items():
            for line in lines:
                part.setdefault(line, np.zeros(len(found), np.float32))[column[label]] = 1
    train, test = (
        Rows(list(parts[k]), np.array(list(parts[k].values()), np.float32)) for k in (False, True)
    )
    return train, test, found
