"""Figures of a reader on anybody's labelled file, so that others can check ours.

Here: the file format, one scorer a task, bootstrap intervals. Not here: the command line
(`evenkeel evaluate language --task NAME --data FILE` prints what `evaluate` returns), training.

A file is JSON lines (`{"text": ..., "labels": [...]}`) or CSV/TSV with a header and the columns
`text` and `labels` (several joined by `|`). For `intensity`, `labels` is one number; for `client`
and `therapist` (turns of a session) a column `before` may hold the turn before.
"""

from __future__ import annotations

import csv
import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from evenkeel.core.language.counselling import Speaker, load_counselling_reader
from evenkeel.core.language.reader import Reader, load_reader
from evenkeel.core.language.utterances import STATES
from evenkeel.core.vocabulary import Reading

BOOTSTRAPS = 300
SEED = 0

Cells = NDArray[np.bool_]


class EvaluationError(ValueError):
    """The task or the file cannot be used; the message says what is expected."""


class Row(NamedTuple):
    """One text and its labels as in the file, and the turn before if it is one of a session."""

    text: str
    labels: tuple[str, ...]
    before: str = ""


def _traps(reading: Reading) -> set[str]:
    return {trap.name for trap in reading.thinking_traps} or {"none"}


def _states(reading: Reading) -> set[str]:
    return {name for name in reading.emotion_labels if name in STATES} or {"nothing"}


def _level(reading: Reading) -> set[str]:
    levels = reading.risk_levels
    return {max(levels, key=lambda name: levels[name])} if levels else set()


TASKS: Mapping[str, Callable[[Reading], set[str]]] = {
    "emotions": lambda reading: set(reading.emotion_labels),
    "ekman": lambda reading: set(reading.ekman),
    "perceived": lambda reading: set(reading.perceived),
    "sentiment": lambda reading: set(reading.sentiment),
    "stressor": lambda reading: {reading.stressor} if reading.stressor else set(),
    "triggers": lambda reading: {trigger.name for trigger in reading.triggers},
    "traps": _traps,
    "intent": lambda reading: {reading.intent.value},
    "about": lambda reading: {reading.frame.about.value},
    "tense": lambda reading: {reading.frame.tense.value},
    "negated": lambda reading: {str(reading.frame.negated).lower()},
    "idiom": lambda reading: {str(reading.frame.idiom).lower()},
    "states": _states,
    "risk": _level,
    "language": lambda reading: {reading.language},
}
AMOUNT = "intensity"


def evaluate(
    task: str, data: Path, reader: Reader | None = None, *, locale: str = "en"
) -> dict[str, Any]:
    """Figures of `task` on the file `data`; see `evaluate_rows`. Raises `EvaluationError`."""
    return evaluate_rows(task, read_rows(data), reader, locale=locale)


def evaluate_rows(
    task: str, rows: Sequence[Row], reader: Reader | None = None, *, locale: str = "en"
) -> dict[str, Any]:
    """{task, rows, macro_f1, micro_f1, exact, their 95% intervals, labels: {name: figures}}.

    Labels that only the reader knows are left out of the predictions, so that a file of the 28
    GoEmotions labels is not marked down for "lonely". `intensity` gives Pearson's r instead.

    >>> figures = evaluate_rows("intent", [Row("hi", ("greets",)), Row("bye", ("ends",))])
    >>> figures["rows"], figures["macro_f1"]
    (2, 1.0)
    """
    if not rows:
        raise EvaluationError("The file holds no rows.")
    if task in tuple(Speaker):
        return _talk(Speaker(task), rows)
    readings = (reader or load_reader()).read_many((row.text for row in rows), locale)
    head = {
        "task": task,
        "rows": len(rows),
        "unreadable": sum(reading.unreadable for reading in readings),
    }
    if task == AMOUNT:
        return head | _amounts(rows, readings)
    if task not in TASKS:
        every = ", ".join([*TASKS, AMOUNT, *Speaker])
        raise EvaluationError(f"No task {task!r}. Tasks: {every}.")
    names = sorted({label for row in rows for label in row.labels})
    truth = _cells((set(row.labels) for row in rows), names)
    said = _cells((TASKS[task](reading) for reading in readings), names)
    return head | _figures(said, truth, names)


