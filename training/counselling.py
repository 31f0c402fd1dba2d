"""Fits the heads for session talk to the end: `models/counselling-en/`.

    python -m training.counselling --data ../shared/data

AnnoMI (Wu et al. 2022, public domain), split by video: `corpora.ANNOMI_DEV` % are only measured on,
calibrated by halves. A client's turn is read with and without the turn before it, by a balanced
logistic layer on both embeddings; a therapist's by hashed n-grams of the turn. Either is added to
what the encoder's own head says. Needs the finished reader; five minutes on one core.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize
from scipy.sparse import csr_matrix
from sklearn.linear_model import LogisticRegression

from evenkeel.core.language import load_reader
from evenkeel.core.language.counselling import FINISHED, Speaker, Turn, load_counselling_reader
from evenkeel.core.language.model import LINEAR
from evenkeel.core.language.reader import PACKAGED
from training import calibrate, corpora
from training.figures import one_figures
from training.linear import design, linear
from training.second import packed

# How much the encoder's own head counts, by speaker; client: inverse regularisation of 0.3, 1, 3
# the best on sessions left out of the fit.
ENCODER_SHARE = {"client": 0.5, "therapist": 1.0}
STRENGTH, GRAM_PENALTY, GRAM_STEPS = 1.0, 0.3, 40
LABELS = {"client": corpora.CLIENT_LABELS, "therapist": corpora.THERAPIST_LABELS}

Matrix = NDArray[np.float64]


class Turns(NamedTuple):
    """Turns of one speaker: what the encoder says, embeddings with and without the turn before,
    n-grams, labels, and which are of held-out sessions."""

    said: Matrix
    embedded: Matrix
    grams: csr_matrix
    marks: Matrix
    held: NDArray[np.bool_]


class Scale(NamedTuple):
    """chances = softmax(slope * score + offset)."""

    slope: float
    offset: Matrix


class Finished(NamedTuple):
    """The arrays of one head, named as `second.packed` wants them."""

    weights: Matrix
    grams: Matrix
    bias: Matrix
    thresholds: Matrix
    unsure_below: float
    share: Matrix


def read(turns: Sequence[corpora.Utterance], labels: Sequence[str]) -> Turns:
    """The turns as numbers."""
    reader = load_counselling_reader()
    speaker = Speaker(turns[0].speaker)
    read = reader.numbers([Turn(turn.text, speaker, turn.before) for turn in turns])
    with np.load(PACKAGED / LINEAR) as file:
        rarity = file["rarity"].astype(np.float32)
    return Turns(
        np.array([row.said for row in read], float),
        np.array([row.embedded for row in read], float),
        design([turn.text for turn in turns], rarity),
        np.array([[float(turn.label == label) for label in labels] for turn in turns]),
        np.array([corpora.part_of(turn.video) < corpora.ANNOMI_DEV for turn in turns]),
    )


def scaled(scores: Matrix, marks: Matrix) -> Scale:
    """Slope and an offset a label with the least log loss; offsets give back how frequent labels
    are, which a balanced fit leaves out."""

    def loss(at: Matrix) -> float:
        chances = calibrate.softmax(at[0] * scores + at[1:])
        return float(-np.log((chances * marks).sum(axis=1) + 1e-12).mean())

    best = minimize(loss, np.concatenate([[1.0], np.log(marks.mean(axis=0))]), method="Powell").x
    return Scale(float(best[0]), best[1:] - best[1:].mean())


def crossed(scores: Matrix, marks: Matrix) -> dict[str, Any]:
    """Figures of held-out sessions: each half is on the scale of the other."""
    half = np.random.default_rng(0).permutation(len(scores)) % 2
    chances, cuts = np.zeros_like(scores), np.zeros_like(scores)
    for one in (0, 1):
        scale = scaled(scores[half != one], marks[half != one])
        chances[half == one] = calibrate.softmax(scale.slope * scores[half == one] + scale.offset)
        cuts[half == one] = np.exp(scale.offset)
    return one_figures(chances, marks, cuts)


def finished(speaker: str, turns: Turns) -> tuple[Finished, dict[str, Any]]:
    """The head's arrays, and its figures."""
    seen, marks = ~turns.held, turns.marks
    labels = marks.shape[1]
    weights, bias = np.zeros((labels, turns.embedded.shape[1])), np.zeros(labels)
    grams = np.zeros((turns.grams.shape[1], labels))
    if speaker == Speaker.CLIENT:
        model = LogisticRegression(C=STRENGTH, max_iter=1000, class_weight="balanced")
        model.fit(turns.embedded[seen], marks[seen].argmax(axis=1))
        weights, bias = model.coef_, model.intercept_
    else:
        found, start = linear(
            turns.grams[seen].astype(np.float32), marks[seen].astype(np.float32),
            penalty=GRAM_PENALTY, kind="one", steps=GRAM_STEPS,
        )  # fmt: skip
        grams, bias = found.astype(float), start.astype(float)
    share = ENCODER_SHARE[speaker]
    scores = share * turns.said + turns.embedded @ weights.T + turns.grams @ grams + bias
    mine, true = scores[turns.held], marks[turns.held]
    figures = crossed(mine, true)
    slope, offset = scaled(mine, true)
    chances = calibrate.softmax(slope * mine + offset)
    arrays = Finished(
        slope * weights, slope * grams, slope * bias + offset, np.exp(offset),
        calibrate.unsure_below(chances, true), np.full(labels, slope * share),
    )  # fmt: skip
    return arrays, figures


def write(parts: dict[str, Turns], folder: Path = FINISHED) -> dict[str, Any]:
    """Fits both heads and packages them; returns the card."""
    fits, figures = {}, {}
    for speaker, turns in parts.items():
        fits[speaker], found = finished(speaker, turns)
        named = dict(zip(LABELS[speaker], found["f1"], strict=True))
        figures[speaker] = found | {"f1": named}
    folder.mkdir(parents=True, exist_ok=True)
    share = np.concatenate([found.share for found in fits.values()]).astype(np.float32)
    np.savez_compressed(folder / "heads.npz", share=share, **packed(fits, LABELS))
    card = {
        "version": load_reader().version,
        "reader": load_reader().version,
        "data": "AnnoMI (Wu et al. 2022), public domain",
        "split": f"{corpora.ANNOMI_DEV}% of videos held out; calibrated on one half of their turns "
        "and judged on the other",
        "figures": figures,
        "limits": "Demonstration videos of motivational interviewing in English, acted in part. "
        "It reads turns of a transcript; it does not rate a counsellor.",
    }
    (folder / "card.json").write_text(json.dumps(card, indent=1) + "\n", encoding="utf-8")
    return card


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True)
    turns = corpora.annomi(parser.parse_args().data)
    parts = {
        speaker: read([turn for turn in turns if turn.speaker == speaker], labels)
        for speaker, labels in LABELS.items()
    }
    print(json.dumps(write(parts), indent=1))


if __name__ == "__main__":
    main()
