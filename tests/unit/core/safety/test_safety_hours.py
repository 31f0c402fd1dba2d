"""Opening hours: open, closed and when next, over nights, weekends and nights the clocks change."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from evenkeel.core.content.safety import load_countries
from evenkeel.core.safety import CrisisLine, Open, card_for, open_state, opens_in_words
from evenkeel.core.safety.hours import clock_in_words, open_now, parse_span
from evenkeel.core.vocabulary import Pathway

COUNTRIES = load_countries()
LONDON = ZoneInfo("Europe/London")


def line(*opening: str, zone: str | None = "Europe/London", hours: str | None = None) -> CrisisLine:
    return CrisisLine.model_validate(
        {"name": "Line", "topic": "suicide", "channel": "call", "confidence": "high",
         "opening": opening, "zone": zone, "hours": hours}
    )  # fmt: skip


@pytest.mark.parametrize(
    ("at", "expected"),
    [
        ("2026-11-23T14:59", Open.CLOSED), ("2026-11-23T15:00", Open.NOW),
        ("2026-11-23T19:59", Open.NOW), ("2026-11-23T20:00", Open.CLOSED),
        ("2026-11-21T16:00", Open.CLOSED),  # a Saturday
    ],
)  # fmt: skip
def test_edges_of_a_weekday(at: str, expected: Open) -> None:
    now = datetime.fromisoformat(at).replace(tzinfo=LONDON)
    assert open_state(line("mon-fri 15:00-20:00"), now=now).state is expected


@pytest.mark.parametrize("zone", ["UTC", "Australia/Sydney", "America/New_York"])
def test_the_state_alone_is_the_state(zone: str) -> None:
    lines = [one for country in COUNTRIES.values() for one in country.lines]
    begin = datetime(2026, 3, 28, tzinfo=UTC).astimezone(ZoneInfo(zone))  # clocks change that night
    for hours in range(0, 24 * 8, 5):
        for minutes in (0, 29):
            now = begin + timedelta(hours=hours, minutes=minutes)
            for one in lines:
                assert open_now(one, now=now) is open_state(one, now=now).state, (one, now)


def test_the_state_alone_needs_an_aware_moment_too() -> None:
    with pytest.raises(ValueError, match="aware"):
        open_now(line("daily 19:00-07:00"), now=datetime(2026, 3, 28))


def test_over_midnight_and_when_it_closes() -> None:
    nights = line("daily 19:00-07:00")
    state = open_state(nights, now=datetime(2026, 11, 22, 3, tzinfo=LONDON))
    assert state.closes == datetime(2026, 11, 22, 7, tzinfo=LONDON)
    closed = open_state(nights, now=datetime(2026, 11, 22, 7, tzinfo=LONDON))
    assert closed.opens == datetime(2026, 11, 22, 19, tzinfo=LONDON)


def test_midnight_as_24_and_days_that_touch() -> None:
    state = open_state(
        line("daily 17:00-24:00", "daily 00:00-02:00"),
        now=datetime(2026, 11, 22, 23, 59, tzinfo=LONDON),
    )
    assert state.closes == datetime(2026, 11, 23, 2, tzinfo=LONDON)


def test_a_day_of_the_month_opens_all_day() -> None:
    monthly = line("daily 16:00-21:00", "10 00:00-24:00")
    assert open_state(monthly, now=datetime(2026, 12, 10, 3, tzinfo=LONDON)).state is Open.NOW
    assert open_state(monthly, now=datetime(2026, 12, 11, 3, tzinfo=LONDON)).state is Open.CLOSED


@pytest.mark.parametrize(
    ("night", "hours"),
    [((2026, 3, 28), 11), ((2026, 10, 24), 13), ((2026, 11, 21), 12)],
)
def test_a_night_the_clocks_change_is_as_long_as_it_is(
    night: tuple[int, int, int], hours: int
) -> None:
    nights = line("daily 19:00-07:00")
    begins = datetime(*night, 19, tzinfo=LONDON)
    state = open_state(nights, now=begins)
    assert state.state is Open.NOW
    assert state.closes is not None
    assert state.closes.astimezone(UTC) - begins.astimezone(UTC) == timedelta(hours=hours)


def test_the_hour_that_is_there_twice_is_open_both_times() -> None:
    early = line("daily 01:00-02:00")
    for fold in (0, 1):
        now = datetime(2026, 10, 25, 1, 30, fold=fold, tzinfo=LONDON)
        assert open_state(early, now=now).state is Open.NOW


def test_zones_decide_and_the_callers_own_clock_for_some() -> None:
    now = datetime(2026, 11, 23, 4, tzinfo=UTC)  # 15:00 in Sydney, 12:00 in Perth
    assert open_state(line("daily 15:00-24:00", zone="Australia/Sydney"), now=now).state is Open.NOW
    local = line("daily 15:00-24:00", zone="local")
    perth = now.astimezone(ZoneInfo("Australia/Perth"))
    assert open_state(local, now=perth).state is Open.CLOSED
    assert open_state(local, now=perth + timedelta(hours=3)).state is Open.NOW


def test_unknown_is_said_and_a_naive_now_refused() -> None:
    now = datetime(2026, 11, 23, 4, tzinfo=UTC)
    assert open_state(line(hours="afternoons"), now=now).state is Open.UNKNOWN
    assert open_state(line(hours="24/7"), now=now).always
    with pytest.raises(ValueError, match="aware"):
        open_state(line(), now=datetime(2026, 11, 23))


@pytest.mark.parametrize("bad", ["15-20", "mo 09:00-10:00", "daily 25:00-26:00", "mon-fri"])
def test_hours_that_cannot_be_read_are_refused(bad: str) -> None:
    with pytest.raises(ValueError, match=r"hour|days|mon"):
        parse_span(bad)


def test_in_words() -> None:
    now = datetime(2026, 11, 20, 21, tzinfo=LONDON)  # a Friday
    beat = line("mon-fri 15:00-20:00")
    assert opens_in_words(open_state(beat, now=now), now=now) == "opens on Monday at 3 pm"
    assert clock_in_words(datetime(2026, 1, 1, 9, 5)) == "9.05 am"


def test_every_line_with_set_hours_can_be_computed_or_is_named_here() -> None:
    spoken_only = {"SOS Help (English)", "Umang", "Centro de Asistencia al Suicida"}
    for country in COUNTRIES.values():
        for one in (*country.emergency, *country.lines):
            printed = one.hours is not None and not one.always_open
            assert bool(one.opening) == printed or one.name in spoken_only, one.name
            assert bool(one.opening) == (one.zone is not None)


@pytest.mark.parametrize("hour", [3, 16])
def test_cards_put_open_lines_first_and_keep_the_topics_own(hour: int) -> None:
    now = datetime(2026, 11, 24, hour, tzinfo=UTC)
    for code in COUNTRIES:
        for pathway in (None, *Pathway):
            card = card_for(COUNTRIES, code, pathway, now)
            states = [open_state(one, now=now).state for one in card.resources]
            if any(state is not Open.CLOSED for state in states):
                assert states[0] is not Open.CLOSED, (code, pathway)
    beat = card_for(COUNTRIES, "GB", Pathway.EATING_DISORDER, now).resources
    assert any("Beat" in one.name for one in beat)
    assert beat[0].name.startswith("Beat") == (hour == 16)
