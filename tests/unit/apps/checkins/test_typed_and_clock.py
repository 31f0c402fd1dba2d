"""What members type stays what they typed, and times are told on their clock."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from django.core.exceptions import ValidationError

from evenkeel.apps.checkins.clock import SKEW, Zone, ZoneSource, told_in, zone_from
from evenkeel.apps.checkins.typed import MOST_BYTES, cleaned, one_line, too_long
from evenkeel.apps.checkins.when import WhenField

BERLIN = Zone("Europe/Berlin", ZoneSource.BROWSER)
NOW = datetime(2026, 3, 4, 21, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("a\x00b", "ab"),
        ("a\r\nb\rc", "a\nb\nc"),
        ("\ttab and\nline", "\ttab and\nline"),
        ("lone \ud800 half", "lone  half"),
        ("שלום \u202eabc", "שלום \u202eabc"),
        ("👩\u200d🔬 e\u0301", "👩\u200d🔬 e\u0301"),
    ],
)
def test_only_what_breaks_goes(typed: str, kept: str) -> None:
    assert cleaned(typed) == kept


def test_names_are_one_line_without_overrides() -> None:
    assert one_line(" a\u202e\n\u2066b  c ") == "a b c"


def test_the_limit_is_in_bytes() -> None:
    assert not too_long("a" * MOST_BYTES)
    assert too_long("a" * (MOST_BYTES + 1))
    assert too_long("ö" * (MOST_BYTES // 2 + 1))


@pytest.mark.parametrize("name", ["", "Moon/Crater", "../../etc/passwd", "x" * 5000, "Europe/"])
def test_an_unknown_zone_is_the_servers_and_said(name: str) -> None:
    assert zone_from(name).source is ZoneSource.SERVER


def test_a_day_ends_at_local_midnight() -> None:
    late = datetime(2026, 3, 4, 23, 30, tzinfo=UTC)
    assert BERLIN.today(late) == date(2026, 3, 5)
    assert told_in("Europe/Berlin", late).hour == 0
    assert told_in("No/Where", late).hour == 23


def field() -> WhenField:
    made = WhenField(future="still to come")
    made.on_clock(BERLIN, NOW)
    return made


def test_empty_is_now() -> None:
    assert field().clean("") == NOW


def test_wall_clock_time() -> None:
    assert field().clean("2026-03-04T08:30") == datetime(2026, 3, 4, 7, 30, tzinfo=UTC)


@pytest.mark.parametrize(("ahead", "taken"), [(SKEW, True), (SKEW + timedelta(minutes=1), False)])
def test_a_clock_may_run_a_little_ahead(ahead: timedelta, taken: bool) -> None:
    typed = f"{BERLIN.local(NOW + ahead):%Y-%m-%dT%H:%M}"
    if taken:
        assert field().clean(typed) == NOW
    else:
        with pytest.raises(ValidationError, match="still to come"):
            field().clean(typed)


@pytest.mark.parametrize("typed", ["2025-10-26T02:30", "2025-03-30T02:30"])
def test_hours_that_come_twice_or_never(typed: str) -> None:
    assert field().clean(typed) < NOW


@pytest.mark.parametrize(
    "typed", ["0001-01-01T00:00", "1899-12-31T23:59", "9999-12-31T23:59", "now"]
)
def test_impossible_times_are_refused_in_words(typed: str) -> None:
    with pytest.raises(ValidationError):
        field().clean(typed)
