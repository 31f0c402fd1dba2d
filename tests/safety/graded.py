"""The graded messages as data: how many, how written, how alike. For tests and `make safety`."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

import numpy as np
import yaml
from scipy.sparse import csr_matrix

from evenkeel.core.content import LANGUAGES
from evenkeel.core.safety.normalise import folded

GRAM = 4  # characters of a piece that two messages may share
NEAR = 0.8  # Jaccard share of pieces from which two messages are near-duplicates


@dataclass(frozen=True, slots=True)
class Graded:
    """One message: its level, its batch (a writer's file), and whether it was written freely."""

    text: str
    level: str
    batch: str
    free: bool
    held_out: bool


def locales() -> list[str]:
    return sorted(path.parent.parent.name for path in LANGUAGES.glob("*/risk/graded"))


@cache
def graded(locale: str) -> tuple[Graded, ...]:
    return tuple(_read(locale))


def _read(locale: str) -> Iterator[Graded]:
    for path in sorted((LANGUAGES / locale / "risk" / "graded").glob("*.yaml")):
        file = yaml.safe_load(path.read_text("utf-8"))
        for group in file["groups"]:
            for line in str(group.get("texts", "")).splitlines():
                if line.strip():
                    yield Graded(
                        line.strip(), str(group["level"]), path.stem, bool(file.get("free")),
                        bool(file.get("held_out")),
                    )  # fmt: skip


def near_duplicates(texts: list[str]) -> list[tuple[str, str]]:
    """Pairs of messages that share `NEAR` of their pieces of `GRAM` characters."""
    plain = [re.sub(r"\W+", " ", folded(text)).strip() for text in texts]
    number: dict[str, int] = {}
    rows, columns = [], []
    for row, text in enumerate(plain):
        padded = f" {text} "
        pieces = {padded[at : at + GRAM] for at in range(max(1, len(padded) - GRAM + 1))}
        for piece in pieces:
            rows.append(row)
            columns.append(number.setdefault(piece, len(number)))
    held = csr_matrix(
        (np.ones(len(rows), np.int32), (rows, columns)), shape=(len(plain), len(number))
    )
    sizes = np.asarray(held.sum(axis=1)).ravel()
    shared = (held @ held.T).tocoo()
    alike = shared.data / (sizes[shared.row] + sizes[shared.col] - shared.data)
    chosen = (alike >= NEAR) & (shared.row < shared.col)
    return [
        (texts[a], texts[b]) for a, b in zip(shared.row[chosen], shared.col[chosen], strict=True)
    ]
