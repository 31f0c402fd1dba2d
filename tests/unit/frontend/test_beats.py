"""Beats in the browser: the same numbers as the heart room's, and what they do with bad beats."""

from __future__ import annotations

import math
import random
from typing import Any

import pytest

from evenkeel.core.sensing.heart import hrv
from tests.unit.frontend.node import needs_node, run

pytestmark = needs_node

NUMBERS = """
const beats = new it.Beats();
let t = 0;
for (const rr of given.rr) beats.add((t += rr), rr);
const all = beats.all;
answer({
  good: all.map((beat) => beat.good),
  bpm: it.heartRate(all),
  rmssd: it.rmssd(all),
  leftOut: it.leftOut(all),
  swing: it.swing(all, 0, t, given.breathMs ?? 10000),
  ...it.coherence(all),
});
"""


def numbers(rr: list[float], **more: Any) -> dict[str, Any]:
    found: dict[str, Any] = run("beats.ts", NUMBERS, {"rr": rr, **more})
    return found


def breathing(
    seconds: float, *, pace: float, swing: float, bpm: float = 65, noise: float = 0.0
) -> list[float]:
    """Intervals of a heart that swings with the breath: `swing` beats a minute from low to high."""
    rng, found, t = random.Random(1), list[float](), 0.0
    while t < seconds:
        rate = bpm + swing / 2 * math.sin(2 * math.pi * t * pace / 60) + rng.gauss(0, noise)
        found.append(60_000 / rate)
        t += 60 / rate
    return found


def test_rate_and_rmssd_are_the_heart_rooms() -> None:
    rr = breathing(180, pace=6, swing=12, noise=0.8)
    ours, theirs = numbers(rr), hrv(rr, clean=False)
    assert all(ours["good"])
    assert ours["rmssd"] == pytest.approx(theirs.rmssd_ms, rel=1e-6)
    assert ours["bpm"] == pytest.approx(60_000 / (sum(rr) / len(rr)))


def test_a_missed_and_a_doubled_beat_are_left_out() -> None:
    rr = [900.0] * 10 + [1800.0] + [900.0] * 5 + [450.0, 450.0] + [900.0] * 5
    found = numbers(rr)
    assert [i for i, good in enumerate(found["good"]) if not good] == [10, 16, 17]
    assert found["rmssd"] == 0
    assert found["leftOut"] == pytest.approx(3 / 23)


def test_a_deep_swing_is_no_fault() -> None:
    """Young hearts at their own pace: thirty beats a minute from low to high, every beat good."""
    found = numbers(breathing(120, pace=5.5, swing=30))
    assert all(found["good"])


def test_a_heart_that_changes_for_good_is_believed_from_the_third_beat() -> None:
    found = numbers([900.0] * 10 + [600.0] * 6)
    assert found["good"][10:] == [False, False, True, True, True, True]


LAST_IS_GOOD = """
answer(given.map((rr) => {
  const beats = new it.Beats();
  return rr.map((one, i) => beats.add(i, one).good).at(-1);
}));
"""


def test_intervals_that_no_heart_has_and_changes_by_more_than_a_fifth() -> None:
    alone = [[300], [299], [2000], [2001]]
    after = [[900] * 6 + [rr] for rr in (1080, 1081, 720, 719)]
    assert run("beats.ts", LAST_IS_GOOD, alone + after) == [True, False] * 4


@pytest.mark.parametrize("planted", [4.0, 10.0, 20.0])
def test_the_swing_that_was_planted_is_found(planted: float) -> None:
    rr = breathing(120, pace=6, swing=planted)
    assert numbers(rr)["swing"] == pytest.approx(planted, rel=0.1)


def test_coherence_tells_a_breath_from_noise_and_finds_its_rate() -> None:
    together = numbers(breathing(64, pace=6, swing=14, noise=0.3))
    apart = numbers(breathing(64, pace=6, swing=0, noise=2.0))
    assert together["share"] > 0.8
    assert apart["share"] < 0.4
    assert together["hertz"] == pytest.approx(0.1, abs=0.006)


def test_from_nothing_nothing_is_told() -> None:
    found = numbers([])
    assert found["rmssd"] is None
    assert found["bpm"] is None
    assert found["share"] is None
    assert found["leftOut"] == 1
