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

from evenkeel.core.language.danger import HEAD, Danger, load_danger
from evenkeel.core.language.encoder import Encoded, Encoder
from evenkeel.core.language.features import Grams, Table, features
from evenkeel.core.language.pieces import Together, beside, load_together

FORMAT = 2
HEADS, LINEAR, SECOND = "heads.json", "linear.npz", "second.npz"
# Heads that no turn asks: they have a file of their own, read by who wants them (`needs.py`).
APART = frozenset({"needs"})
SEVERAL, ONE, AMOUNT = "several", "one", "amount"
_STEEPEST = 30.0

Scores = NDArray[np.float32]
# Buckets of n-grams and the weight of each.


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
    """One int8 matrix on hashed n-grams: the scores that single words and word pairs give. It has
    a row for each bucket that weighs something (`buckets`, ascending), and none for the rest."""

    def __init__(self, arrays: Mapping[str, NDArray[np.generic]]) -> None:
        self.rarity = np.asarray(arrays["rarity"], np.float32)
        self._table = Table(arrays["buckets"], arrays["weights"], arrays["scale"])
        self._bias = np.asarray(arrays["bias"], np.float32)

    def grams(self, words: Sequence[str], marks: Sequence[str]) -> Grams:
        """The buckets of a passage's n-grams and their weights."""
        return features(words, self.rarity, marks)

    def scores(self, grams: Grams) -> Scores:
        """Raw scores, one per column."""
        return np.asarray(self._table.scores(grams) + self._bias, np.float32)


