"""Fits the head for danger that is told in pieces, on top of the finished encoder.

    python -m training.pieces            (--measure: as packaged, fitting nothing)

Here: which beginnings of a talk stand for danger, the fit, the figures of the card. Not here: the
talks (languages/en/risk/pieces), the point from which it asks (`core.safety.pieces`).

A beginning of a talk is danger from the message at which somebody careful would certainly ask,
none before they would begin to wonder, and neither in between. Because danger adds up, what is long
would be taken for danger; so the telling messages are learned by themselves too, and graded lines,
dangerous and safe ones alike, among as many ordinary messages. Beside our own talks the simulated
people in no danger are learned from. Some batches are left out of a fit in turn; the point is
chosen on them. Held-out batches are only measured on. Seeds fixed.
"""

from __future__ import annotations

import argparse
import json
import random
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import torch
import yaml
from numpy.typing import NDArray
from torch import nn
from torch.nn import functional

from evenkeel.core.content.loader import MODELS
from evenkeel.core.language.danger import load_danger
from evenkeel.core.language.pieces import PATHWAYS, PIECES, Together, as_one, beside
from evenkeel.core.language.utterances import ToldInPieces, load_graded, load_pieces
from evenkeel.core.vocabulary import Pathway
from training.danger import IN_DANGER, PEOPLE, Matrix, aside, chances_of, layers, learn

CARD = "pieces.json"
FEWEST = 2
"""Messages: one is not pieces."""
GRAVE = ("raised", "high", "imminent")
HIDDEN, VOTERS, VOTERS_LEFT_OUT = 128, 3, 2
DROPPED_IN, DROPPED = 0.2, 0.5
EPOCHS = 14
PEOPLE_COUNT, AMONG_COUNT = 1.5, 0.15
AMONG, MOST_AMONG = 3000, 3
"""So many graded lines of either kind are put among up to so many ordinary messages."""
FOLDS = 4
POINTS = (0.5, 0.6, 0.7, 0.8, 0.85, 0.9, 0.95)


class Talk(NamedTuple):
    """One talk and the batch it is from."""

    batch: str
    talk: ToldInPieces


class Beginnings(NamedTuple):
    """Beginnings of talks as the head is given them; `meant` (rows, 1 + pathways); what each
    counts; the batch of each."""

    given: Matrix
    meant: Matrix
    counts: Matrix
    batches: NDArray[np.str_]


def written(*, held_out: bool) -> list[Talk]:
    """Our own talks."""
    return [
        Talk(name, talk)
        for name, batch in load_pieces().items()
        if batch.held_out is held_out
        for talk in batch.talks
    ]


def people(*, set_aside: bool) -> list[Talk]:
    """What the simulated people in no danger say, in order."""
    found = []
    for path in sorted(PEOPLE.glob("*.yaml")):
        for person in yaml.safe_load(path.read_text("utf-8")):
            said = [one for one in person["say"] if isinstance(one, str) and one and "{" not in one]
            ours = aside(person["id"]) is set_aside and person["id"] not in IN_DANGER
            if ours and len(said) >= FEWEST:
                talk = ToldInPieces(looks_like=None, says="\n".join(said))
                found.append(Talk("people", talk))
    return found


def inputs(texts: list[str], folder: Path) -> Matrix:
    """What the head is given of each text."""
    look = load_danger(folder)
    assert look is not None
    levels = chances_of(look, texts, folder)
    rows = zip(layers(texts, folder), levels, strict=True)
    return np.stack([beside(row, level) for row, level in rows])


def beginnings(talks: Iterable[Talk], folder: Path) -> Beginnings:
    """Every beginning of at least `FEWEST` messages that is clearly danger or clearly none; and the
    graded lines among messages of the simulated people."""
    talks = list(talks)
    rows = [
        (as_one(said), danger, t.batch, PEOPLE_COUNT if t.batch == "people" else 1.0)
        for t in talks
        for said, danger in clear(t.talk)
    ]
    rows += [(text, danger, "graded", AMONG_COUNT) for text, danger in among(talks)]
    meant = np.zeros((len(rows), 1 + len(PATHWAYS)), np.float32)
    for row, (_, danger, _, _) in enumerate(rows):
        if danger is not None:
            meant[row, [0, 1 + PATHWAYS.index(danger)]] = 1
    return Beginnings(
        inputs([text for text, _, _, _ in rows], folder),
        meant,
        np.array([count for _, _, _, count in rows], np.float32),
        np.array([batch for _, _, batch, _ in rows]),
    )


