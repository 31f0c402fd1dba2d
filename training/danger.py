"""Fits the head for the level of danger: small networks on several layers of the finished encoder.

    python -m training.danger            (--measure: as packaged, fitting nothing)

Here: which lines stand for danger and which for ordinary talk, the fit, the scale, the points'
curve. Not here: the other heads (`second.py`), the added output of the encoder (`layers.py`), the
points themselves (`core.safety.head`).

Ordinary talk is the example lines of the dialogue's cases, our own lines for the other heads and
what most of the simulated people say (tests/conversations), as far as the rules hear no danger in
it. Whole batches are left out of a fit in turn; scale and points are set on batches that neither
the encoder nor the fit has seen (`FRESH`). Held-out batches are only measured on. Seeds fixed.
"""

from __future__ import annotations

import argparse
import json
import zlib
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import torch
import yaml
from numpy.typing import NDArray
from scipy.optimize import minimize
from torch import nn
from torch.nn import functional

from evenkeel.core.content.loader import LANGUAGES, MODELS
from evenkeel.core.dialogue.cases import load_cases
from evenkeel.core.language.danger import DANGER, Danger
from evenkeel.core.language.lexicon import load_lexicon
from evenkeel.core.language.model import load_model
from evenkeel.core.language.plain import plain
from evenkeel.core.language.utterances import load_graded, load_utterances
from evenkeel.core.safety import assess
from evenkeel.core.vocabulary import RiskLevel
from training import calibrate
from training.second import OWN

LEVELS = tuple(level.name.lower() for level in RiskLevel)
PEOPLE = Path(__file__).parents[1] / "tests" / "conversations" / "people"
SIGNS = LANGUAGES / "en" / "risk" / "utterances"
CARD = "danger.json"
SEEN_BY_ENCODER = tuple(f"g{at:02}" for at in range(1, 21))
"""Batches the encoder was trained with; the rest of the graded ones are fresh to it."""
WEIGHTS = {"danger": 1.0, "signs": 0.5, "cases": 1.0, "people": 1.0, "own": 0.3}
"""How much a line counts, by where it is from. Our own lines for other heads hold some that are
not quite harmless ("everybody would cope without me" is labelled for its thinking trap)."""
ASIDE = 5
"""Of the simulated people one in so many is never learned from."""
FOLDS = 5
HIDDEN, VOTERS = 64, 5
VOTERS_LEFT_OUT = 2
"""In the fits that leave batches out: enough to choose by, and less than half the time."""
DROPPED_IN, DROPPED = 0.2, 0.5
RATE, DECAY, EPOCHS, BATCH = 2e-3, 1e-2, 12, 128
SMOOTHED = 0.03
"""Tried on fresh batches, share of danger the head alone notices where 1 in 100 ordinary lines is:
a linear model on the embedding .21, these networks on it .24, on blocks 3 to 5 .35, 2 to 5 .37,
1 to 5 .38, with the lines of the rules .40; voices the encoder knows counted less, or fresh ones
twice, changes nothing."""
NOW = datetime(2026, 11, 21, tzinfo=UTC)

Matrix = NDArray[np.float32]


class Lines(NamedTuple):
    """Messages; `levels` 0 to 4; where each is from (`WEIGHTS`); its batch."""

    texts: list[str]
    levels: NDArray[np.int64]
    sources: NDArray[np.str_]
    batches: NDArray[np.str_]


def learned_from() -> Lines:
    """Everything the head may learn from, each text once."""
    rows: dict[str, tuple[int, str, str]] = {}
    held = {text for name, text, _ in _graded(held_out=True)}
    for name, text, level in _graded(held_out=False):
        rows.setdefault(text, (level, "danger", name))
    for name, text, level in _signs():
        if text not in held:
            rows.setdefault(text, (level, "signs", name))
    for source, name, text in _ordinary():
        if text not in rows and text not in held and is_harmless(text):
            rows[text] = (0, source, name)
    parts = list(rows.values())
    return Lines(
        list(rows), np.array([p[0] for p in parts]), np.array([p[1] for p in parts]),
        np.array([p[2] for p in parts]),
    )  # fmt: skip


