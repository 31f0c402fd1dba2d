"""What several runs say, in words with their direction."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from evenkeel.apps.programs.words import told
from evenkeel.core.exercises import PastRun, effects

NOW = datetime(2026, 5, 1, tzinfo=UTC)


def sentences(*pairs: tuple[int, int]) -> str:
    runs = [PastRun("a", NOW + timedelta(days=n), *pair) for n, pair in enumerate(pairs)]
    return " ".join(told(effects(runs)["a"]))


def test_relief_is_told_with_its_spread() -> None:
    text = sentences((7, 4), (6, 5), (8, 6), (5, 5), (9, 5))
    assert "Over 5 rated times it was lower afterwards 4 times." in text
    assert "On average: 2.0 points lower." in text
    assert "from 0.0 points lower to 4.0 points lower" in text.replace(
        "no change", "0.0 points lower"
    )


@pytest.mark.parametrize(
    ("pairs", "says"),
    [
        (((4, 6), (5, 7), (3, 5)), "On average: 2.0 points higher."),
        (((5, 5), (5, 5), (5, 5)), "On average: no change."),
        (((7, 3), (7, 8), (7, 6)), "points higher to"),
    ],
)
def test_the_direction_is_in_words(pairs: tuple[tuple[int, int], ...], says: str) -> None:
    assert says in sentences(*pairs)


def test_two_times_are_too_few() -> None:
    text = sentences((7, 3), (6, 4))
    assert "Too few times to say more." in text
    assert "average" not in text
