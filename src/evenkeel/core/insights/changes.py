"""Whether there is a day from which a metric lies elsewhere, or swings more, than before.

Here: how a change is told, and what else changed around it. Not here: the search (`borders`), why,
and what comes next (`core.warning`).
"""

from __future__ import annotations

from collections.abc import Mapping
from itertools import pairwise
from math import isnan
from typing import Any

import numpy as np

from evenkeel.core.insights import ink
from evenkeel.core.insights.borders import CHANCE, FEWEST_DAYS, SHORTEST, Change, find_changes
from evenkeel.core.insights.distributions import student_tail
from evenkeel.core.insights.insight import Insight, MetricKind, Picture, View
from evenkeel.core.insights.searched import outcomes
from evenkeel.core.insights.whitening import Vector
from evenkeel.core.vocabulary import Finding

ID = "changes"
SURE, FAIRLY = 0.002, 0.01
AROUND = 28
"""Days before and after a change in which other things are compared."""
ALSO_CHANCE = 0.05
MOST_ALSO = 3


def changes_of(view: View, subject: str) -> tuple[Change, ...]:
    """The changes of one metric, worked out once per view."""
    memo = view.memo.setdefault(ID, {})
    if subject not in memo:
        weekdays = np.array([day.weekday() for day in view.days.dates], dtype=np.int64)
        values = np.array(view.days.columns[subject], dtype=float)
        share = CHANCE / max(len(outcomes(view)), 1)
        memo[subject] = find_changes(values, weekdays, chance=share)
    done: tuple[Change, ...] = memo[subject]
    return done


def subjects(view: View) -> tuple[str, ...]:
    """Every outcome with enough days."""
    return tuple(
        name
        for name in outcomes(view)
        if sum(not isnan(value) for value in view.days.columns[name]) >= FEWEST_DAYS
    )


def find(view: View, subject: str) -> Finding | None:
    """The latest change of one metric, and what else is different there; or that there is none."""
    values = view.days.columns[subject]
    days = tuple(d for d, v in zip(view.days.dates, values, strict=True) if not isnan(v))
    missing = len(values) - len(days)
    said: dict[str, str | int | float] = {"label": view.metrics[subject].label, "n": len(days)}
    found = changes_of(view, subject)
    if not found:
        return Finding(
            ID, "none", said, len(days), days, missing,
            reason="no day splits the metric in two", what_would_change_it="more_days",
        )  # fmt: skip
    last = found[-1]
    also = what_else(view, subject, last.at)
    said |= {
        "from_day": view.days.dates[last.at].isoformat(),
        "first_day": view.days.dates[last.between[0]].isoformat(),
        "last_day": view.days.dates[last.between[1]].isoformat(),
        "before": last.before,
        "after": last.after,
        "sure_word": _sure(last.p, max(len(outcomes(view)), 1)),
        "also": ", ".join(f"{name}" for name, _, _ in also),
    }
    way = "up" if last.effect > (1 if last.kind == "swing" else 0) else "down"
    return Finding(
        ID, f"{last.kind}_{way}{'_also' if also else ''}", said, len(days), days, missing,
        effect=last.effect, interval=last.interval,
        reason="freed of weekdays and carry-over; the search over all days is paid for",
        what_would_change_it="more_days",
    )  # fmt: skip


def _sure(p: float, metrics: int) -> str:
    paid = p * metrics
    return "almost_surely" if paid <= SURE * 2 else "probably" if paid <= FAIRLY else "perhaps"


def what_else(view: View, subject: str, at: int) -> tuple[tuple[str, float, float], ...]:
    """(label, mean before, mean after) of what differs most in the four weeks around a change."""
    metrics = {**view.around_metrics, **view.metrics}
    columns = {**view.around, **view.days.columns}
    told: list[tuple[str, float, float]] = []
    apart: list[tuple[float, float]] = []
    for name, values in columns.items():
        metric = metrics.get(name)
        if name == subject or metric is None or metric.level_only:
            continue
        before = _known(values[max(0, at - AROUND) : at])
        after = _known(values[at : at + AROUND])
        if min(len(before), len(after)) < SHORTEST // 2:
            continue
        differs = _differ(before, after)
        if differs is not None:
            apart.append(differs)
            size = 100.0 if metric.kind is MetricKind.YES_NO else 1.0
            told.append((metric.label, float(before.mean()) * size, float(after.mean()) * size))
    chances = 2 * student_tail([t for t, _ in apart], [freedom for _, freedom in apart])
    tried = sorted(zip(chances.tolist(), told, strict=True))
    return tuple(one for p, one in tried if p * len(tried) <= ALSO_CHANCE)[:MOST_ALSO]


def _known(values: tuple[float, ...]) -> Vector:
    held = np.array(values, dtype=float)
    known: Vector = held[~np.isnan(held)]
    return known


def _differ(before: Vector, after: Vector) -> tuple[float, float] | None:
    """Size of Welch's t between two stretches, on days worth half when they resemble each other,
    and its degrees of freedom."""
    spread = before.var(ddof=1) / len(before) + after.var(ddof=1) / len(after)
    if spread <= 0:
        return None
    t = abs(float(after.mean() - before.mean())) / float(np.sqrt(2 * spread))
    return t, (len(before) + len(after)) / 2 - 2


def picture(view: View, subject: str, words: Mapping[str, str]) -> Picture | None:
    """The days, with the level of each stretch between changes."""
    values = view.days.columns[subject]
    if not values:
        return None
    found = changes_of(view, subject)
    inner = {one.at for one in found if one.kind == "level"}
    inner |= {place for one in found if one.kind == "stretch" for place in _ends(one)}
    bounds = [0, *sorted(inner - {0, len(values)}), len(values)]
    dots = [
        {"day": f"{day}T00:00:00", "value": None if isnan(value) else value}
        for day, value in zip(view.days.dates, values, strict=True)
    ]
    levels, rows = [], []
    for begin, end in pairwise(bounds):
        held = _known(values[begin:end])
        if not len(held):
            continue
        first, last = view.days.dates[begin], view.days.dates[end - 1]
        mean, spread = float(held.mean()), float(held.std())
        levels.append({"from": f"{first}T00:00:00", "to": f"{last}T23:59:59", "mean": mean})
        rows.append((words["stretch"], first, last, mean, spread, len(held)))
    return Picture(spec=_drawn(dots, levels), rows=tuple(rows)) if rows else None


def _ends(one: Change) -> tuple[int, int]:
    return one.between[0], one.between[1] + 1


def _drawn(dots: list[dict[str, Any]], levels: list[dict[str, Any]]) -> Mapping[str, Any]:
    axis = {"grid": False, "tickCount": 4, "format": "%-d %b" if len(dots) <= 200 else "%b %Y"}
    x = {"type": "temporal", "title": None, "axis": axis}
    y = {"type": "quantitative", "title": None, "scale": {"zero": False}, "axis": {"tickCount": 4}}
    return ink.chart(
        height=140,
        values=dots,
        layer=[
            {
                "transform": [{"filter": "isValid(datum.value)"}],
                "mark": {"type": "point", "filled": True, "size": 12, "color": ink.FILL},
                "encoding": {"x": {"field": "day", **x}, "y": {"field": "value", **y}},
            },
            {
                "data": {"values": levels},
                "mark": {"type": "rule", "strokeWidth": 3, "color": ink.LINE},
                "encoding": {
                    "x": {"field": "from", **x},
                    "x2": {"field": "to"},
                    "y": {"field": "mean", **y},
                },
            },
        ],
    )


INSIGHT = Insight(ID, subjects=subjects, find=find, picture=picture, all_days=True, section="moved")
