"""The trained artefact: hashed features in, calibrated scores of every head out.

Here: reading `models/reader-<lang>/weights.npz` + `heads.json` and scoring a message.
Not here: features (`features.py`), what the scores mean together (`reader.py`), how the artefact
is made (`training/`).
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from evenkeel.core.language.features import features

FORMAT = 1
_STEEPEST = 30.0

Scores = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Head:
    """One question put to a message. `kind`: `several` (each label by itself), `one` (labels
    exclude each other) or `amount` (a number per label)."""

    name: str
    kind: str
    labels: tuple[str, ...]
    first: int
    thresholds: tuple[float, ...]
    unsure_below: float


class ModelError(ValueError):
    """The artefact is missing, of another format, or torn. The message says what to run."""


class Model:
    """All heads of one language.

    >>> model = load_model(MODELS / "reader-en")    # doctest: +SKIP
    >>> model.scores(["so", "tired"])["emotions"]   # doctest: +SKIP
    """

    def __init__(
        self, heads: Sequence[Head], arrays: Mapping[str, NDArray[np.generic]], version: str
    ) -> None:
        self.heads = {head.name: head for head in heads}
        self.version = version
        self._rarity = np.asarray(arrays["rarity"], np.float32)
        self._weights = np.asarray(arrays["weights"], np.int8)
        self._scale = np.asarray(arrays["scale"], np.float32)
        self._bias = np.asarray(arrays["bias"], np.float32)

    def scores(self, words: Sequence[str], marks: Sequence[str] = ()) -> dict[str, Scores]:
        """{head: one value per label}: probabilities, or amounts. `words` are plain words, `marks`
        what the lexicon found in them."""
        ids, values = features(words, self._rarity, marks)
        raw = (values @ self._weights[ids].astype(np.float32)) * self._scale + self._bias
        return {name: _finish(head, raw) for name, head in self.heads.items()}


def _finish(head: Head, raw: Scores) -> Scores:
    part = raw[head.first : head.first + len(head.labels)]
    if head.kind == "amount":
        return part
    part = np.clip(part, -_STEEPEST, _STEEPEST)
    if head.kind == "one":
        grown = np.exp(part - part.max())
        return np.asarray(grown / grown.sum(), np.float32)
    return np.asarray(1 / (1 + np.exp(-part)), np.float32)


def load_model(folder: Path) -> Model:
    """Reads an artefact's folder. Raises `ModelError` if it is not whole."""
    try:
        described = json.loads((folder / "heads.json").read_text(encoding="utf-8"))
        with np.load(folder / "weights.npz", allow_pickle=False) as file:
            arrays = {name: file[name] for name in file.files}
    except (OSError, ValueError) as error:
        raise ModelError(
            f"{folder.name}: cannot be read ({error}). See training/reader.py."
        ) from error
    if described.get("format") != FORMAT:
        raise ModelError(f"{folder.name}: format {described.get('format')}, not {FORMAT}.")
    heads = [
        Head(
            name=head["name"],
            kind=head["kind"],
            labels=tuple(head["labels"]),
            first=head["first"],
            thresholds=tuple(head["thresholds"]),
            unsure_below=head["unsure_below"],
        )
        for head in described["heads"]
    ]
    return Model(heads, arrays, described["version"])
