"""Each detector on people with a known truth: it speaks, it keeps quiet, it does not look ahead."""

from __future__ import annotations

from functools import cache

import numpy as np
import pytest

from evenkeel.core.vocabulary import DayTable
from evenkeel.core.warning import Outlook, detectors, load_texts, standing
from evenkeel.core.warning.decline import LEVEL, MOOD
from evenkeel.core.warning.drift import Side, alarms, recent_level, recent_slope, together
from evenkeel.core.warning.simulated import Course, Simulated, person
from evenkeel.core.warning.usual import FEWEST, GAP, usual

PEOPLE = 40
COURSES = {
    "decline": Course.RELAPSE,
    "little_sleep_much_energy": Course.HIGH,
    "worn_out": Course.BURNOUT,
    "wider_swings": Course.TURBULENT,
}
every = pytest.mark.parametrize("id", detectors())


@cache
def people(course: Course, *, seed: int = 11) -> list[Simulated]:
    rng = np.random.default_rng(seed)
    return [person(rng, days=365, course=course) for _ in range(PEOPLE)]


def head(table: DayTable, days: int) -> DayTable:
    return DayTable(table.dates[:days], {n: v[:days] for n, v in table.columns.items()})


@every
def test_false_alarms_are_about_what_is_stated(id: str) -> None:
    years = PEOPLE * (365 - FEWEST - GAP) / 365
    found = sum(len(detectors()[id].alarms(Outlook(one.table))) for one in people(Course.STABLE))
    stated = load_texts()[id].figures.false_alarms
    assert found / years <= stated + 3 * np.sqrt(stated / years) + 0.05


@every
def test_planted_courses_are_noticed_about_as_often_as_stated(id: str) -> None:
    noticed = 0
    for one in people(COURSES[id]):
        assert one.onset is not None
        assert one.trough is not None
        days = detectors()[id].alarms(Outlook(one.table))
        noticed += any(one.onset <= day <= one.trough for day in days)
    stated = load_texts()[id].figures.flagged / 100
    assert noticed / PEOPLE >= stated - 3 * np.sqrt(stated * (1 - stated) / PEOPLE)


@every
def test_a_day_is_judged_from_the_days_before_it_only(id: str) -> None:
    for one in people(COURSES[id])[:8]:
        whole = detectors()[id].alarms(Outlook(one.table))
        for cut in (200, 260, 320):
            part = detectors()[id].alarms(Outlook(head(one.table, cut)))
            assert part == [day for day in whole if day < cut]


@every
def test_what_it_finds_can_be_told(id: str) -> None:
    told = 0
    for one in people(COURSES[id]):
        outlook = Outlook(one.table)
        for day in detectors()[id].alarms(outlook):
            found = detectors()[id].find(outlook, day)
            if found is not None:
                told += 1
                text = load_texts()[id]
                text.sentences[found.sentence].format_map(found.values)
                text.title[found.sentence].format_map(found.values)
                text.limits.format_map(found.values)
                assert found.n + found.missing_days == found.values["days"]
    assert told


def test_too_few_days_say_nothing() -> None:
    table = head(people(Course.RELAPSE)[0].table, FEWEST + GAP - 1)
    assert standing(table) == ()


def test_an_empty_or_blank_table_says_nothing() -> None:
    blank = people(Course.STABLE)[0].table
    nothing = DayTable(blank.dates, {"mood": (float("nan"),) * len(blank.dates)})
    assert standing(nothing) == ()
    assert standing(DayTable(blank.dates, {})) == ()


def test_one_awful_day_is_not_a_slide() -> None:
    mood = np.full(200, 60.0) + np.tile([-3.0, 0, 3, 1, -1], 40)
    mood[190] = 0.0
    dates = person(np.random.default_rng(1), days=200).table.dates
    outlook = Outlook(DayTable(dates, {"mood": tuple(mood.tolist())}))
    assert detectors()["decline"].alarms(outlook) == []


def test_days_without_a_number_are_never_counted_as_low() -> None:
    one = people(Course.STABLE, seed=5)[0].table
    gone = [float("nan") if n > 250 else v for n, v in enumerate(one.columns["mood"])]
    outlook = Outlook(DayTable(one.dates, {"mood": tuple(gone)}))
    assert all(day <= 264 for day in detectors()["decline"].alarms(outlook))


def test_sleep_that_improves_contradicts_a_decline() -> None:
    rng, dates = np.random.default_rng(2), person(np.random.default_rng(1), days=180).table.dates
    fall = np.concatenate([np.zeros(140), np.linspace(0, 40, 40)])
    mood = 62 - fall + rng.normal(0, 6, 180)
    same = 420 + rng.normal(0, 30, 180)
    better = same + 3 * fall
    heard = Outlook(DayTable(dates, {MOOD: tuple(mood), "sleep_minutes": tuple(same)}))
    spared = Outlook(DayTable(dates, {MOOD: tuple(mood), "sleep_minutes": tuple(better)}))
    assert detectors()["decline"].alarms(heard)
    assert not detectors()["decline"].alarms(spared)


def test_the_level_it_takes_for_a_slide_has_two_edges() -> None:
    assert 0 < LEVEL < 1


def test_usual_needs_its_days_and_leaves_the_last_two_weeks_out() -> None:
    values = np.full(FEWEST + GAP, 50.0)
    found = usual(values, floor=1.0)
    assert np.isnan(found.level[FEWEST + GAP - 2])
    assert found.level[FEWEST + GAP - 1] == 50.0
    fallen = np.concatenate([np.full(60, 50.0), np.full(GAP, 0.0)])
    assert usual(fallen, floor=1.0).level[-1] == 50.0


def test_carry_over_makes_the_same_days_say_less() -> None:
    rng = np.random.default_rng(4)
    shocks = rng.normal(size=400)
    carried = np.zeros(400)
    for n in range(1, 400):
        carried[n] = 0.7 * carried[n - 1] + shocks[n]
    loose, sticky = usual(50 + shocks, floor=0.1), usual(50 + carried, floor=0.1)
    assert sticky.wander[-1] > loose.wander[-1] > 0.9


def test_two_signals_say_more_than_one_and_a_missing_one_says_nothing() -> None:
    low = usual(np.concatenate([np.tile([49.0, 51.0], 40), [40.0]]), floor=1.0)
    gone = usual(np.concatenate([np.tile([49.0, 51.0], 40), [np.nan]]), floor=1.0)
    alone = together([Side(low, worse=-1)])[-1]
    both = together([Side(low, worse=-1), Side(low, worse=-1)])[-1]
    assert both > alone > 0
    assert together([Side(low, worse=-1), Side(gone, worse=-1)])[-1] == alone
    assert np.isnan(together([Side(gone, worse=-1)])[-1])


def test_the_sum_starts_again_and_rests_after_an_alarm() -> None:
    said = np.full(30, 2.0)
    assert alarms(said, allowance=1.0, threshold=4.5, rest=10) == [4, 15, 26]
    never = np.zeros(30, bool)
    assert alarms(said, allowance=1.0, threshold=4.5, rest=10, agrees=never) == []


def test_slope_and_level_ask_for_enough_days() -> None:
    holes = np.full(21, np.nan)
    holes[[0, 20]] = 1.0
    assert np.isnan(recent_slope(holes, 21)[-1])
    assert np.isnan(recent_level(holes, 14)[-1])
    assert recent_level(np.arange(14.0), 14)[-1] == 6.5