def held_out() -> Lines:
    """Graded batches that nothing is set on, and the `test` lines of the dialogue's cases."""
    rows = [(text, level, "danger", name) for name, text, level in _graded(held_out=True)]
    rows += [(t, 0, "cases", name) for name, case in load_cases().items() for t in case.test]
    texts, levels, sources, batches = zip(*rows, strict=True)
    return Lines(list(texts), np.array(levels), np.array(sources), np.array(batches))


def is_harmless(text: str) -> bool:
    """Whether the rules hear nothing in it."""
    return assess(text, now=NOW).level is RiskLevel.NONE


def aside(person: str) -> bool:
    """Whether a simulated person is kept for measuring."""
    return zlib.crc32(person.encode()) % ASIDE == 0


def spoken(*, set_aside: bool) -> Iterator[tuple[str, str]]:
    """(person, message) of the simulated people in no danger."""
    for path in sorted(PEOPLE.glob("*.yaml")):
        for person in yaml.safe_load(path.read_text("utf-8")):
            if aside(person["id"]) is set_aside and person["id"] not in IN_DANGER:
                said = (person["say"], person.get("when", {}), person.get("bye", ""),
                        person.get("next_day", []))  # fmt: skip
                for text in _strings(said):
                    if text and "{" not in text:
                        yield person["id"], text


IN_DANGER = ("panic-train", "urge-panic", "same-again")


def _strings(node: object) -> Iterator[str]:
    if isinstance(node, str):
        yield node
    elif isinstance(node, dict):
        yield from _strings(list(node.values()))
    elif isinstance(node, list | tuple):
        for value in node:
            yield from _strings(value)


def _graded(*, held_out: bool) -> Iterator[tuple[str, str, int]]:
    for name, batch in load_graded("en").items():
        if batch.held_out is held_out:
            for group in batch.groups:
                for text in group.each():
                    yield name, text, LEVELS.index(group.level.lower())


def _signs() -> Iterator[tuple[str, str, int]]:
    """The messages the rules were worked on with; never those that are held out."""
    for path in sorted(SIGNS.glob("*.yaml")):
        for group in yaml.safe_load(path.read_text("utf-8"))["groups"]:
            if group["split"] != "held_out":
                level = LEVELS.index(group.get("at_least") or group["at_most"])
                for text in filter(None, map(str.strip, group["texts"].splitlines())):
                    yield group["batch"], text, level


def _ordinary() -> Iterator[tuple[str, str, str]]:
    for name, case in load_cases().items():
        for text in case.like:
            yield "cases", name, text
    for head in OWN:
        for name, batch in load_utterances(head).items():
            if not batch.held_out:
                for line in batch.each():
                    yield "own", f"{head}/{name}", line.text
    for person, text in spoken(set_aside=False):
        yield "people", person, text


def layers(texts: list[str], folder: Path) -> Matrix:
    """What the encoder makes of each text."""
    lexicon = load_lexicon("en")
    lines = [plain(text, lexicon.tokenizer.tokens(text)).line for text in texts]
    return np.asarray(load_model(folder).layers(lines), np.float32)


class Voters(NamedTuple):
    """Networks of one fit, on inputs brought to a mean of 0 and a spread of 1."""

    mean: Matrix
    spread: Matrix
    nets: list[nn.Sequential]

    def arrays(self, slope: float = 1.0, offset: Matrix | None = None) -> dict[str, NDArray[Any]]:
        """What `core.language.danger.Danger` reads; mean and spread go into the weights."""
        inner = [net[1].weight.detach().numpy() / self.spread for net in self.nets]
        bias = [
            net[1].bias.detach().numpy() - w @ self.mean
            for net, w in zip(self.nets, inner, strict=True)
        ]
        return {
            "inner": np.concatenate(inner).astype(np.float16),
            "inner_bias": np.concatenate(bias).astype(np.float32),
            "outer": np.stack([n[4].weight.detach().numpy() for n in self.nets]).astype(np.float16),
            "outer_bias": np.stack([n[4].bias.detach().numpy() for n in self.nets]),
            "slope": np.array([slope], np.float32),
            "offset": np.zeros(len(LEVELS), np.float32) if offset is None else offset,
        }


