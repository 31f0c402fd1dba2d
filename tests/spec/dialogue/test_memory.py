"""The table of lines that are worth remembering, and of those that are not."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest
import yaml

from evenkeel.core.dialogue.notes import Note
from evenkeel.core.dialogue.remembering import asked_to_keep, notes_in, statement

TABLE: dict[str, Any] = yaml.safe_load(Path(__file__).with_name("memory.yaml").read_text("utf-8"))
FRIDAY = date(2026, 3, 6)


def sentence(note: Note) -> str:
    return statement(note, f"{note.day:%A %-d %B}" if note.day else "")


@pytest.mark.parametrize(("line", "heard"), TABLE["heard"])
def test_a_line_worth_remembering_is_heard_whole(line: str, heard: str) -> None:
    assert "; ".join(sentence(one) for one in notes_in(line, today=FRIDAY)) == heard


@pytest.mark.parametrize("line", TABLE["silent"])
def test_anything_else_leaves_nothing(line: str) -> None:
    assert notes_in(line, today=FRIDAY) == ()


@pytest.mark.parametrize(("line", "kept"), TABLE["asked_to_keep"])
def test_what_they_ask_to_be_kept(line: str, kept: str) -> None:
    note = asked_to_keep(line, today=FRIDAY)
    assert note is not None
    assert sentence(note) == kept


@pytest.mark.parametrize("line", TABLE["not_asked_to_keep"])
def test_remembering_is_spoken_of_and_not_asked_for(line: str) -> None:
    assert asked_to_keep(line, today=FRIDAY) is None


def test_there_are_enough_lines_of_both_kinds() -> None:
    assert len(TABLE["heard"]) >= 60
    assert len(TABLE["silent"]) >= 60


def test_a_language_without_a_grammar_hears_nothing() -> None:
    assert notes_in("my exam is on Tuesday", today=FRIDAY, locale="zz") == ()
