"""A line names what it rests on, or it does not exist (L10)."""

from __future__ import annotations

from datetime import date

import pytest

from evenkeel.core.brief import Draft, Line, Record, Section, Source, Unsourced, mark_of

RECORD = Record("check_in", "1", "3 November, 21:05: 41", "a")
SOURCE = Source("1 check-in, 3 November", (RECORD,))


def test_a_line_without_a_source_is_refused() -> None:
    with pytest.raises(Unsourced):
        Line(key="mood", text="Mood: 41 on average.", sources=())


@pytest.mark.parametrize(("said", "records"), [("", (RECORD,)), ("  ", (RECORD,)), ("12", ())])
def test_a_source_without_words_or_records_is_refused(
    said: str, records: tuple[Record, ...]
) -> None:
    with pytest.raises(Unsourced):
        Source(said, records)


@pytest.mark.parametrize(("key", "text"), [("", "Mood: 41."), ("mood", ""), ("mood", " \n")])
def test_a_line_without_key_or_words_is_refused(key: str, text: str) -> None:
    with pytest.raises(ValueError, match="key and words"):
        Line(key=key, text=text, sources=(SOURCE,))


def test_two_lines_of_a_section_cannot_have_one_key() -> None:
    line = Line("mood", "Mood: 41.", (SOURCE,))
    with pytest.raises(ValueError, match="one key"):
        Section("how", (line, line))


def test_only_sections_that_hold_something_count() -> None:
    full = Section("how", (Line("mood", "Mood: 41.", (SOURCE,)),))
    draft = Draft(date(2026, 11, 1), date(2026, 11, 21), (full, Section("tried", ())))
    assert draft.filled == (full,)


def test_a_mark_tells_states_apart_and_does_not_run_parts_together() -> None:
    assert mark_of("ab", "c") != mark_of("a", "bc")
    assert mark_of(1) != mark_of("1")
    assert mark_of([1.0, 2.0]) == mark_of([1.0, 2.0])
