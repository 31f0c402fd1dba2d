"""The week's plan: small, changed with a reason, and never a reproach."""

from __future__ import annotations

import pytest

from evenkeel.core.exercises import Need
from evenkeel.core.personalisation import Because, Choice
from evenkeel.core.personalisation.week import (
    HELPED,
    MOST_THINGS,
    Change,
    How,
    Thing,
    helps_first,
    load_changes,
    next_week,
)

TITLES = {"a": "A walk", "b": "Slow breathing", "c": "One small thing", "d": "A letter"}


def offered(*ids: str, because: Because = Because.HELPED_BEFORE) -> list[Choice]:
    return [Choice(id, because, 2.0, 0.5, (Need.STRESS,), None) for id in ids]


def changes(*last: Thing, hard: bool = False) -> list[Change]:
    return [one.change for one in next_week(last, offered=(), titles=TITLES, hard=hard)]


def test_a_first_week_is_filled_with_what_helps_at_most_three() -> None:
    found = next_week((), offered=offered("a", "b", "c", "d"), titles=TITLES)
    assert [one.thing.exercise for one in found] == ["a", "b", "c"]
    assert len(found) == MOST_THINGS
    assert {one.change for one in found} == {Change.HELPS_YOU}


def test_what_was_never_tried_says_so() -> None:
    new = offered("a", because=Because.SOMETHING_NEW)
    assert next_week((), offered=new, titles=TITLES)[0].change is Change.WORTH_A_TRY


@pytest.mark.parametrize(
    ("thing", "change"),
    [
        (Thing("walk", how=How.DONE, helped=HELPED), Change.KEPT),
        (Thing("walk", how=How.DONE, helped=HELPED - 2), Change.KEPT),
        (Thing("walk", how=How.DONE, helped=HELPED - 3), Change.SWAPPED),
        (Thing("walk", how=How.PARTLY), Change.KEPT),
        (Thing("walk", how=How.NOT), Change.SMALLER),
        (Thing("walk", how=How.OPEN), Change.SMALLER),
        (Thing("walk", how=How.NOT, weeks_not_done=1), Change.MADE_ROOM),
    ],
)
def test_each_change_has_its_reason(thing: Thing, change: Change) -> None:
    assert changes(thing) == [change]


PRACTICE = Thing("Get up at seven", programme="sleep", times=7)


def test_a_programmes_practice_is_woven_in_before_anything_new() -> None:
    found = next_week(
        [Thing("walk", how=How.DONE, helped=8)], offered=offered("a", "b"), titles=TITLES,
        woven=[PRACTICE],
    )  # fmt: skip
    assert [one.change for one in found] == [Change.KEPT, Change.PROGRAMME, Change.HELPS_YOU]
    assert found[1].thing == PRACTICE


def test_a_practice_stays_as_it_is_while_the_programme_holds_it_and_goes_when_it_moves_on() -> None:
    undone = Thing("Get up at seven", programme="sleep", times=7, how=How.NOT, weeks_not_done=1)
    [same] = next_week([undone], offered=(), titles={}, woven=[PRACTICE])
    assert (same.change, same.thing.times) == (Change.PROGRAMME, 7)
    new, old = next_week(
        [undone], offered=(), titles={}, woven=[Thing("Bed at 12", programme="sleep")]
    )
    assert (new.change, old.change) == (Change.PROGRAMME, Change.MOVED_ON)


def test_what_no_longer_goes_with_a_body_leaves_the_plan_from_every_side() -> None:
    found = next_week(
        [Thing("Slow breathing", exercise="b", how=How.DONE, helped=9)],
        offered=offered("a", "c"), titles=TITLES, barred={"a", "b", "d"},
        woven=[Thing("Hold it", exercise="d", programme="p")],
    )  # fmt: skip
    assert [one.thing.exercise for one in found if one.stays] == ["c"]
    assert found[-1].change is Change.NOT_FOR_YOU


def test_what_helps_comes_first_and_one_place_is_for_something_new() -> None:
    weak = [Choice("a", Because.HELPED_BEFORE, 1.0, 0.1, (Need.STRESS,), None)]
    best = [Choice(id, Because.HELPED_BEFORE, 3.0, 0.1, (Need.STRESS,), None) for id in "bc"]
    new = offered("d", because=Because.SOMETHING_NEW)
    assert [one.exercise for one in helps_first([*new, *weak, *best])] == ["b", "c", "d", "a"]


def test_smaller_is_never_nothing() -> None:
    [one] = next_week([Thing("walk", times=1, how=How.NOT)], offered=(), titles={})
    assert one.thing.times == 1


def test_a_hard_stretch_asks_one_thing() -> None:
    last = [Thing("walk", how=How.DONE, helped=9), Thing("call", how=How.DONE, helped=9)]
    found = next_week(last, offered=offered("a"), titles=TITLES, hard=True)
    assert [one.change for one in found] == [Change.HARD_WEEK]


def test_what_went_does_not_come_back_the_same_week() -> None:
    last = [Thing("A walk", exercise="a", how=How.DONE, helped=1)]
    found = next_week(last, offered=offered("a", "b"), titles=TITLES)
    assert [one.thing.exercise for one in found if one.stays] == ["b"]


def test_every_change_has_words() -> None:
    assert set(load_changes()) == {str(change) for change in Change}
