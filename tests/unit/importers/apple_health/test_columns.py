"""Characters to numbers, dates and times: equal to what Python's own readers say."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from evenkeel.importers.apple_health.columns import clock_times, dates, numbers
from evenkeel.importers.apple_health.scanning import on_day


def _rows(texts: list[str], width: int) -> np.ndarray:
    raw = b"".join(text.encode().rjust(width) for text in texts)
    return np.frombuffer(raw, np.uint8).reshape(len(texts), width)


@given(
    st.lists(st.from_regex(r"-?[0-9]{1,9}(\.[0-9]{1,6})?", fullmatch=True), min_size=1, max_size=20)
)
def test_numbers_equal_floats_bit_for_bit(texts: list[str]) -> None:
    found, fine = numbers(_rows(texts, 24), np.array([len(text) for text in texts]))
    short = np.array([len(text) <= 16 for text in texts])
    assert (fine == short).all()
    assert found[fine].tolist() == [float(t) for t, ok in zip(texts, fine, strict=True) if ok]


@pytest.mark.parametrize("text", ["1e-5", "sixty", "", "1.2.3", "--1", "1-", ".", "-", "1 2", "٣"])
def test_what_is_no_plain_number_goes_the_slow_way(text: str) -> None:
    _, fine = numbers(_rows([text], 24), np.array([len(text.encode())]))
    assert not fine[0]


@given(
    st.datetimes(datetime(1971, 1, 1), datetime(2098, 1, 1)),
    st.integers(-14 * 4, 14 * 4),
)
def test_dates_equal_pythons(at: datetime, quarters: int) -> None:
    zone = timezone(timedelta(minutes=15 * quarters))
    aware = at.replace(microsecond=0, tzinfo=zone)
    text = aware.strftime("%Y-%m-%d %H:%M:%S %z")
    found = dates(_rows([text], 25))
    assert found.fine[0]
    assert found.ms[0] == round(aware.timestamp() * 1000)
    assert found.offset[0] == 15 * quarters


@pytest.mark.parametrize(
    "text",
    [
        "2026-02-29 08:00:00 +0100",
        "2026-13-01 08:00:00 +0100",
        "2026-04-31 08:00:00 +0100",
        "2026-04-01 08:60:00 +0100",
        "2026-04-01 25:00:00 +0100",
        "2026-04-01T08:00:00 +0100",
        "2026-04-01 08:00:00  0100",
        "abcd-04-01 08:00:00 +0100",
    ],
)
def test_what_is_no_date_is_said(text: str) -> None:
    assert not dates(_rows([text], 25)).fine[0]


@pytest.mark.parametrize(
    ("text", "ms"),
    [
        ("6:14:48.94 PM", ((18 * 60 + 14) * 60 + 48) * 1000 + 940),
        ("12:00:00.08 AM", 80),
        ("12:30:00.00 PM", 45_000_000),
        ("08:34:05,10", ((8 * 60 + 34) * 60 + 5) * 1000 + 100),
        ("6:14:48.94\u202fPM", ((18 * 60 + 14) * 60 + 48) * 1000 + 940),
        ("23:59:59.5", 86_399_500),
    ],
)
def test_beats_are_read_in_every_locale_seen(text: str, ms: int) -> None:
    raw = text.encode().rjust(20)[-20:]
    found, fine = clock_times(np.frombuffer(raw, np.uint8).reshape(1, -1))
    assert fine[0]
    assert found[0] == ms


@pytest.mark.parametrize("text", ["später", "6:14", "25:00:00.00", "13:00:00.00 PM", "6:61:00.00"])
def test_other_beats_go_the_slow_way(text: str) -> None:
    raw = text.encode().rjust(20)[-20:]
    assert not clock_times(np.frombuffer(raw, np.uint8).reshape(1, -1))[1][0]


def test_a_beat_after_midnight_is_on_the_next_day() -> None:
    start = round(datetime(2026, 3, 4, 22, 59, 58, tzinfo=UTC).timestamp() * 1000)
    clock = np.array([86_399_100, 80])
    ms = on_day(clock, np.array([start, start]), np.array([60, 60], np.int16))
    assert (ms - start).tolist() == [1100, 2080]
