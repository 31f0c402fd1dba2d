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
from training.figures import amount_figures, one_figures, several_figures
from training.fit import Matrix, Source
from training.network import AMOUNT, ONE
from training.sources import Head

# How much the linear layer counts beside the encoder: the best of 0.1 to 1 on GoEmotions dev after
# the first epoch (docs/reference/reader.md); it is flat between 0.3 and 0.8.
SHARES = {"emotions": 0.4, "ekman": 0.3, "sentiment": 0.3, "brighter": 0.3}
# With fewer rows than this a label shares slope and offset, or the threshold, with all others.
FEW_POSITIVES, FEW_FOR_A_CUT = 25, 5
# On fewer rows than this no threshold is trusted that lies lower than this.
MANY_ROWS, LEAST_CUT = 400, 0.3
# Of everyday lines so many may be heard as any danger at all.
MOST_FALSE_ALARMS = 0.01
# Heads whose rare labels matter as much as the frequent ones.
WEIGHED = frozenset(("client", "therapist"))


class Rows(NamedTuple):
    """Raw scores of one head's columns beside the truth."""

    raw: Array
    exact: Array | None
    linear: Matrix | None
    targets: Array


class Fitted(NamedTuple):
    """score = slope * (raw + share * linear) + offset."""

    slope: Array
    offset: Array
    thresholds: Array

    def scores(self, sums: Array) -> Array:
        return sums * self.slope + self.offset


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


def fitted(kind: str, sums: Array, targets: Array, *, weighed: bool = False) -> Fitted:
    """The calibration with the least log loss on these rows, and the best thresholds.

    `weighed`: labels that exclude each other are chosen by probability over threshold.
    """
    count = targets.shape[1]
    if kind == AMOUNT:
        return Fitted(np.ones(count), np.zeros(count), np.full(count, 0.5))
    if kind == ONE:
        factor = calibrate.temperature(sums, targets)
        cuts = np.full(count, 0.5)
        if weighed:
            cuts = calibrate.divisors(calibrate.softmax(factor * sums), targets)
        return Fitted(np.full(count, factor), np.zeros(count), cuts)
    a, b = calibrate.platt(sums.ravel(), targets.ravel())
    slope, offset = np.full(count, a), np.full(count, b)
    for j in np.flatnonzero(targets.sum(0) >= FEW_POSITIVES):
        slope[j], offset[j] = calibrate.platt(sums[:, j], targets[:, j])
    return Fitted(slope, offset, _cuts(sums * slope + offset, targets))


def _cuts(z: Array, targets: Array) -> Array:
    p = calibrate.sigmoid(z)
    cuts = np.full(targets.shape[1], calibrate.shared_threshold(p, targets))
    for j in np.flatnonzero(targets.sum(0) >= FEW_FOR_A_CUT):
        cuts[j] = calibrate.best_threshold(p[:, j], targets[:, j])
    return cuts if len(z) >= MANY_ROWS else np.maximum(cuts, LEAST_CUT)


def figures(kind: str, z: Array, targets: Array, cuts: Array) -> dict[str, Any]:
    """Figures with confidence intervals of calibrated scores."""
    if kind == AMOUNT:
        return amount_figures(z, targets)
    if kind == ONE:
        true = np.eye(targets.shape[1])[targets.argmax(1)]
        return one_figures(calibrate.softmax(z), true, cuts)
    return several_figures(calibrate.sigmoid(z), targets, cuts)


def crossed(kind: str, sums: Array, targets: Array, *, weighed: bool = False) -> dict[str, Any]:
    """Figures where each half of the rows is judged by what was set on the other."""
    halves = np.random.default_rng(0).permutation(len(sums)) % 2
    z, cuts = np.zeros_like(sums), np.zeros_like(sums)
    for half in (0, 1):
        made = fitted(kind, sums[halves != half], targets[halves != half], weighed=weighed)
        z[halves == half] = made.scores(sums[halves == half])
        cuts[halves == half] = made.thresholds
    return figures(kind, z, targets, cuts)


def calibrated(
    head: Head, first: int, dev: Judged, held: Judged, linear: slice | None
) -> tuple[dict[str, Any], dict[str, Any]]:
    """(the head's entry for heads.json, its figures)."""
    rows = dev.rows[head.name]
    share = SHARES.get(head.name, 0.0) if linear is not None else 0.0
    sums = _sums(rows, share, linear)
    weighed = head.name in WEIGHED
    made = fitted(head.kind, sums, rows.targets, weighed=weighed)
    found: dict[str, Any] = {}
    if head.name in held.rows:
        mine = held.rows[head.name]
        z = made.scores(_sums(mine, share, linear))
        found["held_out_batches"] = figures(head.kind, z, mine.targets, made.thresholds)
    else:
        found["dev"] = crossed(head.kind, sums, rows.targets, weighed=weighed)
        if rows.exact is not None:
            exact = rows._replace(raw=rows.exact)
            found["dev_float32"] = _short(
                crossed(head.kind, _sums(exact, share, linear), rows.targets, weighed=weighed)
            )
        found["dev_int8"] = _short(found["dev"])
        found["encoder_alone"] = _short(crossed(head.kind, rows.raw, rows.targets))
        tuned = figures(head.kind, made.scores(sums), rows.targets, made.thresholds)
        found["thresholds_tuned_on_dev"] = _short(tuned)
    unsure = 0.5
    if head.kind == ONE:
        unsure = calibrate.unsure_below(calibrate.softmax(made.scores(sums)), rows.targets)
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
    if linear is not None and share:
        entry |= {
            "linear": [round(float(share * v), 4) for v in made.slope],
            "linear_first": linear.start,
        }
    return entry, found


def _sums(rows: Rows, share: float, linear: slice | None) -> Array:
    if linear is None or rows.linear is None or not share:
        return rows.raw
    return rows.raw + share * rows.linear[:, linear]


def _short(found: Mapping[str, Any]) -> dict[str, Any]:
    return {k: v for k, v in found.items() if k in ("macro_f1", "pearson", "accuracy")}


def quietened(entry: dict[str, Any], everyday: Array) -> dict[str, Any]:
    """The entry of the danger head with its first label ("none") made likelier, until no more than
    `MOST_FALSE_ALARMS` of everyday lines are over one half for any other label together.

    The head is trained on lines of which two in three tell of danger; of members' messages hardly
    any do. `everyday`: raw scores of lines written for other heads, many of them distressed.
    """
    z = everyday * np.array(entry["slope"]) + np.array(entry["offset"])
    more = np.arange(0.0, 6.0, 0.25)
    for extra in more:
        moved = z.copy()
        moved[:, 0] += extra
        if (calibrate.softmax(moved)[:, 0] < 0.5).mean() <= MOST_FALSE_ALARMS:
            break
    offset = list(entry["offset"])
    offset[0] = round(offset[0] + float(extra), 4)
    return entry | {"offset": offset}
