"""The day after an exercise: whether mood, energy or tension then lies elsewhere than usual.

Here: days after exercises alone, each against the person's other days. Not here: what eases in the
quarter of an hour itself (`what_helps`), every other factor and lag (`what_moves`; what it tells of
an exercise's next day is not told here again).

The same regression as there, on days freed of trend, weekdays and carry-over (`links`), with only
the exercises and only one day's lag looked at, so that far fewer looks have to be paid for.
"""

from __future__ import annotations

from collections.abc import Mapping
from math import isnan

import numpy as np

from evenkeel.core.insights import ink
from evenkeel.core.insights.distributions import normal_quantile
from evenkeel.core.insights.insight import Insight, Picture, View
from evenkeel.core.insights.links import INTERVAL, Link, Tried, find_links
from evenkeel.core.insights.searched import outcomes, searched
from evenkeel.core.vocabulary import Finding

ID = "next_day"
BETWEEN = "~"
MOST = 8
"""Exercises looked at: those done on most days."""
VERY_SURE, FAIRLY_SURE = 0.002, 0.01


def looked(view: View) -> tuple[tuple[str, ...], tuple[str, ...], Tried | None]:
    """(exercises, outcomes, what came of them); worked out once per view."""
    if ID not in view.memo:
        view.memo[ID] = _look(view)
    done: tuple[tuple[str, ...], tuple[str, ...], Tried | None] = view.memo[ID]
    return done


def _look(view: View) -> tuple[tuple[str, ...], tuple[str, ...], Tried | None]:
    often = [
        name
        for name, metric in view.around_metrics.items()
        if metric.later and name in view.around and _varies(view.around[name])
    ]
    across = tuple(sorted(often, key=lambda name: -np.nansum(view.around[name]))[:MOST])
    up = outcomes(view)
    if not across or not up:
        return across, up, None
    x = np.column_stack([view.around[name] for name in across])
    y = np.column_stack([view.days.columns[name] for name in up])
    weekdays = np.array([day.weekday() for day in view.days.dates], dtype=np.int64)
    return across, up, find_links(x, y, weekdays=weekdays, lags=(1,))


def _varies(values: tuple[float, ...]) -> bool:
    return len({value for value in values if not isnan(value)}) > 1


def _links(view: View, outcome: str) -> tuple[tuple[str, Link], ...]:
    """Exercises with a next day that stands out, without those told as a rule already."""
    across, up, tried = looked(view)
    if tried is None:
        return ()
    done = searched(view)
    told = {done.factors[link.factor] for link in done.links_of(outcome) if link.lag == 1}
    mine = [(across[link.factor], link) for link in tried.links if up[link.outcome] == outcome]
    return tuple((name, link) for name, link in mine if name not in told)


def subjects(view: View) -> tuple[str, ...]:
    """Every outcome with an exercise to hold against it; further exercises as "outcome~it"."""
    _, up, tried = looked(view)
    if tried is None:
        return ()
    named = []
    for at, outcome in enumerate(up):
        if np.isfinite(tried.effects[:, at]).any():
            named.append(outcome)
            named += [f"{outcome}{BETWEEN}{name}" for name, _ in _links(view, outcome)[1:]]
    return tuple(named)


def find(view: View, subject: str) -> Finding | None:
    """The surest next day of one outcome, one further one, or that none shows."""
    outcome, _, wanted = subject.partition(BETWEEN)
    across, up, tried = looked(view)
    if tried is None or outcome not in up:
        return None
    at = up.index(outcome)
    held = np.flatnonzero(np.isfinite(tried.effects[:, at]))
    if not len(held):
        return None
    said: dict[str, str | int | float] = {"label": view.metrics[outcome].label}
    for name, link in _links(view, outcome):
        if not wanted or name == wanted:
            return _told(view, outcome, name, link, said)
    if wanted or tried.links:  # what was found is told by `what_moves`
        return None
    values = view.days.columns[outcome]
    days = tuple(d for d, v in zip(view.days.dates, values, strict=True) if not isnan(v))
    least = np.median(tried.detectable[held, at] / tried.spreads[held])
    said |= {"tried": len(held), "least": float(least)}
    return Finding(
        ID, "none" if len(held) > 1 else "none_of_one",
        said | {"exercise": view.around_metrics[across[int(held[0])]].label},
        len(days), days, len(values) - len(days),
        reason="no next day stands out", what_would_change_it="more_days",
    )  # fmt: skip


def _told(
    view: View, outcome: str, name: str, link: Link, said: dict[str, str | int | float]
) -> Finding:
    done, values = view.around[name], view.days.columns[outcome]
    after = [n for n in range(1, len(values)) if done[n - 1] == 1 and not isnan(values[n])]
    effect = link.effect / link.spread
    low, high = sorted((link.interval[0] / link.spread, link.interval[1] / link.spread))
    sure = "perhaps"
    if link.later_days_agree is not False and link.q <= FAIRLY_SURE:
        sure = "almost_surely" if link.q <= VERY_SURE else "probably"
    said |= {
        "exercise": view.around_metrics[name].label, "n": len(after), "effect": abs(effect),
        "low": 0.0 if low < 0 < high else min(abs(low), abs(high)),
        "high": max(abs(low), abs(high)), "sure_word": sure,
    }  # fmt: skip
    return Finding(
        ID, "higher" if effect > 0 else "lower", said, len(after),
        tuple(view.days.dates[n] for n in after), len(values) - len(after),
        effect=effect, interval=(low, high),
        reason="the day after, freed of trend, weekday and carry-over; the search is paid for",
        what_would_change_it="more_days",
    )  # fmt: skip


def picture(view: View, subject: str, words: Mapping[str, str]) -> Picture | None:
    """Every exercise's next day for one outcome, found or not."""
    outcome = subject.partition(BETWEEN)[0]
    across, up, tried = looked(view)
    if tried is None or outcome not in up:
        return None
    at, margin = up.index(outcome), normal_quantile(0.5 + INTERVAL / 2)
    found = {link.factor for link in tried.links if link.outcome == at}
    bars, rows = [], []
    for j in np.flatnonzero(np.isfinite(tried.effects[:, at])).tolist():
        spread = float(tried.spreads[j])
        effect, error = tried.effects[j, at] / spread, tried.errors[j, at] / spread
        low, high = float(effect - margin * error), float(effect + margin * error)
        label = view.around_metrics[across[j]].label
        shown = words["shown" if j in found else "not_shown"]
        bars.append({"what": label, "effect": float(effect), "low": low, "high": high})
        rows.append((label, float(effect), low, high, int(tried.days[j, at]), shown))
    if not bars:
        return None
    return Picture(spec=ink.forest(bars, view.metrics[outcome].label), rows=tuple(rows))


INSIGHT = Insight(
    ID, subjects=subjects, find=find, picture=picture, all_days=True, section="helped"
)
