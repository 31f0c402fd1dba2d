"""Reads the public sets the reader learns from. Each function says what a row is.

Here: files to (texts, label matrices). Not here: fitting. The sets are described in each folder's
SOURCE.md and named, with licence, in the model card.
"""

from __future__ import annotations

import csv
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
BRIGHTER_LABELS = ("anger", "fear", "joy", "sadness", "surprise")


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
            texts.append(text.replace("[NAME]", "alex").replace("[RELIGION]", "religion"))
            rows.append(row)
    return Rows(texts, np.array(rows)), labels


def sad(data: Path) -> tuple[Rows, Matrix]:
    """SAD: one-hot main stressor (9), and severity 0-10 with 1 if it is a stressor, two columns."""
    texts, rows, others = [], [], []
    with (data / "sad" / "sad_train.csv").open(encoding="utf-8", newline="") as file:
        for line in csv.DictReader(file):
            row = np.zeros(len(SAD_LABELS), np.float32)
            row[SAD_LABELS.index(line["top_label"].strip())] = 1
            texts.append(line["sentence"])
            rows.append(row)
            others.append((float(line["avg_severity"] or 0), float(line["is_stressor"] or 0)))
    return Rows(texts, np.array(rows)), np.array(others, np.float32)


def brighter_intensity(data: Path, part: str, language: str = "eng") -> Rows:
    """BRIGHTER: intensity 0-3 of five emotions (English), parts `train` and `dev`."""
    texts, rows = [], []
    with (data / "brighter" / "intensity_train_dev.csv").open(encoding="utf-8", newline="") as file:
        for line in csv.DictReader(file):
            if line["lang"] == language and line["split"] == part:
                texts.append(line["text"])
                rows.append([float(line[label] or 0) for label in BRIGHTER_LABELS])
    return Rows(texts, np.array(rows, np.float32))


def brighter_emotion(data: Path, part: str, language: str = "eng") -> Rows:
    """BRIGHTER: 0/1 for five emotions (English)."""
    texts, rows = [], []
    with (data / "brighter" / "emotion_train_dev.csv").open(encoding="utf-8", newline="") as file:
        for line in csv.DictReader(file):
            if line["lang"] == language and line["split"] == part:
                texts.append(line["text"])
                rows.append([float(line[label] or 0) for label in BRIGHTER_LABELS])
    return Rows(texts, np.array(rows, np.float32))
