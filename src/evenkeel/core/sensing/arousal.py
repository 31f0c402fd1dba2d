"""Stress now: how awake the body is against the person's own usual at this time of day, at rest.

Here: one answer for one moment, with its quality; and whether a rise has lasted. Not here: what is
done about it (nudges). It says "cannot tell" while somebody moves, and it says arousal: a pounding
heart may be fear, joy, coffee or stairs. Sources: Hovsepian et al. 2015 (cStress: activity is
excluded first); Myrtek 2004 (additional heart rate: above what movement explains).
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Final

import numpy as np
from numpy.typing import NDArray

from evenkeel.core.sensing.days import DAY_MS, HOUR_MS, Days, Index, Numbers
from evenkeel.core.vocabulary import ObservationBatch

MINUTE_MS: Final = 60_000
WINDOW_MINUTES: Final = 10
"""A state is told over ten minutes: shorter is a staircase, longer is no longer now."""
FEWEST_MINUTES: Final = 5
STILL_STEPS: Final = 20
"""Steps in the window and the five minutes before it: more, and the heart answers to those."""
RECOVERY_MINUTES: Final = 5
AROUND_HOURS: Final = 2
"""Usual is that of the hours around this one: pulse has a rhythm of the day."""
PAST_DAYS: Final = 28
FEWEST_DAYS: Final = 7
FEWEST_USUAL: Final = 120
"""Still minutes that the usual rests on, in all."""
RAISED: Final = 2.0
"""Robust standard deviations above usual: about one still minute in forty by chance."""
LOWERED: Final = -2.0
SUSTAINED_MINUTES: Final = 20
_MAD: Final = 1.4826
SMALLEST_SPREAD: Final = 2.0
"""Beats a minute: sensors are not finer."""


class State(StrEnum):
    """What can be said of a moment."""

    LOW = "low"
    USUAL = "usual"
    RAISED = "raised"
    MOVING = "moving"
    NOT_YET = "not_yet"
    """Too few days to know what is usual."""
    NO_DATA = "no_data"


@dataclass(frozen=True, slots=True)
class Arousal:
    """The state at one moment. `score` is in robust standard deviations from usual, else nan."""

    state: State
    score: float
    heart_rate_bpm: float
    usual_bpm: float
    days: int
    minutes: int
    """Minutes of the window that had data: the quality of the answer."""
    sustained_minutes: int
    """How long it has been raised without a break that could be told."""


def arousal(days: Days, *, at_local_ms: int) -> Arousal:
    """The state at a moment of the person's own clock (milliseconds since 1970, local).

    Looks at `heart_rate` and `steps` of `days`; anything after the moment is not looked at.
    """
    minute = at_local_ms // MINUTE_MS
    first = minute - PAST_DAYS * 1440
    heart, still = _by_minute(days, first, minute)
    now = slice(len(heart) - WINDOW_MINUTES, len(heart))
    known = np.isfinite(heart[now])
    told = int(known.sum())
    if told < FEWEST_MINUTES:
        return _nothing(State.NO_DATA, told)
    if int(still[now].sum()) < FEWEST_MINUTES:
        return _nothing(State.MOVING, told)
    usual, spread, count = _usual(heart, still, minute, first)
    rate = float(np.nanmean(np.where(still[now], heart[now], np.nan)))
    if count < FEWEST_DAYS:
        return Arousal(State.NOT_YET, np.nan, rate, np.nan, count, told, 0)
    score = (rate - usual) / spread
    state = State.RAISED if score >= RAISED else State.LOW if score <= LOWERED else State.USUAL
    lasted = _sustained(heart, still, usual, spread) if state is State.RAISED else 0
    return Arousal(state, score, rate, usual, count, told, lasted)


def is_sustained(one: Arousal) -> bool:
    """Whether a rise has lasted long enough to be a signal that nudges may use."""
    return one.state is State.RAISED and one.sustained_minutes >= SUSTAINED_MINUTES


def _by_minute(days: Days, first: int, last: int) -> tuple[Numbers, NDArray[np.bool_]]:
    """Mean heart rate of each minute (nan without), and whether the person kept still."""
    size = last - first
    placed = days.placed("heart_rate")
    heart = np.full(size, np.nan)
    moving = np.zeros(size, bool)
    if placed is not None:
        at = placed.local // MINUTE_MS - first
        keep = (at >= 0) & (at < size)
        count = np.bincount(at[keep], minlength=size)
        total = np.bincount(at[keep], placed.value[keep], size)
        heart = np.where(count > 0, total / np.maximum(count, 1), np.nan)
        moving |= np.bincount(at[keep], _moving(placed.rows)[keep], size) > 0
    steps = days.placed("steps")
    if steps is not None:
        walked = _spread_steps(steps.local, steps.local_end, steps.value, first, size)
        window = np.convolve(walked, np.ones(WINDOW_MINUTES + RECOVERY_MINUTES))[:size]
        moving |= window > STILL_STEPS
    return heart, ~moving & np.isfinite(heart)


def _moving(rows: ObservationBatch) -> NDArray[np.bool_]:
    names = np.array([name == "moving" for name in rows.labels])
    return names[rows.label]


def _spread_steps(start: Index, end: Index, value: Numbers, first: int, size: int) -> Numbers:
    """Steps of each minute; those of a longer stretch are shared out over it."""
    rate = value / np.maximum((end - start) / MINUTE_MS, 1)
    change = np.zeros(size + 1)
    begin = np.clip(start // MINUTE_MS - first, 0, size)
    stop = np.clip(-(-end // MINUTE_MS) - first, 0, size)
    stop = np.where(stop > begin, stop, np.minimum(begin + 1, size))
    keep = end - start <= HOUR_MS  # a day's total says nothing of a minute
    np.add.at(change, begin[keep], rate[keep])
    np.add.at(change, stop[keep], -rate[keep])
    return np.cumsum(change)[:size]


def _usual(
    heart: Numbers, still: NDArray[np.bool_], minute: int, first: int
) -> tuple[float, float, int]:
    """Median, robust spread and number of days of still minutes around this time of day."""
    index = np.arange(first, first + len(heart))
    away = np.abs((index - minute + 720) % 1440 - 720)
    past = index < minute - WINDOW_MINUTES - SUSTAINED_MINUTES
    used = still & past & (away <= AROUND_HOURS * 60)
    values = heart[used]
    count = len(np.unique((index[used] - minute + 720) // 1440))
    if len(values) < FEWEST_USUAL:
        return np.nan, np.nan, 0
    middle = float(np.median(values))
    spread = _MAD * float(np.median(np.abs(values - middle)))
    return middle, max(spread, SMALLEST_SPREAD), count


def _sustained(heart: Numbers, still: NDArray[np.bool_], usual: float, spread: float) -> int:
    recent = slice(len(heart) - DAY_MS // MINUTE_MS, len(heart))
    score = (heart[recent] - usual) / spread
    raised = still[recent] & (score >= RAISED)
    low = still[recent] & (score < RAISED)
    breaks = np.flatnonzero(low | ~(raised | low) & ~np.isfinite(heart[recent]))
    begin = int(breaks[-1]) + 1 if len(breaks) else 0
    return int(raised[begin:].sum())


def _nothing(state: State, minutes: int) -> Arousal:
    return Arousal(state, np.nan, np.nan, np.nan, 0, minutes, 0)
