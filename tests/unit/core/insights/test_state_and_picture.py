"""Where things stand, and which findings the picture tells."""

from __future__ import annotations

from datetime import date
from math import nan

import numpy as np
import pytest

from evenkeel.core.insights import Insight, insights
from evenkeel.core.insights.state import FEWEST_BEFORE, FEWEST_LATELY, LATELY, level_of
from evenkeel.core.insights.whole_picture import MOST, SECTIONS, sections, to_try
from evenkeel.core.vocabulary import Finding


def test_the_level_follows_a_change_and_knows_its_range() -> None:
    held = 0
    for seed in range(60):
        rng = np.random.default_rng(seed)
        truth = 50 + np.cumsum(rng.normal(0, 1.5, 150))
        level = level_of(tuple(truth + rng.normal(0, 8, 150)))
        assert level is not None
        held += level.low <= truth[-1] <= level.high
    assert 0.8 <= held / 60 <= 1.0


def test_missing_days_widen_the_range() -> None:
    rng = np.random.default_rng(1)
    values = 50 + np.cumsum(rng.normal(0, 2, 120)) + rng.normal(0, 6, 120)
    full = level_of(tuple(values))
    values[-10:-1] = np.nan
    gone = level_of(tuple(values))
    assert full is not None
    assert gone is not None
    assert gone.high - gone.low > full.high - full.low


@pytest.mark.parametrize(
    ("lately", "before", "told"),
    [
        (FEWEST_LATELY, FEWEST_BEFORE, True),
        (FEWEST_LATELY - 1, FEWEST_BEFORE, False),
        (FEWEST_LATELY, FEWEST_BEFORE - 1, False),
    ],
)
def test_it_waits_for_enough_days(lately: int, before: int, told: bool) -> None:
    past = [50.0 + n % 5 for n in range(before)]
    now = [nan] * (LATELY - lately) + [40.0 + n % 3 for n in range(lately)]
    assert (level_of((*past, *now)) is not None) is told


def test_an_old_last_value_says_nothing_of_now() -> None:
    values = [50.0 + n % 5 for n in range(100)]
    assert level_of((*values, *[nan] * 3)) is None


def finding(insight: str, sentence: str, **values: str | int | float) -> Finding:
    return Finding(insight, sentence, values, 9, (date(2026, 1, 1),), 0, effect=1.0)


def found(*made: Finding) -> list[tuple[Insight, str, Finding]]:
    return [(insights()[one.insight], "", one) for one in made]


def test_every_section_has_its_place_and_nothing_is_lost() -> None:
    every = found(
        finding("what_moves", "yes_same_lower", factor="Coffee", sure_word="perhaps"),
        finding("what_moves", "more_next_higher", factor="Sleep", sure_word="almost_surely"),
        finding("what_moves", "none"),
        finding("what_helps", "helps", exercise="Walk"),
        finding("missing", "with_gap"),
    )
    made = {one.id: one for one in sections(every)}
    assert tuple(made) == SECTIONS
    assert [one[2].sentence for one in made["moved"].told] == ["more_next_higher", "yes_same_lower"]
    assert [one[2].sentence for one in made["moved"].quiet] == ["none"]
    assert len(made["helped"].told) == len(made["missing"].told) == 1


def test_what_is_beyond_the_first_few_waits_behind_a_tap() -> None:
    many = found(
        *(
            finding("what_moves", "more_same_lower", factor=f"f{n}", sure_word="probably")
            for n in range(9)
        )
    )
    moved = next(one for one in sections(many) if one.id == "moved")
    assert len(moved.told) == MOST["moved"]
    assert len(moved.further) == 9 - MOST["moved"]


def test_something_to_try_has_its_reason() -> None:
    every = found(
        finding("what_helps", "helps", exercise="Walk"),
        finding("what_helps", "not_enough", exercise="Breath", more=3),
        finding("what_moves", "more_same_higher", factor="Tea", sure_word="probably", chosen=1),
    )
    assert [one.kind for one in to_try(every)] == ["when_hard", "again", "trial"]
    few = found(finding("what_moves", "too_few"))
    assert [one.kind for one in to_try(few)] == ["check_in"]
    assert to_try([]) == ()
