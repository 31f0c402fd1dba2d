"""Days to come, in words: counted from the member's own day."""

from __future__ import annotations

import re
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evenkeel.core.dialogue.dates import FURTHEST, WHEN, day_named

FRIDAY = date(2026, 3, 6)


@pytest.mark.parametrize(
    ("words", "day"),
    [
        ("today", date(2026, 3, 6)),
        ("tonight", date(2026, 3, 6)),
        ("tomorrow", date(2026, 3, 7)),
        ("the day after tomorrow", date(2026, 3, 8)),
        ("friday", date(2026, 3, 13)),
        ("this saturday", date(2026, 3, 7)),
        ("next saturday", date(2026, 3, 14)),
        ("next monday", date(2026, 3, 9)),
        ("on Tues", date(2026, 3, 10)),
        ("tuesday week", date(2026, 3, 17)),
        ("the 6th", date(2026, 3, 6)),
        ("the 5th", date(2026, 4, 5)),
        ("the 31st", date(2026, 3, 31)),
        ("5 march", date(2027, 3, 5)),
        ("Sept 1st", date(2026, 9, 1)),
        ("tuesday the 24th of march", date(2026, 3, 24)),
        ("in a week", date(2026, 3, 13)),
        ("in 10 days", date(2026, 3, 16)),
    ],
)
def test_a_day_is_counted(words: str, day: date) -> None:
    assert day_named(words, FRIDAY) == day


@pytest.mark.parametrize("words", ["", "soon", "the 45th", "30 february", "in 99 weeks", "31 june"])
def test_what_is_no_day_is_none(words: str) -> None:
    assert day_named(words, FRIDAY) is None


@given(st.dates(date(2020, 1, 1), date(2040, 1, 1)), st.text(max_size=40))
def test_no_words_break_it_and_no_day_is_past(today: date, words: str) -> None:
    found = day_named(words, today)
    assert found is None or today <= found <= today + FURTHEST


@given(st.dates(date(2020, 1, 1), date(2040, 1, 1)))
def test_a_weekday_is_within_the_next_seven_days(today: date) -> None:
    found = day_named("on wednesday", today)
    assert found is not None
    assert found.weekday() == 2
    assert timedelta(0) < found - today <= timedelta(days=7)


def test_the_pattern_finds_the_words_in_a_sentence() -> None:
    found = re.search(WHEN, "my exam is on the 24th in the morning", re.IGNORECASE)
    assert found is not None
    assert found["when"] == "on the 24th"