def clear(talk: ToldInPieces) -> Iterator[tuple[list[str], Pathway | None]]:
    """The messages of each beginning that is danger (of which kind) or none; the telling messages
    by themselves; of a safe talk a few from its middle and from its end."""
    said = talk.each()
    for at in range(FEWEST, len(said) + 1):
        if talk.ask is None or at < (talk.wonder or 0):
            yield said[:at], None
        elif at >= talk.ask:
            yield said[:at], talk.looks_like
    if talk.ask is None:
        parts = [said[1:3], said[2:5], said[-3:]]
    else:
        parts = [said[(talk.wonder or 1) - 1 : talk.ask]]
    for part in parts:
        if FEWEST <= len(part) < len(said):
            yield part, talk.looks_like if talk.ask else None


def among(talks: Iterable[Talk]) -> Iterator[tuple[str, Pathway | None]]:
    """Graded lines, dangerous and safe ones alike, each among a few ordinary messages."""
    rng = random.Random(2)
    ordinary = [line for t in talks if t.batch == "people" for line in t.talk.each()]
    groups = [group for b in load_graded("en").values() if not b.held_out for group in b.groups]
    grave = [
        (line, g.pathway) for g in groups if g.level in GRAVE and g.pathway for line in g.each()
    ]
    safe = [(line, None) for g in groups if g.level == "none" for line in g.each()]
    for lines in (grave, safe):
        for line, danger in rng.sample(lines, AMONG):
            few = [line, *rng.sample(ordinary, rng.randint(1, MOST_AMONG))]
            rng.shuffle(few)
            yield as_one(few), danger


class Net(nn.Module):
    """One voter, on inputs brought to a mean of 0 and a spread of 1; the last two go past it."""

    def __init__(self, size: int) -> None:
        super().__init__()
        self.inner = nn.Linear(size, HIDDEN)
        self.outer = nn.Linear(HIDDEN + 2, 1 + len(PATHWAYS))
        self.dropped_in, self.dropped = nn.Dropout(DROPPED_IN), nn.Dropout(DROPPED)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        felt = functional.gelu(self.inner(self.dropped_in(x)), approximate="tanh")
        out: torch.Tensor = self.outer(torch.cat([self.dropped(felt), x[:, -2:]], 1))
        return out


def fit(rows: Beginnings, *, voters: int = VOTERS) -> dict[str, NDArray[Any]]:
    """The arrays of `Together`; mean and spread go into the weights."""
    mean, spread = rows.given.mean(axis=0), rows.given.std(axis=0) + 1e-3
    x = torch.tensor((rows.given - mean) / spread)
    y, counts = torch.tensor(rows.meant), torch.tensor(rows.counts)
    nets = [_net(x, y, counts, seed) for seed in range(voters)]
    inner = [net.inner.weight.detach().numpy() / spread for net in nets]
    outer = [net.outer.weight.detach().numpy() for net in nets]
    straight = [each[:, HIDDEN:] / spread[-2:] for each in outer]
    return {
        "inner": np.concatenate(inner).astype(np.float16),
        "inner_bias": np.concatenate(
            [n.inner.bias.detach().numpy() - w @ mean for n, w in zip(nets, inner, strict=True)]
        ).astype(np.float32),
        "outer": np.stack([each[:, :HIDDEN] for each in outer]).astype(np.float16),
        "straight": np.stack(straight).astype(np.float32),
        "outer_bias": np.stack(
            [n.outer.bias.detach().numpy() - s @ mean[-2:]
             for n, s in zip(nets, straight, strict=True)]
        ).astype(np.float32),
    }  # fmt: skip


