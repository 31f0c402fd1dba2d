"""A trial of one's own: does this help me? Days with and days without, in random order.

Here: the plan and its analysis. Not here: storing and reminding (`apps.insights`).

Periods come in pairs, one with and one without, and chance decides which comes first, so that a
trend, a season or a good month cannot pass for an effect (single-person randomised trials: Guyatt
et al. 1986, NEJM 314, 889; Kravitz & Duan 2014, AHRQ 13(14)-EHC122). The first day of a period may
still carry the last one and is left out. The p value is exact: the share of all orders that chance
could have drawn with a difference as large (Edgington & Onghena 2007, Randomization Tests).
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import product
from math import isnan, sqrt
from statistics import fmean, stdev

import numpy as np

from evenkeel.core.insights.distributions import student_quantile

PACES = {"quick": (2, 9), "days": (4, 7), "slow": (7, 6)}
"""How soon something works and wears off -> days of a period, pairs of periods. Six pairs at least:
with fewer, chance alone cannot be told under one in thirty (2 of 2^6 orders)."""
LEFT_OUT = {"quick": 0, "days": 1, "slow": 2}
"""First days of each period that may still carry the last one."""
FEWEST_PAIRS = 5
INTERVAL = 0.90
SURE, FAIRLY, CHANCE = 0.01, 0.04, 0.10
SMALL = 0.2
"""Share of a scale's usual spread between days that is too small to care about."""


@dataclass(frozen=True, slots=True)
class Result:
    """What a trial showed. `effect`: with less without, in the outcome's units; `p` is exact.

    `sentence`: "too_few", "helps" style keys: "higher", "lower", "no_difference", "unclear".
    `pairs` used, `days` counted, `lost` days without a value or not kept to.
    """

    sentence: str
    pairs: int
    days: int
    lost: int
    with_it: float = float("nan")
    without: float = float("nan")
    effect: float = float("nan")
    interval: tuple[float, float] = (float("nan"), float("nan"))
    p: float = 1.0
    more: int = 0


def draw(pace: str, rng: np.random.Generator) -> tuple[bool, ...]:
    """Whether each period is with (True) or without, in pairs of random order.

    >>> order = draw("days", np.random.default_rng(1))
    >>> len(order), all(a != b for a, b in zip(order[::2], order[1::2]))
    (14, True)
    """
    firsts = rng.random(PACES[pace][1]) < 0.5
    return tuple(bool(part) for first in firsts for part in (first, not first))


def days_of(start: date, pace: str, periods: Sequence[bool]) -> Mapping[date, bool]:
    """Every day of the plan: True with, False without.

    >>> plan = days_of(date(2026, 3, 1), "quick", (True, False))
    >>> [on for on in plan.values()]
    [True, True, False, False]
    """
    each = PACES[pace][0]
    return {
        start + timedelta(days=n * each + d): on
        for n, on in enumerate(periods)
        for d in range(each)
    }


def length(pace: str) -> int:
    """Days of a whole trial."""
    each, pairs = PACES[pace]
    return 2 * each * pairs


def analyse(
    values: Mapping[date, float],
    *,
    start: date,
    pace: str,
    periods: Sequence[bool],
    until: date,
    not_kept: Collection[date] = (),
) -> Result:
    """What the days up to `until` show. `values`: the outcome by day; missing days are absent.

    >>> periods = (True, False) * 7
    >>> plan = days_of(date(2026, 3, 1), "days", periods)
    >>> values = {day: 60.0 + day.day % 3 if on else 50.0 + day.day % 2 for day, on in plan.items()}
    >>> analyse(values, start=date(2026, 3, 1), pace="days", periods=periods,
    ...         until=date(2026, 6, 1)).sentence
    'higher'
    """
    means, counted, lost = _period_means(values, start, pace, periods, until, not_kept)
    pairs = [
        (a if first else b, b if first else a)
        for (a, b), first in zip(_pairs(means), periods[::2], strict=True)
        if not (isnan(a) or isnan(b))
    ]
    if len(pairs) < FEWEST_PAIRS:
        return Result("too_few", len(pairs), counted, lost, more=FEWEST_PAIRS - len(pairs))
    apart = [with_it - without for with_it, without in pairs]
    effect, error = fmean(apart), stdev(apart) / sqrt(len(apart))
    reach = student_quantile(0.5 + INTERVAL / 2, len(apart) - 1) * error
    p = _exact(apart)
    held = [value for value in values.values() if not isnan(value)]
    small = SMALL * (stdev(held) if len(held) > 1 else 1.0)
    low, high = effect - reach, effect + reach
    sentence = "unclear"
    if p <= CHANCE and low * high > 0:
        sentence = "higher" if effect > 0 else "lower"
    elif max(abs(low), abs(high)) <= 2.5 * small:
        sentence = "no_difference"
    return Result(
        sentence, len(pairs), counted, lost, fmean(a for a, _ in pairs), fmean(b for _, b in pairs),
        effect, (low, high), p,
    )  # fmt: skip


def sure_word(p: float) -> str:
    """How sure to sound about a difference."""
    return "almost_surely" if p <= SURE else "probably" if p <= FAIRLY else "perhaps"


def _period_means(
    values: Mapping[date, float],
    start: date,
    pace: str,
    periods: Sequence[bool],
    until: date,
    not_kept: Collection[date],
) -> tuple[list[float], int, int]:
    each, skip = PACES[pace][0], LEFT_OUT[pace]
    means, counted, lost = [], 0, 0
    for n in range(len(periods)):
        held = []
        for d in range(skip, each):
            day = start + timedelta(days=n * each + d)
            if day > until:
                continue
            value = values.get(day, float("nan"))
            if isnan(value) or day in not_kept:
                lost += 1
            else:
                held.append(value)
        counted += len(held)
        means.append(fmean(held) if held else float("nan"))
    return means, counted, lost


def _pairs(means: Sequence[float]) -> list[tuple[float, float]]:
    return [(means[n], means[n + 1]) for n in range(0, len(means) - 1, 2)]


def _exact(apart: Sequence[float]) -> float:
    """Share of all orders within pairs with a mean difference as far from zero."""
    seen = abs(sum(apart)) - 1e-9
    orders = list(product((1, -1), repeat=len(apart)))
    return sum(
        abs(sum(s * d for s, d in zip(o, apart, strict=True))) >= seen for o in orders
    ) / len(orders)
