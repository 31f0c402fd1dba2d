"""One trained head: its weights with calibration folded in, its thresholds, its figures.

Here: from (rows, targets) to a `Trained` head. Not here: which data a head has (`reader.py`).
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix

from training import calibrate
from training.linear import linear, out_of_fold

Array = NDArray[np.float64]
# A head of labels that exclude each other is unsure when its best label has less than this share
# of being right in out-of-fold rows.
RIGHT_ENOUGH = 0.6


@dataclass
class Trained:
    """A head as it is written: `weights` SIZE x labels, score = link(x @ weights + bias)."""

    name: str
    kind: str
    labels: tuple[str, ...]
    weights: NDArray[np.float32]
    bias: NDArray[np.float32]
    thresholds: list[float]
    unsure_below: float
    figures: dict[str, Any] = field(default_factory=dict)


def train_head(
    name: str,
    kind: str,
    labels: tuple[str, ...],
    rows: csr_matrix,
    targets: NDArray[np.float32],
    *,
    penalty: float,
    weights: NDArray[np.float32] | None = None,
    folds: int = 3,
    judged: NDArray[np.bool_] | None = None,
) -> Trained:
    """Fits on all rows; calibrates and sets thresholds on out-of-fold scores.

    `judged` marks the rows that count for calibration and thresholds (all by default).
    """
    scores = out_of_fold(rows, targets, penalty=penalty, kind=kind, weights=weights, folds=folds)
    w, b = linear(rows, targets, penalty=penalty, kind=kind, weights=weights)
    keep = np.ones(len(targets), bool) if judged is None else judged
    s, t = scores[keep].astype(np.float64), targets[keep].astype(np.float64)
    thresholds, unsure = [0.5] * len(labels), 0.5
    if kind == "several":
        fits = [calibrate.platt(s[:, j], t[:, j]) for j in range(len(labels))]
        a, c = (np.array(values, np.float32) for values in zip(*fits, strict=True))
        w, b = w * a, b * a + c
        p = calibrate.sigmoid(s * a + c)
        thresholds = [calibrate.best_threshold(p[:, j], t[:, j]) for j in range(len(labels))]
        figures = several_figures(p, t, thresholds)
    elif kind == "one":
        factor = np.float32(calibrate.temperature(s, t))
        w, b = w * factor, b * factor
        p = calibrate.softmax(s * factor)
        unsure = _unsure(p, t)
        figures = one_figures(p, t)
    else:
        figures = amount_figures(s, t)
    return Trained(name, kind, labels, w, b, thresholds, unsure, {"out_of_fold": figures})


def several_figures(p: Array, t: Array, thresholds: Array) -> dict[str, Any]:
    predicted = (p >= thresholds).astype(float)

    def macro(rows: NDArray[np.int64]) -> float:
        return float(calibrate.f1_each(predicted[rows], t[rows]).mean())

    each = calibrate.f1_each(predicted, t)
    return {
        "rows": len(t),
        "macro_f1": round(float(each.mean()), 4),
        "macro_f1_95": calibrate.interval(macro, len(t)),
        "f1": [round(float(v), 3) for v in each],
        "calibration_error": round(calibrate.calibration_error(p, t), 4),
    }


def one_figures(p: Array, t: Array) -> dict[str, Any]:
    predicted = np.eye(t.shape[1])[p.argmax(1)]

    def macro(rows: NDArray[np.int64]) -> float:
        return float(calibrate.f1_each(predicted[rows], t[rows]).mean())

    each = calibrate.f1_each(predicted, t)
    best, right = p.max(1), (predicted * t).sum(1)
    return {
        "rows": len(t),
        "macro_f1": round(float(each.mean()), 4),
        "macro_f1_95": calibrate.interval(macro, len(t)),
        "accuracy": round(float(right.mean()), 4),
        "f1": [round(float(v), 3) for v in each],
        "calibration_error": round(calibrate.calibration_error(best, right), 4),
    }


def amount_figures(s: Array, t: Array) -> dict[str, Any]:
    def pearson(rows: NDArray[np.int64]) -> float:
        pairs = [np.corrcoef(s[rows, j], t[rows, j])[0, 1] for j in range(t.shape[1])]
        return float(np.nanmean(pairs))

    return {
        "rows": len(t),
        "pearson": round(pearson(np.arange(len(t))), 4),
        "pearson_95": calibrate.interval(pearson, len(t)),
    }


def _unsure(p: Array, t: Array) -> float:
    """The confidence from which on the best label is right often enough."""
    best, right = p.max(1), (np.eye(t.shape[1])[p.argmax(1)] * t).sum(1)
    for cut in np.arange(0.15, 0.9, 0.05):
        near = (best >= cut) & (best < cut + 0.1)
        if near.sum() >= 20 and right[near].mean() >= RIGHT_ENOUGH:
            return round(float(cut), 2)
    return 0.5
