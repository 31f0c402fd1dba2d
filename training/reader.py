"""Trains the English reader and writes artefact and card.

    python -m training.reader --data ../shared/data --out src/evenkeel/models/reader-en

Seeds are fixed; a second run gives the same figures. About six minutes of one core, 3 GB; with
`--heads intent traps` only these are made anew and the rest of `--out` is kept.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
from scipy.sparse import vstack

from evenkeel.core.language.features import SIZE
from evenkeel.core.language.model import FORMAT
from training import calibrate, card, corpora, utterances
from training.fit import Matrix, design, rarity_of
from training.heads import Trained, amount_figures, one_figures, several_figures, train_head

VERSION = "2026.11"
PENALTIES = {
    "emotions": 1.0,
    "stressor": 0.5,
    "severity": 3.0,
    "intensity": 1.0,
    "intent": 0.05,
    "traps": 0.02,
    "states": 0.05,
}
# What everyday lines count beside one of ours, and what they are called.
EVERYDAY_WEIGHT = {"intent": 0.1, "traps": 0.1, "states": 0.5}
EVERYDAY_LABEL = {"intent": "venting", "traps": "none", "states": "nothing"}


def emotions(data: Path, rarity: Matrix) -> Trained:
    """GoEmotions 28, thresholds from out-of-fold train, judged on the official dev part."""
    train, labels = corpora.goemotions(data, "train")
    dev, _ = corpora.goemotions(data, "dev")
    head = train_head(
        "emotions",
        "several",
        tuple(labels),
        design(train.texts, rarity),
        train.targets,
        penalty=PENALTIES["emotions"],
    )
    scores = design(dev.texts, rarity) @ head.weights + head.bias
    p, t = calibrate.sigmoid(scores.astype(np.float64)), dev.targets.astype(np.float64)
    head.figures["dev"] = several_figures(p, t, head.thresholds)
    tuned = [calibrate.best_threshold(p[:, j], t[:, j]) for j in range(len(labels))]
    head.figures["dev_thresholds_tuned_on_dev"] = several_figures(p, t, tuned)
    return head


def stressor(data: Path, rarity: Matrix) -> Trained:
    """SAD, nine stressors, judged out of fold (the official test part is not here)."""
    rows, _ = corpora.sad(data)
    return train_head(
        "stressor",
        "one",
        corpora.SAD_LABELS,
        design(rows.texts, rarity),
        rows.targets,
        penalty=PENALTIES["stressor"],
        folds=5,
    )


def severity(data: Path, rarity: Matrix) -> Trained:
    """SAD severity and whether it is a stressor, as amounts 0-1."""
    rows, others = corpora.sad(data)
    scaled = others / np.array([10, 1], np.float32)
    return train_head(
        "severity",
        "amount",
        ("severity", "is_stressor"),
        design(rows.texts, rarity),
        scaled,
        penalty=PENALTIES["severity"],
        folds=5,
    )


def intensity(data: Path, rarity: Matrix) -> Trained:
    """BRIGHTER English intensity 0-3 of five emotions, judged on its dev part."""
    train = corpora.brighter_intensity(data, "train")
    dev = corpora.brighter_intensity(data, "dev")
    head = train_head(
        "intensity",
        "amount",
        corpora.BRIGHTER_LABELS,
        design(train.texts, rarity),
        train.targets,
        penalty=PENALTIES["intensity"],
        folds=5,
    )
    scores = design(dev.texts, rarity) @ head.weights + head.bias
    head.figures["dev"] = amount_figures(scores.astype(float), dev.targets.astype(float))
    return head


def own(data: Path, rarity: Matrix, name: str, kind: str) -> Trained:
    """A head from our own lines, judged on the batches held out."""
    train, test, labels = utterances.load(name)
    extra = everyday(data, name, labels)
    rows = vstack([design(train.texts, rarity), design(extra.texts, rarity)]).tocsr()
    targets = np.concatenate([train.targets, extra.targets])
    ours = np.arange(len(targets)) < len(train.texts)
    head = train_head(
        name,
        kind,
        labels,
        rows,
        targets,
        penalty=PENALTIES[name],
        weights=np.where(ours, 1.0, EVERYDAY_WEIGHT[name]).astype(np.float32),
        folds=5,
        judged=ours if kind == "one" else None,
    )
    scores = (design(test.texts, rarity) @ head.weights + head.bias).astype(np.float64)
    t = test.targets.astype(np.float64)
    if kind == "one":
        head.figures["held_out_batches"] = one_figures(calibrate.softmax(scores), t)
    else:
        p = calibrate.sigmoid(scores)
        head.figures["held_out_batches"] = several_figures(p, t, head.thresholds)
    return head


def everyday(data: Path, name: str, labels: tuple[str, ...]) -> corpora.Rows:
    """Lines beside our own ones, so that a head trained on few learns what is not meant: public
    lines and the other heads' lines, under the head's label for "nothing of the kind"."""
    rng = np.random.default_rng(0)
    if name == "intent":
        stress, _ = corpora.sad(data)
        texts = [stress.texts[i] for i in rng.choice(len(stress.texts), 800, replace=False)]
    else:
        posts, _ = corpora.goemotions(data, "train")
        texts = [posts.texts[i] for i in rng.choice(len(posts.texts), 1500, replace=False)]
        turns, _, intents = utterances.load("intent")
        told = turns.targets[:, intents.index("venting")] > 0
        texts += [text for text, is_told in zip(turns.texts, told, strict=True) if not is_told]
    targets = np.zeros((len(texts), len(labels)), np.float32)
    targets[:, labels.index(EVERYDAY_LABEL[name])] = 1
    return corpora.Rows(texts, targets)


def heads(data: Path, rarity: Matrix) -> dict[str, Callable[[], Trained]]:
    """Every head by name, in the order of the artefact's columns."""
    return {
        "emotions": lambda: emotions(data, rarity),
        "stressor": lambda: stressor(data, rarity),
        "severity": lambda: severity(data, rarity),
        "intensity": lambda: intensity(data, rarity),
        "intent": lambda: own(data, rarity, "intent", "one"),
        "traps": lambda: own(data, rarity, "traps", "one"),
        "states": lambda: own(data, rarity, "states", "several"),
    }


