"""What each head is trained on and judged on: public sets and our own lines as `Source`s.

Here: the heads' names, kinds and labels; the splits. Not here: reading files (`corpora.py`,
`utterances.py`), training.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np

from training import corpora
from training.fit import Source
from training.network import AMOUNT, ONE, SEVERAL


@dataclass(frozen=True)
class Head:
    """One question: its kind (`network.py`) and its labels in the order of the columns."""

    name: str
    kind: str
    labels: tuple[str, ...]


@dataclass
class Plan:
    """Everything a training run needs: heads, sources to learn from, sources to judge on."""

    heads: list[Head]
    train: list[Source]
    dev: list[Source]


def public(data: Path) -> Plan:
    """GoEmotions, BRIGHTER English, SAD and AnnoMI."""
    plan = Plan([], [], [])
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


def in_context(text: str, before: str) -> str:
    """A turn of a session as the counselling heads read it: the end of the turn before, a bar, the
    turn. Same as `core.language.counselling` does."""
    said = " ".join(before.split()[-CONTEXT_WORDS:])
    return f"{said} # {' '.join(text.split()[:TURN_WORDS])}" if said else text


CONTEXT_WORDS, TURN_WORDS = 24, 60
