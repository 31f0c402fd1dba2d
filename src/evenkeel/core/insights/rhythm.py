"""Whether a weekday, a time of day, or both ("Tuesday evenings") stand out beyond chance.

Here: contrasts within each week, and the search over all of them paid for. Not here: the map of the
page's own days (`week_map`), why.

Each week gives its own contrast (Tuesday evening against the other evenings of that week), so slow
changes cancel and weeks count once. The largest of all contrasts is held against the largest when
whole weeks are turned round at random (`turned_weeks`), times the number of metrics looked at.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np

from evenkeel.core.insights.distributions import normal_quantile
from evenkeel.core.insights.insight import Insight, Picture, View
from evenkeel.core.insights.searched import outcomes
from evenkeel.core.insights.turned_weeks import turned
from evenkeel.core.insights.week_map import HOURS_IN_A_TIME, TIMES, WEEKDAYS
from evenkeel.core.insights.week_map import picture as map_picture
from evenkeel.core.insights.whitening import Matrix, Vector
from evenkeel.core.vocabulary import Finding

ID = "rhythm"
FEWEST_WEEKS = 8
"""Weeks a contrast needs: with fewer, turning them round cannot reach one in a hundred."""
CHANCE = 0.04
SURE, FAIRLY = 0.005, 0.02
CARRIES = 1.3
"""A time of day whose difference is this many times its weekday's is told instead of it."""
PLACES = "rhythm places"
OTHERS = 2
"""Other days (or times) of the same week that a contrast needs to be held against."""


@dataclass(frozen=True, slots=True)
class Standing:
    """One part of the week, how far it stands out (pooled toward zero), and how sure that is."""

    weekday: int | None
    time: int | None
    effect: float
    interval: tuple[float, float]
    weeks: int
    p: float


@dataclass(frozen=True, slots=True)
class Looked:
    """The strongest part of the week, and the size that would probably have shown."""

    best: Standing
    detectable: float


def subjects(view: View) -> tuple[str, ...]:
    """Every outcome with enough weeks."""
    return tuple(name for name in outcomes(view) if looked(view, name) is not None)


def looked(view: View, subject: str) -> Looked | None:
    """The strongest part of the week for one metric; None with too few weeks. Done once."""
    memo = view.memo.setdefault(ID, {})
    if subject not in memo:
        memo[subject] = _look(view, subject)
    done: Looked | None = memo[subject]
    return done


def _look(view: View, subject: str) -> Looked | None:
    parts, contrasts = _contrasts(_by_week(view, subject))
    enough = np.sum(~np.isnan(contrasts), axis=0) >= FEWEST_WEEKS
    if not enough.any():
        return None
    parts = [part for part, kept in zip(parts, enough, strict=True) if kept]
    found = turned(contrasts[:, enough])
    if found is None:
        return None
    bar = float(np.quantile(found.null, 1 - CHANCE))
    at = _finest(parts, found.mean, found.score, bar)
    effect, interval = found.pooled(at)
    weekday, time = parts[at]
    paid = min(1.0, float(found.p[at]) * max(len(outcomes(view)), 1))
    best = Standing(weekday, time, effect, interval, int(found.n[at]), paid)
    typical = float(np.median(np.sqrt(found.error**2 + found.mean**2 / found.n)))
    return Looked(best, (bar + normal_quantile(0.8)) * typical)


def _finest(
    parts: Sequence[tuple[int | None, int | None]], means: Vector, score: Vector, bar: float
) -> int:
    """The strongest part; where it is a weekday whose one time carries it, that time."""
    best = int(np.argmax(score))
    weekday, time = parts[best]
    if weekday is None or time is not None:
        return best
    finer = [
        at
        for at, (day, part) in enumerate(parts)
        if day == weekday
        and part is not None
        and score[at] > bar
        and means[at] / means[best] > CARRIES
    ]
    return max(finer, key=lambda at: float(abs(means[at])), default=best)


