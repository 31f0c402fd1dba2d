"""Everything held against everything, once per view: what `what_moves` and the picture tell from.

Here: which columns are outcomes, which are factors, what may be looked at together. Not here: the
statistics (`links`, `thresholds`), words.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from math import isnan

import numpy as np

from evenkeel.core.insights.insight import Metric, MetricKind, View
from evenkeel.core.insights.links import FEWEST_DAYS, Link, Tried, find_links
from evenkeel.core.insights.published import share_of
from evenkeel.core.insights.thresholds import Threshold, find_threshold
from evenkeel.core.insights.whitening import Matrix

LAGS = range(4)
"""Same day to three days later: what a person can still connect."""
FEWEST_VARIED = 10
"""Days on which a factor must differ from its commonest value."""
KEY = "searched"


@dataclass(frozen=True, slots=True)
class Searched:
    """The search over one view: columns by place in `tried`, and thresholds by link."""

    outcomes: tuple[str, ...]
    factors: tuple[str, ...]
    metrics: Mapping[str, Metric]
    tried: Tried
    thresholds: Mapping[Link, Threshold]

    def links_of(self, outcome: str) -> tuple[Link, ...]:
        """The links of one outcome, the surest first."""
        if outcome not in self.outcomes:
            return ()
        at = self.outcomes.index(outcome)
        return tuple(link for link in self.tried.links if link.outcome == at)

    def tried_with(self, outcome: str) -> tuple[int, ...]:
        """Places of the factors that were held against this outcome with enough days."""
        at = self.outcomes.index(outcome)
        return tuple(np.flatnonzero(np.isfinite(self.tried.effects[:, at])).tolist())


def outcomes(view: View) -> tuple[str, ...]:
    """Every scale of the check-in that was given at all."""
    return tuple(
        name
        for name, values in view.days.columns.items()
        if is_scale(view.metrics.get(name)) and any(not isnan(value) for value in values)
    )


def is_scale(metric: Metric | None) -> bool:
    """Whether a metric is a scale with two ends: how somebody is, not what they did."""
    return metric is not None and metric.kind is MetricKind.SCALE and metric.high is not None


def searched(view: View) -> Searched:
    """The search over this view, done once."""
    if KEY not in view.memo:
        view.memo[KEY] = _search(view)
    done: Searched = view.memo[KEY]
    return done


def _search(view: View) -> Searched:
    up = outcomes(view)
    metrics = {n: m for n, m in {**view.around_metrics, **view.metrics}.items() if not m.level_only}
    columns = {**view.around, **view.days.columns}
    across = tuple(n for n, values in columns.items() if n in metrics and _varied(values))
    x, y = _matrix(columns, across, view), _matrix(columns, up, view)
    weekdays = np.array([day.weekday() for day in view.days.dates], dtype=np.int64)
    allowed = np.ones((len(across), len(up), len(LAGS)), dtype=bool)
    for j, name in enumerate(across):
        for k, outcome in enumerate(up):
            if name == outcome:
                allowed[j, k] = False
            elif metrics[name].later or is_scale(metrics[name]):
                # two scales of one check-in are one moment seen twice
                allowed[j, k, 0] = False
    if not len(x):
        empty = np.zeros((len(across), len(up)))
        nothing = Tried(
            (), empty, empty, empty, empty.astype(int), empty.astype(int), np.zeros(len(across))
        )
        return Searched(up, across, metrics, nothing, {})
    shares = np.array(
        [[share_of(metrics[name].group, outcome) for outcome in up] for name in across]
    )
    tried = find_links(
        x, y, weekdays=weekdays, lags=LAGS, allowed=allowed,
        plausible=shares.reshape(len(across), len(up)),
    )  # fmt: skip
    steps = {}
    for link in tried.links:
        if metrics[across[link.factor]].kind is MetricKind.NUMBER:
            step = find_threshold(
                x[:, link.factor],
                y[:, link.outcome],
                weekdays=weekdays,
                lag=link.lag,
                beside=_others(tried, link, x),
            )
            if step is not None:
                steps[link] = step
    return Searched(up, across, metrics, tried, steps)


def _others(tried: Tried, link: Link, x: Matrix) -> Matrix:
    """The other found factors of the same outcome, each at its lag."""
    others = [one for one in tried.links if one.outcome == link.outcome and one is not link]
    made = np.full((len(x), len(others)), np.nan)
    for at, one in enumerate(others):
        made[one.lag :, at] = x[: len(x) - one.lag, one.factor]
    return made


def _matrix(columns: Mapping[str, tuple[float, ...]], names: tuple[str, ...], view: View) -> Matrix:
    made = np.empty((len(view.days.dates), len(names)))
    for at, name in enumerate(names):
        made[:, at] = columns[name]
    return made


def _varied(values: tuple[float, ...]) -> bool:
    held = np.array(values)[~np.isnan(values)]
    if len(held) < FEWEST_DAYS:
        return False
    _, counts = np.unique(held, return_counts=True)
    return bool(len(held) - counts.max() >= FEWEST_VARIED)
