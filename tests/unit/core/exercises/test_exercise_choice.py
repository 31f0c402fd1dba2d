"""The choice, on exercises made here: what fits, what helped, what was refused, and the night."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from evenkeel.core.exercises import Exercise, Need, Outcome, PastRun, Reason, suggest

DAY = datetime(2026, 5, 1, 15, tzinfo=UTC)
NIGHT = datetime(2026, 5, 2, 3, tzinfo=UTC)


def exercise(name: str, *needs: Need, **rest: Any) -> Exercise:
    parts: dict[str, Any] = {
        "id": name,
        "title": name,
        "summary": "x",
        "minutes": 3,
        "needs": needs,
        "kind": "steps",
        "why": "x",
        "question": "x",
        "how": ["x"],
        "steps": [{"text": "x"}],
        "closing": "x",
        "for_whom": "Anybody at all.",
        "not_for_whom": ["Nobody."],
        "evidence": {"strength": "some", "says": "Small trials.", "sources": ["A (2001). B."]},
    }
    return Exercise.model_validate({**parts, **rest})


SHELF = {
    one.id: one
    for one in (
        exercise("calm", Need.PANIC, Need.ANXIETY, night=True),
        exercise("long", Need.ANXIETY, minutes=20),
        exercise("short", Need.ANXIETY, minutes=1),
        exercise("write", Need.ANXIETY, not_for=(Need.PANIC,), minutes=2),
        exercise("other", Need.GRATITUDE),
    )
}


def ids(**given: Any) -> list[str]:
    asked: dict[str, Any] = {"needs": {Need.ANXIETY}, "local_now": DAY, "limit": 9}
    return [one.exercise for one in suggest(SHELF, **{**asked, **given})]


def runs(
    name: str, before: int, after: int, *, times: int = 3, days_ago: float = 3
) -> list[PastRun]:
    return [PastRun(name, DAY - timedelta(days=days_ago + n), before, after) for n in range(times)]


def test_only_what_fits_the_need_and_the_shortest_first_when_nothing_is_known() -> None:
    assert ids() == ["short", "write", "calm", "long"]


def test_the_usual_first_choice_comes_first_until_something_else_helped() -> None:
    usual = exercise("usual", Need.ANXIETY, minutes=9, first_for=[Need.ANXIETY])
    shelf = {**SHELF, "usual": usual}
    first = suggest(shelf, needs={Need.ANXIETY}, local_now=DAY)[0]
    assert (first.exercise, first.reason) == ("usual", Reason.FITS_NEED)
    helped = runs("long", 9, 2, times=5)
    first = suggest(shelf, needs={Need.ANXIETY}, local_now=DAY, history=helped)[0]
    assert first.exercise == "long"


def test_what_helped_comes_first_and_says_so() -> None:
    first = suggest(SHELF, needs={Need.ANXIETY}, local_now=DAY, history=runs("long", 8, 3))[0]
    assert (first.exercise, first.reason) == ("long", Reason.HELPED_BEFORE)
    assert first.effect is not None
    assert first.effect.drop == 5


def test_what_did_nothing_goes_down() -> None:
    assert ids(history=runs("short", 5, 6))[-1] == "short"


def test_one_lucky_run_weighs_less_than_many_good_ones() -> None:
    history = runs("long", 7, 3, times=1) + runs("write", 7, 4, times=8)
    assert ids(history=history)[0] == "write"


def test_panic_never_gets_a_form_first() -> None:
    assert ids(needs={Need.PANIC, Need.ANXIETY})[0] == "calm"
    assert ids(needs={Need.PANIC, Need.ANXIETY})[-1] == "write"


def test_at_night_what_fits_the_night_comes_first() -> None:
    first = suggest(SHELF, needs={Need.ANXIETY}, local_now=NIGHT)[0]
    assert (first.exercise, first.reason) == ("calm", Reason.FITS_NIGHT)


@pytest.mark.parametrize(("days", "offered"), [(1, False), (89, False), (91, True)])
def test_a_no_is_respected_for_ninety_days(days: int, offered: bool) -> None:
    no = PastRun("short", DAY - timedelta(days=days), 5, 5, Outcome.NOT_FOR_ME)
    assert ("short" in ids(history=[no])) is offered


def test_doing_it_again_after_a_no_brings_it_back() -> None:
    no = PastRun("short", DAY - timedelta(days=9), None, None, Outcome.NOT_FOR_ME)
    again = PastRun("short", DAY - timedelta(days=2), 6, 3)
    assert "short" in ids(history=[again, no])


def test_what_was_turned_down_in_this_talk_is_left_out() -> None:
    assert "short" not in ids(declined={"short"})


def test_what_was_just_done_gives_way_to_its_like() -> None:
    just = [PastRun("short", DAY - timedelta(hours=1), None, None)]
    assert ids(history=just)[0] == "write"


def test_without_a_need_everything_is_there_and_the_limit_holds() -> None:
    assert set(ids(needs=set())) == set(SHELF)
    assert len(ids(limit=2)) == 2


def test_the_same_question_gets_the_same_answer() -> None:
    assert ids(history=runs("long", 8, 3)) == ids(history=list(reversed(runs("long", 8, 3))))
