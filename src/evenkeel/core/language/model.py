"""The trained artefact: a message in, calibrated scores of every head out.

Here: reading `models/reader-<lang>/`, joining the encoder's scores with those of the linear layer
on hashed n-grams, calibration. Not here: running the encoder (`encoder.py`), features
(`features.py`), what the scores mean together (`reader.py`), how the artefact is made.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from evenkeel.core.language.encoder import Encoder
from evenkeel.core.language.features import features

FORMAT = 2
HEADS, LINEAR, SECOND = "heads.json", "linear.npz", "second.npz"
SEVERAL, ONE, AMOUNT = "several", "one", "amount"
_STEEPEST = 30.0

Scores = NDArray[np.float32]


class ModelError(ValueError):
    """The artefact is missing, of another format, or torn. The message says what to run."""


@dataclass(frozen=True, slots=True)
class Head:
    """One question put to a message. `kind`: `several` (each label by itself), `one` (labels
    exclude each other) or `amount` (a number per label).

    A label's score is slope * encoder + linear * (hashed n-grams) + offset, then the link of the
    kind. `first` is the head's column among the encoder's scores, `linear_first` among the linear
    layer's (-1: none).
    """

    name: str
    kind: str
    labels: tuple[str, ...]
    first: int
    slope: Scores
    offset: Scores
    thresholds: tuple[float, ...]
    unsure_below: float
    linear: Scores | None = None
    linear_first: int = -1


class Passage(NamedTuple):
    """What is scored at once: the encoder's line, and words and marks for the linear layer."""

    line: str
    words: Sequence[str]
    marks: Sequence[str]


class Scored(NamedTuple):
    """One passage: {head: score per label}, its embedding, and for every span head the
    probability of each word piece beside its place in the line."""

    heads: dict[str, Scores]
    similar: Scores
    spans: dict[str, Scores]
    places: tuple[tuple[int, int], ...]


class Linear:
    """One int8 matrix on hashed n-grams: the scores that single words and word pairs give."""

    def __init__(self, arrays: Mapping[str, NDArray[np.generic]]) -> None:
        self._rarity = np.asarray(arrays["rarity"], np.float32)
        self._weights = np.asarray(arrays["weights"], np.int8)
        self._scale = np.asarray(arrays["scale"], np.float32)
        self._bias = np.asarray(arrays["bias"], np.float32)

    def scores(self, words: Sequence[str], marks: Sequence[str]) -> Scores:
        """Raw scores, one per column."""
        ids, values = features(words, self._rarity, marks)
        raw = (values @ self._weights[ids].astype(np.float32)) * self._scale + self._bias
        return np.asarray(raw, np.float32)


class SecondLook(NamedTuple):
    """One head as a linear model on the embedding: see `training/second.py`."""

    weights: Scores
    bias: Scores
    thresholds: Scores


