"""What goes with a mood, a worry, an energy: personal rules beyond chance, or that none shows.

Here: how a link is told, in the factor's own units, with its threshold where it has one. Not here:
the search (`searched`, `links`, `thresholds`), words (`content/insights/what_moves.yaml`).
"""

from __future__ import annotations

from collections.abc import Mapping
from math import isnan, log10
from typing import Any

import numpy as np

from evenkeel.core.insights import ink
from evenkeel.core.insights.distributions import normal_quantile
from evenkeel.core.insights.insight import Insight, Metric, MetricKind, Picture, View
from evenkeel.core.insights.links import FEWEST_DAYS, INTERVAL, Link
from evenkeel.core.insights.searched import Searched, is_scale, outcomes, searched
from evenkeel.core.insights.thresholds import Threshold
from evenkeel.core.vocabulary import Finding

SCALE_STEP = 10.0
"""Points of a 100-point scale that an effect is told for."""
VERY_SURE, FAIRLY_SURE = 0.002, 0.01
"""False-discovery rates under which a link is told as almost surely, and probably, not chance."""
MOST_DRAWN = 12
"""Factors in the picture: the largest effects first."""
BETWEEN = "~"
"""Parts outcome and factor in the subject of a further rule."""
ID = "what_moves"


def subjects(view: View) -> tuple[str, ...]:
    """Every outcome, then each further rule of it as "outcome~factor"."""
    done = searched(view)
    named = []
    for outcome in outcomes(view):
        named.append(outcome)
        further = done.links_of(outcome)[1:]
        named += [f"{outcome}{BETWEEN}{done.factors[link.factor]}" for link in further]
    return tuple(named)


def find(view: View, subject: str) -> Finding | None:
    """The strongest link of an outcome or one further link; or that there is none to see."""
    outcome, _, wanted = subject.partition(BETWEEN)
    values = view.days.columns[outcome]
    days = tuple(d for d, v in zip(view.days.dates, values, strict=True) if not isnan(v))
    missing = len(values) - len(days)
    label = view.metrics[outcome].label
    said: dict[str, str | int | float] = {"label": label, "n": len(days), "fewest": FEWEST_DAYS}
    if len(days) < FEWEST_DAYS:
        return Finding(ID, "too_few", said, len(days), days, missing)
    done = searched(view)
    for link in done.links_of(outcome):
        if not wanted or done.factors[link.factor] == wanted:
            return _told(view, outcome, link, done)
    return None if wanted else _none(done, outcome, said, days, missing)


def _none(
    done: Searched,
    outcome: str,
    said: dict[str, str | int | float],
    days: tuple[Any, ...],
    missing: int,
) -> Finding:
    held = done.tried_with(outcome)
    if not held:
        return Finding(ID, "nothing_beside", said, len(days), days, missing)
    at = done.outcomes.index(outcome)
    least = float(np.median(done.tried.detectable[list(held), at]))
    said |= {"tried": len(held), "least": least}
    return Finding(
        ID, "none" if len(held) > 1 else "none_of_one", said, len(days), days, missing,
        reason="no link found", what_would_change_it="more_days",
    )  # fmt: skip


def _told(view: View, outcome: str, link: Link, done: Searched) -> Finding:
    name = done.factors[link.factor]
    factor, step = done.metrics[name], done.thresholds.get(link)
    when = "same" if link.lag == 0 else "next" if link.lag == 1 else "later"
    said: dict[str, str | int | float] = {
        "label": view.metrics[outcome].label, "factor": factor.label,
        "unit": f" {factor.unit}" if factor.unit else "", "lag": link.lag, "n": link.days,
        "sure_word": sure_word(link),
    }  # fmt: skip
    if factor.chosen:
        said["chosen"] = 1
    if step is not None:
        kind, effect, ends = "under", step.effect, step.interval
        said |= _of_step(step)
    else:
        kind = "yes" if factor.kind is MetricKind.YES_NO else "more"
        kind = "scale" if is_scale(factor) else kind
        size = _step(factor, link.spread)
        per = size / link.spread
        effect = link.effect * per
        low, high = sorted((link.interval[0] * per, link.interval[1] * per))
        ends = (low, high)
        said["step"] = size
    least, most = sorted((abs(ends[0]), abs(ends[1])))
    said |= {"effect": abs(effect), "low": 0.0 if ends[0] < 0 < ends[1] else least, "high": most}
    both = _both(view, outcome, name, link.lag)
    return Finding(
        ID,
        f"{kind}_{when}_{'higher' if effect > 0 else 'lower'}",
        said,
        link.days,
        tuple(view.days.dates[at] for at in both),
        len(view.days.dates) - len(both),
        effect=effect,
        interval=(min(ends), max(ends)),
        reason="freed of trend, weekday and carry-over; the search is paid for",
        what_would_change_it="later_days" if link.later_days_agree is False else "more_days",
    )


