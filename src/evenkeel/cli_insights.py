"""`evenkeel insights FILE --outcome NAME`: the same findings on anybody's table of days, offline.

Here: the command, its table and its print. No account, no database, nothing kept. Not here: what is
found (`core.insights`), the product's pages (`apps.insights`).
"""

from __future__ import annotations

import csv
import json
import math
from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import typer

if TYPE_CHECKING:
    from evenkeel.core.insights import View

DAY = "date"
WANTED = ("state", "what_moves", "changes")
"""Insights that need nothing but a table of days."""
EMPTY = ("", "na", "nan", "null", "none", "-")


class TableError(ValueError):
    """The table cannot be read; the message says what to do."""


def read_table(path: Path) -> tuple[tuple[date, ...], Mapping[str, tuple[float, ...]]]:
    """Days from the first to the last, and every column of numbers; `nan` where there is none.

    Raises `TableError` with what to mend.
    """
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            rows = list(csv.DictReader(file))
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise TableError(f"{path.name} cannot be read as a CSV file: {error}") from error
    if not rows or DAY not in rows[0]:
        raise TableError(f"{path.name}: the first line must name its columns, one of them `date`.")
    by_day: dict[date, dict[str, str]] = {}
    for line, row in enumerate(rows, start=2):
        try:
            by_day[date.fromisoformat((row[DAY] or "").strip())] = row
        except ValueError as error:
            raise TableError(
                f"{path.name}, line {line}: a date like 2026-03-01, please."
            ) from error
    first, last = min(by_day), max(by_day)
    days = tuple(first + timedelta(days=n) for n in range((last - first).days + 1))
    names = [name for name in rows[0] if name and name != DAY]
    columns = {
        name: tuple(_number(by_day.get(day, {}).get(name), name, day) for day in days)
        for name in names
    }
    return days, columns


def _number(cell: str | None, name: str, day: date) -> float:
    text = (cell or "").strip()
    if text.casefold() in EMPTY:
        return math.nan
    try:
        value = float(text)
    except ValueError as error:
        raise TableError(f"{day}, {name}: {text!r} is not a number. Leave it empty.") from error
    return value if math.isfinite(value) else math.nan


def view_of(
    days: tuple[date, ...], columns: Mapping[str, tuple[float, ...]], outcomes: Sequence[str]
) -> View:
    """The table as insights see it: `outcomes` are scales, columns of 0 and 1 are yes or no."""
    from evenkeel.core.insights import Metric, MetricKind, View
    from evenkeel.core.vocabulary import DayTable

    metrics = {}
    for name, values in columns.items():
        held = [value for value in values if not math.isnan(value)]
        if name in outcomes:
            ends = (min(held, default=0.0), max(held, default=1.0))
            metrics[name] = Metric(name, name, low=ends[0], high=ends[1])
        else:
            yes = bool(held) and set(held) <= {0.0, 1.0}
            metrics[name] = Metric(name, name, MetricKind.YES_NO if yes else MetricKind.NUMBER)
    return View(days=DayTable(days, dict(columns)), metrics=metrics)


def run(path: Path, outcomes: Sequence[str], *, as_json: bool) -> None:
    """Print what the table shows. Raises `TableError`."""
    from evenkeel.core.insights import insights, load_texts, tell

    days, columns = read_table(path)
    unknown = [name for name in outcomes if name not in columns]
    if unknown or not outcomes:
        known = ", ".join(columns) or "none"
        raise TableError(f"Say --outcome with one of the columns: {known}.")
    view, texts = view_of(days, columns, outcomes), load_texts()
    for name in WANTED:
        insight = insights()[name]
        for subject in insight.subjects(view):
            finding = insight.find(view, subject)
            if finding is None:
                continue
            words = texts[name].words
            values = {
                key: words.get(value, value)
                if isinstance(value, str) and key.endswith("_word")
                else value
                for key, value in finding.values.items()
            }
            sentence = tell(
                texts[name].sentences[finding.sentence],
                values,
                number=lambda value: f"{value:.3g}",
                day=date.isoformat,
            )
            if as_json:
                told = {
                    "insight": name, "subject": subject, "finding": finding.sentence,
                    "effect": finding.effect, "interval": finding.interval, "n": finding.n,
                    "missing_days": finding.missing_days, "sentence": sentence,
                }  # fmt: skip
                typer.echo(json.dumps(told))
            else:
                typer.echo(sentence)