def _talk(speaker: Speaker, rows: Sequence[Row]) -> dict[str, Any]:
    reader = load_counselling_reader()
    talks = reader.read_many((row.text, speaker, row.before) for row in rows)
    names = sorted({label for row in rows for label in row.labels})
    truth = _cells((set(row.labels) for row in rows), names)
    said = _cells(({talk.label} for talk in talks), names)
    return {"task": str(speaker), "rows": len(rows), "unreadable": 0} | _figures(said, truth, names)


def _cells(sets: Iterable[set[str]], names: Sequence[str]) -> Cells:
    return np.array([[name in row for name in names] for row in sets], bool)


def _figures(said: Cells, truth: Cells, names: Sequence[str]) -> dict[str, Any]:
    def macro(rows: NDArray[np.int64]) -> float:
        return float(_f1(said[rows], truth[rows]).mean())

    def micro(rows: NDArray[np.int64]) -> float:
        hits = (said[rows] & truth[rows]).sum()
        return float(2 * hits / max(said[rows].sum() + truth[rows].sum(), 1))

    def exact(rows: NDArray[np.int64]) -> float:
        return float((said[rows] == truth[rows]).all(1).mean())

    everything = np.arange(len(truth))
    figures: dict[str, Any] = {}
    for name, measure in (("macro_f1", macro), ("micro_f1", micro), ("exact", exact)):
        figures[name] = round(measure(everything), 4)
        figures[f"{name}_95"] = _interval(measure, len(truth))
    hits = (said & truth).sum(0)
    each = zip(names, hits, said.sum(0), truth.sum(0), _f1(said, truth), strict=True)
    figures["labels"] = {
        name: {
            "rows": int(true),
            "precision": round(float(hit / said_), 4) if said_ else None,
            "recall": round(float(hit / true), 4) if true else None,
            "f1": round(float(f1), 4),
        }
        for name, hit, said_, true, f1 in each
    }
    return figures


def _f1(said: Cells, truth: Cells) -> NDArray[np.float64]:
    total = said.sum(0) + truth.sum(0)
    hits = (said & truth).sum(0)
    f1: NDArray[np.float64] = np.where(total > 0, 2.0 * hits / np.maximum(total, 1), 0.0)
    return f1


def _amounts(rows: Sequence[Row], readings: Sequence[Reading]) -> dict[str, Any]:
    try:
        truth = np.array([float(row.labels[0]) for row in rows])
    except (ValueError, IndexError) as error:
        raise EvaluationError("For intensity, `labels` is one number a row, 0 to 3.") from error
    said = np.array([reading.intensity for reading in readings])

    def pearson(chosen: NDArray[np.int64]) -> float:
        if np.ptp(said[chosen]) == 0 or np.ptp(truth[chosen]) == 0:
            return 0.0
        return float(np.corrcoef(said[chosen], truth[chosen])[0, 1])

    return {
        "pearson": round(pearson(np.arange(len(rows))), 4),
        "pearson_95": _interval(pearson, len(rows)),
    }


def _interval(measure: Callable[[NDArray[np.int64]], float], rows: int) -> list[float]:
    rng = np.random.default_rng(SEED)
    draws = [measure(rng.integers(0, rows, rows)) for _ in range(BOOTSTRAPS)]
    return [round(float(np.quantile(draws, q)), 4) for q in (0.025, 0.975)]


def read_rows(path: Path) -> list[Row]:
    """The rows of a file in the documented format. Raises `EvaluationError` naming the line."""
    try:
        with path.open(encoding="utf-8", newline="") as file:
            if path.suffix in (".jsonl", ".json"):
                records: list[dict[str, Any]] = [json.loads(line) for line in file if line.strip()]
            else:
                separator = "\t" if path.suffix == ".tsv" else ","
                records = list(csv.DictReader(file, delimiter=separator))
    except (OSError, ValueError, csv.Error) as error:
        raise EvaluationError(f"{path.name}: cannot be read: {error}") from error
    return [_row(record, number, path) for number, record in enumerate(records, 1)]


def _row(record: Mapping[str, Any], number: int, path: Path) -> Row:
    text, labels = record.get("text"), record.get("labels")
    if not isinstance(text, str) or labels is None:
        raise EvaluationError(f"{path.name}: row {number}: needs `text` and `labels`.")
    before = str(record.get("before") or "")
    if isinstance(labels, (int, float)):
        return Row(text, (str(labels),), before)
    parts = labels.split("|") if isinstance(labels, str) else [str(label) for label in labels]
    return Row(text, tuple(part.strip() for part in parts if part.strip()), before)
