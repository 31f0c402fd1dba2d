"""Fits one head as two linear models that vote: one on the embedding, one on hashed n-grams.

Here: both fits, scores of lines whose batch neither has seen, the scale on which the sum of both is
a probability, thresholds. Not here: which lines (`second.py`), packing.

The embedding knows what a line means, the n-grams how it is said ("always", "what if", the order of
two words); their errors differ, so the sum of their scores is better than either (a product of
experts, Hinton 2002).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import f1_score

from training import calibrate
from training.linear import linear

ONE = "one"
USUAL_STRENGTH = 5.0
"""Inverse regularisation on the embedding. 1, 5 and 20 were tried; figures differ by under .01."""
GRAM_PENALTY = 0.1
"""Of the n-grams. 0.1 and 0.3 were tried; figures differ by under .01."""
FOLDS = 5
GRAM_STEPS = 40
PRIOR_ROWS = 30
"""A scale of one counts as much as so many lines: some heads have few to set it by."""
THRESHOLDS = np.linspace(0.1, 0.7, 25)

Matrix = NDArray[np.float64]


class Lines(NamedTuple):
    """Lines of one head: embeddings, n-grams, labels (0/1), the batch of each, and whether the
    encoder was trained without it."""

    embedded: Matrix
    grams: csr_matrix
    marks: Matrix
    batches: Sequence[str]
    unseen: NDArray[np.bool_]


class Experts(NamedTuple):
    """score = weights @ embedding + grams @ n-grams + bias, already on the scale of chances."""

    weights: Matrix
    grams: Matrix
    bias: Matrix
    thresholds: Matrix
    unsure_below: float


class Raw(NamedTuple):
    """Both models as fitted."""

    weights: Matrix
    grams: Matrix
    bias: Matrix

    def scores(self, lines: Lines, rows: NDArray[np.intp]) -> Matrix:
        """Sums of both, before any scale."""
        found = lines.embedded[rows] @ self.weights.T + self.bias
        return np.asarray(found + lines.grams[rows] @ self.grams, np.float64)


def fit(lines: Lines, kind: str, *, strength: float = USUAL_STRENGTH, share: float) -> Experts:
    """Both models on all lines, on a scale set on lines whose batch was left out of a fit.

    `share`: how much the n-grams count beside the embedding; 0 leaves them out.
    """
    everything = np.arange(len(lines.marks))
    out = out_of_batch(lines, kind, strength=strength, share=share)
    slope, offset = scale(out[lines.unseen], lines.marks[lines.unseen], kind)
    z = slope * out + offset
    raw = _fit(lines, everything, kind, strength, share)
    thresholds, unsure = np.full(lines.marks.shape[1], 0.5), 0.5
    if kind == ONE:
        unsure = calibrate.unsure_below(calibrate.softmax(z), lines.marks)
    else:
        chances = calibrate.sigmoid(z)
        thresholds = np.array([_cut(c, p) for c, p in zip(lines.marks.T, chances.T, strict=True)])
    return Experts(
        slope * raw.weights, slope * raw.grams, slope * raw.bias + offset, thresholds, unsure
    )


def out_of_batch(lines: Lines, kind: str, *, strength: float, share: float) -> Matrix:
    """Scores of every line by models that saw no line of its batch (batches in `FOLDS` folds)."""
    names = sorted(set(lines.batches))
    fold = np.array([names.index(batch) % FOLDS for batch in lines.batches])
    if len(names) < 2:
        fold = np.arange(len(lines.batches)) % FOLDS
    scores = np.zeros_like(lines.marks)
    for at in sorted(set(fold)):
        seen, rest = np.flatnonzero(fold != at), np.flatnonzero(fold == at)
        scores[rest] = _fit(lines, seen, kind, strength, share).scores(lines, rest)
    return scores


def scale(scores: Matrix, marks: Matrix, kind: str) -> tuple[float, float]:
    """(slope, offset) that make the scores mean what they say: a temperature (Guo et al. 2017)
    where labels exclude each other, else one slope and offset for all labels (Platt 1999)."""
    if kind != ONE:
        return calibrate.platt(scores.ravel(), marks.ravel())
    y = marks.argmax(axis=1)

    def loss(factor: float) -> float:
        chances = calibrate.softmax(factor * scores)[np.arange(len(y)), y]
        return float(-np.log(chances + 1e-12).sum() + PRIOR_ROWS * np.log(factor) ** 2)

    return min(map(float, np.geomspace(0.4, 2.5, 40)), key=loss), 0.0


def _fit(lines: Lines, rows: NDArray[np.intp], kind: str, strength: float, share: float) -> Raw:
    weights, bias = _embedding(lines.embedded[rows], lines.marks[rows], kind, strength)
    labels = lines.marks.shape[1]
    if not share:
        return Raw(weights, np.zeros((lines.grams.shape[1], labels)), bias)
    found, more = linear(
        lines.grams[rows].astype(np.float32), lines.marks[rows].astype(np.float32),
        penalty=GRAM_PENALTY, kind=kind, steps=GRAM_STEPS,
    )  # fmt: skip
    return Raw(weights, share * found.astype(np.float64), bias + share * more)


def _embedding(x: Matrix, marks: Matrix, kind: str, strength: float) -> tuple[Matrix, Matrix]:
    columns = [marks.argmax(axis=1)] if kind == ONE else list(marks.T)
    fits = [LogisticRegression(C=strength, max_iter=1000).fit(x, y) for y in columns]
    weights = np.concatenate([model.coef_ for model in fits])
    bias = np.concatenate([model.intercept_ for model in fits])
    if kind == ONE and len(weights) == 1:  # two labels are given as one
        return np.vstack([-weights, weights]) / 2, np.array([-bias[0], bias[0]]) / 2
    return weights, bias


def _cut(column: Matrix, chances: Matrix) -> float:
    best: float = max(THRESHOLDS, key=lambda cut: f1_score(column, chances >= cut, zero_division=0))
    return best
