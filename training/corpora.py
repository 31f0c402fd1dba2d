"""Reads the public sets the reader learns from. Each function says what a row is.

Here: files to (texts, label matrices). Not here: fitting. The sets are described in each folder's
SOURCE.md and named, with licence, in the model card.
"""

from __future__ import annotations

import csv
import hashlib
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

Matrix = NDArray[np.float32]

SAD_LABELS = (
    "Work",
    "School",
    "Family Issues",
    "Financial Problem",
    "Social Relationships",
    "Health, Fatigue, or Physical Pain",
    "Emotional Turmoil",
    "Everyday Decision Making",
    "Other",
)
BRIGHTER_ALL = ("anger", "disgust", "fear", "joy", "sadness", "surprise")
CLIENT_LABELS = ("change", "neutral", "sustain")
THERAPIST_LABELS = ("reflection", "question", "therapist_input", "other")
# Of our own lines so many in a hundred are kept from the encoder, to set scales on.
OWN_DEV = 15
# Our own dev parts, in per cent.
SAD_DEV, BRIGHTER_DEV, BRIGHTER_DEV_ALONE, ANNOMI_DEV = 15, 12, 30, 25

# Groups of GoEmotions (Demszky et al. 2020): Ekman's six and sentiment.
EKMAN = {
    "anger": ("anger", "annoyance", "disapproval"),
    "disgust": ("disgust",),
    "fear": ("fear", "nervousness"),
    "joy": (
        *("joy", "amusement", "approval", "excitement", "gratitude", "love", "optimism"),
        *("relief", "pride", "admiration", "desire", "caring"),
    ),
    "neutral": ("neutral",),
    "sadness": ("sadness", "disappointment", "embarrassment", "grief", "remorse"),
    "surprise": ("surprise", "realization", "confusion", "curiosity"),
}
SENTIMENT = {
    "positive": EKMAN["joy"],
    "negative": (*EKMAN["anger"], *EKMAN["disgust"], *EKMAN["fear"], *EKMAN["sadness"]),
    "ambiguous": EKMAN["surprise"],
    "neutral": ("neutral",),
}


class Rows(NamedTuple):
    """Texts and one target row each; `targets` has a column a label."""

    texts: list[str]
    targets: Matrix


def goemotions(data: Path, part: str) -> tuple[Rows, list[str]]:
    """GoEmotions `train` or `dev`: 0/1 for 28 labels, several at once."""
    folder = data / "goemotions"
    labels = (folder / "labels.txt").read_text(encoding="utf-8").split()
    texts, rows = [], []
    with (folder / f"{part}.tsv").open(encoding="utf-8", newline="") as file:
        for text, ids, _ in csv.reader(file, delimiter="\t", quoting=csv.QUOTE_NONE):
            row = np.zeros(len(labels), np.float32)
            row[[int(i) for i in ids.split(",")]] = 1
            texts.append(text)
            rows.append(row)
    return Rows(texts, np.array(rows)), labels


def part_of(key: str, parts: int = 100) -> int:
    """A part of [0, parts) that depends on `key` only, so that a split never moves."""
    return int(hashlib.sha256(key.encode("utf-8")).hexdigest()[:8], 16) % parts


def sad(data: Path, part: str | None = None) -> tuple[Rows, Matrix]:
    """SAD: one-hot main stressor (9), and severity 0-10 with 1 if it is a stressor, two columns.

    Our own split: `dev` is the part of `SAD_DEV` % of the sentences by hash, `train` the rest,
    None everything. In `train` half of the target is what the voters said.
    """
    texts, rows, others = [], [], []
    with (data / "sad" / "sad_train.csv").open(encoding="utf-8", newline="") as file:
        for line in csv.DictReader(file):
            if part and (part_of(line["sentence"].lower()) < SAD_DEV) != (part == "dev"):
                continue
            row = np.zeros(len(SAD_LABELS), np.float32)
            row[SAD_LABELS.index(line["top_label"].strip())] = 1
            votes = np.array([float(line[label] or 0) for label in SAD_LABELS], np.float32)
            if part == "train" and votes.sum() > 0:
                row = 0.5 * row + 0.5 * votes / votes.sum()
            texts.append(line["sentence"])
            rows.append(row)
            others.append((float(line["avg_severity"] or 0), float(line["is_stressor"] or 0)))
    return Rows(texts, np.array(rows)), np.array(others, np.float32)


def brighter(data: Path, language: str, *, intensity: bool = False) -> tuple[Rows, list[str]]:
    """BRIGHTER of one language: 0/1 (or 0-3) of `BRIGHTER_ALL`, -1 where the language has no such
    label; and the part each row belongs to, `train` or `dev`.

    `dev` is the official dev part joined by `BRIGHTER_DEV` % of train by hash: the official one has
    100 to 600 rows. Languages without a train part are split by hash alone.
    """
    name = "intensity" if intensity else "emotion"
    texts, rows, parts = [], [], []
    lines = _brighter_lines(data / "brighter" / f"{name}_train_dev.csv").get(language, [])
    official = any(line["split"] == "train" for line in lines)
    for line in lines:
        chosen = part_of(line["text"].lower()) < (BRIGHTER_DEV if official else BRIGHTER_DEV_ALONE)
        texts.append(line["text"])
        rows.append([float(line[label]) if line[label] else -1 for label in BRIGHTER_ALL])
        parts.append("dev" if chosen or (official and line["split"] == "dev") else "train")
    return Rows(texts, np.array(rows, np.float32)), parts


@lru_cache(maxsize=2)
def _brighter_lines(path: Path) -> dict[str, list[dict[str, str]]]:
    found: dict[str, list[dict[str, str]]] = {}
    with path.open(encoding="utf-8", newline="") as file:
        for line in csv.DictReader(file):
            found.setdefault(line["lang"], []).append(line)
    return found


class Utterance(NamedTuple):
    """One turn of AnnoMI: who, what, the turn before, its label, and its video (for the split)."""

    speaker: str
    text: str
    before: str
    label: str
    video: str


def annomi(data: Path) -> list[Utterance]:
    """AnnoMI's turns in order. `label` is client talk type or therapist behaviour."""
    found: list[Utterance] = []
    before, session = "", ""
    with (data / "annomi" / "annomi_train.csv").open(encoding="utf-8", newline="") as file:
        for line in csv.DictReader(file):
            if line["transcript_id"] != session:
                before, session = "", line["transcript_id"]
            client = line["interlocutor"] == "client"
            label = line["client_talk_type" if client else "main_therapist_behaviour"]
            text = line["utterance_text"]
            if label != "n/a":
                found.append(
                    Utterance(line["interlocutor"], text, before, label, line["video_url"])
                )
            before = text
    return found


def grouped(targets: Matrix, labels: list[str], groups: Mapping[str, tuple[str, ...]]) -> Matrix:
    """1 where any label of the group is: rows x groups."""
    columns = [[labels.index(name) for name in names] for names in groups.values()]
    return np.stack([targets[:, found].max(1) for found in columns], axis=1)


def vocabulary(data: Path) -> list[str]:
    """English texts that only tell which word pieces to keep: XED and questions of Counsel Chat."""
    with (data / "xed" / "xed_human_train.csv").open(encoding="utf-8", newline="") as file:
        found = [line["text"] for line in csv.DictReader(file) if line["lang"] == "en"]
    for path in sorted((data / "counsel_chat").glob("*.csv")):
        with path.open(encoding="utf-8", newline="") as file:
            found += [" ".join(str(v) for v in line.values()) for line in csv.DictReader(file)]
    return found