def _of_step(step: Threshold) -> dict[str, str | int | float]:
    return {
        "cut": _round_inside(step.cut, step.between),
        "cut_from": step.between[0],
        "cut_to": step.between[1],
        "under": step.under,
    }


def _round_inside(cut: float, between: tuple[float, float]) -> float:
    """The roundest number near the cut that the data do not exclude: 6 rather than 5.95.

    >>> _round_inside(5.95, (5.8, 6.1)), _round_inside(7423.0, (6900.0, 8100.0))
    (6.0, 7000.0)
    """
    slack = max(between[1] - between[0], abs(cut) * 0.02)
    for unit in (10.0**power * part for power in range(5, -4, -1) for part in (1, 0.5)):
        near = round(cut / unit) * unit
        if near and abs(near - cut) <= slack / 2 and unit <= abs(cut):
            return float(np.round(near, 6))
    return cut


def sure_word(link: Link) -> str:
    """How sure to sound: one of three keys of the content file."""
    if link.later_days_agree is False:
        return "perhaps"
    if link.q <= VERY_SURE:
        return "almost_surely"
    return "probably" if link.q <= FAIRLY_SURE else "perhaps"


def picture(view: View, subject: str, words: Mapping[str, str]) -> Picture | None:
    """Everything that was held against the outcome: its effect with the interval, found or not."""
    outcome = subject.partition(BETWEEN)[0]
    done = searched(view)
    held = done.tried_with(outcome) if outcome in done.outcomes else ()
    if not held:
        return None
    at = done.outcomes.index(outcome)
    margin = normal_quantile(0.5 + INTERVAL / 2)
    found = {link.factor for link in done.links_of(outcome)}
    bars, rows = [], []
    order = sorted(held, key=lambda j: (j not in found, -abs(done.tried.effects[j, at])))
    for j in order[:MOST_DRAWN]:
        effect, error = float(done.tried.effects[j, at]), float(done.tried.errors[j, at])
        low, high = effect - margin * error, effect + margin * error
        shown = words["shown" if j in found else "not_shown"]
        label = done.metrics[done.factors[j]].label
        lag = int(done.tried.lags[j, at])
        when = words[("same_day", "next_day", "two_days", "three_days")[lag]]
        bars.append({"what": label, "effect": effect, "low": low, "high": high, "shown": shown})
        rows.append((label, when, effect, low, high, int(done.tried.days[j, at]), shown))
    return Picture(spec=ink.forest(bars, view.metrics[outcome].label), rows=tuple(rows))


def _both(view: View, outcome: str, factor: str, lag: int) -> list[int]:
    """Places of the days on which the outcome, and the factor `lag` days before, are known."""
    up = view.days.columns[outcome]
    across = view.days.columns.get(factor) or view.around[factor]
    return [at for at in range(lag, len(up)) if not isnan(up[at]) and not isnan(across[at - lag])]


def _step(factor: Metric, spread: float) -> float:
    """A round amount of the factor near its own spread: 1 cup, 10 points, 2000 steps."""
    if factor.kind is MetricKind.YES_NO:
        return 1.0
    if is_scale(factor):
        return SCALE_STEP
    power = 10.0 ** int(np.floor(log10(spread)))
    return float(max(step * power for step in (1, 2, 5) if step * power <= spread))


INSIGHT = Insight(ID, subjects=subjects, find=find, picture=picture, all_days=True, section="moved")
