"""Trains the English reader's second stage and writes artefact and card.

    python -m training.train --data ../shared/data --run build/public       (half an hour)
    python -m training.ngrams --data ../shared/data --run build/ngrams      (five minutes)
    python -m training.reader --data ../shared/data --start build/public --ngrams build/ngrams \\
        --run build/reader --out src/evenkeel/models/reader-en              (20 minutes)

with `PYTHONPATH=src`, on two cores. Seeds are fixed; a second run gives the same figures within
half a point. `--only-write` skips training and makes the artefact of an earlier run anew.
"""

from __future__ import annotations

import argparse
import json
import shutil
from copy import deepcopy
from pathlib import Path
from typing import Any

import numpy as np
import torch
from tokenizers import Tokenizer

from evenkeel.core.language.encoder import ENCODER, TOKENIZER, Encoder
from evenkeel.core.language.model import FORMAT, LINEAR
from evenkeel.core.vocabulary import RiskLevel
from training import card, export, fit, heads, second, sources
from training.encoder import Encoder as Torch
from training.encoder import load_original, plain_tokenizer, prune_to
from training.layers import WEIGHTS
from training.network import TOKENS, Network
from training.ngrams import Ngrams, load_ngrams
from training.noise import Noise
from training.train import watch

VERSION = "2026.13"
EPOCHS, RATE = 3.0, 8e-5
# Heads that the linear layer on n-grams helps.
BLENDED = ("emotions", "ekman", "sentiment", "brighter")
# Lines that tell of no danger, on whose dev part the danger head learns to keep quiet.
QUIET, QUIET_ROWS = ("goemotions", "intent", "triggers", "states", "traps"), 500
# Sources on whose dev part int8 is compared with float32.
COMPARED = ("goemotions", "sad", "brighter")


def started(folder: Path, plan: sources.Plan) -> tuple[Network, Torch, Tokenizer]:
    """(network with the first stage's weights, unmodified encoder, tokenizer)."""
    tokenizer = plain_tokenizer(Tokenizer.from_file(str(folder / "tokenizer.json")))
    original = prune_to(*load_original(), tokenizer)
    network = Network(deepcopy(original), {h.name: (h.kind, len(h.labels)) for h in plan.heads})
    state = torch.load(folder / "network.pt", weights_only=True)
    missing, unknown = network.load_state_dict(state, strict=False)
    if unknown or any(not name.startswith("heads.") for name in missing):
        raise ValueError(f"{folder} is of another network: {unknown[:3]} {missing[:3]}")
    return network, original, tokenizer


def train(arguments: argparse.Namespace, plan: sources.Plan, noise: Noise) -> None:
    """The second stage: `<run>/network.pt`, `<run>/tokenizer.json`."""
    network, original, tokenizer = started(arguments.start, plan)
    settings = fit.Settings(epochs=arguments.epochs, rate=RATE, seed=1)
    arguments.run.mkdir(parents=True, exist_ok=True)
    shutil.copy(arguments.start / "tokenizer.json", arguments.run / "tokenizer.json")
    judged = sources.Plan(plan.heads, [], plan.dev[:3] + plan.held, [])
    for epoch, averaged in fit.fine_tune(network, original, tokenizer, plan.train, noise, settings):
        print(f"epoch {epoch}", flush=True)
        torch.save(averaged.state_dict(), arguments.run / "network.pt")
        watch(averaged, tokenizer, judged, noise)


def scored(
    encoder: Encoder, lines: list[str], texts: list[str], ngrams: Ngrams | None
) -> tuple[fit.Matrix, fit.Matrix | None]:
    """(raw scores of the encoder, raw scores of the linear layer) of the lines, as at run time."""
    rows = np.stack([row.scores for row in encoder.run(lines)])
    return rows, ngrams.scores(texts) if ngrams else None


def write(arguments: argparse.Namespace, plan: sources.Plan, noise: Noise) -> None:
    """Artefact and card from `<run>`: export, quantise, calibrate on the int8 scores, judge."""
    network, _, tokenizer = started(arguments.run, plan)
    names = [head.name for head in plan.heads]
    out = arguments.out
    for old in out.glob("*"):
        old.unlink()
    precise, _ = export.write(network, names, arguments.run / ENCODER)
    out.mkdir(parents=True, exist_ok=True)
    for name in (ENCODER, WEIGHTS):
        shutil.copy(arguments.run / name, out / name)
    tokenizer.save(str(out / TOKENIZER), pretty=False)
    ngrams = load_ngrams(arguments.ngrams) if arguments.ngrams else None
    if arguments.ngrams:
        shutil.copy(arguments.ngrams / LINEAR, out / LINEAR)
    encoder = Encoder(out)
    exact = export.Full(precise, tokenizer)
    kept = [head for head in plan.heads if head.kind != TOKENS]
    first = heads.columns(kept)
    dev, held = heads.Judged(kept), heads.Judged(kept)
    everyday: list[fit.Matrix] = []
    for source, where in [(s, dev) for s in plan.dev] + [(s, held) for s in plan.held]:
        lines = [noise.line(text) for text in source.texts]
        wanted = ngrams if set(BLENDED) & set(source.targets) else None
        raw, linear = scored(encoder, lines, source.texts, wanted)
        full = exact.run(lines) if source.name in COMPARED and where is dev else None
        where.add(source, raw, linear, full)
        if source.name in QUIET and where is dev:
            start = first["risk_level"]
            everyday.append(raw[:QUIET_ROWS, start : start + len(RiskLevel)])
    described: list[dict[str, Any]] = []
    figures: dict[str, Any] = {}
    for head in kept:
        columns = ngrams.columns.get(head.name) if ngrams and head.name in BLENDED else None
        entry, figures[head.name] = heads.calibrated(head, first[head.name], dev, held, columns)
        if head.name == "risk_level":
            entry = heads.quietened(entry, np.concatenate(everyday).astype(float))
        described.append(entry)
        print(head.name, json.dumps(figures[head.name]), flush=True)
    document = {
        "format": FORMAT,
        "version": VERSION,
        "spans": [head.name for head in plan.heads if head.kind == TOKENS],
        "heads": described,
    }
    (out / "heads.json").write_text(json.dumps(document, indent=1) + "\n", encoding="utf-8")
    second.main(out)
    card.write(out, figures, plan, arguments.data)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, required=True)
    parser.add_argument("--start", type=Path, help="run of the first stage")
    parser.add_argument("--ngrams", type=Path, help="run of the linear layer")
    parser.add_argument("--run", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--epochs", type=float, default=EPOCHS)
    parser.add_argument("--only-write", action="store_true")
    arguments = parser.parse_args()
    torch.set_num_threads(2)
    noise = Noise()
    plan = sources.everything(arguments.data)
    if not arguments.only_write:
        train(arguments, plan, noise)
    write(arguments, plan, noise)


if __name__ == "__main__":
    main()
