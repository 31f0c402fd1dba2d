"""A time at the ends of the calendar, or in an odd zone, is a time like any other."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone

import pytest

from evenkeel.apps.api.rows import EARLIEST, LATEST, _end, _start


@pytest.mark.parametrize(
    "value",
    [
        datetime.min.replace(tzinfo=UTC),
        datetime.max.replace(tzinfo=UTC),
        datetime.min.replace(tzinfo=timezone(timedelta(hours=23, minutes=59))),
        datetime.max.replace(tzinfo=timezone(-timedelta(hours=23, minutes=59))),
        datetime(2026, 1, 1, tzinfo=timezone(timedelta(hours=23, minutes=59, seconds=59))),
        date.min,
        date(9999, 12, 30),
    ],
)
def test_every_time_is_within_reach_and_in_utc(value: date) -> None:
    for found in (_start(value), _end(value)):
        assert found is not None
        assert found.utcoffset() == timedelta(0)
        assert EARLIEST <= found.replace(tzinfo=None) <= LATEST


def test_the_last_day_has_no_end() -> None:
    assert _end(date.max) is None
