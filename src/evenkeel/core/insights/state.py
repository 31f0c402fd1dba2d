"""Where things stand these days: one level for mood, tension, sleep, movement, with its range.

Here: a smoothed present against the person's own usual. Not here: what comes next (`core.warning`),
stress within a day (`core.sensing.arousal`).

A local-level model (random walk plus noise; Harvey 1989, Forecasting, Structural Time Series Models
and the Kalman Filter, ch. 2): the filter weighs yesterday's level against today's value by how much
this person's level really moves, and a missing day widens the range.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from math import isnan, log, sqrt
from statistics import fmean, pvariance
from typing import Any

from evenkeel.core.insights import ink
from evenkeel.core.insights.distributions import normal_quantile
from evenkeel.core.insights.insight import Insight, Metric, Picture, View
from evenkeel.core.insights.searched import outcomes
from evenkeel.core.vocabulary import Finding

ID = "state"
LOOKED_AT = 180
"""Days back that a level is learned from."""
LATELY = 14
"""Days before today that are the present; the usual is before them."""
FEWEST_LATELY, FEWEST_BEFORE = 4, 21
MOVES = (0.0, 0.003, 0.01, 0.03, 0.1, 0.3)
"""Shares of a day's noise by which a level may move in a day: the likeliest is taken."""
INTERVAL = 0.90
WORTH = 0.3
"""Standard deviations from usual under which a level is told as about usual. Judgement."""
OLDEST = 3
"""Days since the last value after which nothing is said of the present."""


@dataclass(frozen=True, slots=True)
class Level:
    """The level of one column now, its range, the usual level and the usual day-to-day spread."""

    now: float
    low: float
    high: float
    usual: float
    spread: float
    path: tuple[tuple[float, float], ...]
    """(level, error) per day looked at."""


def columns(view: View) -> Mapping[str, Metric]:
    """What a picture of the whole person is made of, as far as it is known."""
    found = {name: view.metrics[name] for name in outcomes(view)}
    taken = set()
    for name, metric in view.around_metrics.items():
        if metric.group and metric.group not in taken and name in view.around:
            found[name] = metric
            taken.add(metric.group)
    return found


def level_of(values: tuple[float, ...]) -> Level | None:
    """The level at the end of `values` (days; `nan` missing); None when days are too few.

    >>> found = level_of(tuple([50.0, 54.0, 46.0] * 10 + [30.0, 34.0, 26.0] * 5))
    >>> found is not None and found.low < 31 < found.high and found.usual > 40
    True
    """
    values = values[-LOOKED_AT:]
    lately, before = values[-LATELY:], values[:-LATELY]
    usual = [v for v in before if not isnan(v)]
    if sum(not isnan(v) for v in lately) < FEWEST_LATELY or len(usual) < FEWEST_BEFORE:
        return None
    if all(isnan(v) for v in values[-OLDEST:]):
        return None
    held = [v for v in values if not isnan(v)]
    noise = pvariance(held)
    if noise <= 0:
        return None
    runs = [_filtered(values, share, held[0], noise) for share in MOVES]
    path, _ = max(runs, key=lambda run: run[1])
    now, error = path[-1]
    reach = normal_quantile(0.5 + INTERVAL / 2) * error
    return Level(now, now - reach, now + reach, fmean(usual), sqrt(pvariance(usual)), tuple(path))


def _filtered(
    values: tuple[float, ...], share: float, first: float, variance: float
) -> tuple[list[tuple[float, float]], float]:
    """Kalman filter of a local level; (level, error) per day and the log-likelihood."""
    total, n = 0.0, 0
    level, doubt = first, 10.0  # in units of the noise, which is profiled out
    square, path = 0.0, []
    for value in values:
        doubt += share
        if not isnan(value):
            wide, miss = doubt + 1, value - level
            total += log(wide)
            square += miss * miss / wide
            n += 1
            level += doubt / wide * miss
            doubt = doubt / wide
        path.append((level, doubt))
    noise = max(square / max(n, 1), variance * 1e-6)
    likely = -0.5 * (n * log(noise) + total)
    return [(level, sqrt(doubt * noise)) for level, doubt in path], likely


