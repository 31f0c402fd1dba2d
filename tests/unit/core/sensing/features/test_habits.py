"""Sitting, walking, eating, screens, and what a diary says: each at both edges, by hand."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import numpy as np
import pytest

from evenkeel.core.sensing.batches import batch, joined
from evenkeel.core.sensing.days import EPOCH, Days
from evenkeel.core.sensing.diary import SOURCE, DiaryNight, NotANight, diary_rows
from evenkeel.core.sensing.feature import features
from evenkeel.core.sensing.features.sedentary_bouts import FEWEST_MINUTES
from evenkeel.core.sensing.stillness import BOUT, FINEST_MS
from evenkeel.core.vocabulary import ObservationBatch

FIRST = date(2026, 3, 2)
ZERO = (FIRST - EPOCH).days * 86_400_000
HOUR, MINUTE, DAY = 3_600_000, 60_000, 86_400_000
Signals = dict[str, ObservationBatch]


def value(feature: str, signals: Signals, *, day: int = 1, count: int = 4) -> float:
    return float(features()[feature].compute(Days(FIRST, count, signals)).values[day])


def walked(*spans: tuple[float, float], rate: float = 20.0, every: int = 1) -> Signals:
    """Steps at `rate` a minute over spans of hours of day 1, a row every so many minutes."""
    minute = np.concatenate(
        [np.arange(round(a * 60), round(b * 60), every) for a, b in spans]
    ).astype(np.int64)
    at = ZERO + DAY + minute * MINUTE
    steps = batch("steps", at, np.full(len(at), rate * every), end=at + every * MINUTE, offset=0)
    return {"steps": steps}


@pytest.mark.parametrize(("minutes", "count"), [(BOUT, 1), (BOUT - 1, 0)])
def test_a_bout_has_half_an_hour(minutes: int, count: int) -> None:
    rows = walked((8, 12), (12 + minutes / 60, 20))
    assert value("sedentary_bouts", rows) == count
    assert value("longest_still_minutes", rows) == (minutes if count else 0)


@pytest.mark.parametrize(
    ("worn", "told"), [(FEWEST_MINUTES / 60, True), ((FEWEST_MINUTES - 1) / 60, False)]
)
def test_bouts_need_ten_hours_worn(worn: float, told: bool) -> None:
    rows = walked((8, 8 + worn))
    for feature in ("sedentary_bouts", "longest_still_minutes"):
        assert np.isfinite(value(feature, rows)) is np.bool_(told)


@pytest.mark.parametrize(
    ("length", "told"), [(FINEST_MS // MINUTE, True), (FINEST_MS // MINUTE + 1, False)]
)
def test_bouts_need_fine_steps(length: int, told: bool) -> None:
    rows = walked((7, 19), every=length)
    assert np.isfinite(value("sedentary_bouts", rows)) is np.bool_(told)


def test_sleep_is_no_sitting_and_a_watch_taken_off_is_unknown() -> None:
    rows = walked((8, 9), (13, 22))
    assert value("longest_still_minutes", rows) == 240
    nap = batch(
        "sleep_stage", [ZERO + DAY + 10 * HOUR], [2.0], end=[ZERO + DAY + 12 * HOUR], offset=0
    )
    assert value("longest_still_minutes", {**rows, "sleep_stage": nap}) == 60
    worn = (
        ZERO + DAY + np.concatenate([np.arange(7 * 60, 10 * 60), np.arange(12 * 60, 1440)]) * MINUTE
    )
    heart = batch("heart_rate", worn, np.full(len(worn), 60.0), offset=0)
    told = value("longest_still_minutes", {**rows, "heart_rate": heart})
    assert told == 240, "two hours without pulse lie within an hour of one on each side"
    gap = (
        ZERO + DAY + np.concatenate([np.arange(7 * 60, 9 * 60), np.arange(13 * 60, 1440)]) * MINUTE
    )
    heart = batch("heart_rate", gap, np.full(len(gap), 60.0), offset=0)
    assert value("longest_still_minutes", {**rows, "heart_rate": heart}) == 120


@pytest.mark.parametrize(("rate", "minutes"), [(100.0, 60), (99.9, 0)])
def test_brisk_is_a_hundred_steps_a_minute(rate: float, minutes: float) -> None:
    assert value("brisk_minutes", walked((9, 10), rate=rate)) == minutes
    assert np.isnan(value("brisk_minutes", walked((9, 10), rate=rate), day=2))


def meals(*hours: float) -> Signals:
    at = ZERO + DAY + np.array([round(hour * HOUR) for hour in hours])
    return {"meal": batch("meal", at, np.ones(len(at)), offset=0)}


@pytest.mark.parametrize(("hours", "length"), [((8.0, 20.5), 12.5), ((13.0,), np.nan)])
def test_eating_has_a_first_and_a_last(hours: tuple[float, ...], length: float) -> None:
    rows = meals(*hours)
    assert value("last_meal_hour", rows) == hours[-1]
    assert value("eating_hours", rows) == pytest.approx(length, nan_ok=True)
    assert np.isnan(value("last_meal_hour", rows, day=2))


@pytest.mark.parametrize(("hour", "last"), [(27.99, 27.99), (28.0, 20.0)])
def test_a_bite_in_the_night_belongs_to_the_evening(hour: float, last: float) -> None:
    assert value("last_meal_hour", meals(20.0, hour)) == pytest.approx(last, abs=1e-3)


def test_a_day_s_total_has_no_hour() -> None:
    rows = {"energy_eaten": batch("energy_eaten", [ZERO], [2000.0], end=[ZERO + DAY], offset=0)}
    assert np.isnan(value("last_meal_hour", rows, day=0))


@pytest.mark.parametrize(("hour", "late"), [(22.0, 20.0), (21.99, 0.0), (29.99, 20.0), (30.0, 0.0)])
def test_night_screens_are_from_ten_to_six(hour: float, late: float) -> None:
    at = [ZERO + 12 * HOUR, ZERO + round(hour * HOUR), ZERO + DAY + 12 * HOUR]
    rows = batch("screen_minutes", at, [5.0, 20.0, 5.0], end=np.array(at) + 20 * MINUTE, offset=0)
    assert value("night_screen_minutes", {"screen_minutes": rows}) == late


def test_a_total_does_not_say_when_the_screen_was_on() -> None:
    rows = batch("screen_minutes", [ZERO + DAY], [200.0], end=[ZERO + 2 * DAY], offset=0)
    assert np.isnan(value("night_screen_minutes", {"screen_minutes": rows}))


def diary(minutes: float = 0, awake: float = 0) -> ObservationBatch:
    """A night that ends on the morning of day 1, from eleven to seven."""
    bed = datetime(2026, 3, 2, 23, tzinfo=UTC)
    woke = bed + timedelta(hours=8)
    return diary_rows(DiaryNight(bed, woke, woke + timedelta(minutes=30), minutes, awake))


def ring(asleep: int) -> ObservationBatch:
    at = ZERO + 23 * HOUR
    return batch("sleep_stage", [at], [3.0], end=[at + asleep * MINUTE], offset=0, source="Ring")


def test_a_diary_alone_tells_the_night() -> None:
    rows = {"sleep_diary": diary(30, 45)}
    assert value("sleep_minutes", rows) == value("diary_sleep_minutes", rows) == 405
    assert value("sleep_latency_minutes", rows) == 30
    assert value("sleep_efficiency", rows) == pytest.approx(100 * 405 / 510)
    assert np.isnan(value("device_sleep_minutes", rows))
    assert np.isnan(value("diary_difference_minutes", rows))


def test_where_a_device_saw_it_too_both_are_told() -> None:
    rows = {"sleep_diary": diary(30, 45), "sleep_stage": ring(430)}
    assert value("sleep_minutes", rows) == value("device_sleep_minutes", rows) == 430
    assert value("diary_sleep_minutes", rows) == 405
    assert value("diary_difference_minutes", rows) == 25
    assert np.isnan(value("device_sleep_minutes", {"sleep_stage": ring(430)})), (
        "no diary to compare"
    )


@pytest.mark.parametrize(("awake", "told"), [(360, True), (361, False)])
def test_a_diary_s_night_has_two_hours(awake: int, told: bool) -> None:
    assert np.isfinite(value("diary_sleep_minutes", {"sleep_diary": diary(0, awake)})) is np.bool_(
        told
    )


@pytest.mark.parametrize(
    "night",
    [
        (23, 31, 30, 0, 0),
        (23, 23, 31, 0, 0),
        (23, 31, 32, 480, 0),
        (23, 31, 32, -1, 0),
        (12, 31, 31, 0, 0),
    ],
)
def test_times_that_no_night_has(night: tuple[int, int, int, float, float]) -> None:
    at = [datetime(2026, 3, 2, tzinfo=UTC) + timedelta(hours=hour) for hour in night[:3]]
    with pytest.raises(NotANight):
        diary_rows(DiaryNight(at[0], at[1], at[2], night[3], night[4]))


def test_a_diary_needs_zones() -> None:
    at = datetime(2026, 3, 2, 23)
    with pytest.raises(NotANight):
        diary_rows(DiaryNight(at, at + timedelta(hours=8), at + timedelta(hours=8)))
    assert diary().sources == (SOURCE,)


def sums(asleep: float, deep: float = 0, *, length: float = 8.0) -> Signals:
    at = ZERO + 23 * HOUR
    end = [at + round(length * HOUR)]
    rows = {"sleep_stage": batch("sleep_stage", [at], [2.0], end=[at + 8 * HOUR], offset=0)}
    rows["sleep_minutes"] = batch("sleep_minutes", [at], [asleep], end=end, offset=0)
    if deep:
        rows["sleep_minutes_deep"] = batch("sleep_minutes_deep", [at], [deep], end=end, offset=0)
    return rows


def test_a_lone_stretch_takes_the_device_s_own_sums() -> None:
    rows = sums(410, 80)
    assert value("sleep_minutes", rows) == 410
    assert value("waso_minutes", rows) == 70
    assert value("deep_share", rows) == pytest.approx(100 * 80 / 410)
    assert np.isnan(value("deep_share", sums(410)))


@pytest.mark.parametrize(("length", "minutes"), [(6.4, 300), (6.3, 480)])
def test_sums_of_another_sleep_are_not_taken(length: float, minutes: float) -> None:
    assert value("sleep_minutes", sums(300, length=length)) == minutes


def test_stages_go_before_sums() -> None:
    rows = sums(300)
    rows["sleep_stage"] = joined([ring(420)])
    assert value("sleep_minutes", rows) == 420


def test_a_sum_longer_than_the_stretch_is_not_believed() -> None:
    assert value("sleep_minutes", sums(500)) == 480
