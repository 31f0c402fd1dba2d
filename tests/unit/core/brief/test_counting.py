"""Days summed up: the missing ones counted, the last week always whole."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evenkeel.core.brief import by_week, stretch
from evenkeel.core.brief.counting import MOST_PARTS, WEEK

FIRST = date(2026, 11, 1)


def day(number: int) -> date:
    return FIRST + timedelta(days=number)


def test_days_without_a_value_are_missing_not_zero() -> None:
    one = stretch({day(0): 40.0, day(3): 60.0, day(9): 0.0}, first=FIRST, last=day(4))
    assert (one.mean, one.low, one.high) == (50.0, 40.0, 60.0)
    assert (one.given, one.missing, one.days) == (2, 3, 5)


def test_nothing_given_is_said_as_nothing() -> None:
    one = stretch({}, first=FIRST, last=day(2))
    assert (one.given, one.missing) == (0, 3)
    assert one.mean != one.mean


def test_the_end_may_not_come_before_the_beginning() -> None:
    with pytest.raises(ValueError, match="before the first"):
        stretch({}, first=day(1), last=FIRST)


@pytest.mark.parametrize(
    ("days", "blocks", "length"),
    [(1, 1, 7), (7, 1, 7), (8, 2, 7), (42, 6, 7), (43, 4, 14), (84, 6, 14), (85, 5, 21)],
)
def test_blocks_grow_when_there_would_be_too_many(days: int, blocks: int, length: int) -> None:
    found = by_week({}, first=FIRST, last=day(days - 1))
    assert len(found) == blocks
    assert found[-1].days == min(days, length)


@given(st.integers(1, 400), st.sets(st.integers(0, 420), max_size=60))
def test_blocks_cover_every_day_once(days: int, held: set[int]) -> None:
    values = {day(number): float(number) for number in held}
    last = day(days - 1)
    blocks = by_week(values, first=FIRST, last=last)
    assert 1 <= len(blocks) <= MOST_PARTS
    assert blocks[0].first == FIRST
    assert blocks[-1].last == last
    for one, after in pairwise(blocks):
        assert after.first - one.last == timedelta(days=1)
        assert after.days % WEEK == 0
    whole = stretch(values, first=FIRST, last=last)
    assert sum(one.given for one in blocks) == whole.given
    assert sum(one.missing for one in blocks) == whole.missing
