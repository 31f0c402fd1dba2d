"""Gives the reader's own heads a second look: linear models on the finished embedding and n-grams.

    python -m training.second            (--measure: as packaged, fitting nothing;
                                          --only HEAD: the others stay as they are)

The encoder is trained for a few epochs over everything at once, and the heads with little data of
their own are not finished by then. Here each of them is fitted to the end on the frozen embedding
(Kornblith et al. 2019) and on hashed n-grams (`experts.py`), in a few minutes. The level of danger
has a network of its own (`danger.py`). Held-out batches are only measured on. Seeds fixed.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple, Protocol

import numpy as np
from numpy.typing import NDArray
from sklearn.metrics import f1_score

from evenkeel.core.content.loader import MODELS
from evenkeel.core.language import Reader, load_reader
from evenkeel.core.language.model import APART, LINEAR, ONE, SECOND, SecondLook
from evenkeel.core.language.needs import HEAD as NEEDS
from evenkeel.core.language.needs import NEEDS as NEEDS_FILE
from evenkeel.core.language.needs import lines_of_needs, packed_lines
from evenkeel.core.language.utterances import load_utterances, nearly_same
from training import calibrate
from training.corpora import OWN_DEV, part_of
from training.experts import USUAL_STRENGTH, Experts, Lines, Matrix, fit
from training.linear import design

OWN = (
    "traps", "intent", "about", "tense", "literal", "negation", "states", "triggers", "needs",
)  # fmt: skip
TRAPS = "traps"
SHARE = 1.0
"""How much the n-grams count: of 0, 0.3, 0.6, 1 and 1.5 the best on lines that neither the encoder
nor the fit has seen; held-out figures differ by under .01 from 0.6 on."""
SHARES = {"about": 0.6}
KEPT = 80_000
"""N-grams that are kept of a file, the weightiest of all its heads together."""
TOP = 3
CARD = "second.json"


class Texts(NamedTuple):
    """Messages, a row each which labels they have, and the batch each is from."""

    texts: list[str]
    marks: Matrix
    batches: list[str]


class Fitted(Protocol):
    """The parts of a fit that are packaged."""

    @property
    def weights(self) -> Matrix: ...
    @property
    def grams(self) -> Matrix: ...
    @property
    def bias(self) -> Matrix: ...
    @property
    def thresholds(self) -> Matrix: ...
    @property
    def unsure_below(self) -> float: ...


def own_lines(head: str, labels: Sequence[str], *, held_out: bool) -> Texts:
    """Our own labelled lines of one head. Held-out lines nearly the same as trained ones are left
    out."""
    rows = {
        part: [
            (line.text, line.labels, name)
            for name, batch in load_utterances(head).items()
            if batch.held_out is part
            for line in batch.each()
        ]
        for part in (False, True)
    }
    known: set[str] = set()
    if held_out:
        known = {b for _, b in nearly_same(*([r[0] for r in rows[part]] for part in (False, True)))}
    kept = [row for row in rows[held_out] if row[0] not in known]
    marks = [[float(label in found) for label in labels] for _, found, _ in kept]
    return Texts([row[0] for row in kept], np.array(marks), [row[2] for row in kept])


def read(reader: Reader, found: Texts, rarity: NDArray[np.float32]) -> Lines:
    """Embeddings and n-grams of the lines."""
    embedded = np.asarray(reader.similar(found.texts), float)
    unseen = np.array([part_of(text.lower()) < OWN_DEV for text in found.texts])
    return Lines(embedded, design(found.texts, rarity), found.marks, found.batches, unseen)


def figures(kind: str, chances: Matrix, least: Matrix, marks: Matrix) -> dict[str, Any]:
    """Macro-F1 with its 95% interval, and calibration, on lines that no fit has seen."""
    if kind == ONE:
        told = chances.argmax(axis=1)
        meant = np.where(marks[np.arange(len(told)), told] > 0, told, marks.argmax(axis=1))
        said, true = np.eye(marks.shape[1])[told], np.eye(marks.shape[1])[meant]
        sure, right = chances.max(axis=1), (told == meant).astype(float)
    else:
        said, true = (chances >= least).astype(float), marks
        sure, right = chances, marks

    def macro(rows: NDArray[np.int64]) -> float:
        return float(calibrate.f1_each(said[rows], true[rows]).mean())

    return {
        "macro_f1": round(float(f1_score(true, said, average="macro", zero_division=0)), 3),
        "macro_f1_95": calibrate.interval(macro, len(marks)),
        "ece": round(calibrate.calibration_error(sure, right), 3),
        "ece_of_perfect": calibrate.error_of_perfect(sure, right),
        "lines": len(marks),
    }


def packed(
    fits: Mapping[str, Fitted], labels: Mapping[str, Sequence[str]]
) -> dict[str, NDArray[Any]]:
    """The arrays that `core.language.model.SecondLook` reads; n-grams as int8."""
    table = np.concatenate([found.grams for found in fits.values()], axis=1)
    size = np.maximum(np.abs(table).max(axis=0), 1e-9) / 127
    whole = np.round(table / size)
    weight = np.abs(whole).max(axis=1)
    kept = np.sort(np.argsort(-weight, kind="stable")[: min(KEPT, int((weight > 0).sum()))])
    counts = [len(found.bias) for found in fits.values()]
    return {
        "names": np.array(list(fits)),
        "first": np.concatenate([[0], np.cumsum(counts)[:-1]]),
        "labels": np.array([label for name in fits for label in labels[name]]),
        "unsure_below": np.array([found.unsure_below for found in fits.values()], np.float32),
        "weights": np.concatenate([f.weights for f in fits.values()]).astype(np.float16),
        "bias": np.concatenate([f.bias for f in fits.values()]).astype(np.float32),
        "thresholds": np.concatenate([f.thresholds for f in fits.values()]).astype(np.float32),
        "gram_ids": kept.astype(np.uint32),
        "gram_weights": whole[kept].astype(np.int8),
        "gram_scale": size.astype(np.float32),
    }


def packaged(look: SecondLook, name: str, buckets: int) -> Experts:
    """One head as it is packaged, to be packed again beside others."""
    part = slice(look.first[name], look.first[name] + len(look.labels[name]))
    grams = np.zeros((buckets, part.stop - part.start))
    grams[look.words.buckets] = look.words.weights[:, part] * look.words.scale[part]
    return Experts(
        look.weights[part], grams, look.bias[part], look.thresholds[part], look.unsure_below[name]
    )


def judged(
    look: SecondLook, name: str, kind: str, labels: Sequence[str], held: Lines
) -> dict[str, Any]:
    """Figures of one head as it is packaged."""
    part = slice(look.first[name], look.first[name] + held.marks.shape[1])
    rows = []
    for at, vector in enumerate(held.embedded):
        gram = held.grams[at]
        ids = gram.indices.astype(np.int64)
        rows.append(look.scores(vector.astype(np.float32), (ids, gram.data.astype(np.float32))))
    z = np.array(rows, float)[:, part]
    chances = calibrate.softmax(z) if kind == ONE else calibrate.sigmoid(z)
    found = figures(kind, chances, look.thresholds[part], held.marks)
    if name == TRAPS:
        distorted = held.marks[:, labels.index("none")] < 1
        score = 1 - chances[:, labels.index("none")]
        found["distorted_auc"] = round(calibrate.auc(score, distorted), 3)
    if name == NEEDS:
        best = np.argsort(-chances, axis=1)[:, :TOP]
        right = np.take_along_axis(held.marks, best, axis=1).max(axis=1)
        found["right_in_top_3"] = round(float(right.mean()), 3)
    return found


def looks(folder: Path) -> dict[str, SecondLook]:
    """{head: the packaged arrays it is in}."""
    found = {}
    for file in (SECOND, NEEDS_FILE):
        with np.load(folder / file) as arrays:
            look = SecondLook(arrays)
        found |= dict.fromkeys(look.names, look)
    return found


def labels_of(heads: Mapping[str, Mapping[str, Any]]) -> dict[str, Sequence[str]]:
    """The labels of every head that is fitted here: the encoder's, and for needs also those that
    our lines have named since."""
    found = {name: tuple(heads[name]["labels"]) for name in OWN}
    lines = (line for batch in load_utterances(NEEDS).values() for line in batch.each())
    known = {label for line in lines for label in line.labels}
    return found | {NEEDS: (*found[NEEDS], *sorted(known.difference(found[NEEDS])))}


def main(
    folder: Path = MODELS / "reader-en", *, only: str = "", only_measure: bool = False
) -> None:
    """Fit every head, or only one, on what it may learn from and package it; then measure what is
    packaged."""
    described = json.loads((folder / "heads.json").read_text(encoding="utf-8"))
    heads = {entry["name"]: entry for entry in described["heads"]}
    with np.load(folder / LINEAR) as file:
        rarity = file["rarity"].astype(np.float32)
    reader = load_reader(folder)
    labels = labels_of(heads)
    if not only_measure:
        before = looks(folder)
        fits: dict[str, Experts] = {}
        for name in labels:
            if only not in ("", name):
                fits[name] = packaged(before[name], name, len(rarity))
                labels[name] = before[name].labels[name]
                continue
            train = read(reader, own_lines(name, labels[name], held_out=False), rarity)
            share = SHARES.get(name, SHARE)
            fits[name] = fit(train, heads[name]["kind"], strength=USUAL_STRENGTH, share=share)
            print(name, len(train.marks), flush=True)
        shared = {name: found for name, found in fits.items() if name not in APART}
        np.savez_compressed(folder / SECOND, **packed(shared, labels))
        apart = packed({NEEDS: fits[NEEDS]}, labels)
        needs = [line for lines in lines_of_needs().values() for line in lines]
        np.savez_compressed(folder / NEEDS_FILE, **apart, **packed_lines(reader, needs))
    look = looks(folder)
    card = {}
    for name in labels:
        held = read(reader, own_lines(name, labels[name], held_out=True), rarity)
        card[name] = judged(look[name], name, heads[name]["kind"], labels[name], held)
        print(name, json.dumps(card[name]), flush=True)
    (folder / CARD).write_text(json.dumps(card, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--measure", action="store_true", help="fit nothing; measure as packaged")
    parser.add_argument("--only", default="", choices=["", *OWN], help="fit one head")
    chosen = parser.parse_args()
    main(only=chosen.only, only_measure=chosen.measure)