def _by_week(view: View, subject: str) -> Matrix:
    """(weeks x 7 x 4) means of the check-ins of each part of each week; `nan` without any."""
    parts = len(WEEKDAYS) * len(TIMES)
    given = [
        (place, entry.numbers[subject])
        for place, entry in zip(_places(view), view.entries, strict=True)
        if subject in entry.numbers
    ]
    at, values = [place for place, _ in given], [value for _, value in given]
    size = (max(at) // parts + 1) * parts if at else 0
    count = np.bincount(at, minlength=size) if at else np.zeros(0)
    total = np.bincount(at, weights=values, minlength=size) if at else np.zeros(0)
    with np.errstate(invalid="ignore"):
        made: Matrix = (total / count).reshape(-1, len(WEEKDAYS), len(TIMES))
    return made


def _places(view: View) -> list[int]:
    """Which part of which week each check-in is in, counted from the first Monday. Done once."""
    if PLACES not in view.memo:
        days = [entry.at.date().toordinal() for entry in view.entries]
        first = min(days, default=1)
        monday = first - date.fromordinal(first).weekday()
        view.memo[PLACES] = [
            (day - monday) * len(TIMES) + entry.at.hour // HOURS_IN_A_TIME
            for day, entry in zip(days, view.entries, strict=True)
        ]
    done: list[int] = view.memo[PLACES]
    return done


def _contrasts(weeks: Matrix) -> tuple[list[tuple[int | None, int | None]], Matrix]:
    """Parts of the week, and (weeks x parts) how far each stood out from the rest of its week."""
    parts: list[tuple[int | None, int | None]] = [(d, None) for d in range(7)]
    parts += [(None, t) for t in range(len(TIMES))]
    parts += [(d, t) for d in range(7) for t in range(len(TIMES))]
    level = weeks - _mean(weeks, 1)[:, None, :]  # what a day is like, whichever times were given
    within = weeks - _mean(weeks, 2)[:, :, None]
    several = np.sum(~np.isnan(weeks), axis=2) >= 2
    times = _mean(np.where(several[:, :, None], within, np.nan), 1)
    cells = _against(weeks).reshape(len(weeks), -1)
    return parts, np.column_stack([_against(_mean(level, 2)), times, cells])


def _against(values: Matrix) -> Matrix:
    """Each day (axis 1) less the mean of the others of its week, where there are enough others."""
    known = ~np.isnan(values)
    filled = np.where(known, values, 0.0)
    others = known.sum(axis=1, keepdims=True) - known
    rest = (filled.sum(axis=1, keepdims=True) - filled) / np.maximum(others, 1)
    return np.where(known & (others >= OTHERS), values - rest, np.nan)


def _mean(values: Matrix, axis: int) -> Matrix:
    known = ~np.isnan(values)
    count = known.sum(axis=axis)
    total = np.where(known, values, 0.0).sum(axis=axis)
    made: Matrix = np.where(count > 0, total / np.maximum(count, 1), np.nan)
    return made


def find(view: View, subject: str) -> Finding | None:
    """The part of the week that stands out, or that none does and what would have shown."""
    seen = looked(view, subject)
    if seen is None:
        return None
    days = tuple(sorted({e.at.date() for e in view.entries if subject in e.numbers}))
    days = tuple(day for day in days if view.days.dates[0] <= day <= view.days.dates[-1])
    missing = len(view.days.dates) - len(days)
    best = seen.best
    said: dict[str, str | int | float] = {
        "label": view.metrics[subject].label, "weeks": best.weeks, "least": seen.detectable,
    }  # fmt: skip
    if best.p > CHANCE:
        return Finding(
            ID, "none", said, len(days), days, missing,
            reason="no part of the week stands out", what_would_change_it="more_weeks",
        )  # fmt: skip
    kind = "time" if best.weekday is None else "weekday" if best.time is None else "part"
    sure = "almost_surely" if best.p <= SURE else "probably" if best.p <= FAIRLY else "perhaps"
    said |= {
        "effect": abs(best.effect),
        "low": min(abs(end) for end in best.interval),
        "high": max(abs(end) for end in best.interval),
        "sure_word": sure,
    }
    if best.weekday is not None:
        said |= {"on_weekday": WEEKDAYS[best.weekday], "days_word": f"{WEEKDAYS[best.weekday]}_s"}
    if best.time is not None:
        said |= {"parts_word": f"{TIMES[best.time]}_s", "at_word": f"{TIMES[best.time]}_at"}
    way = "higher" if best.effect > 0 else "lower"
    return Finding(
        ID, f"{kind}_{way}", said, best.weeks, days, missing,
        effect=best.effect, interval=best.interval,
        reason="contrasts within each week; the search over all parts is paid for",
        what_would_change_it="more_weeks",
    )  # fmt: skip


def picture(view: View, subject: str, words: Mapping[str, str]) -> Picture | None:
    """The map of the week over all days."""
    return map_picture(view, subject, words)


INSIGHT = Insight(ID, subjects=subjects, find=find, picture=picture, all_days=True, section="moved")
