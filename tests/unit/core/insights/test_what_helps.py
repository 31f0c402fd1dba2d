"""What helps: more than would have eased anyway, pooled, and honest about too few tries."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import numpy as np
import pytest

from evenkeel.core.exercises import Need, load_exercises
from evenkeel.core.insights import Effort, View, load_texts
from evenkeel.core.insights.published import expected_points, load_published
from evenkeel.core.insights.what_helps import FEWEST, INSIGHT, STAYS, helps
from evenkeel.core.vocabulary import DayTable

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)
USUAL = 4.0


def tries(
    what: str, n: int, effect: float, rng: np.random.Generator, *, evening: float = 0.0
) -> list[Effort]:
    """Done when the feeling is strong; it falls back by itself, plus `effect`."""
    made = []
    for at in range(n):
        late = at % 2 == 0
        before = float(np.clip(round(7 + rng.normal()), 4, 10))
        expected = USUAL + STAYS * (before - USUAL) - effect - evening * late
        after = float(np.clip(round(expected + rng.normal()), 0, 10))
        when = NOON + timedelta(days=at, hours=8 if late else 0)
        made.append(Effort(what, what.title(), when, before, after))
    return made


def view(efforts: list[Effort]) -> View:
    dates = tuple((NOON + timedelta(days=n)).date() for n in range(60))
    return View(days=DayTable(dates, {}), efforts=tuple(efforts))


def test_what_helps_is_told_apart_from_what_does_not() -> None:
    rng = np.random.default_rng(1)
    seen = view([*tries("walk", 14, 2.5, rng), *tries("list", 14, 0.0, rng)])
    walk, other = INSIGHT.find(seen, "walk"), INSIGHT.find(seen, "list")
    assert walk is not None
    assert other is not None
    assert walk.sentence == "helps"
    assert walk.interval is not None
    assert walk.interval[0] > 1
    assert other.sentence != "helps"


def test_easing_by_itself_is_not_called_help() -> None:
    shown = told = 0
    for seed in range(60):
        rng = np.random.default_rng(seed)
        efforts = [one for name in ("a", "b", "c") for one in tries(name, 8, 0.0, rng)]
        seen = view(efforts)
        for subject in INSIGHT.subjects(seen):
            found = INSIGHT.find(seen, subject)
            assert found is not None
            told += 1
            shown += found.sentence.startswith("helps")
    assert told == 180
    assert shown <= 0.05 * told


@pytest.mark.parametrize(("n", "enough"), [(FEWEST - 1, False), (6, True)])
def test_too_few_tries_say_how_many_more(n: int, enough: bool) -> None:
    rng = np.random.default_rng(3)
    found = INSIGHT.find(view(tries("walk", n, 3.0, rng)), "walk")
    assert found is not None
    assert (found.sentence == "helps") is enough
    if not enough:
        assert 1 <= float(found.values["more"]) <= 20


def test_few_tries_are_drawn_toward_the_others() -> None:
    rng = np.random.default_rng(4)
    many = tries("list", 20, 0.0, rng)
    alone = helps(tries("walk", 3, 4.0, np.random.default_rng(9)))[0].effect
    beside = next(
        one for one in helps([*many, *tries("walk", 3, 4.0, np.random.default_rng(9))])
        if one.what == "walk"
    )  # fmt: skip
    assert beside.effect < 4.0
    assert beside.interval[1] - beside.interval[0] > 1.0
    assert alone > 0


def test_the_time_of_day_is_told_when_it_matters() -> None:
    rng = np.random.default_rng(5)
    found = INSIGHT.find(view(tries("walk", 30, 1.5, rng, evening=3.0)), "walk")
    assert found is not None
    assert (found.sentence, found.values["when_word"]) == ("helps_when", "evening")


def test_unrated_tries_say_nothing() -> None:
    seen = view([Effort("walk", "Walk", NOON, 7.0, None)])
    assert INSIGHT.subjects(seen) == ()
    assert INSIGHT.find(seen, "walk") is None


def test_published_effects_speak_for_exercises_that_exist_and_name_their_source() -> None:
    library = load_exercises()
    assert set(expected_points()) <= set(library)
    for one in load_published().values():
        assert 0 < one.effect < 1
        assert one.sources
        assert all(any(char.isdigit() for char in source) for source in one.sources)


def test_a_published_effect_is_where_few_tries_begin_and_many_leave_it() -> None:
    few = tries("walk", 3, 0.0, np.random.default_rng(2))
    many = tries("walk", 40, 0.0, np.random.default_rng(2))
    begun = {"walk": 1.0}
    near = helps(few, begun)[0].effect - helps(few)[0].effect
    far = helps(many, begun)[0].effect - helps(many)[0].effect
    assert near > 0.3
    assert abs(far) < 0.05
    assert helps(few, begun)[0].studied
    assert not helps(few)[0].studied


def test_a_published_effect_alone_is_not_called_help() -> None:
    shown = told = 0
    for seed in range(60):
        rng = np.random.default_rng(seed)
        efforts = [one for name in ("a", "b", "c") for one in tries(name, 8, 0.0, rng)]
        seen = replace(view(efforts), expected={"a": 1.02, "b": 0.7, "c": 0.42})
        for subject in INSIGHT.subjects(seen):
            found = INSIGHT.find(seen, subject)
            assert found is not None
            told += 1
            shown += found.sentence.startswith("helps")
    assert told == 180
    assert shown <= 0.05 * told


def test_the_feeling_it_helps_with_is_told_when_it_matters() -> None:
    rng = np.random.default_rng(8)
    with_worry = [replace(one, feeling="worry") for one in tries("walk", 15, 4.0, rng)]
    with_anger = [replace(one, feeling="anger") for one in tries("walk", 15, 0.8, rng)]
    found = INSIGHT.find(view([*with_worry, *with_anger]), "walk")
    assert found is not None
    assert (found.sentence, found.values["when_word"]) == ("helps_when", "worry")
    words = load_texts()["what_helps"].words
    assert {need.value for need in Need} <= set(words)


@pytest.mark.parametrize("effect", [0.0, 1.0, 3.0])
def test_the_told_range_holds_the_effect(effect: float) -> None:
    held = []
    for seed in range(60):
        rng = np.random.default_rng(seed)
        efforts = [*tries("a", 8, effect, rng), *tries("b", 8, 0.0, rng), *tries("c", 8, 1.0, rng)]
        one = next(found for found in helps(efforts) if found.what == "a")
        held.append(one.told[0] <= effect <= one.told[1])
    assert np.mean(held) >= 0.87
