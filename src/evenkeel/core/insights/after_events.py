"""Whether something recurring in the calendar comes before a rise or a fall: "after supervision".

Here: events that carry one of the member's words, and busy times that come back at the same time of
the same weekday, each against the same hours of days without it. Not here: titles (they are never
kept), planning a word before the next one (`core.personalisation.nudging`), why.

A time before and a time after are compared on the day of the event and, at the same hours, on the
days around it without one; what is left when the second change is taken off the first is put down
to the event (difference in differences: Card & Krueger 1994, Am. Econ. Rev. 84, 772). Weeks are the
units; the search over every event and every metric is paid for (`turned_weeks`).
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from math import isnan, nan
from statistics import fmean

import numpy as np

from evenkeel.core.insights import ink
from evenkeel.core.insights.insight import Event, Insight, Picture, View
from evenkeel.core.insights.searched import outcomes
from evenkeel.core.insights.turned_weeks import Turned, turned
from evenkeel.core.insights.week_map import WEEKDAYS
from evenkeel.core.vocabulary import Finding

ID = "after_events"
FEWEST_WEEKS = 6
"""Weeks in which an event and check-ins around it were there: turning five round cannot reach one
in twenty."""
AFTER = timedelta(hours=8)
"""How long after the end of an event, on the same day, a check-in counts as after it."""
NEAR_DAYS = 3
"""Days on either side whose same hours an event is held against: weeks share none."""
FEWEST_OTHERS = 2
SLOT = 30
"""Minutes within which two beginnings are the same time."""
MOST_KINDS = 12
"""Events looked at: those that came most often. Each more must be paid for."""
CHANCE = 0.05
SURE, FAIRLY = 0.005, 0.02


@dataclass(frozen=True, slots=True)
class Kind:
    """One recurring thing: by the member's `word`, or by its `weekday` and minute of the day."""

    word: str
    weekday: int
    minute: int

    @property
    def clock(self) -> str:
        """Its beginning, as a clock shows it."""
        return f"{self.minute // 60:02d}:{self.minute % 60:02d}"


@dataclass(frozen=True, slots=True)
class Looked:
    """Every pair of an event and a metric, and what came of it."""

    pairs: tuple[tuple[Kind, str], ...]
    around: tuple[tuple[float, float], ...]
    """(mean before, mean after) on the days of the event."""
    days: tuple[tuple[date, ...], ...]
    found: Turned | None


def kinds_of(events: Iterable[Event]) -> dict[Kind, tuple[Event, ...]]:
    """What recurs: events by word, and wordless busy times by weekday and time, in enough weeks.

    >>> from datetime import UTC
    >>> monday = datetime(2026, 1, 5, 9, tzinfo=UTC)
    >>> weekly = [Event(monday + timedelta(weeks=n), monday + timedelta(weeks=n, hours=1))
    ...           for n in range(8)]
    >>> [(kind.weekday, kind.clock, len(held)) for kind, held in kinds_of(weekly).items()]
    [(0, '09:00', 8)]
    """
    held: defaultdict[Kind, list[Event]] = defaultdict(list)
    for one in sorted(set(events), key=lambda event: event.begins):
        minute = one.begins.hour * 60 + one.begins.minute // SLOT * SLOT
        kind = Kind(one.word, -1, -1) if one.word else Kind("", one.begins.weekday(), minute)
        held[kind].append(one)
    often = {kind: tuple(own) for kind, own in held.items() if len(_weeks(own)) >= FEWEST_WEEKS}
    most = sorted(often, key=lambda kind: (-len(_weeks(often[kind])), not kind.word))[:MOST_KINDS]
    return {kind: often[kind] for kind in most}


def _weeks(events: Iterable[Event]) -> set[int]:
    return {_week(event.begins.date()) for event in events}


def _week(day: date) -> int:
    return (day.toordinal() - 1) // 7


class _Given:
    """One metric's check-ins in the order of time."""

    def __init__(self, view: View, name: str) -> None:
        held = sorted((e.at, e.numbers[name]) for e in view.entries if name in e.numbers)
        self.at, self.value = [at for at, _ in held], [value for _, value in held]

    def around(self, begins: datetime, ends: datetime) -> tuple[float, float]:
        """The last value before on the same day, and the mean of those after; `nan` without.

        The evening before would bring in what the two weekdays are like anyway.
        """
        first = bisect_left(self.at, begins)
        today = first > 0 and self.at[first - 1].date() == begins.date()
        before = self.value[first - 1] if today else nan
        until = min(ends + AFTER, ends.replace(hour=23, minute=59, second=59))
        after = self.value[bisect_left(self.at, ends) : bisect_right(self.at, until)]
        return before, fmean(after) if after else nan

    def beyond(self, event: Event, busy: set[date]) -> tuple[float, float, float]:
        """(before, after, change beyond that of the same hours on other days); `nan` unknown."""
        before, after = self.around(event.begins, event.ends)
        if isnan(before) or isnan(after):
            return before, after, nan
        others = []
        for off in range(-NEAR_DAYS, NEAR_DAYS + 1):
            by = timedelta(days=off)
            if (event.begins + by).date() not in busy:
                first, then = self.around(event.begins + by, event.ends + by)
                others.append(then - first)
        known = [change for change in others if not isnan(change)]
        if len(known) < FEWEST_OTHERS:
            return before, after, nan
        return before, after, after - before - fmean(known)