class Model:
    """All heads of one artefact.

    >>> from evenkeel.core.content.loader import MODELS
    >>> model = load_model(MODELS / "reader-en")
    >>> [scored] = model.score([Passage("so tired", ["so", "tired"], [])])
    >>> bool(scored.heads["states"].max() > 0.5)
    True
    """

    def __init__(
        self,
        heads: Sequence[Head],
        encoder: Encoder,
        *,
        linear: Linear | None,
        spans: Sequence[str],
        version: str,
        second: Mapping[str, SecondLook] | None = None,
    ) -> None:
        self.heads = {head.name: head for head in heads}
        self.version = version
        self._encoder = encoder
        self._linear = linear
        self._spans = tuple(spans)
        self._slope = np.concatenate([head.slope for head in heads])
        self._offset = np.concatenate([head.offset for head in heads])
        self._second = dict(second or {})
        for name, look in self._second.items():
            self.heads[name] = replace(
                self.heads[name], thresholds=tuple(map(float, look.thresholds))
            )
        self._blends = [
            (
                slice(head.first, head.first + len(head.labels)),
                slice(head.linear_first, head.linear_first + len(head.labels)),
                head.linear,
            )
            for head in heads
            if head.linear is not None
        ]

    def score(self, passages: Sequence[Passage]) -> list[Scored]:
        """The scores of each passage, in order."""
        found = []
        encoded = self._encoder.run([passage.line for passage in passages])
        for passage, row in zip(passages, encoded, strict=True):
            chances = _sigmoid(row.spans)
            found.append(
                Scored(
                    self._finish(row.scores, passage) | self._look_again(row.similar),
                    row.similar,
                    {name: chances[:, at] for at, name in enumerate(self._spans)},
                    row.places,
                )
            )
        return found

    def _finish(self, raw: Scores, passage: Passage) -> dict[str, Scores]:
        """The calibrated scores of every head: all labels in one go, then each head's link."""
        z = raw * self._slope + self._offset
        if self._linear is not None:
            linear = self._linear.scores(passage.words, passage.marks)
            for columns, theirs, share in self._blends:
                z[columns] += share * linear[theirs]
        alone = _sigmoid(z)
        found = {}
        for name, head in self.heads.items():
            part = slice(head.first, head.first + len(head.labels))
            if head.kind == ONE:
                grown = np.exp(z[part] - z[part].max())
                found[name] = grown / grown.sum()
            else:
                found[name] = alone[part] if head.kind == SEVERAL else z[part]
        return found

    def _look_again(self, similar: Scores) -> dict[str, Scores]:
        """The heads that are fitted to the end on the embedding: these have the word."""
        found = {}
        for name, look in self._second.items():
            z = look.weights @ similar + look.bias
            if self.heads[name].kind == ONE:
                grown = np.exp(z - z.max())
                found[name] = grown / grown.sum()
            else:
                found[name] = _sigmoid(z)
        return found

    def similar(self, lines: Sequence[str]) -> Scores:
        """(lines, 384): embeddings of unit length."""
        return np.stack([row.similar for row in self._encoder.run(lines)])


def _sigmoid(z: Scores) -> Scores:
    return np.asarray(1 / (1 + np.exp(-np.clip(z, -_STEEPEST, _STEEPEST))), np.float32)


@lru_cache(maxsize=2)
def load_model(folder: Path) -> Model:
    """Reads an artefact's folder, once. Raises `ModelError` if it is not whole."""
    try:
        described = json.loads((folder / HEADS).read_text(encoding="utf-8"))
        if described.get("format") != FORMAT:
            raise ModelError(f"{folder.name} has format {described.get('format')}, not {FORMAT}.")
        heads = [_head(entry) for entry in described["heads"]]
        linear = None
        if (folder / LINEAR).exists():
            with np.load(folder / LINEAR, allow_pickle=False) as file:
                linear = Linear({name: file[name] for name in file.files})
        encoder = Encoder(folder)
        return Model(
            heads, encoder, linear=linear, spans=described["spans"],
            version=described["version"], second=_second(folder),
        )  # fmt: skip
    except ModelError:
        raise
    except Exception as error:
        raise ModelError(
            f"The reader's artefact {folder.name} cannot be read ({type(error).__name__}). Get it "
            f"again with the code, or make it with `python -m training.reader`."
        ) from error


def _second(folder: Path) -> Mapping[str, SecondLook]:
    if not (folder / SECOND).exists():
        return {}
    with np.load(folder / SECOND, allow_pickle=False) as file:
        arrays = {name: np.asarray(file[name], np.float32) for name in file.files}
    names = sorted({name.partition(".")[0] for name in arrays})
    return {
        name: SecondLook(*(arrays[f"{name}.{part}"] for part in SecondLook._fields))
        for name in names
    }


def _head(entry: Mapping[str, Any]) -> Head:
    labels = tuple(entry["labels"])

    def row(name: str) -> Scores:
        return np.broadcast_to(np.asarray(entry[name], np.float32), (len(labels),))

    blended = entry.get("linear") is not None
    return Head(
        name=entry["name"],
        kind=entry["kind"],
        labels=labels,
        first=entry["first"],
        slope=row("slope"),
        offset=row("offset"),
        thresholds=tuple(entry["thresholds"]),
        unsure_below=entry["unsure_below"],
        linear=row("linear") if blended else None,
        linear_first=entry.get("linear_first", -1),
    )
