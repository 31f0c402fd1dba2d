"""Fits the head for the level of danger: small networks on several layers of the finished encoder,
and a linear layer on n-grams beside them.

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
import random
import zlib
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import torch
import yaml
from numpy.typing import NDArray
from scipy.optimize import minimize
from scipy.sparse import csr_matrix
from torch import nn
from torch.nn import functional

from evenkeel.core.content.loader import LANGUAGES, MODELS
from evenkeel.core.dialogue.cases import load_cases
from evenkeel.core.language.danger import DANGER, Danger
from evenkeel.core.language.features import features
from evenkeel.core.language.lexicon import load_lexicon
from evenkeel.core.language.model import LINEAR, load_model
from evenkeel.core.language.plain import plain
from evenkeel.core.language.utterances import load_graded, load_utterances
from evenkeel.core.safety import assess
from evenkeel.core.vocabulary import RiskLevel
from training import calibrate
from training.linear import design, linear
from training.second import OWN

LEVELS = tuple(level.name.lower() for level in RiskLevel)
PEOPLE = Path(__file__).parents[1] / "tests" / "conversations" / "people"
SIGNS = LANGUAGES / "en" / "risk" / "utterances"
SELVES = yaml.safe_load((Path(__file__).parent / "selves.yaml").read_text("utf-8"))
CARD = "danger.json"
SEEN_BY_ENCODER = tuple(f"g{at:02}" for at in range(1, 21))
"""Batches the encoder was trained with; the rest of the graded ones are fresh to it."""
WEIGHTS = {"danger": 1.0, "signs": 1.5, "plain": 1.0, "cases": 1.0, "people": 1.0, "own": 0.3,
           "selves": 0.7}  # fmt: skip
"""How much a line counts, by where it is from. Our own lines for other heads hold some that are
not quite harmless ("everybody would cope without me" is labelled for its thinking trap)."""
WISHES = {
    "raised": ("i want to die", "i wish i was dead", "i wish i wasn't alive",
               "i don't want to live", "i don't want to wake up tomorrow",
               "i hope i die in my sleep", "i cut myself again", "i've started hurting myself",
               "my boyfriend hits me", "i was raped",
               "i make myself sick after meals", "there are voices talking about me"),
    "high": ("i'm going to kill myself", "i want to kill myself", "i'm thinking of ending my life",
             "i keep thinking about hanging myself", "i should just end it all", "i feel suicidal",
             "i need to end it", "i've decided to take my own life", "i know how i'd do it",
             "i've written my goodbye letters", "i could jump off that bridge",
             "i'm planning to overdose", "i'm thinking of killing my father",
             "he says he'll kill me if i leave", "the voices tell me to do it"),
    "imminent": ("i'm going to kill myself tonight", "i've just taken all my tablets",
                 "i'm on the bridge and i'm going to jump", "i took an overdose an hour ago",
                 "i've cut too deep and it won't stop bleeding", "he's hitting me right now"),
}  # fmt: skip
"""What is said in plain words must be heard by itself and in the middle of an ordinary message."""
BEFORE = ("", "honestly ", "mum, ", "tbh ", "sometimes ", "i feel like ", "i've had enough, ")
AMONG = 30
"""How many ordinary messages each of these is put into."""
AGAIN, OTHERS_AGAIN = frozenset({"danger", "signs", "plain"}), 0.2
"""Whose lines are learned again by somebody who says who they are: all, and this share of others.
Without, what was said plainly was heard less behind "as a Sikh" or "I'm a farmer and"."""
ASIDE = 5
"""Of the simulated people one in so many is never learned from."""
FOLDS = 5
HIDDEN, VOTERS = 64, 5
VOTERS_LEFT_OUT = 2
"""In the fits that leave batches out: enough to choose by, and less than half the time."""
DROPPED_IN, DROPPED = 0.2, 0.5
RATE, DECAY, EPOCHS, BATCH = 2e-3, 1e-2, 12, 128
PENALTY = 0.125
LEAST_WEIGHT = 3
"""Of 127: a bucket whose every weight is under it is left out."""
SMOOTHED = 0.03
"""Tried on fresh batches, share of danger the head alone notices where 1 in 100 ordinary lines is:
a linear model on the embedding .21, these networks on it .24, on blocks 3 to 5 .35, 2 to 5 .37,
1 to 5 .38, with the lines of the rules .40; voices the encoder knows counted less, or fresh ones
twice, changes nothing."""
NO_WORDS = {"buckets": np.zeros(1), "grams": np.zeros((1, 5)), "gram_scale": np.zeros(5)}
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
    for name, text, level in _plain():
        rows.setdefault(text, (level, "plain", name))
    for source, name, text in _ordinary():
        if text not in rows and text not in held and is_harmless(text):
            rows[text] = (0, source, name)
    rows = dict(_by_anybody(rows)) | rows
    parts = list(rows.values())
    return Lines(
        list(rows), np.array([p[0] for p in parts]), np.array([p[1] for p in parts]),
        np.array([p[2] for p in parts]),
    )  # fmt: skip


def _by_anybody(
    rows: dict[str, tuple[int, str, str]],
) -> Iterator[tuple[str, tuple[int, str, str]]]:
    """What may be danger, and some of the rest, again by somebody who says who they are."""
    rng = random.Random(1)
    for text, (level, source, name) in rows.items():
        if source in AGAIN or rng.random() < OTHERS_AGAIN:
            frame = rng.choice(SELVES["frames"])
            who, known_as = rng.choice(SELVES["who"]), rng.choice(SELVES["name"])
            yield frame.format(text=text, who=who, name=known_as), (level, "selves", name)


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


def _plain() -> Iterator[tuple[str, str, int]]:
    rng = random.Random(0)
    talk = [text for _, _, text in _ordinary() if is_harmless(text)]
    for level, wishes in WISHES.items():
        for wish in wishes:
            for before in BEFORE:
                yield f"plain/{wish}", f"{before}{wish}", LEVELS.index(level)
            for _ in range(AMONG):
                first, then = rng.sample(talk, 2)
                text = rng.choice(
                    (f"{first}. {wish}. {then}", f"{first} and {wish}", f"{wish}, {then}")
                )
                yield f"plain/{wish}", text, LEVELS.index(level)


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


def rarity(folder: Path) -> Matrix:
    """How rare each bucket of n-grams is, as the linear layer has it."""
    with np.load(folder / LINEAR) as file:
        return np.asarray(file["rarity"], np.float32)


def words(rows: csr_matrix, lines: Lines, seen: NDArray[np.intp]) -> tuple[Matrix, Matrix]:
    """(buckets x levels, levels): a softmax layer on the n-grams of these rows."""
    counts = np.array([WEIGHTS[one] for one in lines.sources[seen]], np.float32)
    meant = np.eye(len(LEVELS), dtype=np.float32)[lines.levels[seen]]
    return linear(rows[seen], meant, penalty=PENALTY, kind="one", weights=counts)


def packed(weights: Matrix, share: float) -> dict[str, NDArray[Any]]:
    """The n-grams that weigh something, in int8."""
    scale = np.maximum(np.abs(weights).max(axis=0), 1e-9) / 127
    whole = np.round(weights / scale).astype(np.int8)
    buckets = np.flatnonzero(np.abs(whole.astype(int)).max(axis=1) >= LEAST_WEIGHT)
    return {
        "buckets": buckets.astype(np.int32),
        "grams": whole[buckets],
        "gram_scale": (scale * share).astype(np.float32),
    }


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
    net = nn.Sequential(
        nn.Dropout(DROPPED_IN), nn.Linear(x.shape[1], HIDDEN), nn.GELU(approximate="tanh"),
        nn.Dropout(DROPPED), nn.Linear(HIDDEN, len(LEVELS)),
    )  # fmt: skip

    def loss(rows: torch.Tensor) -> torch.Tensor:
        each = functional.cross_entropy(
            net(x[rows]), y[rows], reduction="none", label_smoothing=SMOOTHED
        )
        return (each * counts[rows]).mean()

    learn(net, loss, rows=len(y), seed=seed, epochs=EPOCHS)
    return net.eval()


def learn(
    net: nn.Module,
    loss: Callable[[torch.Tensor], torch.Tensor],
    *,
    rows: int,
    seed: int,
    epochs: int,
) -> None:
    """Change `net` until `loss` (of the places of some rows) is small, going over all so often."""
    order, steps = np.random.default_rng(seed), rows // BATCH
    optimiser = torch.optim.AdamW(net.parameters(), lr=RATE, weight_decay=DECAY)
    rate = torch.optim.lr_scheduler.OneCycleLR(optimiser, RATE, total_steps=epochs * steps + 1)
    net.train()
    for _ in range(epochs):
        mixed = torch.tensor(order.permutation(rows))
        for step in range(steps):
            optimiser.zero_grad()
            loss(mixed[step * BATCH : (step + 1) * BATCH]).backward()  # type: ignore[no-untyped-call]
            optimiser.step()
            rate.step()


def out_of_batch(x: Matrix, rows: csr_matrix, lines: Lines) -> tuple[Matrix, Matrix]:
    """Votes on every line, and scores by its words, of fits that saw no line of its batch."""
    fold = folds(lines)
    votes, said = np.zeros((2, len(fold), len(LEVELS)), np.float32)
    for at in range(FOLDS):
        seen, rest = np.flatnonzero(fold != at), np.flatnonzero(fold == at)
        look = Danger(fit(x, lines, seen, voters=VOTERS_LEFT_OUT).arrays() | NO_WORDS)
        votes[rest] = np.stack([look.votes(row) for row in x[rest]])
        weights, bias = words(rows, lines, seen)
        said[rest] = rows[rest] @ weights + bias
        print("fold", at, flush=True)
    return votes, said


def folds(lines: Lines) -> NDArray[np.int64]:
    """The fold of each line: whole batches, whole cases, whole people."""
    graded = sorted(set(lines.batches[lines.sources == "danger"]))
    return np.array(
        [
            graded.index(batch) % FOLDS if batch in graded else zlib.crc32(batch.encode()) % FOLDS
            for batch in lines.batches
        ]
    )


def fresh(lines: Lines) -> NDArray[np.bool_]:
    """Graded lines that the encoder was not trained with either."""
    return (lines.sources == "danger") & ~np.isin(lines.batches, SEEN_BY_ENCODER)


def scale(votes: Matrix, said: Matrix, levels: NDArray[np.int64]) -> tuple[float, float, Matrix]:
    """(slope, share, offset) with the least log loss: a chance is then as often right as it says.
    `share`: how much the words count beside the votes."""
    z = np.log(votes + 1e-9).astype(float)

    def loss(at: NDArray[np.float64]) -> float:
        chances = calibrate.softmax(at[0] * z + at[1] * said + np.concatenate([[0], at[2:]]))
        return float(-np.log(chances[np.arange(len(levels)), levels] + 1e-12).mean())

    best = minimize(loss, np.array([0.8, 0.3, 0, 0, 0, 0]), method="Nelder-Mead",
                    options={"maxiter": 4000, "maxfev": 4000}).x  # fmt: skip
    offset = np.concatenate([[0], best[2:]]).astype(np.float32)
    return float(best[0]), float(best[1]), offset


def main(folder: Path = MODELS / "reader-en", *, only_measure: bool = False) -> None:
    """Fit on everything, on a scale set on batches left out; then measure what is packaged."""
    torch.set_num_threads(1)
    card: dict[str, Any] = {}
    if only_measure and (folder / CARD).exists():
        card = json.loads((folder / CARD).read_text(encoding="utf-8"))
    if not only_measure:
        lines = learned_from()
        x, rows = layers(lines.texts, folder), design(lines.texts, rarity(folder))
        everything, new = np.arange(len(x)), fresh(lines)
        votes, said = out_of_batch(x, rows, lines)
        slope, share, offset = scale(votes[new], said[new], lines.levels[new])
        weights, bias = words(rows, lines, everything)
        arrays = fit(x, lines, everything).arrays(slope, offset + share * bias)
        np.savez_compressed(folder / DANGER, **arrays, **packed(weights, share))
        chances = calibrate.softmax(slope * np.log(votes + 1e-9) + share * said + offset)
        card["share of words"] = round(share, 3)
        card["out of batch, fresh"] = figures(chances[new], lines.levels[new])
        card["lines"] = {one: int((lines.sources == one).sum()) for one in WEIGHTS}
        card["curve"] = curve(chances, lines)
    with np.load(folder / DANGER) as file:
        look = Danger(file)
    held = held_out()
    found = chances_of(look, held.texts, folder)
    graded = held.sources == "danger"
    card["held out"] = figures(found[graded], held.levels[graded])
    card["held out, with cases"] = figures(found, held.levels)
    people = [text for _, text in spoken(set_aside=True) if is_harmless(text)]
    calm = chances_of(look, people, folder)
    card["people set aside"] = {
        "lines": len(people),
        **{f"watch >= {at}": round(float((1 - calm[:, 0] >= at).mean()), 4) for at in POINTS},
    }
    (folder / CARD).write_text(json.dumps(card, indent=1) + "\n", encoding="utf-8")
    print(json.dumps(card, indent=1))


def chances_of(look: Danger, texts: list[str], folder: Path) -> Matrix:
    """The chances of each text as the reader gives them."""
    rare, lexicon = rarity(folder), load_lexicon("en")
    found = [lexicon.find(lexicon.tokenizer.words(text)) for text in texts]
    grams = [features(one.words, rare, one.marks()) for one in found]
    rows = zip(layers(texts, folder), grams, strict=True)
    return np.stack([look.chances(row, said) for row, said in rows])


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
