"""What a newer reading replaces: the same day grown, a night revised; and what it must leave."""

import numpy as np
import pytest

from evenkeel.core.sensing.batches import batch
from evenkeel.core.sensing.signals import signals
from evenkeel.core.sensing.superseding import COMPARABLE, LONGEST_PAUSE_MS, OVERLAP, superseded
from evenkeel.core.vocabulary import SignalKind

MINUTE, HOUR, DAY = 60_000, 3_600_000, 86_400_000
STAGES = signals()["sleep_stage"].stages


def night(start: int, minutes: list[int], codes: list[str], source: str = "Ring"):
    edges = start + np.concatenate([[0], np.cumsum(minutes)]) * MINUTE
    values = [STAGES[code] for code in codes]
    return batch("sleep_stage", edges[:-1], values, end=edges[1:], source=source)


def test_the_signals_used_here_are_of_their_kinds() -> None:
    assert signals()["steps"].kind is SignalKind.INTERVAL
    assert signals()["heart_rate"].kind is SignalKind.INSTANT
    assert signals()["sleep_stage"].kind is SignalKind.STAGE


def test_a_day_that_was_half_over() -> None:
    old = batch("steps", [0, DAY], [8000, 4000], end=[DAY, 2 * DAY], source="Ring")
    new = batch("steps", [DAY], [9000], end=[2 * DAY], source="Ring")
    assert superseded(old, new).tolist() == [False, True]


def test_minutes_and_a_day_are_two_things() -> None:
    minutes = batch("steps", np.arange(5) * MINUTE, [1] * 5, end=np.arange(1, 6) * MINUTE)
    assert not superseded(minutes, batch("steps", [0], [5], end=[DAY])).any()
    assert not superseded(batch("steps", [0], [5], end=[DAY]), minutes).any()


def test_another_source_is_never_replaced() -> None:
    old = batch("steps", [0], [4000], end=[DAY], source="Phone")
    assert not superseded(old, batch("steps", [0], [9000], end=[DAY], source="Ring")).any()


def test_a_moment_is_replaced_by_the_same_moment_only() -> None:
    old = batch("heart_rate", [0, 1000], [60, 61])
    assert superseded(old, batch("heart_rate", [1000, 2000], [62, 63])).tolist() == [False, True]


def test_a_night_is_replaced_whole() -> None:
    old = night(0, [10, 200, 100], ["awake", "light", "deep"])
    new = night(5 * MINUTE, [200, 110], ["light", "deep"])
    assert superseded(old, new).tolist() == [True, True, True]
    later = night(10 * MINUTE, [200, 100], ["light", "deep"])
    assert superseded(old, later).tolist() == [False, True, True]


def test_the_night_before_stays() -> None:
    old = night(0, [400], ["light"])
    new = night(DAY, [400], ["light"])
    assert not superseded(old, new).any()


@pytest.mark.parametrize(
    ("pause", "gone"), [(LONGEST_PAUSE_MS, True), (LONGEST_PAUSE_MS + 1, False)]
)
def test_a_pause_of_an_hour_is_within_a_sleep(pause: int, gone: bool) -> None:
    first, second = 10 * MINUTE, 10 * MINUTE + pause
    new = batch("sleep_stage", [0, second], [3, 3], end=[first, second + 10 * MINUTE])
    old = batch("sleep_stage", [first + 1000], [1], end=[first + 3000])
    assert superseded(old, new).tolist() == [gone]


@pytest.mark.parametrize(("share", "gone"), [(OVERLAP, False), (OVERLAP + 0.01, True)])
def test_more_than_half_in_common(share: float, gone: bool) -> None:
    old = batch("steps", [0], [10], end=[HOUR])
    start = round(HOUR * (1 - share))
    assert superseded(old, batch("steps", [start], [11], end=[start + HOUR])).tolist() == [gone]


@pytest.mark.parametrize(("length", "gone"), [(COMPARABLE, True), (COMPARABLE - 0.01, False)])
def test_comparable_lengths(length: float, gone: bool) -> None:
    old = batch("steps", [0], [10], end=[HOUR])
    new = batch("steps", [0], [11], end=[round(HOUR * length)])
    assert superseded(old, new).tolist() == [gone]


def test_rows_that_are_equal_count_as_replaced() -> None:
    """So that storing can put the new rows in the place of the old without doubling them."""
    for one in (
        batch("steps", [0, HOUR], [1, 2], end=[HOUR, 2 * HOUR]),
        batch("heart_rate", [0, 7], [60, 61]),
        night(0, [30, 30], ["light", "deep"]),
    ):
        assert superseded(one, one).all()


def test_nothing_against_nothing() -> None:
    empty = batch("steps", [], [])
    full = batch("steps", [0], [1], end=[HOUR])
    assert superseded(empty, full).tolist() == []
    assert superseded(full, empty).tolist() == [False]


def test_two_signals_are_a_mistake() -> None:
    with pytest.raises(ValueError, match="Two signals"):
        superseded(batch("steps", [0], [1]), batch("heart_rate", [0], [60]))
