"""The next one to seven days of mood or anxiety, with an interval that holds, or "I can't tell".

Here: the forecast, the plain ones it has to beat, and the honesty rule. Not here: words, pictures.

A person's days are taken as a slowly moving level plus a state that carries over plus noise of the
day: a two-state Kalman filter (Harvey 1989) for each of a grid of carry-overs and noise shares,
weighted by how well each has foretold this person so far, starting from packaged weights that stand
in for other people: a hierarchical model in which few days lean on others and many on oneself.
Intervals are conformal: past misses of the same person, in units of the model's own spread, set the
width, and a running correction keeps their rate (Gibbs and Candès 2021, adaptive conformal
inference). It is told only where it has beaten the last value, the mean of the last week and the
mixed model on this person's own past days; otherwise the answer is that it cannot tell.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import isnan
from typing import Final

import numpy as np

from evenkeel.core.insights.distributions import normal_cdf
from evenkeel.core.warning.usual import Numbers

HORIZON: Final = 7
COVERAGE: Final = 0.90
NORMAL_HALF: Final = 1.645
"""Half of a 90% interval of a normal shape, in standard deviations."""
SCALE: Final = 100.0
CARRIES: Final = (0.2, 0.5, 0.75, 0.9)
NOISE_SHARES: Final = (0.2, 0.5, 0.8, 0.97)
"""Share of a day's variance that is of that day only."""
DRIFTS: Final = (0.0, 0.03)
"""Day-to-day movement of the level itself, in spreads of a day."""
PRIOR_DAYS: Final = 6.0
"""Days that the packaged level and spread are worth."""
PRIOR_CARRY: Final = 0.35
FEWEST_JUDGED: Final = 20
"""Own past days on which forecasts are judged before any is told."""
JUDGED_OVER: Final = 120
MARGIN: Final = 0.98
"""It must miss by this share of what the best plain forecast misses by, or less."""
SURE: Final = 1.0
"""And by one standard error: luck over twenty days is common."""
LEARNING: Final = 0.02
"""Step of the running correction of the interval's rate (Gibbs and Candès 2021: 0.005 to 0.05)."""
PRIOR_MISSES: Final = 12
"""Past misses of a normal shape that an interval leans on before there are own ones."""


@dataclass(frozen=True, slots=True)
class Others:
    """What is taken of a person before their own days say otherwise, in points of 100."""

    middle: float
    between: float
    spread: float


OTHERS: Final = {"mood": Others(64.0, 14.5, 10.0), "anxiety": Others(19.0, 13.5, 8.5)}
"""Day-level means and spreads of every second person of ema_bringmann2013 (Bringmann et al. 2013,
CC BY), whose other half is what `benchmarks/warning.py` forecasts."""


@dataclass(frozen=True, slots=True)
class Ahead:
    """One day ahead: the middle, and where it lies with probability 0.90."""

    days: int
    middle: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Forecast:
    """What can be told. `told` is false for "I can't tell", and `why` says why not.

    `judged` days were foretold before they came; `miss`, `last_value`, `week` and `mixed` are mean
    absolute misses on those days, in points. `ahead` is there either way, for whoever asks.
    """

    told: bool
    why: str
    ahead: tuple[Ahead, ...]
    judged: int
    miss: float
    last_value: float
    week: float
    mixed: float

    @property
    def best_plain(self) -> float:
        """The miss of the best of the plain forecasts."""
        return min(self.last_value, self.week, self.mixed)


@dataclass(frozen=True, slots=True)
class Foretold:
    """Per day and horizon (1 to 7), made with what was known on that day; `nan` before the first.

    `ours`, `spread`, `week`, `mixed` are days x 7, `last` is per day: the same for any horizon.
    """

    ours: Numbers
    spread: Numbers
    last: Numbers
    week: Numbers
    mixed: Numbers