def fit(x: Matrix, lines: Lines, rows: NDArray[np.intp], *, voters: int = VOTERS) -> Voters:
    """Networks that differ by their seed."""
    danger = rows[lines.sources[rows] == "danger"]
    mean, spread = x[danger].mean(axis=0), x[danger].std(axis=0) + 1e-3
    given = torch.tensor((x[rows] - mean) / spread)
    meant = torch.tensor(lines.levels[rows])
    counts = torch.tensor([WEIGHTS[one] for one in lines.sources[rows]])
    return Voters(mean, spread, [_net(given, meant, counts, seed) for seed in range(voters)])


def _net(x: torch.Tensor, y: torch.Tensor, counts: torch.Tensor, seed: int) -> nn.Sequential:
    torch.manual_seed(seed)
    order = np.random.default_rng(seed)
    net = nn.Sequential(
        nn.Dropout(DROPPED_IN), nn.Linear(x.shape[1], HIDDEN), nn.GELU(approximate="tanh"),
        nn.Dropout(DROPPED), nn.Linear(HIDDEN, len(LEVELS)),
    )  # fmt: skip
    steps = len(y) // BATCH
    optimiser = torch.optim.AdamW(net.parameters(), lr=RATE, weight_decay=DECAY)
    rate = torch.optim.lr_scheduler.OneCycleLR(optimiser, RATE, total_steps=EPOCHS * steps + 1)
    net.train()
    for _ in range(EPOCHS):
        mixed = torch.tensor(order.permutation(len(y)))
        for step in range(steps):
            rows = mixed[step * BATCH : (step + 1) * BATCH]
            each = functional.cross_entropy(
                net(x[rows]), y[rows], reduction="none", label_smoothing=SMOOTHED
            )
            optimiser.zero_grad()
            (each * counts[rows]).mean().backward()
            optimiser.step()
            rate.step()
    return net.eval()


def out_of_batch(x: Matrix, lines: Lines) -> Matrix:
    """Votes on every line by networks that saw no line of its batch."""
    fold = folds(lines)
    found = np.zeros((len(fold), len(LEVELS)), np.float32)
    for at in range(FOLDS):
        seen, rest = np.flatnonzero(fold != at), np.flatnonzero(fold == at)
        look = Danger(fit(x, lines, seen, voters=VOTERS_LEFT_OUT).arrays())
        found[rest] = np.stack([look.votes(row) for row in x[rest]])
        print("fold", at, flush=True)
    return found


def folds(lines: Lines) -> NDArray[np.int64]:
    """The fold of each line: whole batches, whole cases, whole people."""
    graded = sorted(set(lines.batches[lines.sources == "danger"]))
    return np.array(
        [
            graded.index(batch) % FOLDS
            if source == "danger"
            else zlib.crc32(batch.encode()) % FOLDS
            for source, batch in zip(lines.sources, lines.batches, strict=True)
        ]
    )


def fresh(lines: Lines) -> NDArray[np.bool_]:
    """Graded lines that the encoder was not trained with either."""
    return (lines.sources == "danger") & ~np.isin(lines.batches, SEEN_BY_ENCODER)


def scale(votes: Matrix, levels: NDArray[np.int64]) -> tuple[float, Matrix]:
    """(slope, offset) with the least log loss: a chance is then as often right as it says."""
    z = np.log(votes + 1e-9).astype(float)

    def loss(found: NDArray[np.float64]) -> float:
        chances = calibrate.softmax(found[0] * z + np.concatenate([[0], found[1:]]))
        return float(-np.log(chances[np.arange(len(levels)), levels] + 1e-12).mean())

    best = minimize(loss, np.array([1.0, 0, 0, 0, 0]), method="Nelder-Mead",
                    options={"maxiter": 2000}).x  # fmt: skip
    return float(best[0]), np.concatenate([[0], best[1:]]).astype(np.float32)


