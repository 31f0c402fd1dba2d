"""The specification of the first insights: `sentences.yaml`, row by row."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import yaml

from evenkeel.core.insights import Entry, Metric, View, day_table, insights, load_texts, tell

FIRST = datetime(2026, 3, 2, 20, tzinfo=UTC)
ROWS = yaml.safe_load(Path(__file__).with_name("sentences.yaml").read_text(encoding="utf-8"))
MOOD = {"mood": Metric("mood", "Mood", low=0, high=100)}
TEXTS = load_texts()


def view_of(days: str) -> View:
    moods = str(days).split()
    entries = tuple(
        Entry(FIRST + timedelta(days=n), {"mood": float(mood)})
        for n, mood in enumerate(moods)
        if mood != "."
    )
    last = FIRST.date() + timedelta(days=len(moods) - 1)
    table = day_table(entries, metrics=MOOD, first=FIRST.date(), last=last)
    return View(days=table, entries=entries, metrics=MOOD)


def in_words(day: date) -> str:
    return f"{day.day} {day:%B}"


@pytest.mark.parametrize("row", ROWS, ids=[f"{r['insight']}: {r['says'][:40]}" for r in ROWS])
def test_it_says(row: dict[str, Any]) -> None:
    insight, view = insights()[row["insight"]], view_of(row["days"])
    finding = insight.find(view, insight.subjects(view)[0])
    assert finding is not None
    text = TEXTS[insight.id]
    values = {
        name: text.words.get(value, value) if isinstance(value, str) else value
        for name, value in finding.values.items()
    }
    said = tell(text.sentences[finding.sentence], values, number=lambda n: f"{n:.0f}", day=in_words)
    assert row["says"] in said