def _of(view: View, subject: str) -> Level | None:
    memo = view.memo.setdefault(ID, {})
    if subject not in memo:
        values = view.days.columns.get(subject) or view.around.get(subject, ())
        memo[subject] = level_of(tuple(values))
    done: Level | None = memo[subject]
    return done


def subjects(view: View) -> tuple[str, ...]:
    """Every column of the picture with enough days."""
    return tuple(name for name in columns(view) if _of(view, name) is not None)


def find(view: View, subject: str) -> Finding | None:
    """Where one column stands, beside its usual."""
    level = _of(view, subject)
    if level is None:
        return None
    metric = columns(view)[subject]
    low = level.low if metric.low is None else min(max(level.low, metric.low), level.now)
    high = level.high if metric.high is None else max(min(level.high, metric.high), level.now)
    values = view.days.columns.get(subject) or view.around[subject]
    days = tuple(d for d, v in zip(view.days.dates, values, strict=True) if not isnan(v))
    said: dict[str, str | int | float] = {
        "label": metric.label, "unit": f" {metric.unit}" if metric.unit else "",
        "now": level.now, "from": low, "to": high, "usual": level.usual,
    }  # fmt: skip
    apart = level.now - level.usual
    clear = level.low > level.usual or level.high < level.usual
    sentence = "as_ever"
    if clear and abs(apart) >= WORTH * level.spread:
        sentence = "above" if apart > 0 else "below"
    sentence += "_days" if metric.level_only else ""
    return Finding(
        ID, sentence, said, len(days), days, len(view.days.dates) - len(days),
        effect=level.now, interval=(low, high),
        reason="local level, smoothed over days", what_would_change_it="each_day",
    )  # fmt: skip


def picture(view: View, subject: str, words: Mapping[str, str]) -> Picture | None:
    """The days, the smoothed level and its range."""
    del words
    level = _of(view, subject)
    if level is None:
        return None
    values = (view.days.columns.get(subject) or view.around[subject])[-LOOKED_AT:]
    dates = view.days.dates[-LOOKED_AT:]
    reach = normal_quantile(0.5 + INTERVAL / 2)
    drawn, rows = [], []
    for day, value, (now, error) in zip(dates, values, level.path, strict=True):
        known = None if isnan(value) else value
        low, high = now - reach * error, now + reach * error
        drawn.append(
            {"day": f"{day}T00:00:00", "value": known, "level": now, "low": low, "high": high}
        )
        rows.append((day, known, now, low, high))
    return Picture(spec=_spec(drawn), rows=tuple(rows))


def _spec(drawn: list[dict[str, Any]]) -> Mapping[str, Any]:
    x = {
        "field": "day", "type": "temporal", "title": None,
        "axis": {"grid": False, "tickCount": 4, "format": "%-d %b"},
    }  # fmt: skip
    y = {"type": "quantitative", "title": None, "scale": {"zero": False}, "axis": {"tickCount": 4}}
    return ink.chart(
        height=140,
        values=drawn,
        layer=[
            {
                "mark": {"type": "area", "color": ink.FAINT},
                "encoding": {"x": x, "y": {"field": "low", **y}, "y2": {"field": "high"}},
            },
            {
                "transform": [{"filter": "isValid(datum.value)"}],
                "mark": {"type": "point", "filled": True, "size": 12, "color": ink.FILL},
                "encoding": {"x": x, "y": {"field": "value", **y}},
            },
            {
                "mark": {"type": "line", "strokeWidth": 2.5, "color": ink.LINE},
                "encoding": {"x": x, "y": {"field": "level", **y}},
            },
        ],
    )


INSIGHT = Insight(ID, subjects=subjects, find=find, picture=picture, all_days=True, section="how")
