"""What each exercise does for this person: before against after, less what would have eased anyway.

Here: ratings around tries of exercises. Not here: which one to try now (`core.personalisation`),
the day after (`next_day`).

Exercises are done when a feeling is strong, and strong feelings ease by themselves (regression to
the mean: Galton 1886; Barnett, van der Pols & Dobson 2005, Int. J. Epidemiol. 34, 215). So each try
is compared with where the feeling would have been expected without it, and exercises borrow
strength from one another: one with few tries is told near the average of all (Efron & Morris 1975),
and that near what studies found of its kind, where there are any (`published`).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import ceil, sqrt
from statistics import fmean

import numpy as np

from evenkeel.core.insights import ink
from evenkeel.core.insights.distributions import student_quantile, student_tail
from evenkeel.core.insights.insight import Effort, Insight, Picture, View
from evenkeel.core.vocabulary import Finding

ID = "what_helps"
STAYS = 0.75
"""Share of a feeling's distance from usual that is still there after ten to twenty minutes without
doing anything. Judgement, on the careful side: momentary affect keeps about half of it over one to
two hours (Kuppens, Oravecz & Tuerlinckx 2010, JPSP 99, 1042), and part of any one rating is noise.
"""
USUALLY_LOWER = 2.0
"""Points between where the feeling stands after an exercise and where it is on a usual day. On the
careful side: the lower the usual, the more is put down to easing by itself."""
UNSURE = (1 - STAYS) * USUALLY_LOWER
"""Points by which easing by itself may have been taken for too much by these two careful guesses:
the told range reaches that much further up, and what is called help does not lean on it."""
MATTERS = 0.75
"""Points of 10 that an exercise must ease beyond what was expected to be worth a sentence."""
SPREAD_BEFORE, TRIES_BEFORE = 1.6, 4
"""Usual spread of one try's effect, in points, and how many tries that guess is worth."""
BETWEEN = 0.8
"""Usual spread between exercises, in points; with few exercises it cannot be learned."""
FEWEST = 3
MOST = 8
"""Exercises told of: those with most tries."""
FEWEST_EACH_WAY = 5
"""Tries in either half before two moments (evening or not, strong or mild) are compared."""
MOMENTS_CHANCE = 0.02
MOST_MORE = 20
EVENING, NIGHT_ENDS = 18, 5
STRONG = 7.0


@dataclass(frozen=True, slots=True)
class Help:
    """One exercise: tries, mean ratings, what was to be expected, and the effect beyond it.

    `effect` and `interval` (90%) are points of 10, positive is relief, pooled over the person's
    exercises. `more`: further tries after which the interval would probably leave zero, or be
    narrow enough to say that it makes little difference. `at`: "evening", "day", "strong" or
    "mild", or a feeling's name when it helps clearly more then. `studied`: studies of its kind were
    leant on.
    """

    what: str
    label: str
    tries: tuple[Effort, ...]
    before: float
    after: float
    by_itself: float
    effect: float
    interval: tuple[float, float]
    more: int
    at: str = ""
    studied: bool = False

    @property
    def told(self) -> tuple[float, float]:
        """The interval, with what the careful guesses may have taken off."""
        return self.interval[0], self.interval[1] + UNSURE


def helps(
    efforts: Sequence[Effort], expected: Mapping[str, float] | None = None
) -> tuple[Help, ...]:
    """Every exercise with a rated try, the most tried first.

    `expected`: points of relief to begin with, by exercise; 0 for one that is not in it.

    >>> from datetime import datetime, UTC
    >>> now = datetime(2026, 1, 1, 12, tzinfo=UTC)
    >>> tries = [Effort("walk", "A walk", now, 7, 3)] * 4 + [Effort("tea", "Tea", now, 7, 6)] * 4
    >>> [(one.what, one.effect > 1) for one in helps(tries)]
    [('tea', False), ('walk', True)]
    """
    rated = [one for one in efforts if one.before is not None and one.after is not None]
    if not rated:
        return ()
    ends = fmean(one.after for one in rated if one.after is not None)
    usual = max(ends - USUALLY_LOWER, 0.0)
    by_what: defaultdict[str, list[Effort]] = defaultdict(list)
    for one in rated:
        by_what[one.what].append(one)
    begin = expected or {}
    gains = {
        what: [_gain(one, usual) - begin.get(what, 0.0) for one in tries]
        for what, tries in by_what.items()
    }
    spread = _spread(list(gains.values()))
    between = _between(list(gains.values()), spread)
    weights = {what: 1 / (between**2 + spread**2 / len(own)) for what, own in gains.items()}
    middle = sum(weights[w] * fmean(gains[w]) for w in gains) / sum(weights.values())
    middle *= sum(weights.values()) / (sum(weights.values()) + 1)  # and all of them toward zero
    made = [
        _help(what, tries, gains[what], usual, spread, (middle, between), begin.get(what))
        for what, tries in by_what.items()
    ]
    return tuple(sorted(made, key=lambda one: (-len(one.tries), one.what)))


def _gain(one: Effort, usual: float) -> float:
    """Points eased beyond what was to be expected."""
    before, after = float(one.before or 0), float(one.after or 0)
    return usual + STAYS * (before - usual) - after


def _spread(groups: Sequence[Sequence[float]]) -> float:
    inside = sum((value - fmean(group)) ** 2 for group in groups for value in group)
    freedom = sum(len(group) - 1 for group in groups)
    return sqrt((inside + TRIES_BEFORE * SPREAD_BEFORE**2) / (freedom + TRIES_BEFORE))


