"""Figures of calibrated scores against the truth, each with its 95% bootstrap interval.

Here: macro-F1, accuracy, Pearson, calibration error. Not here: what the scores are (`heads.py`).
"""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from training import calibrate

Array = NDArray[np.float64]


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


def one_figures(p: Array, t: Array, cuts: Array | float = 0.5) -> dict[str, Any]:
    predicted = np.eye(t.shape[1])[(p / cuts).argmax(1)]

    def macro(rows: NDArray[np.int64]) -> float:
        return float(calibrate.f1_each(predicted[rows], t[rows]).mean())

    each = calibrate.f1_each(predicted, t)
    best, right = p.max(1), t[np.arange(len(t)), p.argmax(1)]
    return {
        "rows": len(t),
        "macro_f1": round(float(each.mean()), 4),
        "macro_f1_95": calibrate.interval(macro, len(t)),
        "accuracy": round(float((predicted * t).sum(1).mean()), 4),
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
