"""From raw scores to a calibrated head and its figures.

Here: slope and offset of every label (Platt 1999; temperature, Guo et al. 2017), the share of the
linear layer, thresholds, "unsure", and figures that no row helped to set. Not here: scores.

Figures on a public dev part are crossed: what is set on one half is judged on the other. Figures on
our own lines are of batches that no choice has seen.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, NamedTuple

import numpy as np

from training import calibrate
from training.calibrate import Array
from training.fit import Matrix, Source
from training.linear_heads import amount_figures, one_figures, several_figures
from training.network import AMOUNT, ONE
from training.sources import Head

# Shares of the linear layer that are tried.
SHARES = (0.0, 0.1, 0.2, 0.3, 0.4, 0.5)
# With fewer rows than this for a label, all labels of a head share slope, offset and threshold.
FEW_POSITIVES = 25
# An answer is unsure where, of the rows near its confidence, fewer than this share were right.
RIGHT_ENOUGH = 0.6


class Rows(NamedTuple):
    """Raw scores of one head's columns beside the truth."""

    raw: Array
    exact: Array | None
    linear: Matrix | None
    targets: Array


class Fitted(NamedTuple):
    """score = slope * raw + share * linear + offset."""

    slope: Array
    offset: Array
    share: float
    thresholds: Array

    def scores(self, raw: Array, linear: Array | None) -> Array:
        blended = 0.0 if linear is None or not self.share else self.share * linear
        return raw * self.slope + blended + self.offset


def columns(kept: list[Head]) -> dict[str, int]:
    """The first column of each head among the exported scores."""
    found, at = {}, 0
    for head in kept:
        found[head.name] = at
        at += len(head.labels)
    return found


class Judged:
    """Rows to calibrate on or to judge by, head by head."""

    def __init__(self, kept: list[Head]) -> None:
        self._heads = {head.name: head for head in kept}
        self._first = columns(kept)
        self.rows: dict[str, Rows] = {}

    def add(self, source: Source, raw: Matrix, linear: Matrix | None, exact: Matrix | None) -> None:
        for name, targets in source.targets.items():
            part = slice(self._first[name], self._first[name] + len(self._heads[name].labels))
            known = targets.min(1) >= 0
            self.rows[name] = Rows(
                raw[known, part].astype(float),
                None if exact is None else exact[known, part].astype(float),
                None if linear is None else linear[known],
                targets[known].astype(float),
            )


def fitted(kind: str, raw: Array, linear: Array | None, targets: Array) -> Fitted:
    """The calibration with the least log loss on these rows, and the best thresholds."""
    count = targets.shape[1]
    if kind == AMOUNT:
        return Fitted(np.ones(count), np.zeros(count), 0.0, np.full(count, 0.5))
    best: tuple[float, Fitted] | None = None
    for share in SHARES if linear is not None else (0.0,):
        # With the linear layer's share fixed, slope and offset are those of the sum.
        moved = 0.0 if linear is None else share * linear
        slope, offset = _line(kind, raw, moved, targets)
        z = raw * slope + moved + offset
        loss = _loss(kind, z, targets)
        if best is None or loss < best[0]:
            best = (loss, Fitted(slope, offset, share, _cuts(kind, z, targets)))
    assert best is not None
    return best[1]


def _line(kind: str, raw: Array, moved: Array | float, targets: Array) -> tuple[Array, Array]:
    count = targets.shape[1]
    if kind == ONE:
        factor = calibrate.temperature_beside(raw, moved, targets)
        return np.full(count, factor), np.zeros(count)
    few = targets.sum(0).min() < FEW_POSITIVES
    beside = np.broadcast_to(moved, raw.shape)
    if few:
        a, b = calibrate.platt_beside(raw.ravel(), beside.ravel(), targets.ravel())
        return np.full(count, a), np.full(count, b)
    pairs = [calibrate.platt_beside(raw[:, j], beside[:, j], targets[:, j]) for j in range(count)]
    return np.array([a for a, _ in pairs]), np.array([b for _, b in pairs])


def _loss(kind: str, z: Array, targets: Array) -> float:
    if kind == ONE:
        return float(-(targets * np.log(calibrate.softmax(z) + 1e-12)).sum(1).mean())
    return float((np.logaddexp(0, z) - targets * z).sum(1).mean())


