"""What goes with a mood, a worry, an energy: the strongest link beyond chance, or that none shows.

Here: which columns to hold against each other, and how sure to sound. Not here: the statistics
(`links`), words (`content/insights/what_moves.yaml`).
"""

from __future__ import annotations

from collections.abc import Mapping
from math import isnan, log10
from typing import Any

import numpy as np
from scipy.special import ndtri

from evenkeel.core.insights import ink
from evenkeel.core.insights.insight import Insight, Metric, MetricKind, Picture, View
from evenkeel.core.insights.links import FEWEST_DAYS, INTERVAL, Link, Matrix, Tried, find_links
from evenkeel.core.vocabulary import Finding

LAGS = range(4)
"""Same day to three days later: what a person can still connect."""
SCALE_STEP = 10.0
"""Points of a 100-point scale that an effect is told for."""
VERY_SURE, FAIRLY_SURE = 0.002, 0.01
"""False-discovery rates under which a link is told as almost surely, and probably, not chance."""
MOST_DRAWN = 12
"""Factors in the picture: the largest effects first."""
FEWEST_VARIED = 10
"""Days on which a factor must differ from its commonest value."""


def subjects(view: View) -> tuple[str, ...]:
    """Every scale of the check-in with enough days, when there is something to hold against it."""
    return tuple(
        name
        for name in view.days.columns
        if _is_outcome(view.metrics.get(name)) and _given(view, name)
    )


def find(view: View, subject: str) -> Finding | None:
    """The strongest link of this outcome, in its own units; or that there is none to see."""
    values = view.days.columns[subject]
    days = tuple(d for d, v in zip(view.days.dates, values, strict=True) if not isnan(v))
    missing = len(values) - len(days)
    names = _factors(view, subject)
    label = view.metrics[subject].label
    if len(days) < FEWEST_DAYS or not names:
        few: dict[str, str | int | float] = {
            "label": label, "n": len(days), "fewest": FEWEST_DAYS,
        }  # fmt: skip
        key = "too_few" if len(days) < FEWEST_DAYS else "nothing_beside"
        return Finding("what_moves", key, few, len(days), days, missing)
    tried = _tried(view, subject, names)
    if not tried.links:
        least = np.nanmin(tried.detectable) if np.isfinite(tried.detectable).any() else np.nan
        if isnan(least):
            few = {"label": label, "n": len(days), "fewest": FEWEST_DAYS}
            return Finding("what_moves", "too_few", few, len(days), days, missing)
        none: dict[str, str | int | float] = {
            "label": label,
            "tried": len(names),
            "least": float(least),
        }
        return Finding("what_moves", "none", none, len(days), days, missing, reason="no link found")
    return _told(view, subject, tried.links[0], names, missing)


def _told(view: View, subject: str, link: Link, names: tuple[str, ...], missing: int) -> Finding:
    factor = view.metrics[names[link.factor]]
    step = _step(factor, link.spread)
    per_step = step / link.spread
    effect = link.effect * per_step
    ends = sorted((link.interval[0] * per_step, link.interval[1] * per_step))
    way = "higher" if effect > 0 else "lower"
    kind = "yes" if factor.kind is MetricKind.YES_NO else "more"
    when = "same" if link.lag == 0 else "next" if link.lag == 1 else "later"
    both = _both(view, subject, names[link.factor], link.lag)
    return Finding(
        "what_moves",
        f"{kind}_{when}_{way}",
        {
            "label": view.metrics[subject].label, "factor": factor.label, "unit": factor.unit,
            "step": step, "effect": abs(effect), "low": min(abs(end) for end in ends),
            "high": max(abs(end) for end in ends), "lag": link.lag, "n": link.days,
            "sure_word": _sure(link),
        },
        link.days,
        tuple(view.days.dates[at] for at in both),
        missing,
        effect=effect,
        interval=(ends[0], ends[1]),
        reason="freed of trend and weekdays; the search over all pairs and lags is paid for",
        what_would_change_it="more_days",
    )  # fmt: skip


