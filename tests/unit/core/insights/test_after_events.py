"""What comes before a change: found where planted, not where nothing is, never with a title."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest

from benchmarks.people_events import busy_person
from evenkeel.core.insights import Event, after_events, load_texts

PEOPLE = 40
MONDAY = datetime(2026, 1, 5, 9, tzinfo=UTC)


def told(seed: int, effect: float) -> list[str]:
    view = busy_person(seed, effect=effect)
    found = [after_events.find(view, subject) for subject in after_events.subjects(view)]
    return [one.sentence for one in found if one is not None and one.sentence != "none"]


def test_where_nothing_is_planted_few_people_are_told_anything() -> None:
    assert sum(bool(told(seed, 0.0)) for seed in range(PEOPLE)) <= 6  # 5% and three errors


def test_a_large_rise_after_a_named_event_is_told_with_its_size() -> None:
    right = 0
    for seed in range(PEOPLE // 2):
        view = busy_person(seed, effect=30.0)
        found = after_events.find(view, "anxiety")
        if found is None or found.sentence != "word_higher":
            continue
        right += 1
        assert found.values["event"] in ("review", "visit")
        assert found.interval is not None
        assert found.interval[0] > 0
        text = load_texts()["after_events"]
        text.sentences[found.sentence].format_map(found.values)
        assert after_events.picture(view, "anxiety", text.words) is not None
    assert right >= PEOPLE // 4


def test_without_a_calendar_nothing_is_said() -> None:
    view = replace(busy_person(1), events=(), memo={})
    assert after_events.subjects(view) == ()
    assert after_events.picture(view, "mood", {}) is None


@pytest.mark.parametrize(("weeks", "kinds"), [(5, 0), (6, 1)])
def test_what_recurs_needs_its_weeks(weeks: int, kinds: int) -> None:
    weekly = [
        Event(MONDAY + timedelta(weeks=n), MONDAY + timedelta(weeks=n, hours=1))
        for n in range(weeks)
    ]
    assert len(after_events.kinds_of(weekly)) == kinds


def test_busy_times_without_a_word_are_told_by_their_weekday_and_time() -> None:
    weekly = [Event(MONDAY + timedelta(weeks=n, minutes=10), MONDAY, "") for n in range(8)]
    (kind,) = after_events.kinds_of(weekly)
    assert (kind.word, kind.weekday, kind.clock) == ("", 0, "09:00")


def test_the_most_frequent_are_looked_at_and_no_more() -> None:
    many = [
        Event(MONDAY + timedelta(weeks=n), MONDAY + timedelta(weeks=n, hours=1), f"word{k}")
        for k in range(30)
        for n in range(6 + k % 5)
    ]
    kinds = after_events.kinds_of(many)
    assert len(kinds) == after_events.MOST_KINDS
    counts = [len(held) for held in kinds.values()]
    assert all(a >= b for a, b in pairwise(counts))
