"""The simulated conversations as a test: a spread of them quickly, all of them in `make test-all`.

Floors are what was measured, rounded down; they only tighten.
"""

from __future__ import annotations

from functools import cache

import pytest

from tests.conversations import sheet
from tests.conversations.measure import Figures, measured
from tests.conversations.people import people
from tests.conversations.play import Talked, played

SEED = 1
EVERY = 5
"""The quick suite plays every fifth person: about three seconds of work."""
FITTING = 0.94
FILLERS_AT_MOST = 0.04
SPECIFIC = 0.28
GRAMMATICAL = 0.97
JUDGED = 200


@cache
def spread() -> tuple[Talked, ...]:
    return tuple(played(one, seed=SEED) for one in list(people().values())[::EVERY])


@cache
def everybody() -> tuple[Talked, ...]:
    return tuple(played(one, seed=SEED) for one in people().values())


def nothing_broken(found: Figures) -> None:
    assert not found.crashes
    assert not found.contract
    assert not found.repeats
    assert not found.asked_twice
    assert not found.two_questions
    assert not found.empathy_twice


def test_there_are_two_hundred_people_of_all_kinds() -> None:
    everyone = people().values()
    assert len(everyone) >= 200
    assert {one.wants for one in everyone} == {
        "help", "answer", "company", "vent", "good", "person"
    }  # fmt: skip
    assert len({one.style for one in everyone}) >= 40
    assert sum(0 <= one.hour < 5 for one in everyone) >= 8
    assert sum(bool(one.next_day) for one in everyone) >= 8


def test_a_spread_of_talks_breaks_nothing() -> None:
    nothing_broken(measured(spread()))


def test_the_same_seed_gives_the_same_talk() -> None:
    one = next(iter(people().values()))
    first, second = played(one, seed=7), played(one, seed=7)
    assert [e.reply for e in first.exchanges] == [e.reply for e in second.exchanges]


def test_clauses_said_back_were_judged_by_hand_and_hold() -> None:
    rows = sheet.judged()
    assert all(row["verdict"] in ("ok", "wrong") for row in rows)
    assert len(rows) >= JUDGED
    assert sheet.share_ok(rows) >= GRAMMATICAL


@pytest.mark.slow
def test_all_two_hundred_break_nothing_and_go_somewhere() -> None:
    found = measured(everybody())
    nothing_broken(found)
    assert found.fitting >= FITTING
    assert found.fillers <= FILLERS_AT_MOST * found.turns
    assert found.specific >= SPECIFIC * found.turns


@pytest.mark.slow
def test_what_was_planned_is_asked_about_the_next_day() -> None:
    came_back = [talk for talk in everybody() if any(e.day == 2 for e in talk.exchanges)]
    planned = [
        talk
        for talk in came_back
        if any(f.kind == "schedule_follow_up" for e in talk.exchanges if e.day == 1
               for f in (e.answer.effects if e.answer else ()))
    ]  # fmt: skip
    assert planned
    for talk in planned:
        first = next(e for e in talk.exchanges if e.day == 2)
        if first.answer is not None and not first.answer.decision.required:
            assert "?" in first.reply, talk.person.id