class SecondLook:
    """The heads that are fitted to the end by `training/second.py`: linear on the embedding, and
    most of them on the n-grams that matter to them, which are few. They name their own labels:
    what our lines have learnt since the encoder was trained is among them."""

    def __init__(self, arrays: Mapping[str, NDArray[np.generic]]) -> None:
        self.names = tuple(str(name) for name in arrays["names"])
        self.first = dict(zip(self.names, map(int, arrays["first"]), strict=True))
        ends = [*list(self.first.values())[1:], len(arrays["labels"])]
        self.labels = {
            name: tuple(map(str, arrays["labels"][first:end]))
            for (name, first), end in zip(self.first.items(), ends, strict=True)
        }
        self.thresholds = np.asarray(arrays["thresholds"], np.float32)
        self.unsure_below = dict(zip(self.names, map(float, arrays["unsure_below"]), strict=True))
        self.weights = np.asarray(arrays["weights"], np.float32)
        self.bias = np.asarray(arrays["bias"], np.float32)
        self.words = Table(arrays["gram_ids"], arrays["gram_weights"], arrays["gram_scale"])

    def scores(self, similar: Scores, grams: Grams | None) -> Scores:
        """Raw scores, one per column; all heads in one go."""
        z = self.weights @ similar + self.bias
        if grams is not None:
            z += self.words.scores(grams)
        return np.asarray(z, np.float32)


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
        second: SecondLook | None = None,
        danger: Danger | None = None,
        together: Together | None = None,
    ) -> None:
        self.heads = {head.name: head for head in heads if head.name not in APART}
        self.version = version
        self._encoder = encoder
        self._linear = linear
        self._spans = tuple(spans)
        self._slope = np.concatenate([head.slope for head in heads])
        self._offset = np.concatenate([head.offset for head in heads])
        self._second, self._danger, self._together = second, danger, together
        again = second.names if second is not None else ()
        self._once = {name: head for name, head in self.heads.items() if name not in again}
        if second is not None:
            self.heads |= {name: _seen_again(self.heads[name], second) for name in again}
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
            chances = sigmoid(row.spans)
            linear = self._linear
            grams = linear.grams(passage.words, passage.marks) if linear else None
            found.append(
                Scored(
                    self._heads_of(row, grams),
                    row.similar,
                    {name: chances[:, at] for at, name in enumerate(self._spans)},
                    row.places,
                )
            )
        return found

    def _heads_of(self, row: Encoded, grams: Grams | None) -> dict[str, Scores]:
        """The scores of every head; those that were fitted to the end have the word."""
        found = self._finish(row.scores, grams) | self._look_again(row.similar, grams)
        if self._danger is not None and len(row.layers):
            found[HEAD] = self._danger.chances(row.layers, grams)
        return found

    def _finish(self, raw: Scores, grams: Grams | None) -> dict[str, Scores]:
        """The calibrated scores of the encoder's heads: all labels in one go, then each link."""
        z = raw * self._slope + self._offset
        if self._linear is not None and grams is not None:
            linear = self._linear.scores(grams)
            for columns, theirs, share in self._blends:
                z[columns] += share * linear[theirs]
        alone = sigmoid(z)
        found = {}
        for name, head in self._once.items():
            part = slice(head.first, head.first + len(head.labels))
            if head.kind == ONE:
                grown = np.exp(z[part] - z[part].max())
                found[name] = grown / grown.sum()
            else:
                found[name] = alone[part] if head.kind == SEVERAL else z[part]
        return found

    def _look_again(self, similar: Scores, grams: Grams | None) -> dict[str, Scores]:
        """The heads that are fitted to the end on the embedding."""
        if self._second is None:
            return {}
        found = {}
        z = self._second.scores(similar, grams)
        alone = sigmoid(z)
        for name, first in self._second.first.items():
            head = self.heads[name]
            part = slice(first, first + len(head.labels))
            if head.kind == ONE:
                grown = np.exp(z[part] - z[part].max())
                found[name] = grown / grown.sum()
            else:
                found[name] = alone[part]
        return found

    def together(self, passage: Passage) -> dict[str, float]:
        """What several messages, read as one, say of danger in pieces; empty without a head."""
        if self._together is None or self._danger is None:
            return {}
        [row] = self._encoder.run([passage.line])
        levels = self._danger.chances(row.layers, self.grams(passage))
        return self._together.chances(beside(row.layers, levels))

    def grams(self, passage: Passage) -> Grams | None:
        """The n-grams of a passage; None without a linear layer."""
        return self._linear.grams(passage.words, passage.marks) if self._linear else None

    def layers(self, lines: Sequence[str]) -> Scores:
        """(lines, ...): what the head for danger is given of each line."""
        return np.stack([row.layers for row in self._encoder.run(lines)])

    def similar(self, lines: Sequence[str]) -> Scores:
        """(lines, 384): embeddings of unit length."""
        return np.stack([row.similar for row in self._encoder.run(lines)])


def sigmoid(z: Scores) -> Scores:
    """The chances of raw scores, each by itself."""
    bounded = np.minimum(np.maximum(z, -_STEEPEST), _STEEPEST)  # `clip` is slower on so few
    return np.asarray(1 / (1 + np.exp(-bounded)), np.float32)


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
            version=described["version"], second=_second(folder), danger=load_danger(folder),
            together=load_together(folder),
        )  # fmt: skip
    except ModelError:
        raise
    except Exception as error:
        raise ModelError(
            f"The reader's artefact {folder.name} cannot be read ({type(error).__name__}). Get it "
            f"again with the code, or make it with `python -m training.reader`."
        ) from error


def _second(folder: Path) -> SecondLook | None:
    if not (folder / SECOND).exists():
        return None
    with np.load(folder / SECOND, allow_pickle=False) as file:
        return SecondLook({name: file[name] for name in file.files})


def _seen_again(head: Head, second: SecondLook) -> Head:
    """The head with the labels and thresholds of the second look."""
    first, labels = second.first[head.name], second.labels[head.name]
    cuts = second.thresholds[first : first + len(labels)]
    return replace(
        head,
        labels=labels,
        thresholds=tuple(map(float, cuts)),
        unsure_below=second.unsure_below[head.name],
    )


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
