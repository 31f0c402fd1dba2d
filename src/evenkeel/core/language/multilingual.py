"""Reads emotion, its strength and danger in languages the English reader does not know.

Here: the compact artefact `models/reader-multilingual/`: per language a table of n-grams with their
weights, and thresholds. Not here: which language a message is in (`identify.py`), English.

Each language is read by its own logistic layer on word 1-2-grams and character 1-5-grams; only the
n-grams that matter most are kept. How good it is differs by language: see the card, and `measured`.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from evenkeel.core.content.loader import MODELS
from evenkeel.core.language.model import ModelError

PACKAGED = MODELS / "reader-multilingual"
FORMAT = 2
TABLE, DESCRIBED = "tables.npz", "languages.json"
# Characters of a message that are read.
MOST_CHARACTERS = 2_000
WORD_GRAMS, CHARACTER_GRAMS = 2, (1, 2, 3, 4, 5)

# Words, and runs of marks and emoji: a Russian bracket is a smile.
_WORD = re.compile(r"[^\W_](?:[^\W_]|[\u0300-\u036f\u0900-\u0dff'’])*|[^\w\s]+|_+")
_PRIME, _MIX = np.uint32(0x01000193), np.uint32(0x9E3779B1)
_STEEPEST = 30.0
# Tables of languages that are kept at a time.
MOST_TABLES = 6

Ids = NDArray[np.uint32]
Floats = NDArray[np.float32]


class Impression(NamedTuple):
    """What is read in another language; all probabilities are calibrated. `labels` are the emotions
    over their threshold, `intensity` is 0 to 3; empty where the language has no such data."""

    emotions: dict[str, float]
    labels: tuple[str, ...]
    intensity: float
    risk_levels: dict[str, float]


@dataclass(frozen=True, slots=True)
class _Layer:
    """The columns of one question in a language: `kind` as in `model.Head`."""

    kind: str
    labels: tuple[str, ...]
    first: int
    thresholds: tuple[float, ...]


class _Table(NamedTuple):
    ids: Ids
    weights: NDArray[np.int8]
    scale: Floats
    bias: Floats


def grams(text: str) -> tuple[Ids, Floats]:
    """(hashes, weights) of a text's n-grams; words and characters of unit length each.

    >>> ids, values = grams("sehr müde")
    >>> bool(ids.size == values.size > 10)
    True
    """
    read = text[:MOST_CHARACTERS].lower()
    words = _WORD.findall(read)
    line = " " + " ".join(read.split()) + " "
    codes = np.frombuffer(line.encode("utf-32-le", "replace"), np.uint32)
    characters = [hashed for size in CHARACTER_GRAMS if len(hashed := _runs(codes, size))]
    rows = [np.array([_word(word) for word in words], np.uint32)]
    if len(words) > 1:
        rows.append((rows[0][:-1] * _MIX) ^ (rows[0][1:] + _PRIME))
    parts = [_counted(np.concatenate(rows)), _counted(np.concatenate(characters))] if words else []
    if not parts:
        return np.zeros(0, np.uint32), np.zeros(0, np.float32)
    return np.concatenate([p[0] for p in parts]), np.concatenate([p[1] for p in parts])


def _word(word: str) -> int:
    value = 0x811C9DC5
    for byte in word.encode("utf-8", "replace"):
        value = ((value ^ byte) * 0x01000193) & 0xFFFFFFFF
    return value


def _runs(codes: Ids, size: int) -> Ids:
    count = len(codes) - size + 1
    if count <= 0:
        return np.zeros(0, np.uint32)
    hashes = np.full(count, 0x2545F491 + size, np.uint32)
    for offset in range(size):
        hashes = (hashes ^ codes[offset : offset + count]) * _PRIME
        hashes ^= hashes >> np.uint32(15)
    return np.asarray(hashes * _MIX, np.uint32)


def _counted(ids: Ids) -> tuple[Ids, Floats]:
    unique, counts = np.unique(ids, return_counts=True)
    values = 1.0 + np.log(counts)
    return unique, (values / np.sqrt(values @ values)).astype(np.float32)


class Multilingual:
    """All languages of one artefact.

    >>> load_multilingual().read("Ich bin so traurig und allein", "de").labels  # doctest: +SKIP
    ('sadness',)
    """

    def __init__(
        self,
        layers: Mapping[str, Mapping[str, _Layer]],
        table_of: Callable[[str], _Table],
        measured: Mapping[str, float],
    ) -> None:
        self._layers = layers
        # A table is read when a message in its language comes, and a few are kept.
        self._table_of = lru_cache(maxsize=MOST_TABLES)(table_of)
        self.measured = measured

    @property
    def languages(self) -> frozenset[str]:
        """ISO 639-1 codes that are read."""
        return frozenset(self._layers)

    def read(self, text: str, language: str) -> Impression | None:
        """The impression of a text, or None for a language that is not known. Never raises."""
        layers = self._layers.get(language)
        if layers is None:
            return None
        known = self._table_of(language)
        ids, values = grams(text)
        scores = known.bias.copy()
        if len(ids):
            at = np.minimum(np.searchsorted(known.ids, ids), len(known.ids) - 1)
            hit = known.ids[at] == ids
            rows = known.weights[at[hit]].astype(np.float32)
            scores += (values[hit] @ rows) * known.scale
        found = {name: _finish(layer, scores) for name, layer in layers.items()}
        emotions = found.get("emotions", {})
        cuts = layers["emotions"].thresholds if emotions else ()
        over = [name for (name, p), cut in zip(emotions.items(), cuts, strict=True) if p >= cut]
        strength = max(found.get("intensity", {"": 0.0}).values())
        return Impression(
            emotions,
            tuple(sorted(over, key=lambda name: -emotions[name])),
            round(min(3.0, max(0.0, strength)), 2),
            found.get("risk_level", {}),
        )


def _finish(layer: _Layer, scores: Floats) -> dict[str, float]:
    part = scores[layer.first : layer.first + len(layer.labels)]
    if layer.kind != "amount":
        part = np.clip(part, -_STEEPEST, _STEEPEST)
    if layer.kind == "one":
        grown = np.exp(part - part.max())
        part = grown / grown.sum()
    elif layer.kind == "several":
        part = np.asarray(1 / (1 + np.exp(-part)), np.float32)
    return {name: round(float(p), 4) for name, p in zip(layer.labels, part, strict=True)}


def _table(path: Path, code: str) -> _Table:
    with np.load(path, allow_pickle=False) as file:
        return _Table(*(file[f"{code}.{part}"] for part in _Table._fields))


@lru_cache(maxsize=2)
def load_multilingual(folder: Path = PACKAGED) -> Multilingual:
    """Reads the artefact. Raises `ModelError` if it is not whole."""
    try:
        described = json.loads((folder / DESCRIBED).read_text(encoding="utf-8"))
        if described["format"] != FORMAT:
            raise ModelError(f"{folder.name} has format {described['format']}, not {FORMAT}.")
        layers = {
            code: {
                name: _Layer(x["kind"], tuple(x["labels"]), x["first"], tuple(x["thresholds"]))
                for name, x in entry["layers"].items()
            }
            for code, entry in described["languages"].items()
        }
        with np.load(folder / TABLE, allow_pickle=False) as file:
            missing = {f"{code}.{part}" for code in layers for part in _Table._fields}
            missing -= set(file.files)
        if missing:
            raise ModelError(f"{folder.name} has no table {min(missing)}.")
        measured = {code: entry["measured"] for code, entry in described["languages"].items()}
        return Multilingual(layers, lambda code: _table(folder / TABLE, code), measured)
    except (OSError, KeyError, ValueError) as error:
        raise ModelError(
            f"The artefact {folder.name} cannot be read ({type(error).__name__}). Make it with "
            f"`python -m training.multilingual`."
        ) from error