def forecast(values: Numbers, *, outcome: str = "mood") -> Forecast:
    """The days after the last of `values` (one a day, 0 to 100, `nan` missing) of mood or anxiety.

    Raises KeyError for another outcome.

    >>> one = forecast(np.full(10, 50.0))
    >>> one.told, one.why
    (False, 'too_few')
    """
    seen = foretell(values, OTHERS[outcome])
    misses = _misses(values, seen)
    judged = len(misses["ours"])
    mean = {name: float(np.mean(found)) if judged else np.nan for name, found in misses.items()}
    why = _why_not(misses, judged)
    return Forecast(
        told=not why, why=why, ahead=_ahead(values, seen), judged=judged,
        miss=mean["ours"], last_value=mean["last"], week=mean["week"], mixed=mean["mixed"],
    )  # fmt: skip


def _why_not(misses: dict[str, Numbers], judged: int) -> str:
    """Empty where it may be told."""
    if judged < FEWEST_JUDGED:
        return "too_few"
    for plain in ("last", "week", "mixed"):
        gain = misses[plain] - misses["ours"]
        error = float(np.std(gain)) / np.sqrt(judged)
        beaten = np.mean(misses["ours"]) <= MARGIN * np.mean(misses[plain])
        if plain == "mixed":  # the mixed model is kin: being level with it is enough
            beaten = np.mean(misses["ours"]) <= np.mean(misses[plain]) / MARGIN
        elif np.mean(gain) < SURE * error:
            beaten = False
        if not beaten:
            return "no_better"
    return ""


def _misses(values: Numbers, seen: Foretold) -> dict[str, Numbers]:
    """Mean absolute miss over the horizons of each judged origin, ours and the plain ones."""
    days = len(values)
    first = max(0, days - JUDGED_OVER - HORIZON)
    out: dict[str, list[float]] = {"ours": [], "last": [], "week": [], "mixed": []}
    for day in range(first, days - 1):
        reach = min(HORIZON, days - 1 - day)
        truth = values[day + 1 : day + 1 + reach]
        known = np.isfinite(truth)
        if not known.any() or not np.isfinite(seen.last[day]):
            continue
        for name, guess in (
            ("ours", seen.ours[day, :reach]), ("week", seen.week[day, :reach]),
            ("mixed", seen.mixed[day, :reach]), ("last", np.full(reach, seen.last[day])),
        ):  # fmt: skip
            out[name].append(float(np.mean(np.abs(truth - guess)[known])))
    return {name: np.array(found) for name, found in out.items()}


def foretell(values: Numbers, others: Others = OTHERS["mood"]) -> Foretold:
    """Forecasts from every day, ours and the plain ones: what judging and calibrating stand on."""
    ours, spread = _filtered(values, others)
    last, week, mixed = _plain(values, others)
    return Foretold(ours, spread, last, week, mixed)


def _grid() -> tuple[Numbers, Numbers, Numbers]:
    carry, share, drift = (
        part.ravel() for part in np.meshgrid(CARRIES, NOISE_SHARES, DRIFTS, indexing="ij")
    )
    return carry, share, drift


def _filtered(values: Numbers, others: Others) -> tuple[Numbers, Numbers]:
    """Means and spreads (days x 7) of the weighted filters, after each day."""
    carry, share, drift = _grid()
    level = np.full(len(carry), others.middle)
    state = np.zeros(len(carry))
    scale2 = np.full(len(carry), others.spread**2)  # variance of a day, learnt on the way
    weight_of_scale = PRIOR_DAYS
    # Covariance of (level, state), in units of a day's variance.
    pll, pls, pss = (
        np.full(len(carry), (others.between / others.spread) ** 2),
        np.zeros(len(carry)),
        1 - share,
    )
    score = np.zeros(len(carry))
    steps = np.arange(1, HORIZON + 1)
    powers = carry[:, None] ** steps
    mean, spread = (np.full((len(values), HORIZON), np.nan) for _ in range(2))
    begun = False
    for day, value in enumerate(values.tolist()):
        pll, pls = pll + drift**2, carry * pls
        state, pss = carry * state, carry**2 * pss + (1 - carry**2) * (1 - share)
        if not isnan(value):
            begun = True
            total = pll + 2 * pls + pss + share
            off = value - level - state
            unit = off**2 / total
            score -= 0.5 * (np.log(total * scale2) + unit / scale2)
            score -= score.max()
            weight_of_scale += 1.0
            scale2 = scale2 + (np.minimum(unit, 9 * scale2) - scale2) / weight_of_scale
            gl, gs = (pll + pls) / total, (pls + pss) / total
            level, state = level + gl * off, state + gs * off
            pll, pls, pss = (
                pll - gl * gl * total, pls - gl * gs * total, pss - gs * gs * total,
            )  # fmt: skip
        if begun:
            w = np.exp(np.maximum(score, -700))
            w /= w.sum()
            middle = level[:, None] + powers * state[:, None]
            around = (pll[:, None] + steps * (drift**2)[:, None] + 2 * powers * pls[:, None]
                      + powers**2 * pss[:, None] + (1 - powers**2) * (1 - share)[:, None]
                      + share[:, None]) * scale2[:, None]  # fmt: skip
            centre = w @ middle
            mean[day] = np.clip(centre, 0, SCALE)
            spread[day] = np.sqrt(w @ (around + (middle - centre) ** 2))
    return mean, spread


