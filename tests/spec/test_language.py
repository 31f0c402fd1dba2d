"""The reader's specification: the table in `language.yaml`, row by row."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from evenkeel.core.language import load_reader

TABLE = yaml.safe_load(Path(__file__).with_name("language.yaml").read_text(encoding="utf-8"))
ROWS = [pytest.param(row, id=row["say"][:60]) for rows in TABLE.values() for row in rows]
KEYS = {
    "say",
    "feels",
    "not_feels",
    "triggers",
    "clause",
    "intent",
    "about",
    "tense",
    "negated",
    "idiom",
    "doubt",
    "trap",
    "no_trap",
    "at_least",
    "at_most",
}


@pytest.mark.parametrize("row", ROWS)
def test_message_is_read_as_the_table_says(row: dict[str, Any]) -> None:
    assert set(row) <= KEYS
    reading = load_reader().read(row["say"])
    labels = set(reading.emotion_labels)
    triggers = {trigger.name: trigger for trigger in reading.triggers}
    traps = [trap.name for trap in reading.thinking_traps]
    assert not reading.unreadable
    if "feels" in row:
        assert labels & set(row["feels"]), reading.emotion_labels
    assert not labels & set(row.get("not_feels", ()))
    assert set(row.get("triggers", ())) <= set(triggers)
    if "clause" in row:
        clause = triggers[row["triggers"][0]].clause
        assert clause is not None
        assert clause.text == row["clause"]
        assert row["say"][clause.start : clause.end] == clause.text
    if "trap" in row:
        assert row["trap"] in traps
    assert not (row.get("no_trap") and traps)
    for field in ("about", "tense", "negated", "idiom", "doubt"):
        if field in row:
            assert getattr(reading.frame, field) == row[field], field
    if "intent" in row:
        assert reading.intent.value == row["intent"]
    assert row.get("at_least", 0) <= reading.intensity <= row.get("at_most", 3)


def test_table_is_large_enough() -> None:
    assert len(ROWS) >= 150
