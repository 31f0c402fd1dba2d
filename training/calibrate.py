"""Turns raw scores into probabilities that mean what they say, and picks each label's threshold.

Here: Platt scaling, temperature, F1 thresholds, expected calibration error, bootstrap intervals.
Not here: fitting weights (`fit.py`).
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize, minimize_scalar

Array = NDArray[np.float64]
BOOTSTRAPS = 400
# An answer is unsure where, of the rows near its confidence, fewer than this share were right.
RIGHT_ENOUGH = 0.6


def sigmoid(z: Array) -> Array:
    return 1 / (1 + np.exp(-np.clip(z, -30, 30)))


def softmax(z: Array) -> Array:
    grown = np.exp(z - z.max(1, keepdims=True))
    return grown / grown.sum(1, keepdims=True)


def platt(scores: Array, targets: Array) -> tuple[float, float]:
    """(a, b) so that sigmoid(a * score + b) is calibrated (Platt 1999, smoothed targets)."""
    positives, negatives = targets.sum(), (1 - targets).sum()
    smooth = np.where(targets > 0, (positives + 1) / (positives + 2), 1 / (negatives + 2))

    def loss(ab: Array) -> float:
        z = ab[0] * scores + ab[1]
        return float((np.logaddexp(0, z) - smooth * z).mean())

    best = minimize(loss, np.array([1.0, 0.0]), method="Nelder-Mead", options={"maxiter": 300})
    return float(best.x[0]), float(best.x[1])


def temperature(scores: Array, targets: Array) -> float:
    """The factor on the scores of a softmax head with the least log loss (Guo et al. 2017)."""

    def loss(log_factor: float) -> float:
        p = softmax(np.exp(log_factor) * scores)
        return float(-np.log((p * targets).sum(1) + 1e-12).mean())

    return float(np.exp(minimize_scalar(loss, bounds=(-3, 3), method="bounded").x))


def shared_threshold(probabilities: Array, targets: Array) -> float:
    """The one threshold for all labels with the highest macro-F1."""
    cuts = np.arange(0.1, 0.75, 0.025)
    means = [f1_each((probabilities >= cut).astype(float), targets).mean() for cut in cuts]
    return float(cuts[int(np.argmax(means))])


def best_threshold(probabilities: Array, targets: Array) -> float:
    """The threshold with the highest F1, midway between neighbours."""
    order = np.argsort(-probabilities)
    hits = np.cumsum(targets[order])
    f1 = 2 * hits / (np.arange(1, len(order) + 1) + targets.sum())
    at = int(f1.argmax())
    ranked = probabilities[order]
    below = ranked[at + 1] if at + 1 < len(ranked) else 0.0
    return float((ranked[at] + below) / 2)


def divisors(probabilities: Array, targets: Array) -> Array:
    """One divisor a label, so that the label of the highest p / divisor gives the best macro-F1:
    rare labels get a smaller one. By turns, two rounds."""
    found = np.full(targets.shape[1], 0.5)

    def score() -> float:
        said = np.eye(len(found))[(probabilities / found).argmax(1)]
        return float(f1_each(said, targets).mean())

    for _ in range(2):
        for j in range(len(found)):
            tried = []
            for value in np.arange(0.2, 0.85, 0.05):
                found[j] = value
                tried.append((score(), -abs(value - 0.5), value))
            found[j] = max(tried)[2]
    return found


def f1_each(predicted: Array, targets: Array) -> Array:
    """F1 per column; 0 where nothing was predicted or true."""
    hits = (predicted * targets).sum(0)
    total = predicted.sum(0) + targets.sum(0)
    return np.divide(2 * hits, total, out=np.zeros(len(total)), where=total > 0)


def unsure_below(p: Array, t: Array) -> float:
    """The confidence from which on the best label is right often enough."""
    best, right = p.max(1), t[np.arange(len(t)), p.argmax(1)] > 0
    for cut in np.arange(0.15, 0.9, 0.05):
        near = (best >= cut) & (best < cut + 0.1)
        if near.sum() >= 20 and right[near].mean() >= RIGHT_ENOUGH:
            return round(float(cut), 2)
    return 0.4


def calibration_error(probabilities: Array, targets: Array, bins: int = 10) -> float:
    """Expected calibration error over all cells, equal-width bins (Naeini et al. 2015)."""
    p, t = probabilities.ravel(), targets.ravel()
    which = np.minimum((p * bins).astype(int), bins - 1)
    gaps = [
        abs(p[which == k].mean() - t[which == k].mean()) * (which == k).mean()
        for k in range(bins)
        if (which == k).any()
    ]
    return float(sum(gaps))


def error_of_perfect(probabilities: Array, targets: Array, seed: int = 0) -> list[float]:
    """The calibration error that chance gives a head whose every probability is right, at as many
    rows: its mean, and what it stays under in 95 of 100 draws."""
    rng = np.random.default_rng(seed)
    p = probabilities
    drawn = [
        calibration_error(p, (rng.random(p.shape) < p).astype(float)) for _ in range(BOOTSTRAPS)
    ]
    return [round(float(np.mean(drawn)), 3), round(float(np.quantile(drawn, 0.95)), 3)]


def auc(score: Array, true: NDArray[np.bool_]) -> float:
    """Area under the ROC curve, by ranks; not a number where all are true or none is."""
    order = np.argsort(np.argsort(score)) + 1
    positives = int(true.sum())
    if not positives or positives == len(true):
        return float("nan")
    below = order[true].sum() - positives * (positives + 1) / 2
    return float(below / (positives * (len(true) - positives)))


def interval(
    measure: Callable[[NDArray[np.int64]], float], rows: int, seed: int = 0
) -> list[float]:
    """95% bootstrap interval of `measure(row indices)`."""
    rng = np.random.default_rng(seed)
    draws = [measure(rng.integers(0, rows, rows)) for _ in range(BOOTSTRAPS)]
    return [round(float(np.quantile(draws, q)), 4) for q in (0.025, 0.975)]