def _cuts(kind: str, z: Array, targets: Array) -> Array:
    count = targets.shape[1]
    if kind == ONE:
        return np.full(count, 0.5)
    p = calibrate.sigmoid(z)
    shared = calibrate.shared_threshold(p, targets)
    return np.array(
        [
            calibrate.best_threshold(p[:, j], targets[:, j])
            if targets[:, j].sum() >= FEW_POSITIVES
            else shared
            for j in range(count)
        ]
    )


def figures(kind: str, z: Array, targets: Array, cuts: Array) -> dict[str, Any]:
    """Figures with confidence intervals of calibrated scores."""
    if kind == AMOUNT:
        return amount_figures(z, targets)
    if kind == ONE:
        true = np.eye(targets.shape[1])[targets.argmax(1)]
        return one_figures(calibrate.softmax(z), true)
    return several_figures(calibrate.sigmoid(z), targets, cuts)


def crossed(kind: str, rows: Rows, *, exact: bool = False) -> dict[str, Any]:
    """Figures where each half of the rows is judged by what was set on the other."""
    raw = rows.exact if exact and rows.exact is not None else rows.raw
    halves = np.random.default_rng(0).permutation(len(raw)) % 2
    z, p_cuts = np.zeros_like(raw), np.zeros_like(raw)
    for half in (0, 1):
        seen, judged = halves != half, halves == half
        linear = None if rows.linear is None else rows.linear[seen]
        made = fitted(kind, raw[seen], linear, rows.targets[seen])
        beside = None if rows.linear is None else rows.linear[judged]
        z[judged] = made.scores(raw[judged], beside)
        p_cuts[judged] = made.thresholds
    return figures(kind, z, rows.targets, p_cuts)


def calibrated(
    head: Head, first: int, dev: Judged, held: Judged, linear: slice | None
) -> tuple[dict[str, Any], dict[str, Any]]:
    """(the head's entry for heads.json, its figures)."""
    rows = _with_linear(dev.rows[head.name], linear)
    made = fitted(head.kind, rows.raw, rows.linear, rows.targets)
    found: dict[str, Any] = {}
    if head.name in held.rows:
        mine = _with_linear(held.rows[head.name], linear)
        z = made.scores(mine.raw, mine.linear)
        found["held_out_batches"] = figures(head.kind, z, mine.targets, made.thresholds)
    else:
        found["dev"] = crossed(head.kind, rows)
        alone = rows._replace(linear=None)
        found["dev_float32"] = _short(crossed(head.kind, alone, exact=True))
        found["dev_int8"] = _short(crossed(head.kind, alone))
    unsure = 0.5
    if head.kind == ONE:
        unsure = _unsure(calibrate.softmax(made.scores(rows.raw, rows.linear)), rows.targets)
    entry: dict[str, Any] = {
        "name": head.name,
        "kind": head.kind,
        "labels": list(head.labels),
        "first": first,
        "slope": [round(float(v), 4) for v in made.slope],
        "offset": [round(float(v), 4) for v in made.offset],
        "thresholds": [round(float(v), 4) for v in made.thresholds],
        "unsure_below": unsure,
    }
    if linear is not None and made.share:
        entry |= {"linear": [made.share] * len(head.labels), "linear_first": linear.start}
        found["linear_share"] = made.share
    return entry, found


def _with_linear(rows: Rows, linear: slice | None) -> Rows:
    if linear is None or rows.linear is None:
        return rows._replace(linear=None)
    return rows._replace(linear=rows.linear[:, linear])


def _short(found: Mapping[str, Any]) -> dict[str, Any]:
    return {k: v for k, v in found.items() if k in ("macro_f1", "pearson", "accuracy")}


def _unsure(p: Array, t: Array) -> float:
    """The confidence from which on the best label is right often enough."""
    best, right = p.max(1), t[np.arange(len(t)), p.argmax(1)] > 0
    for cut in np.arange(0.15, 0.9, 0.05):
        near = (best >= cut) & (best < cut + 0.1)
        if near.sum() >= 20 and right[near].mean() >= RIGHT_ENOUGH:
            return round(float(cut), 2)
    return 0.4
