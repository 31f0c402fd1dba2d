"""Finding a pace, and easing: readable tables over the protocol."""

from __future__ import annotations

import math
from typing import Any

import pytest

from tests.unit.frontend.node import needs_node, run

pytestmark = needs_node


def step(pace: float, swing: float, share: float = 0.6, left_out: float = 0.0) -> dict[str, Any]:
    return {"pace": pace, "swing": swing, "share": share, "leftOut": left_out}


def fitting(*steps: dict[str, Any]) -> float | None:
    found: float | None = run("pace.ts", "answer(it.fitting(given));", list(steps))
    return found


def test_the_largest_swing_is_theirs() -> None:
    assert fitting(step(6.5, 8), step(6, 11), step(5.5, 16), step(5, 12), step(4.5, 9)) == 5.5


def test_two_that_swing_alike_are_told_apart_by_their_rhythm() -> None:
    steps = [step(6.5, 5), step(6, 15.5, 0.8), step(5.5, 16, 0.5), step(5, 9), step(4.5, 7)]
    assert fitting(*steps) == 6


@pytest.mark.parametrize(("swing", "chosen"), [(14.4, 6), (14.3, 5.5)])
def test_alike_is_within_a_tenth(swing: float, chosen: float) -> None:
    assert fitting(step(6.5, 5), step(6, swing, 0.9), step(5.5, 16, 0.5), step(5, 9)) == chosen


def test_a_step_with_bad_beats_does_not_count() -> None:
    steps = [step(6.5, 8), step(6, 30, left_out=0.2), step(5.5, 12), step(5, 10), step(4.5, 9)]
    assert fitting(*steps) == 5.5


def test_too_few_good_steps_say_nothing() -> None:
    bad = [step(pace, 10, left_out=0.5) for pace in (6.5, 6, 5.5)]
    assert fitting(*bad, step(5, 9), step(4.5, 7)) is None
    assert fitting() is None


def planted(resonance: float) -> list[dict[str, Any]]:
    """A heart that answers most at one pace, as a resonance does."""
    return [step(pace, 6 + 12 * math.exp(-(((pace - resonance) / 0.6) ** 2)))
            for pace in (6.5, 6, 5.5, 5, 4.5)]  # fmt: skip


def test_a_planted_resonance_is_found() -> None:
    paces = [6.5, 6, 5.5, 5, 4.5]
    script = "answer(given.map((steps) => it.fitting(steps)));"
    assert run("pace.ts", script, [planted(pace) for pace in paces]) == paces


NEXT_MINUTE = [
    # pace, goal, share in step, share left out -> then, why
    (6.0, 5.5, 0.55, 0.0, 5.9, "slower"),
    (6.0, 5.5, 0.54, 0.0, 6.0, "steady"),
    (5.55, 5.5, 0.9, 0.0, 5.5, "slower"),
    (5.5, 5.5, 0.9, 0.0, 5.5, "steady"),
    (5.5, 5.5, 0.29, 0.0, 5.75, "easier"),
    (5.5, 5.5, 0.30, 0.0, 5.5, "steady"),
    (6.9, 6.0, 0.1, 0.0, 7.0, "easier"),
    (7.0, 6.0, 0.1, 0.0, 7.0, "easier"),
    (5.5, 5.5, 0.1, 0.16, 5.5, "unsure"),
    (5.5, 5.5, 0.1, 0.15, 5.75, "easier"),
    (5.5, 5.5, None, 0.0, 5.5, "unsure"),
]


def test_the_next_minute() -> None:
    script = "answer(given.map(([p, g, s, l]) => it.next(p, g, s ?? NaN, l)));"
    found = run("pace.ts", script, [list(case[:4]) for case in NEXT_MINUTE])
    for case, one in zip(NEXT_MINUTE, found, strict=True):
        assert (one["pace"], one["why"]) == case[4:], case


def test_the_breath_out_is_longer() -> None:
    assert run("pace.ts", "answer(it.lengths(6));") == pytest.approx({"in": 4.0, "out": 6.0})


def test_the_protocol() -> None:
    found = run("pace.ts", "answer([it.TRIED, it.STEP_SECONDS, it.SETTLING_SECONDS]);")
    assert found == [[6.5, 6, 5.5, 5, 4.5], 120, 30]