def _plain(values: Numbers, others: Others) -> tuple[Numbers, Numbers, Numbers]:
    """The last value; the mean of the last seven days; a mixed model of packaged size."""
    days = len(values)
    last, week, mixed = (np.full(days, np.nan) for _ in range(3))
    kept, total, count = np.nan, 0.0, 0
    worth = (others.spread / others.between) ** 2
    for day, value in enumerate(values.tolist()):
        if not isnan(value):
            kept, total, count = value, total + value, count + 1
        recent = values[max(0, day - HORIZON + 1) : day + 1]
        known = recent[np.isfinite(recent)]
        last[day] = kept
        week[day] = known.mean() if len(known) else (week[day - 1] if day else np.nan)
        mixed[day] = (total + worth * others.middle) / (count + worth)
    powers = PRIOR_CARRY ** np.arange(1, HORIZON + 1)
    drawn = mixed[:, None] + powers * (last - mixed)[:, None]
    return last, np.repeat(week[:, None], HORIZON, axis=1), drawn


def widths(values: Numbers, seen: Foretold, *, horizon: int, coverage: float = COVERAGE) -> Numbers:
    """Per day, the half-width of the interval for `horizon` days ahead, from misses before it.

    In units of points. Each day's width uses only misses that had been seen by then.
    """
    at = horizon - 1
    days = len(values)
    normal = np.abs(np.random.default_rng(0).standard_normal(401))
    prior = np.quantile(normal, np.linspace(0.04, 0.96, PRIOR_MISSES)).tolist()
    scores: list[float] = sorted(prior)
    rate = 1 - coverage
    out = np.full(days, np.nan)
    for day in range(days):
        origin = day - horizon
        if origin >= 0 and np.isfinite(values[day]) and np.isfinite(seen.ours[origin, at]):
            score = abs(values[day] - seen.ours[origin, at]) / seen.spread[origin, at]
            missed = abs(values[day] - seen.ours[origin, at]) > out[origin]
            rate = float(np.clip(rate + LEARNING * ((1 - coverage) - missed), 0.005, 0.5))
            scores.insert(int(np.searchsorted(scores, score)), score)
        place = int(np.ceil((len(scores) + 1) * (1 - rate))) - 1
        wide = scores[min(place, len(scores) - 1)] if scores else 2.0
        out[day] = wide * seen.spread[day, at]
    return out


def chance_below(one: Ahead, line: float) -> float:
    """The chance, 0 to 1, that the day lies under `line`, from the interval's own width.

    >>> round(chance_below(Ahead(1, 50.0, 40.0, 60.0), 50.0), 2)
    0.5
    """
    half = max(one.high - one.middle, one.middle - one.low, 1e-6)
    return normal_cdf((line - one.middle) / (half / NORMAL_HALF))


def _ahead(values: Numbers, seen: Foretold) -> tuple[Ahead, ...]:
    if not len(values) or not np.isfinite(seen.last[-1]):
        return ()
    found = []
    for horizon in range(1, HORIZON + 1):
        middle = float(seen.ours[-1, horizon - 1])
        half = float(widths(values, seen, horizon=horizon)[-1])
        low, high = max(0.0, middle - half), min(SCALE, middle + half)
        found.append(Ahead(horizon, middle, low, high))
    return tuple(found)