def write(out: Path, trained: list[Trained], rarity: Matrix) -> None:
    """`weights.npz` (int8 with one scale a column) and `heads.json`."""
    weights = np.concatenate([head.weights for head in trained], axis=1)
    scale = np.maximum(np.abs(weights).max(0), 1e-9) / 127
    described: list[dict[str, Any]] = []
    first = 0
    for head in trained:
        described.append(
            {
                "name": head.name,
                "kind": head.kind,
                "labels": head.labels,
                "first": first,
                "thresholds": [round(t, 4) for t in head.thresholds],
                "unsure_below": head.unsure_below,
            }
        )
        first += len(head.labels)
    out.mkdir(parents=True, exist_ok=True)
    np.savez_compressed(
        out / "weights.npz",
        weights=np.round(weights / scale).astype(np.int8),
        scale=scale.astype(np.float32),
        bias=np.concatenate([head.bias for head in trained]).astype(np.float32),
        rarity=rarity.astype(np.float16),
    )
    document = {"format": FORMAT, "version": VERSION, "buckets": SIZE, "heads": described}
    (out / "heads.json").write_text(json.dumps(document, indent=1) + "\n", encoding="utf-8")


def kept_heads(out: Path) -> tuple[dict[str, Trained], Matrix]:
    """The heads of an artefact with their figures, and its rarity, to train a few anew."""
    described = json.loads((out / "heads.json").read_text("utf-8"))["heads"]
    figures = json.loads((out / "card.json").read_text("utf-8"))["figures"]
    with np.load(out / "weights.npz") as file:
        weights = file["weights"] * file["scale"]
        bias, rarity = file["bias"], file["rarity"].astype(np.float32)
    found = {}
    for head in described:
        columns = slice(head["first"], head["first"] + len(head["labels"]))
        found[head["name"]] = Trained(
            name=head["name"],
            kind=head["kind"],
            labels=tuple(head["labels"]),
            weights=weights[:, columns],
            bias=bias[columns],
            thresholds=head["thresholds"],
            unsure_below=head["unsure_below"],
            figures=figures[head["name"]],
        )
    return found, rarity


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--heads", nargs="*", help="train only these, keep the others of --out")
    arguments = parser.parse_args()
    kept: dict[str, Trained] = {}
    if arguments.heads:
        kept, rarity = kept_heads(arguments.out)
    else:
        train, _ = corpora.goemotions(arguments.data, "train")
        stress, _ = corpora.sad(arguments.data)
        rarity = rarity_of(train.texts + stress.texts).astype(np.float16).astype(np.float32)
    trained = []
    for name, make in heads(arguments.data, rarity).items():
        again = not arguments.heads or name in arguments.heads
        trained.append(make() if again else kept[name])
        print(name, json.dumps(trained[-1].figures), flush=True)
    write(arguments.out, trained, rarity)
    card.write(arguments.out, trained, arguments.data)


if __name__ == "__main__":
    main()
