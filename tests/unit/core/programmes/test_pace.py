"""When what is due, on a programme made here."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from pydantic import ValidationError

from evenkeel.core.programmes import (
    Programme,
    Progress,
    SessionDone,
    adherence,
    next_session,
    outcome_due,
    practice_days,
    recalls_due,
)
from evenkeel.core.programmes.pace import EARLY_DAYS, RECALL_DAYS

MONDAY = date(2026, 3, 2)
GOOD: dict[str, Any] = {
    "title": "A programme",
    "summary": "Four weeks.",
    "about": ["What it is."],
    "needs": ["stress"],
    "minutes": 20,
    "for_whom": "Anybody at all.",
    "not_for_whom": ["Nobody."],
    "screen": [
        {
            "id": "danger",
            "ask": "Is it so, yes or no?",
            "if_yes": "stop",
            "says": "Then talk to a person.",
        }
    ],
    "outcome": {"instrument": "who-5", "every": 2, "why": "It asks about days."},
    "weekly": {"question": "How much was it?", "low": "Not", "high": "All"},
    "sessions": [
        {
            "id": f"week-{n}",
            "title": "One",
            "about": "What it is about.",
            "lesson": f"lesson-{n}",
            "practice": {"text": "Practise it.", "days": [1, 3, 6]},
            "plan": {"ask": "When will you?", "hint": "Tomorrow."},
        }
        for n in range(1, 5)
    ],
    "closing": "Done.",
    "evidence": {"strength": "some", "says": "In small trials.", "sources": ["A (2001). B."]},
}


def made(**changes: Any) -> Programme:
    return Programme.model_validate({"id": "one", **GOOD, **changes})


def day(n: int) -> date:
    return MONDAY + timedelta(days=n)


def after(*days: int, practised: tuple[int, ...] = (), **rest: Any) -> Progress:
    done = tuple(SessionDone(f"week-{at}", day(n)) for at, n in enumerate(days, start=1))
    return Progress(MONDAY, done, tuple(day(n) for n in practised), **rest)


@pytest.mark.parametrize(
    "changes",
    [
        {"sessions": GOOD["sessions"][:3]},
        {"sessions": GOOD["sessions"] * 2},
        {"screen": []},
        {"evidence": ["A book."]},
        {"diary": {"kind": "days", "title": "D", "about": "A"}},
        {
            "diary": {
                "kind": "sleep",
                "title": "D",
                "about": "A",
                "fields": [{"id": "a", "label": "A", "kind": "rating"}],
            }
        },
        {
            "diary": {
                "kind": "days",
                "title": "D",
                "about": "A",
                "fields": [{"id": "a", "label": "A", "kind": "text"}],
            }
        },
        {"pace_days": 2},
    ],
)
def test_a_wrong_programme_is_refused(changes: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        made(**changes)


def test_practice_days_rise_and_open_one_thing() -> None:
    for practice in (
        {"text": "Practise it.", "days": [3, 1]},
        {"text": "Practise it.", "days": [0]},
        {"text": "Practise it.", "days": [1], "exercise": "a", "flow": "b"},
    ):
        with pytest.raises(ValidationError):
            made(sessions=[{**one, "practice": practice} for one in GOOD["sessions"]])


def test_the_first_session_is_open_at_once_and_the_last_leaves_none() -> None:
    first = next_session(made(), after(), today=MONDAY)
    assert first
    assert (first.index, first.open) == (0, True)
    assert next_session(made(), after(0, 7, 14, 21), today=day(21)) is None


@pytest.mark.parametrize(("fixed", "opens"), [(False, 7 - EARLY_DAYS), (True, 7)])
def test_the_next_opens_after_its_days_and_a_fixed_dose_not_a_day_early(
    fixed: bool, opens: int
) -> None:
    for n, wanted in ((opens - 1, False), (opens, True), (opens + 300, True)):
        due = next_session(made(), after(0), today=day(n), fixed=fixed)
        assert due
        assert (due.index, due.opens, due.open) == (1, day(opens), wanted)


def test_a_late_session_moves_the_one_after_it() -> None:
    due = next_session(made(), after(0, 30), today=day(31), fixed=True)
    assert due
    assert due.opens == day(37)


def test_practice_is_planned_until_the_next_session() -> None:
    assert practice_days(made(), after(0)) == (day(1), day(3), day(6))
    assert practice_days(made(), after(0, 4)) == (day(1), day(3), day(5), day(7), day(10))


def test_adherence_counts_days_and_has_no_share_before_anything_was_planned() -> None:
    none = adherence(made(), after(), today=MONDAY)
    assert (none.sessions_done, none.of_practice) == (0, None)
    some = adherence(made(), after(0, practised=(1, 2, 3)), today=day(3))
    assert (some.sessions_done, some.practice_done, some.practice_planned) == (1, 3, 2)
    assert some.of_practice == 1.0
    before = adherence(made(), after(0, practised=(-3, 9)), today=day(3))
    assert before.practice_done == 0


def test_an_idea_comes_back_after_each_gap_and_once_for_each() -> None:
    first, second = RECALL_DAYS[:2]
    assert recalls_due(made(), after(0), today=day(first - 1)) == ()
    assert recalls_due(made(), after(0), today=day(first)) == ("lesson-1",)
    answered = after(0, recalled=(("lesson-1", day(first)),))
    assert recalls_due(made(), answered, today=day(second - 1)) == ()
    assert recalls_due(made(), answered, today=day(second)) == ("lesson-1",)
    late = after(0, recalled=(("lesson-1", day(second)),))
    assert recalls_due(made(), late, today=day(second)) == ()


def test_the_questionnaire_is_due_at_the_start_every_so_often_and_at_the_end() -> None:
    programme = made()
    assert outcome_due(programme, after(), measured=[])
    assert outcome_due(programme, after(), measured=[day(-15)])
    assert not outcome_due(programme, after(), measured=[day(-14)])
    assert not outcome_due(programme, after(0), measured=[day(0)])
    assert outcome_due(programme, after(0, 7), measured=[day(0)])
    assert not outcome_due(programme, after(0, 7), measured=[day(0), day(7)])
    assert outcome_due(programme, after(0, 7, 14, 21), measured=[day(0), day(7)])
