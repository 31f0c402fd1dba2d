"""One metric over days: where it usually lies, how sure that is, and where nothing was given.

Here: the median of the days and the middle half of them. Not here: whether it is going up or
down, and what goes with what; both need more care than a first picture gives.
"""

from __future__ import annotations

from collections.abc import Mapping
from math import isnan
from statistics import quantiles
from typing import Any

from evenkeel.core.insights import ink
from evenkeel.core.insights.days import given
from evenkeel.core.insights.insight import (
    Insight,
    Metric,
    MetricKind,
    Picture,
    View,
    every_metric,
)
from evenkeel.core.insights.uncertainty import median_interval, middle
from evenkeel.core.vocabulary import Finding

FEWEST_DAYS = 5
"""Under five days no interval for a median reaches nine in ten (see `uncertainty`)."""

WIDE_SHARE = 0.35
"""An interval wider than this share of the scale is told as "too soon to say where"."""


MOST_DOTS = 45
"""Days up to which each has a dot of its own."""


def find(view: View, subject: str) -> Finding | None:
    """Where `subject` lies on a usual day.

    `effect` is the median of the days in the metric's unit (the share of yes-days for a
    yes-or-no metric), `interval` holds it nine times in ten, days alike counted once.

    >>> from datetime import date, timedelta
    >>> from evenkeel.core.vocabulary import DayTable
    >>> dates = tuple(date(2026, 3, 1) + timedelta(days=n) for n in range(6))
    >>> table = DayTable(dates, {"mood": (40.0, 60.0, 45.0, 55.0, float("nan"), 50.0)})
    >>> view = View(days=table, metrics={"mood": Metric("mood", "Mood", low=0, high=100)})
    >>> finding = find(view, "mood")
    >>> finding.effect, finding.n, finding.missing_days
    (50.0, 5, 1)
    """
    held = given(view.days, subject)
    if not held:
        return None
    metric = view.metrics[subject]
    values = view.days.columns[subject]
    common = {"label": metric.label, "unit": f" {metric.unit}" if metric.unit else ""}
    counts: dict[str, str | int | float] = {"n": len(held), "total": len(values)}
    days = tuple(day for day, _ in held)
    missing = len(values) - len(held)
    if len(held) < FEWEST_DAYS:
        counts["more"] = FEWEST_DAYS - len(held)
        return Finding("over_days", "too_few", {**common, **counts}, len(held), days, missing)
    if metric.kind is MetricKind.YES_NO:
        yes = sum(value > 0 for _, value in held)
        counts["yes"] = yes
        share = yes / len(held)
        return Finding(
            "over_days", "yes_no", {**common, **counts}, len(held), days, missing, effect=share
        )
    usual = middle(values)
    interval = median_interval(values)
    low, _, high = quantiles([value for _, value in held], n=4, method="inclusive")
    counts |= {"usual": usual, "half_low": low, "half_high": high}
    sentence = "no_interval"
    if interval is not None:
        counts |= {"from": interval[0], "to": interval[1]}
        sentence = "wide" if _wide(interval, metric) else "usual"
    return Finding(
        "over_days",
        sentence,
        {**common, **counts},
        len(held),
        days,
        missing,
        effect=usual,
        interval=interval,
        reason="median of the days; interval by order statistics on the effective number of days",
        what_would_change_it="more_days",
    )


def _wide(interval: tuple[float, float], metric: Metric) -> bool:
    if metric.low is None or metric.high is None:
        return False
    return interval[1] - interval[0] > WIDE_SHARE * (metric.high - metric.low)


def picture(view: View, subject: str, words: Mapping[str, str]) -> Picture | None:
    """A line over days that breaks where days are missing, with a dot for each day there is."""
    del words
    metric = view.metrics[subject]
    rows = tuple(
        (day, value if not isnan(value) else None)
        for day, value in zip(view.days.dates, view.days.columns[subject], strict=True)
    )
    if not rows:
        return None
    values = [{"day": f"{day}T00:00:00", "value": value} for day, value in rows]
    domain = {} if metric.low is None else {"domain": [metric.low, metric.high]}
    if metric.kind is MetricKind.YES_NO:
        domain = {"domain": [0, 1]}
    spec = ink.chart(
        height=150,
        values=values,
        encoding={
            "x": {
                "field": "day",
                "type": "temporal",
                "title": None,
                "scale": {"domain": [values[0]["day"], values[-1]["day"]]},
                "axis": {"grid": False, "tickCount": 4, "format": _date_format(len(rows))},
            },
            "y": {
                "field": "value",
                "type": "quantitative",
                "title": None,
                "scale": {"zero": False, "nice": not domain, **domain},
                "axis": {"tickCount": 4 if metric.kind is not MetricKind.YES_NO else 1},
            },
        },
        layer=_layers(len(rows)),
    )
    return Picture(spec=spec, rows=rows)


def _date_format(days: int) -> str:
    return "%b %Y" if days > 200 else "%-d %b"


def _layers(days: int) -> list[dict[str, Any]]:
    """A line whose round ends also show a day that stands alone; dots while there is room."""
    line = {
        "type": "line",
        "strokeWidth": 2,
        "strokeCap": "round",
        "strokeJoin": "round",
        "invalid": "break-paths-show-domains",
    }
    dots = {"type": "point", "filled": True, "size": 26, "opacity": 1}
    layers: list[dict[str, Any]] = [{"mark": line}]
    if days <= MOST_DOTS:
        layers.append({"mark": dots, "transform": [{"filter": "isValid(datum.value)"}]})
    return layers


INSIGHT = Insight("over_days", subjects=every_metric, find=find, picture=picture)