def main(folder: Path = MODELS / "reader-en", *, only_measure: bool = False) -> None:
    """Fit on everything, on a scale set on batches left out; then measure what is packaged."""
    torch.set_num_threads(1)
    card: dict[str, Any] = {}
    if only_measure and (folder / CARD).exists():
        card = json.loads((folder / CARD).read_text(encoding="utf-8"))
    if not only_measure:
        lines = learned_from()
        x = layers(lines.texts, folder)
        votes, new = out_of_batch(x, lines), fresh(lines)
        slope, offset = scale(votes[new], lines.levels[new])
        arrays = fit(x, lines, np.arange(len(x))).arrays(slope, offset)
        np.savez_compressed(folder / DANGER, **arrays)
        chances = calibrate.softmax(slope * np.log(votes + 1e-9) + offset)
        card["out of batch, fresh"] = figures(chances[new], lines.levels[new])
        card["lines"] = {one: int((lines.sources == one).sum()) for one in WEIGHTS}
        card["curve"] = curve(chances, lines)
    with np.load(folder / DANGER) as file:
        look = Danger(file)
    held = held_out()
    found = np.stack([look.chances(row) for row in layers(held.texts, folder)])
    graded = held.sources == "danger"
    card["held out"] = figures(found[graded], held.levels[graded])
    card["held out, with cases"] = figures(found, held.levels)
    people = [text for _, text in spoken(set_aside=True) if is_harmless(text)]
    calm = np.stack([look.chances(row) for row in layers(people, folder)])
    card["people set aside"] = {
        "lines": len(people),
        **{f"watch >= {at}": round(float((1 - calm[:, 0] >= at).mean()), 4) for at in POINTS},
    }
    (folder / CARD).write_text(json.dumps(card, indent=1) + "\n", encoding="utf-8")
    print(json.dumps(card, indent=1))


POINTS = (0.2, 0.35, 0.5, 0.7, 0.85)


def figures(chances: NDArray[Any], levels: NDArray[np.int64]) -> dict[str, Any]:
    """How well the levels are told, of the head alone."""
    told, any_level = chances.argmax(axis=1), 1 - chances[:, 0]
    said, true = np.eye(len(LEVELS))[told], np.eye(len(LEVELS))[levels]
    sure, right = chances.max(axis=1), (told == levels).astype(float)

    def macro(rows: NDArray[np.int64]) -> float:
        return float(calibrate.f1_each(said[rows], true[rows]).mean())

    return {
        "lines": len(levels),
        "macro_f1": round(macro(np.arange(len(levels))), 3),
        "macro_f1_95": calibrate.interval(macro, len(levels)),
        "any_level_auc": round(calibrate.auc(any_level, levels > 0), 3),
        "raised_auc": round(calibrate.auc(chances[:, 2:].sum(axis=1), levels > 1), 3),
        "ece": round(calibrate.calibration_error(sure, right), 3),
        "ece_of_perfect": calibrate.error_of_perfect(sure, right),
    }


def curve(chances: NDArray[Any], lines: Lines) -> dict[str, Any]:
    """On lines whose batch was left out: at each point, the share of dangerous, of safe graded and
    of ordinary lines over it."""
    new, ordinary = fresh(lines), np.isin(lines.sources, ["people", "cases"])
    found = {}
    for least, name in ((1, "watch"), (2, "raised"), (3, "high")):
        score = chances[:, least:].sum(axis=1)
        for at in (0.1, 0.15, 0.2, 0.25, 0.3, 0.35, 0.4, 0.5, 0.6, 0.7, 0.75, 0.8, 0.85, 0.9):
            over = score >= at
            found[f"{name} >= {at}"] = {
                "dangerous": round(float(over[new & (lines.levels >= least)].mean()), 3),
                "safe": round(float(over[new & (lines.levels == 0)].mean()), 4),
                "ordinary": round(float(over[ordinary].mean()), 4),
            }
    return found


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--measure", action="store_true", help="fit nothing; measure as packaged")
    main(only_measure=parser.parse_args().measure)
