"""Gives the reader's own heads a second look: a linear model on the finished embedding.

    python -m training.second

The encoder is trained for a few epochs over everything at once, and the heads with little data of
their own are not finished by then. Here each of them is fitted to the end on the frozen embedding
(Kornblith et al. 2019), in two minutes. For the level of danger the example lines of the dialogue's
cases stand for ordinary trouble: without them a third of ordinary messages looked like some danger.
Held-out batches are only measured on. Seed fixed.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import f1_score
from sklearn.model_selection import cross_val_predict

from evenkeel.core.content.loader import MODELS
from evenkeel.core.dialogue.cases import load_cases
from evenkeel.core.language import load_reader
from evenkeel.core.language.model import ONE, SECOND
from evenkeel.core.language.utterances import load_graded, load_utterances

OWN = ("traps", "intent", "about", "tense", "literal", "states", "triggers")
RISK = "risk_level"
STRENGTH = {RISK: 1.0}
USUAL_STRENGTH = 5.0
"""Inverse regularisation. 1, 5 and 20 were tried; the held-out figures differ by under .01."""
FOLDS = 5
TEMPERATURES = np.geomspace(0.4, 2.5, 22)
THRESHOLDS = np.linspace(0.1, 0.7, 25)
CARD = "second.json"

Matrix = NDArray[np.float64]


class Lines(NamedTuple):
    """Messages and, a row each, which labels they have."""

    texts: list[str]
    marks: Matrix


def own_lines(head: str, labels: Sequence[str], *, held_out: bool) -> Lines:
    """Our own labelled lines of one head."""
    rows = [
        line
        for batch in load_utterances(head).values()
        if batch.held_out is held_out
        for line in batch.each()
    ]
    marks = [[float(label in line.labels) for label in labels] for line in rows]
    return Lines([line.text for line in rows], np.array(marks))


def risk_lines(labels: Sequence[str], *, held_out: bool) -> Lines:
    """Messages graded by danger, and ordinary trouble from the cases (`test` lines held out)."""
    texts, levels = [], []
    for batch in load_graded("en").values():
        if batch.held_out is held_out:
            for group in batch.groups:
                texts += group.each()
                levels += [group.level] * len(group.each())
    for case in load_cases().values():
        lines = case.test if held_out else case.like
        texts += lines
        levels += ["none"] * len(lines)
    return Lines(texts, np.array([[float(level == one) for one in labels] for level in levels]))


def fit_one(x: Matrix, marks: Matrix, strength: float) -> tuple[Matrix, Matrix, Matrix]:
    """(weights, bias, thresholds) of a head with one label a line, at its own temperature."""
    y = marks.argmax(axis=1)
    model = LogisticRegression(C=strength, max_iter=2000)
    inner = cross_val_predict(model, x, y, cv=FOLDS, method="predict_log_proba")
    best = min(TEMPERATURES, key=lambda t: _loss(inner / t, y))
    model.fit(x, y)
    weights, bias = model.coef_, model.intercept_
    if len(weights) == 1:  # two labels are given as one
        weights, bias = np.vstack([-weights, weights]) / 2, np.array([-bias[0], bias[0]]) / 2
    return weights / best, bias / best, np.full(marks.shape[1], 0.5)


def fit_several(x: Matrix, marks: Matrix, strength: float) -> tuple[Matrix, Matrix, Matrix]:
    """(weights, bias, thresholds) of a head whose lines may have several labels."""
    weights, bias, least = [], [], []
    for column in marks.T:
        model = LogisticRegression(C=strength, max_iter=2000)
        inner = cross_val_predict(model, x, column, cv=FOLDS, method="predict_proba")[:, 1]
        least.append(max(THRESHOLDS, key=lambda t: f1_score(column, inner >= t, zero_division=0)))
        model.fit(x, column)
        weights.append(model.coef_[0])
        bias.append(model.intercept_[0])
    return np.array(weights), np.array(bias), np.array(least)


def _loss(log_chances: Matrix, y: NDArray[np.int64]) -> float:
    level = log_chances - np.log(np.exp(log_chances).sum(axis=1, keepdims=True))
    return float(-level[np.arange(len(y)), y].mean())


def figures(kind: str, chances: Matrix, least: Matrix, marks: Matrix) -> dict[str, Any]:
    """Macro-F1 and calibration on lines that no fit has seen."""
    if kind != ONE:
        score = f1_score(marks, chances >= least, average="macro", zero_division=0)
        return {"macro_f1": round(float(score), 3), "lines": len(marks)}
    told = chances.argmax(axis=1)
    meant = np.where(marks[np.arange(len(told)), told] > 0, told, marks.argmax(axis=1))
    sure, right = chances.max(axis=1), told == meant
    bins = np.minimum((sure * 10).astype(int), 9)
    gaps = [
        abs(sure[bins == b].mean() - right[bins == b].mean()) * (bins == b).mean()
        for b in range(10)
        if (bins == b).any()
    ]
    return {
        "macro_f1": round(float(f1_score(meant, told, average="macro")), 3),
        "ece": round(float(sum(gaps)), 3), "lines": len(marks),
    }  # fmt: skip


def main() -> None:
    """Fit every head on what it may learn from, measure it on the rest, and package."""
    reader = load_reader()
    folder = MODELS / "reader-en"
    described = json.loads((folder / "heads.json").read_text(encoding="utf-8"))
    heads = {entry["name"]: entry for entry in described["heads"]}
    arrays: dict[str, NDArray[Any]] = {}
    card: dict[str, Any] = {}
    for name in (*OWN, RISK):
        labels, kind = heads[name]["labels"], heads[name]["kind"]
        lines = risk_lines if name == RISK else None
        train, held = (
            lines(labels, held_out=part) if lines else own_lines(name, labels, held_out=part)
            for part in (False, True)
        )
        x, unseen = (np.asarray(reader.similar(part.texts), float) for part in (train, held))
        fit = fit_one if kind == ONE else fit_several
        weights, bias, least = fit(x, train.marks, STRENGTH.get(name, USUAL_STRENGTH))
        raw = unseen @ weights.T + bias
        if kind == ONE:
            chances = np.exp(raw - raw.max(axis=1, keepdims=True))
            chances /= chances.sum(axis=1, keepdims=True)
        else:
            chances = 1 / (1 + np.exp(-raw))
        card[name] = figures(kind, chances, least, held.marks)
        print(name, card[name], flush=True)
        arrays[f"{name}.weights"] = weights.astype(np.float16)
        arrays[f"{name}.bias"] = bias.astype(np.float32)
        arrays[f"{name}.thresholds"] = least.astype(np.float32)
    np.savez_compressed(folder / SECOND, **arrays)
    (folder / CARD).write_text(json.dumps(card, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
