"""Fine-tunes encoder and heads together on several sources at once.

Here: sources and batches, layer-wise learning rates, the moving average of weights, the loop. Not
here: what a source is made of (`sources.py`), calibration, export.

Sources: layer-wise decay after Howard and Ruder 2018; averaging of weights after Izmailov et al.
2018; batches of like length for speed.
"""

from __future__ import annotations

import math
import time
from collections.abc import Iterator, Mapping, Sequence
from copy import deepcopy
from dataclasses import dataclass, field

import numpy as np
import torch
from numpy.typing import NDArray
from tokenizers import Tokenizer
from torch import Tensor

from training.encoder import LAYERS, Encoder, mean_of
from training.network import TOKENS, Network, loss_of
from training.noise import Noise

Matrix = NDArray[np.float32]
BATCH = 48
LONGEST = 96
# Lengths are rounded up to multiples of this: the kernels of bfloat16 are made once per shape.
LENGTHS = 4
# Batches are cut from so many rows sorted by length, so that little is padding.
SORTED_ROWS = 32 * BATCH


@dataclass
class Source:
    """Texts with the targets of one or several heads: {head: rows x labels}, -1 unknown.

    `repeats`: how often a row is seen per epoch. `marks`: spans (start, end) of the text that a
    token head is to find, {head: [spans a row, or None if unknown]}; such texts get no noise.
    """

    name: str
    texts: list[str]
    targets: Mapping[str, Matrix]
    repeats: float = 1.0
    weights: Matrix | None = None
    marks: Mapping[str, list[list[tuple[int, int]] | None]] = field(default_factory=dict)
    share: Mapping[str, float] = field(default_factory=dict)


@dataclass(frozen=True)
class Settings:
    """What a run may change. Rates are for the top layer and for the heads."""

    epochs: float = 3.0
    rate: float = 1e-4
    head_rate: float = 1e-3
    layer_decay: float = 0.85
    warm_up: float = 0.06
    weight_decay: float = 0.01
    average: float = 0.997
    similarity: float = 2.0
    similarity_every: int = 4
    noise: float = 0.15
    seed: int = 0


@dataclass
class Batch:
    """One step's rows, all of one source."""

    source: Source
    ids: Tensor
    mask: Tensor
    targets: dict[str, Tensor]
    weights: Tensor


