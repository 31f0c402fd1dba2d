"""What each head is trained on and judged on: public sets and our own lines as `Source`s.

Here: the heads' names, kinds and labels; the splits. Not here: reading files (`corpora.py`,
`utterances.py`), training.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from evenkeel.core.language.counselling import in_context
from evenkeel.core.language.utterances import STATES, TRAPS, TRIGGERS
from evenkeel.core.vocabulary import About, Intent, Tense
from training import corpora, utterances
from training.fit import Source
from training.network import AMOUNT, ONE, SEVERAL, TOKENS


@dataclass(frozen=True)
class Head:
    """One question: its kind (`network.py`) and its labels in the order of the columns."""

    name: str
    kind: str
    labels: tuple[str, ...]


@dataclass
class Plan:
    """Everything a training run needs: heads, sources to learn from, sources to set thresholds and
    calibration on (`dev`), and our own held-out batches, which are only ever tested on."""

    heads: list[Head] = field(default_factory=list)
    train: list[Source] = field(default_factory=list)
    dev: list[Source] = field(default_factory=list)
    held: list[Source] = field(default_factory=list)


# Our own heads from folders of utterances: kind, and labels in the order of the columns.
OWN: dict[str, tuple[str, tuple[str, ...] | None]] = {
    "traps": (ONE, TRAPS),
    "triggers": (SEVERAL, TRIGGERS),
    "states": (SEVERAL, STATES),
    "intent": (ONE, tuple(intent.value for intent in Intent)),
    "about": (ONE, tuple(about.value for about in About)),
    "tense": (ONE, tuple(tense.value for tense in Tense)),
    "literal": (ONE, ("literal", "idiom", "sarcasm")),
    "negation": (ONE, ("affirmed", "negated")),
    "needs": (SEVERAL, None),
}
# Span heads, and the folder whose [[ ]] they learn from.
SPANS = {"trap_span": "traps", "trigger_span": "triggers"}
# Fewer lines than this are seen twice an epoch.
FEW = 800
# In the second stage a share of each public set is seen again per epoch, so that nothing is lost.
AGAIN = {"goemotions": 0.5, "brighter": 1.0, "sad": 0.75, "client": 0.6, "therapist": 0.6}
# Everyday posts that hold none of what our heads look for, and what one of them counts.
EVERYDAY, EVERYDAY_WEIGHT = 2500, 0.4


def public(data: Path) -> Plan:
    """GoEmotions, BRIGHTER English, SAD and AnnoMI."""
    plan = Plan()
    _goemotions(data, plan)
    _brighter(data, plan)
    _sad(data, plan)
    _annomi(data, plan)
    return plan


def _goemotions(data: Path, plan: Plan) -> None:
    labels = corpora.goemotions(data, "dev")[1]
    for part, where in (("train", plan.train), ("dev", plan.dev)):
        rows, _ = corpora.goemotions(data, part)
        targets = {
            "emotions": rows.targets,
            "ekman": corpora.grouped(rows.targets, labels, corpora.EKMAN),
            "sentiment": corpora.grouped(rows.targets, labels, corpora.SENTIMENT),
        }
        share = {"emotions": 1.0, "ekman": 0.25, "sentiment": 0.25}
        where.append(Source("goemotions", rows.texts, targets, share=share))
    plan.heads += [
        Head("emotions", SEVERAL, tuple(labels)),
        Head("ekman", SEVERAL, tuple(corpora.EKMAN)),
        Head("sentiment", SEVERAL, tuple(corpora.SENTIMENT)),
    ]


def _brighter(data: Path, plan: Plan) -> None:
    five = tuple(label for label in corpora.BRIGHTER_ALL if label != "disgust")
    columns = [corpora.BRIGHTER_ALL.index(label) for label in five]
    felt, parts = corpora.brighter(data, "eng")
    strong, _ = corpora.brighter(data, "eng", intensity=True)
    strength = dict(zip(strong.texts, strong.targets[:, columns], strict=True))
    unknown = np.full(len(five), -1, np.float32)
    for part, where in (("train", plan.train), ("dev", plan.dev)):
        chosen = [i for i, p in enumerate(parts) if p == part]
        texts = [felt.texts[i] for i in chosen]
        targets = {
            "brighter": felt.targets[chosen][:, columns],
            "intensity": np.array([strength.get(text, unknown) for text in texts], np.float32),
        }
        where.append(Source("brighter", texts, targets, repeats=1.5))
    plan.heads += [Head("brighter", SEVERAL, five), Head("intensity", AMOUNT, five)]


def _sad(data: Path, plan: Plan) -> None:
    for part, where in (("train", plan.train), ("dev", plan.dev)):
        rows, others = corpora.sad(data, part)
        scaled = others / np.array([10, 1], np.float32)
        targets = {"stressor": rows.targets, "severity": scaled}
        where.append(Source("sad", rows.texts, targets, repeats=1.5))
    plan.heads += [
        Head("stressor", ONE, corpora.SAD_LABELS),
        Head("severity", AMOUNT, ("severity", "is_stressor")),
    ]


def _annomi(data: Path, plan: Plan) -> None:
    turns = corpora.annomi(data)
    for speaker, labels in (
        ("client", corpora.CLIENT_LABELS),
        ("therapist", corpora.THERAPIST_LABELS),
    ):
        for part, where in (("train", plan.train), ("dev", plan.dev)):
            chosen = [
                turn
                for turn in turns
                if turn.speaker == speaker
                and (corpora.part_of(turn.video) < corpora.ANNOMI_DEV) == (part == "dev")
            ]
            targets = np.array(
                [[float(turn.label == label) for label in labels] for turn in chosen], np.float32
            )
            texts = [in_context(turn.text, turn.before) for turn in chosen]
            where.append(Source(speaker, texts, {speaker: targets}))
        plan.heads.append(Head(speaker, ONE, labels))


def everything(data: Path) -> Plan:
    """The second stage: our own lines, and part of the public sets again."""
    plan = public(data)
    for source in plan.train:
        source.repeats = AGAIN[source.name]
    for name, (kind, labels) in OWN.items():
        _own(plan, name, kind, labels)
    _risk(plan)
    _everyday(data, plan)
    return plan


def _own(plan: Plan, name: str, kind: str, labels: tuple[str, ...] | None) -> None:
    train, held, labels = utterances.load(name, labels)
    plan.heads.append(Head(name, kind, labels))
    span = next((head for head, folder in SPANS.items() if folder == name), None)
    if span:
        plan.heads.append(Head(span, TOKENS, ("inside",)))
    small = [corpora.part_of(text.lower()) < corpora.OWN_DEV for text in train.texts]
    for where, lines, chosen in (
        (plan.train, train, [i for i, dev in enumerate(small) if not dev]),
        (plan.dev, train, [i for i, dev in enumerate(small) if dev]),
        (plan.held, held, list(range(len(held.texts)))),
    ):
        source = Source(
            name,
            [lines.texts[i] for i in chosen],
            {name: lines.targets[chosen]},
            repeats=2.0 if len(chosen) < FEW else 1.0,
        )
        if span:
            none = labels.index("none")
            source.marks = {
                span: [
                    lines.spans[i] if lines.spans[i] or lines.targets[i][none] else None
                    for i in chosen
                ]
            }
        where.append(source)


def _risk(plan: Plan) -> None:
    train, held = utterances.graded("en")
    plan.heads += [
        Head("risk_level", ONE, utterances.LEVELS),
        Head("risk_pathway", SEVERAL, utterances.PATHWAYS),
    ]
    small = [corpora.part_of(text.lower()) < corpora.OWN_DEV for text in train.texts]
    for where, lines, chosen in (
        (plan.train, train, [i for i, dev in enumerate(small) if not dev]),
        (plan.dev, train, [i for i, dev in enumerate(small) if dev]),
        (plan.held, held, list(range(len(held.texts)))),
    ):
        targets = {"risk_level": lines.levels[chosen], "risk_pathway": lines.pathways[chosen]}
        where.append(Source("risk", [lines.texts[i] for i in chosen], targets))


def _everyday(data: Path, plan: Plan) -> None:
    posts, _ = corpora.goemotions(data, "train")
    chosen = np.random.default_rng(0).choice(len(posts.texts), EVERYDAY, replace=False)
    texts = [posts.texts[i] for i in chosen]
    targets = {}
    for head in plan.heads:
        if head.name in ("traps", "states", "risk_level"):
            quiet = {"traps": "none", "states": "nothing", "risk_level": "none"}[head.name]
            row = np.zeros(len(head.labels), np.float32)
            row[head.labels.index(quiet)] = 1
            targets[head.name] = np.tile(row, (len(texts), 1))
        elif head.name == "risk_pathway":
            targets[head.name] = np.zeros((len(texts), len(head.labels)), np.float32)
    weights = np.full(len(texts), EVERYDAY_WEIGHT, np.float32)
    plan.train.append(Source("everyday", texts, targets, repeats=0.5, weights=weights))
