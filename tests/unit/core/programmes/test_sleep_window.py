"""The sleep window's rules at both edges of every number in them."""

from __future__ import annotations

from datetime import time

import pytest

from evenkeel.core.programmes.sleep_window import (
    CEILING_MINUTES,
    FLOOR_MINUTES,
    NIGHTS_NEEDED,
    Night,
    first_window,
    next_window,
    night_from,
    to_bed_at,
    week_of,
)


def nights(in_bed: int, asleep: int, n: int = 7) -> list[Night]:
    return [Night(in_bed, to_fall_asleep=in_bed - asleep)] * n


def test_sleep_is_time_in_bed_without_what_was_awake_and_never_negative() -> None:
    assert Night(480, 30, 20, 10).asleep == 420
    assert Night(60, 90).asleep == 0
    assert Night(0).efficiency == 0.0


@pytest.mark.parametrize(
    ("out", "up", "minutes"),
    [
        ("23:00", "07:00", 480),
        ("00:30", "06:30", 360),
        ("07:00", "07:00", 0),
        ("22:15", "05:45", 450),
    ],
)
def test_a_night_runs_over_midnight(out: str, up: str, minutes: int) -> None:
    assert night_from(time.fromisoformat(out), time.fromisoformat(up)).in_bed == minutes


def test_a_week_weighs_its_nights_by_their_time_in_bed() -> None:
    week = week_of([Night(600, 300), Night(300, 0)])
    assert week
    assert (week.nights, week.asleep, week.in_bed) == (2, 300, 450)
    assert week.efficiency == pytest.approx(600 / 900)
    assert week_of([]) is None


def test_the_first_window_is_the_mean_sleep_to_the_quarter_hour() -> None:
    window = first_window(nights(540, 382))
    assert window
    assert (window.minutes, window.because) == (375, "average")


@pytest.mark.parametrize(("asleep", "minutes", "because"), [
    (329, FLOOR_MINUTES, "floor"), (330, 330, "average"), (200, FLOOR_MINUTES, "floor"),
])  # fmt: skip
def test_the_floor_holds_at_both_sides(asleep: int, minutes: int, because: str) -> None:
    window = first_window(nights(600, asleep))
    assert window
    assert (window.minutes, window.because) == (minutes, because)


def test_the_floor_is_five_and_a_half_hours_and_never_under_five() -> None:
    assert FLOOR_MINUTES == 330
    assert FLOOR_MINUTES >= 300


def test_too_few_nights_give_no_window() -> None:
    assert first_window(nights(480, 400, NIGHTS_NEEDED - 1)) is None
    assert first_window(nights(480, 400, NIGHTS_NEEDED)) is not None
    assert next_window(400, nights(400, 400, NIGHTS_NEEDED - 1)) is None


@pytest.mark.parametrize(
    ("asleep", "moved", "because"),
    [
        (360, 15, "slept_well"),  # 90.0%
        (359, 0, "between"),
        (340, 0, "between"),  # 85.0%
        (339, -15, "awake_long"),
    ],
)
def test_the_edges_of_ninety_and_eighty_five_per_cent(
    asleep: int, moved: int, because: str
) -> None:
    window = next_window(400, nights(400, asleep))
    assert window
    assert (window.moved, window.because, window.minutes) == (moved, because, 400 + moved)


def test_it_never_goes_under_the_floor_or_over_the_ceiling() -> None:
    low = next_window(FLOOR_MINUTES, nights(330, 200))
    near = next_window(FLOOR_MINUTES + 5, nights(335, 200))
    high = next_window(CEILING_MINUTES, nights(540, 540))
    assert low
    assert near
    assert high
    assert (low.minutes, low.moved, low.because) == (FLOOR_MINUTES, 0, "floor")
    assert (near.minutes, near.moved) == (FLOOR_MINUTES, -5)
    assert (high.minutes, high.moved, high.because) == (CEILING_MINUTES, 0, "ceiling")


def test_bed_time_is_counted_back_over_midnight() -> None:
    assert to_bed_at(time(7), 360) == time(1)
    assert to_bed_at(time(5), 480) == time(21)
