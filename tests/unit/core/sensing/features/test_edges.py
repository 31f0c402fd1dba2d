"""Each derived number at both edges of the least it needs, and right where it has enough."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

import numpy as np
import pytest

from evenkeel.core.sensing.batches import batch
from evenkeel.core.sensing.days import EPOCH, Days
from evenkeel.core.sensing.feature import features
from evenkeel.core.vocabulary import ObservationBatch

FIRST = date(2026, 3, 2)  # a Monday
ZERO = (FIRST - EPOCH).days * 86_400_000
HOUR, MINUTE, DAY = 3_600_000, 60_000, 86_400_000
DEEP, LIGHT, REM, AWAKE, IN_BED = 4, 3, 5, 1, 0


def night(day: int, start: float, *stretches: tuple[int, float]) -> list[tuple[int, int, int]]:
    """Stages from `start` hours after the midnight before `day`, minutes each."""
    at = ZERO + day * DAY + round(start * HOUR)
    rows = []
    for stage, minutes in stretches:
        rows.append((at, at + round(minutes * MINUTE), stage))
        at += round(minutes * MINUTE)
    return rows


def stages(*nights: list[tuple[int, int, int]]) -> dict[str, ObservationBatch]:
    rows = sorted(row for one in nights for row in one)
    start, end, value = (np.array(column) for column in zip(*rows, strict=True))
    return {"sleep_stage": batch("sleep_stage", start, value, end=end, offset=0, source="Ring")}


def value(feature: str, signals: dict[str, ObservationBatch], *, day: int = 1, count: int = 40):
    return float(features()[feature].compute(Days(FIRST, count, signals)).values[day])


def test_a_night_is_told_whole() -> None:
    rows = stages(
        night(1, -1, (IN_BED, 20), (LIGHT, 200), (AWAKE, 20), (DEEP, 100), (REM, 100), (AWAKE, 10))
    )
    assert value("sleep_minutes", rows) == 400
    assert value("sleep_latency_minutes", rows) == 20
    assert value("waso_minutes", rows) == 20
    assert value("sleep_efficiency", rows) == pytest.approx(100 * 400 / 450)
    assert value("deep_share", rows) == 25
    assert value("rem_share", rows) == 25
    assert value("bedtime_hour", rows) == pytest.approx(12 - 1 + 20 / 60)
    assert value("mid_sleep_hour", rows) == pytest.approx(11 + 20 / 60 + 3.5)
    assert np.isnan(value("sleep_minutes", rows, day=0)), "a night belongs to the day it ends"


@pytest.mark.parametrize(("minutes", "told"), [(120, True), (119, False)])
def test_a_main_sleep_has_two_hours(minutes: int, told: bool) -> None:
    rows = stages(night(1, 1, (LIGHT, minutes)))
    assert np.isfinite(value("sleep_minutes", rows)) is np.bool_(told)
    assert value("nap_minutes", rows) == (0 if told else minutes)


@pytest.mark.parametrize(("gap", "asleep"), [(60, 400), (61, 300)])
def test_an_hour_without_stages_ends_a_night(gap: int, asleep: int) -> None:
    rows = stages(night(1, 0, (LIGHT, 300)), night(1, 5 + gap / 60, (LIGHT, 100)))
    assert value("sleep_minutes", rows) == asleep


def test_two_devices_are_not_two_nights() -> None:
    ring = stages(night(1, 0, (LIGHT, 300), (DEEP, 60)))["sleep_stage"]
    phone = batch("sleep_stage", [ZERO + DAY - HOUR], [2.0], end=[ZERO + DAY + 8 * HOUR], offset=0)
    from evenkeel.core.sensing.batches import joined  # noqa: PLC0415

    assert value("sleep_minutes", {"sleep_stage": joined([ring, phone])}) == 360


@pytest.mark.parametrize(("nights", "told"), [(6, True), (5, False)])
def test_regularity_needs_five_pairs(nights: int, told: bool) -> None:
    rows = stages(*(night(day, 0, (LIGHT, 420)) for day in range(1, nights + 1)))
    found = value("sleep_regularity", rows, day=nights)
    assert np.isfinite(found) is np.bool_(told)
    assert not told or found == 100


@pytest.mark.parametrize(("work", "told"), [(5, True), (4, False)])
def test_social_jet_lag_needs_work_and_free_nights(work: int, told: bool) -> None:
    days = [*range(work), 5, 6]
    rows = stages(*(night(d, 2 if d >= 5 else 0, (LIGHT, 420)) for d in days))
    found = value("social_jet_lag_hours", rows, day=6)
    assert np.isfinite(found) is np.bool_(told)
    assert not told or found == 2


@pytest.mark.parametrize(("samples", "told"), [(12, True), (11, False)])
def test_night_heart_rate_needs_samples(samples: int, told: bool) -> None:
    rows = stages(night(1, 0, (LIGHT, 420)))
    at = ZERO + DAY + np.arange(samples) * 20 * MINUTE
    rows["heart_rate"] = batch("heart_rate", at, np.full(samples, 55.0), offset=0)
    found = value("night_heart_rate", rows)
    assert np.isfinite(found) is np.bool_(told)
    assert not told or found == 55


@pytest.mark.parametrize(("halves", "told"), [(8, True), (7, False)])
def test_lowest_heart_rate_needs_half_hours(halves: int, told: bool) -> None:
    at = ZERO + DAY + np.arange(halves * 3) * 10 * MINUTE
    rate = 60.0 + np.arange(halves * 3)
    found = value("lowest_heart_rate", {"heart_rate": batch("heart_rate", at, rate, offset=0)})
    assert np.isfinite(found) is np.bool_(told)
    assert not told or found == 61


@pytest.mark.parametrize(("beats", "told"), [(22, True), (21, False)])
def test_rmssd_from_beats_needs_twenty_pairs(beats: int, told: bool) -> None:
    gaps = np.where(np.arange(beats) % 2, 800, 840)
    at = ZERO + DAY + np.cumsum(gaps)
    rows = {"heart_rate_beats": batch("heart_rate_beats", at, 60_000 / gaps, offset=0)}
    found = value("rmssd_from_beats", rows)
    assert np.isfinite(found) is np.bool_(told)
    assert not told or found == pytest.approx(40)


def _hours(days: int, hours: int) -> dict[str, ObservationBatch]:
    at = np.array([ZERO + d * DAY + h * HOUR for d in range(days) for h in range(24 - hours, 24)])
    level = np.where((at % DAY) // HOUR >= 12, 600.0, 200.0)
    signal = batch("movement_counts", at, level, end=at + HOUR, offset=0)
    heart = batch("heart_rate", at, np.full(len(at), 60.0), offset=0)
    return {"movement_counts": signal, "heart_rate": heart}


@pytest.mark.parametrize(("days", "hours", "told"), [(5, 16, True), (4, 16, False), (5, 15, False)])
def test_a_rhythm_needs_five_days_of_sixteen_hours(days: int, hours: int, told: bool) -> None:
    rows = _hours(days, hours)
    for id in ("interdaily_stability", "intradaily_variability", "relative_amplitude"):
        assert np.isfinite(value(id, rows, day=days - 1)) is np.bool_(told)
    if told:
        assert value("interdaily_stability", rows, day=days - 1) == pytest.approx(1)


@pytest.mark.parametrize(("steps", "quiet"), [(249.0, 14), (250.0, 0)])
def test_a_quiet_hour_has_fewer_than_250_steps(steps: float, quiet: int) -> None:
    at = ZERO + DAY + np.arange(24) * HOUR
    rows = {"steps": batch("steps", at, np.full(24, steps), end=at + HOUR, offset=0)}
    assert value("quiet_hours", rows) == quiet


def test_vigorous_minutes_count_twice() -> None:
    at = [ZERO + DAY]
    rows = {"moderate_minutes": batch("moderate_minutes", at, [20.0], end=[at[0] + DAY], offset=0)}
    assert value("active_minutes", rows) == 20
    rows["vigorous_minutes"] = batch("vigorous_minutes", at, [10.0], end=[at[0] + DAY], offset=0)
    assert value("active_minutes", rows) == 40
    assert np.isnan(value("active_minutes", rows, day=2))


@pytest.mark.parametrize(("hour", "late"), [(14.0, 80.0), (13.99, 0.0)])
def test_late_caffeine_begins_at_two(hour: float, late: float) -> None:
    at = [ZERO + DAY + round(hour * HOUR)]
    assert value("late_caffeine_mg", {"caffeine": batch("caffeine", at, [80.0], offset=0)}) == late


def test_contacts_are_counts() -> None:
    at = [ZERO + DAY]
    rows = {"calls": batch("calls", at, [3.0], end=[at[0] + DAY], offset=0)}
    assert value("contacts", rows) == 3
    rows["messages"] = batch("messages", at, [20.0], end=[at[0] + DAY], offset=0)
    assert value("contacts", rows) == 23


@pytest.mark.parametrize(("gap", "number"), [(11, 1), (10, 11)])
def test_a_cycle_begins_after_ten_dry_days(gap: int, number: int) -> None:
    at = ZERO + np.array([0, gap]) * DAY + 8 * HOUR
    rows = {"menstrual_flow": batch("menstrual_flow", at, [2.0, 2.0], offset=0)}
    assert value("cycle_day", rows, day=gap) == number


@pytest.mark.parametrize(("day", "told"), [(59, True), (60, False)])
def test_a_cycle_is_not_counted_for_ever(day: int, told: bool) -> None:
    rows = {"menstrual_flow": batch("menstrual_flow", [ZERO], [2.0], offset=0)}
    assert np.isfinite(value("cycle_day", rows, day=day, count=80)) is np.bool_(told)


@pytest.mark.parametrize("id", sorted(features()))
def test_every_feature_says_where_it_comes_from(id: str) -> None:
    one = features()[id]
    assert one.name
    assert any(char.isdigit() for char in one.source), "name the paper, with its year"
    assert one.least
    assert one.needs


@pytest.mark.parametrize("id", sorted(features()))
def test_no_feature_invents_a_value(id: str) -> None:
    one = features()[id]
    told = one.compute(Days(FIRST, 5, {}))
    assert np.isnan(told.values).all()
    assert (told.cells == 0).all()


def test_each_feature_is_tried_at_its_edges(request: pytest.FixtureRequest) -> None:
    text = "".join(path.read_text("utf-8") for path in request.path.parent.glob("test_*.py"))
    both: Callable[[str], bool] = lambda id: f'"{id}"' in text  # noqa: E731
    untried = {id for id in features() if not both(id)} - {"l5_start_hour", "m10_start_hour"}
    assert not untried