def picture(view: View, subject: str, words: Mapping[str, str]) -> Picture | None:
    """Everything that was held against the outcome: its effect with the interval, found or not."""
    names = _factors(view, subject)
    tried = _tried(view, subject, names) if names else None
    if tried is None or not np.isfinite(tried.effects).any():
        return None
    margin = float(ndtri(0.5 + INTERVAL / 2))
    found = {link.factor for link in tried.links}
    bars, rows = [], []
    for at in np.argsort(-np.abs(np.nan_to_num(tried.effects[:, 0])))[:MOST_DRAWN]:
        effect, error = float(tried.effects[at, 0]), float(tried.errors[at, 0])
        if not np.isfinite(effect):
            continue
        label = view.metrics[names[at]].label
        low, high = effect - margin * error, effect + margin * error
        shown = words["shown" if at in found else "not_shown"]
        bars.append({"what": label, "effect": effect, "low": low, "high": high, "shown": shown})
        rows.append((label, effect, low, high, int(tried.days[at, 0]), shown))
    return Picture(spec=_forest(bars, view.metrics[subject].label), rows=tuple(rows))


def _forest(bars: list[dict[str, object]], label: str) -> Mapping[str, Any]:
    y = {"field": "what", "type": "nominal", "title": None, "sort": None}
    x = {"type": "quantitative", "title": label, "axis": {"tickCount": 5}}
    return ink.chart(
        height=28 * len(bars) + 20,
        values=bars,
        layer=[
            {
                "mark": {"type": "rule", "strokeWidth": 2, "color": ink.FILL},
                "encoding": {"y": y, "x": {"field": "low", **x}, "x2": {"field": "high"}},
            },
            {
                "mark": {"type": "circle", "size": 60, "color": ink.LINE, "opacity": 1},
                "encoding": {"y": y, "x": {"field": "effect", **x}},
            },
            {
                "data": {"values": [{}]},
                "mark": {"type": "rule", "color": ink.TEXT, "strokeDash": [2, 3]},
                "encoding": {"x": {"datum": 0, **x}},
            },
        ],
    )


def _tried(view: View, subject: str, names: tuple[str, ...]) -> Tried:
    weekdays = np.array([day.weekday() for day in view.days.dates])
    outcome = np.array([view.days.columns[subject]], dtype=float).T
    factors: Matrix = np.array([view.days.columns[name] for name in names], dtype=float).T
    lags = LAGS
    tried = find_links(factors, outcome, weekdays=weekdays, lags=lags)
    fair = tuple(
        one for one in tried.links
        if one.lag or not _is_outcome(view.metrics[names[one.factor]])
    )  # fmt: skip
    return Tried(fair, tried.detectable, tried.effects, tried.errors, tried.days)


def _factors(view: View, subject: str) -> tuple[str, ...]:
    """Every other column that varies. Two scales of one check-in are two views of one moment, so
    between them only earlier days count (`_tried`)."""
    return tuple(
        name for name, values in view.days.columns.items()
        if name != subject and name in view.metrics and _varied(values)
    )  # fmt: skip


def _varied(values: tuple[float, ...]) -> bool:
    held = [value for value in values if not isnan(value)]
    commonest = max((held.count(value) for value in set(held)), default=0)
    return len(held) >= FEWEST_DAYS and len(held) - commonest >= FEWEST_VARIED


def _given(view: View, name: str) -> bool:
    return any(not isnan(value) for value in view.days.columns[name])


def _is_outcome(metric: Metric | None) -> bool:
    return metric is not None and metric.kind is MetricKind.SCALE and metric.high is not None


def _both(view: View, subject: str, factor: str, lag: int) -> list[int]:
    """Places of the days on which the outcome, and the factor `lag` days before, are known."""
    up, across = view.days.columns[subject], view.days.columns[factor]
    return [at for at in range(lag, len(up)) if not isnan(up[at]) and not isnan(across[at - lag])]


def _step(factor: Metric, spread: float) -> float:
    """A round amount of the factor near its own spread: 1 cup, 10 points, 2000 steps."""
    if factor.kind is MetricKind.YES_NO:
        return 1.0
    if _is_outcome(factor):
        return SCALE_STEP
    power = 10.0 ** int(np.floor(log10(spread)))
    return float(max(step * power for step in (1, 2, 5) if step * power <= spread))


def _sure(link: Link) -> str:
    if link.q <= VERY_SURE and link.later_days_agree:
        return "almost_surely"
    return "probably" if link.q <= FAIRLY_SURE and link.later_days_agree else "perhaps"


INSIGHT = Insight("what_moves", subjects=subjects, find=find, picture=picture)