def padded(rows: Sequence[Sequence[int]]) -> tuple[Tensor, Tensor]:
    """(ids, mask): rows filled with 0 ([PAD]) to the longest."""
    longest = -(-max(map(len, rows)) // LENGTHS) * LENGTHS
    ids = torch.zeros(len(rows), longest, dtype=torch.long)
    mask = torch.zeros(len(rows), longest)
    for at, row in enumerate(rows):
        ids[at, : len(row)] = torch.tensor(row)
        mask[at, : len(row)] = 1
    return ids, mask


def batches(
    sources: Sequence[Source], tokenizer: Tokenizer, noise: Noise, settings: Settings, epoch: int
) -> list[Batch]:
    """All batches of one epoch, in random order."""
    rng = np.random.default_rng([settings.seed, epoch])
    found: list[Batch] = []
    for source in sources:
        count = round(len(source.texts) * source.repeats)
        whole, part = divmod(count, len(source.texts))
        order = np.concatenate(
            [rng.permutation(len(source.texts)) for _ in range(whole)]
            + [rng.permutation(len(source.texts))[:part]]
        ).astype(int)
        rng.shuffle(order)
        marked = bool(source.marks)
        share = 0.0 if marked else settings.noise
        lines = [noise.line(source.texts[i], rng, share) for i in order]
        back = [noise.plain(source.texts[i]) for i in order] if marked else []
        encoded = tokenizer.encode_batch(lines)
        for first in range(0, len(order), SORTED_ROWS):
            block = sorted(
                range(first, min(first + SORTED_ROWS, len(order))),
                key=lambda i: len(encoded[i].ids),
            )
            for start in range(0, len(block), BATCH):
                chosen = block[start : start + BATCH]
                rows = order[chosen]
                ids, mask = padded([encoded[i].ids[:LONGEST] for i in chosen])
                targets = {k: torch.from_numpy(t[rows]) for k, t in source.targets.items()}
                for head, marks in source.marks.items():
                    targets[head] = _token_targets(
                        [
                            [back[i].origin(s) if s < e else (0, 0) for s, e in encoded[i].offsets]
                            for i in chosen
                        ],
                        [marks[i] for i in rows],
                        ids.shape[1],
                    )
                w = np.ones(len(rows), np.float32) if source.weights is None else source.weights
                weights = torch.from_numpy(w[rows] if source.weights is not None else w)
                found.append(Batch(source, ids, mask, targets, weights))
    return [found[i] for i in rng.permutation(len(found))]


def _token_targets(
    offsets: Sequence[Sequence[tuple[int, int]]],
    marks: Sequence[list[tuple[int, int]] | None],
    length: int,
) -> Tensor:
    """(batch, length, 1): 1 inside a marked span, 0 outside, -1 unknown."""
    targets = torch.full((len(offsets), length, 1), -1.0)
    for at, (row, spans) in enumerate(zip(offsets, marks, strict=True)):
        if spans is None:
            continue
        for place, (start, end) in enumerate(row[:length]):
            if start != end:
                inside = any(s < end and start < e for s, e in spans)
                targets[at, place, 0] = float(inside)
    return targets


def groups(network: Network, settings: Settings) -> list[dict[str, object]]:
    """Parameters with their learning rates: lower layers move less."""
    rates: dict[str, float] = {}
    for name, _ in network.named_parameters():
        if name.startswith("encoder.blocks."):
            depth = LAYERS - 1 - int(name.split(".")[2])
            rates[name] = settings.rate * settings.layer_decay**depth
        elif name.startswith("encoder."):
            rates[name] = settings.rate * settings.layer_decay**LAYERS
        else:
            rates[name] = settings.head_rate
    return [
        {
            "params": [parameter],
            "lr": rates[name],
            "base": rates[name],
            "weight_decay": settings.weight_decay if parameter.dim() > 1 else 0.0,
        }
        for name, parameter in network.named_parameters()
    ]


def _share(step: int, steps: int, warm_up: float) -> float:
    first = max(1, int(steps * warm_up))
    if step < first:
        return (step + 1) / first
    done = (step - first) / max(1, steps - first)
    return 0.5 * (1 + math.cos(math.pi * done)) * 0.98 + 0.02


def fine_tune(
    network: Network,
    original: Encoder,
    tokenizer: Tokenizer,
    sources: Sequence[Source],
    noise: Noise,
    settings: Settings,
) -> Iterator[tuple[float, Network]]:
    """Trains; yields (epochs done, network of averaged weights) after each epoch.

    The similarity term asks the network's "similar" to stay where the unmodified encoder has it.
    """
    torch.manual_seed(settings.seed)
    original.eval()
    averaged = deepcopy(network).eval()
    optimiser = torch.optim.AdamW(groups(network, settings), lr=settings.rate, fused=True)
    whole = math.ceil(settings.epochs)
    per_epoch = len(batches(sources, tokenizer, noise, settings, 0))
    steps = int(per_epoch * settings.epochs)
    step, began, shown = 0, time.monotonic(), 0.0
    for epoch in range(whole):
        for batch in batches(sources, tokenizer, noise, settings, epoch):
            if step >= steps:
                break
            network.train()
            share = _share(step, steps, settings.warm_up)
            for group in optimiser.param_groups:
                group["lr"] = group["base"] * share
            loss = _step_loss(network, original, batch, step, settings)
            optimiser.zero_grad(set_to_none=True)
            loss.backward()
            torch.nn.utils.clip_grad_norm_(network.parameters(), 1.0)
            optimiser.step()
            _follow(averaged, network, min(settings.average, (1 + step) / (10 + step)))
            shown += loss.item()
            step += 1
            if step % 100 == 0:
                spent = time.monotonic() - began
                print(f"step {step}/{steps} loss {shown / 100:.4f} {spent:.0f} s", flush=True)
                shown = 0.0
        yield min(epoch + 1, settings.epochs), averaged


def _step_loss(
    network: Network, original: Encoder, batch: Batch, step: int, settings: Settings
) -> Tensor:
    names = list(batch.targets)
    with torch.autocast("cpu", torch.bfloat16):
        scores = network(batch.ids, batch.mask, names)
    scores = {name: values.float() for name, values in scores.items()}
    loss = torch.zeros(())
    for name in names:
        part = loss_of(network.kinds[name], scores[name], batch.targets[name], batch.weights)
        loss = loss + part * batch.source.share.get(name, 1.0)
    if step % settings.similarity_every == 0:
        with torch.no_grad(), torch.autocast("cpu", torch.bfloat16):
            goal = mean_of(original(batch.ids, batch.mask), batch.mask)
            goal = torch.nn.functional.normalize(goal.float(), dim=1)
        loss = loss + settings.similarity * (1 - (scores["similar"] * goal).sum(1)).mean()
    return loss


def _follow(averaged: Network, network: Network, keep: float) -> None:
    with torch.no_grad():
        mine = list(averaged.parameters())
        torch._foreach_lerp_(mine, list(network.parameters()), 1 - keep)


@torch.no_grad()
def predict(
    network: Network, tokenizer: Tokenizer, lines: Sequence[str], names: Sequence[str]
) -> dict[str, Matrix]:
    """Raw scores of cleaned lines by the named heads (not token heads), and "similar"."""
    network.eval()
    encoded = tokenizer.encode_batch(list(lines))
    order = sorted(range(len(lines)), key=lambda i: len(encoded[i].ids))
    out: dict[str, list[Tensor]] = {name: [] for name in [*names, "similar"]}
    for start in range(0, len(order), 64):
        ids, mask = padded([encoded[i].ids[:LONGEST] for i in order[start : start + 64]])
        scores = network(ids, mask, [n for n in names if network.kinds[n] != TOKENS])
        for name, values in scores.items():
            out[name].append(values)
    back = np.argsort(order)
    return {name: torch.cat(parts).numpy()[back] for name, parts in out.items() if parts}
