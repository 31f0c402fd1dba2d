"""What past runs of an exercise say about it, for this member.

Here: the change from before to after, with its uncertainty. Not here: which to try (`choice`).
"""

from __future__ import annotations

import math
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

# Two-sided 95% points of Student's t for 1, 2, 3 ... degrees of freedom (any statistics table).
_T95 = (12.71, 4.30, 3.18, 2.78, 2.57, 2.45, 2.36, 2.31, 2.26, 2.23, 2.20, 2.18, 2.16, 2.14, 2.13)
_T95_BEYOND = 2.09  # held at its value for 19: a little wide for more, never too narrow
_ENOUGH_RUNS = 3  # below that an interval says nothing
_SCALE = 10.0


class Outcome(StrEnum):
    """How a run ended."""

    FINISHED = "finished"
    STOPPED = "stopped"
    NOT_FOR_ME = "not_for_me"


class NoBecause(StrEnum):
    """Why an exercise was turned down."""

    NOT_NOW = "not_now"
    MADE_IT_WORSE = "made_it_worse"
    TRIED_BEFORE = "tried_before"
    TOO_LONG = "too_long"
    NOT_HERE = "not_here"
    NOT_MY_BODY = "not_my_body"
    NOT_MY_KIND = "not_my_kind"


@dataclass(frozen=True, slots=True)
class PastRun:
    """One run: strength of the feeling before and after, 0 to 10; None where not rated.

    `because` says why it was turned down, None where it was not or no reason was given.
    """

    exercise: str
    at: datetime
    before: int | None
    after: int | None
    outcome: Outcome = Outcome.FINISHED
    because: NoBecause | None = None


@dataclass(frozen=True, slots=True)
class Effect:
    """How the feeling moved over the rated runs of one exercise.

    `drop` is the mean of before minus after, in points of 0 to 10: positive is relief. `interval`
    is its 95% interval (Student's t), None under three runs. `last` is the latest rated pair.
    """

    exercise: str
    n: int
    drop: float
    interval: tuple[float, float] | None
    eased: int
    last: tuple[int, int]


def effects(runs: Iterable[PastRun]) -> Mapping[str, Effect]:
    """The effect of each exercise that has a rated run, by exercise id.

    Ratings before and after say how the feeling moved, not that the exercise moved it: a strong
    feeling tends to ease by itself.

    >>> from datetime import datetime, UTC
    >>> now = datetime(2026, 1, 1, tzinfo=UTC)
    >>> found = effects([PastRun("a", now, 7, 4), PastRun("a", now, 6, 5), PastRun("a", now, 8, 6)])
    >>> found["a"].drop, found["a"].eased, found["a"].last
    (2.0, 3, (8, 6))
    """
    rated: dict[str, list[tuple[int, int]]] = defaultdict(list)
    for run in sorted(runs, key=lambda run: run.at):
        if run.before is not None and run.after is not None:
            rated[run.exercise].append((run.before, run.after))
    return {exercise: _effect(exercise, pairs) for exercise, pairs in sorted(rated.items())}


def _effect(exercise: str, pairs: list[tuple[int, int]]) -> Effect:
    drops = [before - after for before, after in pairs]
    mean = sum(drops) / len(drops)
    return Effect(
        exercise=exercise,
        n=len(drops),
        drop=mean,
        interval=_interval(drops, mean),
        eased=sum(drop > 0 for drop in drops),
        last=pairs[-1],
    )


def _interval(drops: list[int], mean: float) -> tuple[float, float] | None:
    n = len(drops)
    if n < _ENOUGH_RUNS:
        return None
    spread = math.sqrt(sum((drop - mean) ** 2 for drop in drops) / (n - 1))
    t = _T95[n - 2] if n - 2 < len(_T95) else _T95_BEYOND
    half = t * spread / math.sqrt(n)
    return max(-_SCALE, mean - half), min(_SCALE, mean + half)