def _between(groups: Sequence[Sequence[float]], spread: float) -> float:
    means = [fmean(group) for group in groups]
    if len(means) < 3:
        return BETWEEN
    noise = fmean(spread**2 / len(group) for group in groups)
    seen = max(float(np.var(means, ddof=1)) - noise, 0.0)
    return sqrt(((len(means) - 1) * seen + 3 * BETWEEN**2) / (len(means) + 2))


def _help(
    what: str,
    tries: Sequence[Effort],
    gains: Sequence[float],
    usual: float,
    spread: float,
    prior: tuple[float, float],
    begin: float | None = None,
) -> Help:
    n, (middle, between) = len(tries), prior
    weight = n / spread**2
    effect = (weight * fmean(gains) + middle / between**2) / (weight + 1 / between**2)
    effect += begin or 0.0
    error = 1 / sqrt(weight + 1 / between**2)
    reach = student_quantile(0.95, n + TRIES_BEFORE - 1)
    before, after = (
        fmean(float(t.before or 0) for t in tries),
        fmean(float(t.after or 0) for t in tries),
    )
    aim = max(abs(effect) - 0.05, MATTERS)
    needed = ceil(max((reach * spread / aim) ** 2 - spread**2 / between**2, 1))
    return Help(
        what=what,
        label=tries[0].label,
        tries=tuple(sorted(tries, key=lambda one: one.at)),
        before=before,
        after=after,
        by_itself=before - (usual + STAYS * (before - usual)),
        effect=effect,
        interval=(effect - reach * error, effect + reach * error),
        more=max(needed - n, 1),
        at=_moment(tries, gains),
        studied=begin is not None,
    )


def _moment(tries: Sequence[Effort], gains: Sequence[float]) -> str:
    """When it helps clearly more, if there is such a time; every look is paid for."""
    late = [one.at.hour >= EVENING or one.at.hour < NIGHT_ENDS for one in tries]
    strong = [float(one.before or 0) >= STRONG for one in tries]
    splits = [(late, "evening", "day"), (strong, "strong", "mild")]
    for feeling in sorted({one.feeling for one in tries if one.feeling}):
        splits.append(([one.feeling == feeling for one in tries], feeling, ""))
    looks = [look for split, *names in splits if (look := _apart(gains, split, names)) is not None]
    if not looks:
        return ""
    p, name = min(looks)
    return name if p * len(looks) <= MOMENTS_CHANCE else ""


def _apart(
    gains: Sequence[float], split: Sequence[bool], names: Sequence[str]
) -> tuple[float, str] | None:
    """p of two kinds of moments, and the one it helps more in; None with too few tries in either.

    Welch's t on the smaller side's freedom: the careful end of what it may be.
    """
    inside = [g for g, s in zip(gains, split, strict=True) if s]
    outside = [g for g, s in zip(gains, split, strict=True) if not s]
    if min(len(inside), len(outside)) < FEWEST_EACH_WAY:
        return None
    error = sqrt(np.var(inside, ddof=1) / len(inside) + np.var(outside, ddof=1) / len(outside))
    apart = fmean(inside) - fmean(outside)
    if not error:
        return None
    p = 2 * float(student_tail(abs(apart) / error, min(len(inside), len(outside)) - 1))
    name = names[0] if apart > 0 else names[1]
    return (p, name) if name else None


def subjects(view: View) -> tuple[str, ...]:
    """The most tried exercises, by id."""
    return tuple(one.what for one in _helps(view)[:MOST])


def _helps(view: View) -> tuple[Help, ...]:
    if ID not in view.memo:
        view.memo[ID] = helps(view.efforts, view.expected)
    done: tuple[Help, ...] = view.memo[ID]
    return done


def find(view: View, subject: str) -> Finding | None:
    """What one exercise does, or how many more tries would tell."""
    one = next((found for found in _helps(view) if found.what == subject), None)
    if one is None:
        return None
    within = set(view.days.dates)
    days = tuple(sorted({t.at.date() for t in one.tries} & within))
    said: dict[str, str | int | float] = {
        "exercise": one.label, "n": len(one.tries), "before": one.before, "after": one.after,
        "by_itself": max(one.by_itself, 0.0), "effect": abs(one.effect),
        "low": one.told[0], "high": one.told[1], "more": min(one.more, MOST_MORE),
        "when_word": one.at or "any", "studied": int(one.studied),
    }  # fmt: skip
    return Finding(
        ID, _sentence(one), said, len(one.tries), days, len(view.days.dates) - len(days),
        effect=one.effect, interval=one.told,
        reason="before less after, beyond what would have eased anyway; pooled over exercises",
        what_would_change_it="more_tries",
    )  # fmt: skip


def _sentence(one: Help) -> str:
    low, high = one.interval
    if len(one.tries) < FEWEST:
        return "not_enough"
    if low > 0 and one.effect >= MATTERS:
        return "helps_when" if one.at else "helps"
    if high < 0 and one.effect <= -MATTERS:
        return "stronger"
    if high < MATTERS and low > -MATTERS:
        return "little"
    return "not_enough" if one.more <= MOST_MORE else "little_so_far"


def picture(view: View, subject: str, words: Mapping[str, str]) -> Picture | None:
    """Every exercise tried: its effect with the interval, and zero."""
    del subject
    found = _helps(view)[:MOST]
    if not found:
        return None
    bars = [
        {"what": f.label, "effect": f.effect, "low": f.told[0], "high": f.told[1]}
        for f in sorted(found, key=lambda f: -f.effect)
    ]
    rows = tuple(
        (f.label, len(f.tries), f.before, f.after, f.effect, *f.told)
        for f in sorted(found, key=lambda f: -f.effect)
    )
    return Picture(spec=ink.forest(bars, words["eased"]), rows=rows)


INSIGHT = Insight(
    ID, subjects=subjects, find=find, picture=picture, all_days=True, section="helped", sparse=True
)
