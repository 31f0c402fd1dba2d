"""Trains the linear layer on hashed n-grams that stands beside the encoder: `<run>/linear.npz`.

    PYTHONPATH=src python -m training.ngrams --data ../shared/data --run build/ngrams

One core, five minutes. It sees only the train parts, so that how much it counts (its share, set by
`training.heads`) is judged on rows that neither it nor the encoder has seen.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import numpy as np

from evenkeel.core.language.features import SIZE
from evenkeel.core.language.model import LINEAR
from training import corpora
from training.corpora import Matrix
from training.linear import design, linear, rarity_of

# Strength of the ridge penalty, by cross-validation on the train parts; of other heads OTHERS.
PENALTIES = {"emotions": 1.0, "ekman": 1.0, "sentiment": 1.0}
OTHERS = 0.5
COLUMNS = "columns.json"
# Of 127: a bucket whose every weight is under it is left out. Half of them are; the emotion of 4
# lines in 2,500 is another one then.
LEAST_WEIGHT = 4


class Ngrams(NamedTuple):
    """The written layer: {head: its columns}, and what scores a text."""

    columns: dict[str, slice]
    weights: Matrix
    bias: Matrix
    rarity: Matrix

    def scores(self, texts: list[str]) -> Matrix:
        """Raw scores, a row a text."""
        rows = design(texts, self.rarity)
        return np.asarray(rows @ self.weights + self.bias, np.float32)


def load_ngrams(run: Path) -> Ngrams:
    """The layer that `main` wrote, with weights as they are after int8."""
    columns = json.loads((run / COLUMNS).read_text(encoding="utf-8"))
    with np.load(run / LINEAR) as file:
        weights = np.zeros((SIZE, len(file["scale"])), np.float32)
        weights[file["buckets"]] = file["weights"].astype(np.float32) * file["scale"]
        rarity = file["rarity"].astype(np.float32)
        return Ngrams({k: slice(*v) for k, v in columns.items()}, weights, file["bias"], rarity)


def learnt(data: Path) -> Iterator[tuple[str, str, list[str], Matrix]]:
    """(head, kind, texts, targets) of the train parts."""
    posts, labels = corpora.goemotions(data, "train")
    yield "emotions", "several", posts.texts, posts.targets
    for name, groups in (("ekman", corpora.EKMAN), ("sentiment", corpora.SENTIMENT)):
        yield name, "several", posts.texts, corpora.grouped(posts.targets, labels, groups)
    felt, parts = corpora.brighter(data, "eng")
    train = [at for at, part in enumerate(parts) if part == "train"]
    five = [at for at, name in enumerate(corpora.BRIGHTER_ALL) if name != "disgust"]
    yield "brighter", "several", [felt.texts[i] for i in train], felt.targets[train][:, five]


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--run", type=Path, required=True)
    arguments = parser.parse_args()
    parts = list(learnt(arguments.data))
    posts, stress = parts[0][2], corpora.sad(arguments.data, "train")[0]
    rarity = rarity_of(posts + stress.texts).astype(np.float16).astype(np.float32)
    weights, bias, columns, first = [], [], {}, 0
    for name, kind, texts, targets in parts:
        penalty = PENALTIES.get(name, OTHERS)
        found = linear(design(texts, rarity), targets, penalty=penalty, kind=kind)
        weights.append(found[0])
        bias.append(found[1])
        columns[name] = (first, first + targets.shape[1])
        first = columns[name][1]
        print(name, columns[name], flush=True)
    table = np.concatenate(weights, axis=1)
    scale = np.maximum(np.abs(table).max(0), 1e-9) / 127
    arguments.run.mkdir(parents=True, exist_ok=True)
    whole = np.round(table / scale).astype(np.int8).reshape(SIZE, -1)
    buckets = np.flatnonzero(np.abs(whole.astype(int)).max(axis=1) >= LEAST_WEIGHT)
    np.savez_compressed(
        arguments.run / LINEAR,
        buckets=buckets.astype(np.int32),
        weights=whole[buckets],
        scale=scale.astype(np.float32),
        bias=np.concatenate(bias).astype(np.float32),
        rarity=rarity.astype(np.float16),
    )
    (arguments.run / COLUMNS).write_text(json.dumps(columns) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
