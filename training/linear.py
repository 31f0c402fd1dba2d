"""Fits many linear heads at once on one sparse matrix.

Here: document rows, logistic and ridge heads by L-BFGS, out-of-fold scores. Not here: which data,
which head, what is written.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize
from scipy.sparse import csr_matrix

from evenkeel.core.language.features import SIZE, features
from evenkeel.core.language.lexicon import load_lexicon

Matrix = NDArray[np.float32]


def design(texts: Sequence[str], rarity: Matrix | None = None) -> csr_matrix:
    """One row a text, SIZE columns."""
    lexicon = load_lexicon("en")
    pointers, ids, values = [0], [], []
    for text in texts:
        found = lexicon.find(lexicon.tokenizer.words(text))
        row_ids, row_values = features(found.words, rarity, found.marks())
        ids.append(row_ids)
        values.append(row_values)
        pointers.append(pointers[-1] + len(row_ids))
    return csr_matrix(
        (np.concatenate(values), np.concatenate(ids).astype(np.int32), np.array(pointers)),
        shape=(len(texts), SIZE),
    )


def rarity_of(texts: Sequence[str]) -> Matrix:
    """log((1 + n) / (1 + documents with the bucket)) + 1, shape SIZE."""
    lexicon = load_lexicon("en")
    seen = np.zeros(SIZE, np.float64)
    for text in texts:
        found = lexicon.find(lexicon.tokenizer.words(text))
        seen[np.unique(features(found.words, None, found.marks())[0])] += 1
    return (np.log((1 + len(texts)) / (1 + seen)) + 1).astype(np.float32)


def linear(
    rows: csr_matrix,
    targets: Matrix,
    *,
    penalty: float,
    kind: str = "several",
    weights: Matrix | None = None,
    steps: int = 60,
) -> tuple[Matrix, Matrix]:
    """(weights: columns x heads, bias: heads) of independent logistic heads (`several`), one
    softmax head (`one`) or least squares (`amount`).

    Minimises sum of losses + penalty / 2 * |w|^2, the bias unpenalised.
    """
    used = np.flatnonzero(np.diff(rows.tocsc().indptr))
    small = rows[:, used].tocsr()
    small_t = small.T.tocsr()
    heads = targets.shape[1]
    row_weights = np.ones(len(targets), np.float32) if weights is None else weights
    bias = _start(targets, row_weights, kind)
    start = np.concatenate([np.zeros(len(used) * heads), bias])

    def loss(flat: NDArray[np.float64]) -> tuple[float, NDArray[np.float64]]:
        w = flat[:-heads].reshape(-1, heads).astype(np.float32)
        z = small @ w + flat[-heads:].astype(np.float32)
        if kind == "amount":
            slope = z - targets
            value = (slope**2 * row_weights[:, None]).sum() / 2
        elif kind == "one":
            z = z - z.max(1, keepdims=True)
            log_total = np.log(np.exp(z).sum(1, keepdims=True))
            value = ((log_total - z) * targets * row_weights[:, None]).sum()
            slope = np.exp(z - log_total) * targets.sum(1, keepdims=True) - targets
        else:
            value = ((np.logaddexp(0, z) - targets * z) * row_weights[:, None]).sum()
            slope = 1 / (1 + np.exp(-z)) - targets
        slope = slope * row_weights[:, None]
        gradient = small_t @ slope + penalty * w
        total = float(value) + penalty / 2 * float((w.astype(np.float64) ** 2).sum())
        return total, np.concatenate([gradient.ravel(), slope.sum(0)]).astype(np.float64)

    best = minimize(
        loss, start, jac=True, method="L-BFGS-B", options={"maxiter": steps, "maxcor": 8}
    )
    weights_out = np.zeros((rows.shape[1], heads), np.float32)
    weights_out[used] = best.x[:-heads].reshape(-1, heads)
    return weights_out, best.x[-heads:].astype(np.float32)


def _start(targets: Matrix, row_weights: Matrix, kind: str) -> Matrix:
    base = (targets * row_weights[:, None]).sum(0) / row_weights.sum()
    if kind == "amount":
        return base
    base = np.clip(base, 1e-5, 1 - 1e-5)
    return np.log(base) if kind == "one" else np.log(base / (1 - base))


def out_of_fold(
    rows: csr_matrix,
    targets: Matrix,
    *,
    penalty: float,
    kind: str,
    weights: Matrix | None = None,
    folds: int,
    seed: int = 0,
) -> Matrix:
    """Scores of each row by a model that did not see it: same shape as `targets`."""
    part = np.random.default_rng(seed).permutation(len(targets)) % folds
    scores = np.zeros_like(targets)
    for fold in range(folds):
        seen, unseen = np.flatnonzero(part != fold), np.flatnonzero(part == fold)
        kept = None if weights is None else weights[seen]
        w, b = linear(rows[seen], targets[seen], penalty=penalty, kind=kind, weights=kept)
        scores[unseen] = rows[unseen] @ w + b
    return scores