def _net(x: torch.Tensor, y: torch.Tensor, counts: torch.Tensor, seed: int) -> Net:
    torch.manual_seed(seed)
    net = Net(x.shape[1])

    def loss(rows: torch.Tensor) -> torch.Tensor:
        each = functional.binary_cross_entropy_with_logits(net(x[rows]), y[rows], reduction="none")
        return (each.sum(1) * counts[rows]).mean()

    learn(net, loss, rows=len(y), seed=seed, epochs=EPOCHS)
    return net.eval()


class Heard(NamedTuple):
    """What the head makes of one talk: the chances after each message from `FEWEST` on."""

    talk: ToldInPieces
    chances: list[dict[str, float]]

    def by(self) -> list[dict[str, float]]:
        """Up to the message at which somebody careful would certainly ask; else all."""
        return self.chances if self.talk.ask is None else self.chances[: self.talk.ask - FEWEST + 1]


def heard(look: Together, talks: Iterable[Talk], folder: Path) -> list[Heard]:
    """What the head makes of each talk."""
    found = []
    for _, talk in talks:
        said = talk.each()
        texts = [as_one(said[:at]) for at in range(FEWEST, len(said) + 1)]
        found.append(Heard(talk, [look.chances(row) for row in inputs(texts, folder)]))
    return found


def figures(talks: list[Heard]) -> dict[str, Any]:
    """At each point: how many talks of danger are asked about in time, by which pathway, and how
    many of the others."""
    danger = [one for one in talks if one.talk.ask is not None]
    alike = [one for one in talks if one.talk.ask is None and one.talk.looks_like is not None]
    ordinary = [one for one in talks if one.talk.ask is None and one.talk.looks_like is None]
    rows: dict[str, Any] = {
        "talks": {"danger": len(danger), "alike": len(alike), "ordinary": len(ordinary)}
    }
    for point in POINTS:
        crossed = [_first(one, point) for one in danger]
        right = [
            max(PATHWAYS, key=lambda name, at=at: at[name]) is one.talk.looks_like  # type: ignore[misc]
            for one, at in zip(danger, crossed, strict=True)
            if at is not None
        ]
        rows[f">= {point}"] = {
            "danger": _share(at is not None for at in crossed),
            "pathway": _share(right),
            "alike": _share(_first(one, point) is not None for one in alike),
            "ordinary": _share(_first(one, point) is not None for one in ordinary),
        }
    return rows


def _first(one: Heard, point: float) -> dict[str, float] | None:
    return next((at for at in one.by() if at["any"] >= point), None)


def _share(of: Iterable[bool]) -> float | None:
    counted = list(of)
    return round(sum(counted) / len(counted), 4) if counted else None


def main(folder: Path = MODELS / "reader-en", *, only_measure: bool = False) -> None:
    """Fit on every batch that is not held out; then measure what is packaged."""
    torch.set_num_threads(2)
    card: dict[str, Any] = {}
    if only_measure and (folder / CARD).exists():
        card = json.loads((folder / CARD).read_text(encoding="utf-8"))
    if not only_measure:
        ours, calm = written(held_out=False), people(set_aside=False)
        rows = beginnings([*ours, *calm], folder)
        left: list[Heard] = []
        batches = sorted({talk.batch for talk in ours})
        for at in range(FOLDS):
            out = batches[at::FOLDS]
            kept = ~np.isin(rows.batches, out)
            part = Beginnings(*(column[kept] for column in rows))
            look = Together(fit(part, voters=VOTERS_LEFT_OUT))
            left += heard(look, [talk for talk in ours if talk.batch in out], folder)
            print(out, flush=True)
        card["out of batch"] = figures(left)
        np.savez_compressed(folder / PIECES, **fit(rows))
    with np.load(folder / PIECES) as file:
        look = Together(file)
    card["held out"] = figures(heard(look, written(held_out=True), folder))
    card["people set aside"] = figures(heard(look, people(set_aside=True), folder))
    (folder / CARD).write_text(json.dumps(card, indent=1) + "\n", encoding="utf-8")
    print(json.dumps(card, indent=1))


if __name__ == "__main__":
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--measure", action="store_true", help="as packaged, fitting nothing")
    main(only_measure=options.parse_args().measure)