def looked(view: View) -> Looked:
    """Every event against every metric; worked out once per view."""
    if ID not in view.memo:
        view.memo[ID] = _look(view)
    done: Looked = view.memo[ID]
    return done


def _look(view: View) -> Looked:
    pairs, around, days, columns = [], [], [], []
    kinds = kinds_of(view.events)
    for name in outcomes(view) if kinds else ():
        given = _Given(view, name)
        for kind, events in kinds.items():
            busy = {event.begins.date() for event in events}
            seen = [(event, *given.beyond(event, busy)) for event in events]
            kept = [one for one in seen if not isnan(one[3])]
            by_week: defaultdict[int, list[float]] = defaultdict(list)
            for event, _, _, change in kept:
                by_week[_week(event.begins.date())].append(change)
            if len(by_week) < FEWEST_WEEKS:
                continue
            pairs.append((kind, name))
            around.append((fmean(one[1] for one in kept), fmean(one[2] for one in kept)))
            days.append(tuple(sorted({one[0].begins.date() for one in kept})))
            columns.append({week: fmean(changes) for week, changes in by_week.items()})
    return Looked(tuple(pairs), tuple(around), tuple(days), _turned(columns))


def _turned(columns: Sequence[Mapping[int, float]]) -> Turned | None:
    if not columns:
        return None
    weeks = sorted({week for column in columns for week in column})
    return turned(np.array([[column.get(week, nan) for column in columns] for week in weeks]))


def subjects(view: View) -> tuple[str, ...]:
    """Every metric that an event with enough weeks was held against."""
    return tuple(dict.fromkeys(name for _, name in looked(view).pairs))


def find(view: View, subject: str) -> Finding | None:
    """The event that most surely comes before a change of one metric, or that none does."""
    seen = looked(view)
    mine = [at for at, (_, name) in enumerate(seen.pairs) if name == subject]
    if not mine or seen.found is None:
        return None
    best = max(mine, key=lambda at: float(seen.found.score[at]) if seen.found else 0.0)
    p, weeks = float(seen.found.p[best]), int(seen.found.n[best])
    days = tuple(day for day in seen.days[best] if day in set(view.days.dates))
    missing = len(view.days.dates) - len(days)
    said: dict[str, str | int | float] = {
        "label": view.metrics[subject].label, "weeks": weeks, "looked": len(mine),
    }  # fmt: skip
    if p > CHANCE:
        return Finding(
            ID, "none", said, len(days), days, missing,
            reason="no event stands out", what_would_change_it="more_weeks",
        )  # fmt: skip
    kind = seen.pairs[best][0]
    effect, interval = seen.found.pooled(best)
    said |= {
        "effect": abs(effect), "low": min(abs(end) for end in interval),
        "high": max(abs(end) for end in interval), "n": len(days),
        "before": seen.around[best][0], "after": seen.around[best][1],
        "sure_word": "almost_surely" if p <= SURE else "probably" if p <= FAIRLY else "perhaps",
    }  # fmt: skip
    if kind.word:
        said["event"] = kind.word
    else:
        said |= {"days_word": f"{WEEKDAYS[kind.weekday]}_s", "clock": kind.clock}
    return Finding(
        ID, f"{'word' if kind.word else 'slot'}_{'higher' if effect > 0 else 'lower'}", said,
        len(days), days, missing, effect=effect, interval=interval,
        reason="change around the event, less that of the same hours on other days",
        what_would_change_it="more_weeks",
    )  # fmt: skip


def picture(view: View, subject: str, words: Mapping[str, str]) -> Picture | None:
    """Every event that was held against the metric: the change beyond other days."""
    seen = looked(view)
    if seen.found is None:
        return None
    bars, rows = [], []
    for at, (kind, name) in enumerate(seen.pairs):
        if name != subject:
            continue
        effect, (low, high) = seen.found.pooled(at)
        what = f"“{kind.word}”" if kind.word else f"{words[WEEKDAYS[kind.weekday]]} {kind.clock}"
        bars.append({"what": what, "effect": effect, "low": low, "high": high})
        rows.append((what, int(seen.found.n[at]), *seen.around[at], effect, low, high))
    if not bars:
        return None
    return Picture(spec=ink.forest(bars, view.metrics[subject].label), rows=tuple(rows))


INSIGHT = Insight(
    ID, subjects=subjects, find=find, picture=picture, all_days=True, section="moved", sparse=True
)
