"""What rules are worth: false ones, missed ones, ranges and speed, beside a loop and a ceiling.

People are simulated with planted truths (`people`, seeds from 1000 on) and, where the shared
generator lies beside the checkout, `gen_daily` (seeds from 100 on). The peer is what is usually
done: a loop over pairs and lags with scipy's Pearson p values and a false discovery rate, and the
bare p < 0.05. `ceiling` is what the right test alone finds, told everything. Times are processor
time on one thread.
"""

from __future__ import annotations

import importlib.util
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
from scipy.stats import pearsonr

from benchmarks import ceiling
from benchmarks.figure import Figure
from benchmarks.people import Person, person
from evenkeel.core.insights.links import find_links

SEED = 1000
PEOPLE = 300
NULL_PEOPLE = 1000
FALSE_A_PERSON = 0.04
"""False statements a person that the ceiling may spend: 5% of statements, three in four found."""
RANGES = (
    (120, 600, 0.15, 0.6),
    (180, 400, 0.15, 0.6),
    (365, 200, 0.15, 0.6),
    (1096, 60, 0.1, 0.35),
)
LONG, LAGS = 1096, range(8)
SHARED = Path(__file__).parents[2] / "shared" / "bench" / "gen_daily.py"
GEN_DAILY_PEOPLE = 24


@dataclass
class Score:
    """Statements against planted truths, over people."""

    people: int = 0
    shown: int = 0
    planted: int = 0
    true: int = 0
    false: int = 0
    lag_right: int = 0
    held: int = 0
    cpu: list[float] = field(default_factory=list)

    @property
    def power(self) -> float:
        return 100 * self.true / max(self.planted, 1)

    @property
    def false_share(self) -> float:
        return 100 * self.false / max(self.true + self.false, 1)

    @property
    def cover(self) -> float:
        return 100 * self.held / max(self.true, 1)


def figures() -> Iterator[Figure]:
    yield from _short()
    yield from _three_years()


def _short() -> Iterator[Figure]:
    name = "insights: 120 days, 12 factors, 4 lags"
    null = _scored([person(SEED + n, planted=0) for n in range(NULL_PEOPLE)])
    naive = _naive([person(SEED + n, planted=0) for n in range(PEOPLE // 3)])
    yield Figure(f"{name}: nothing planted, people shown any", _share(null), "%", 5.0)
    yield Figure("   the same by the bare p < 0.05", _share(naive), "%")
    for missing, words in ((False, "all days"), (True, "a fifth of pairs missing")):
        people = [person(SEED + n, effect=0.4, missing=missing) for n in range(PEOPLE)]
        one = _scored(people)
        yield Figure(f"{name}: effect 0.4 found, {words}", one.power, "%", 80.0, at_least=True)
        yield Figure("   false share of all statements", one.false_share, "%", 5.0)
        paid = 100 * ceiling.searched(people, false=FALSE_A_PERSON)
        yield Figure("   the most anybody could, the noise and the effect's place known", paid, "%")
        yield Figure(
            "   the same with nothing searched (p < 0.05)", 100 * ceiling.alone(people), "%"
        )
        peer = _naive(people[: PEOPLE // 3])
        yield Figure("   the bare p < 0.05: found", peer.power, "%")
        yield Figure("   the bare p < 0.05: false share", peer.false_share, "%")
    people = [person(SEED + n, days=180, planted=2, outcomes=2) for n in range(PEOPLE)]
    half, peer = _scored(people), _naive(people[: PEOPLE // 6])
    yield Figure("insights: 6 months, 2 of 24 pairs planted: found", half.power, "%")
    yield Figure("   false share of all statements", half.false_share, "%", 5.0)
    yield Figure("   the bare p < 0.05: false share", peer.false_share, "%")
    yield from _ranges()


def _ranges() -> Iterator[Figure]:
    """How often the 90% range of a link that is shown holds the truth, over effects of all sizes:
    of one size only, those that came out small are not shown, and the rest look too good."""
    for days, people, least, most in RANGES:
        made = []
        for n in range(people):
            effect = float(np.random.default_rng([SEED, n, 3]).uniform(least, most))
            made.append(person(SEED + n, days=days, effect=effect, planted=2))
        cover = _scored(made).cover
        name = f"insights: {days} days, 90% range holds effects of {least:g} to {most:g}"
        yield Figure(f"{name}: off 90 by", abs(cover - 90), "%", 3.0)


def _three_years() -> Iterator[Figure]:
    found = _gen_daily()
    if found is None:
        people = [
            person(SEED + n, days=LONG, factors=60, outcomes=2, planted=8, effect=0.22)
            for n in range(GEN_DAILY_PEOPLE)
        ]
        mine, peer = _scored(people, LAGS), _naive(people[:3], LAGS, adjust=True)
        bare = _naive(people[:3], LAGS)
        name = "insights: 3 years x 60 signals x 2 outcomes x 8 lags"
    else:
        mine, peer, bare = found
        name = "insights: gen_daily, 3 years x 60 x 2 x 8 lags"
    yield Figure(f"{name}: found", mine.power, "%", 85.0, at_least=True)
    yield Figure("   false share of all statements", mine.false_share, "%", 5.0)
    yield Figure("   90% range holds the planted effect (87 to 93)", mine.cover, "%")
    yield Figure("   scipy loop with FDR: false share", peer.false_share, "%")
    yield Figure("   the bare p < 0.05: false share", bare.false_share, "%")
    ours = 1000 * float(np.median(mine.cpu))
    yield Figure("   one person, processor time", ours, "ms", 50.0)
    loop = 1000 * float(np.median(peer.cpu))
    yield Figure("   beside the scipy loop", ours, "ms", loop, beside="scipy loop with FDR")


def _gen_daily() -> tuple[Score, Score, Score] | None:
    if not SHARED.exists():
        return None
    spec = importlib.util.spec_from_file_location("gen_daily", SHARED)
    if spec is None or spec.loader is None:
        return None
    made: Any = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(made)
    mine, peer, bare = Score(), Score(), Score()
    truth = {(int(s[1:]), ("mood", "anxiety").index(o)): (lag, b) for s, o, lag, b in made.TRUE}
    for n in range(GEN_DAILY_PEOPLE):
        x, by_name = made.member(seed=100 + n)
        y = np.column_stack([by_name["mood"], by_name["anxiety"]])
        weekdays = np.arange(len(x)) % 7
        begun = time.process_time()
        links = find_links(x, y, weekdays=weekdays, lags=LAGS).links
        mine.cpu.append(time.process_time() - begun)
        mine.planted += len(truth)
        for link in links:
            plant = truth.get((link.factor, link.outcome))
            mine.true += plant is not None
            mine.false += plant is None
            if plant is not None:
                low, high = (end / link.spread for end in link.interval)
                mine.held += low <= 1.6 * plant[1] <= high
        if n < 2:
            begun = time.process_time()
            shown = _loop(x, y, LAGS, adjust=True)
            peer.cpu.append(time.process_time() - begun)
            peer.true += sum(pair in truth for pair in shown)
            peer.false += sum(pair not in truth for pair in shown)
            every = _loop(x, y, LAGS, adjust=False)
            bare.true += sum(pair in truth for pair in every)
            bare.false += sum(pair not in truth for pair in every)
    return mine, peer, bare


def _scored(people: Sequence[Person], lags: Sequence[int] = range(4)) -> Score:
    score = Score()
    for one in people:
        begun = time.process_time()
        links = find_links(one.factors, one.outcomes, weekdays=one.weekdays, lags=lags).links
        score.cpu.append(time.process_time() - begun)
        truth = {(plant.factor, plant.outcome): plant for plant in one.truth}
        score.people += 1
        score.shown += bool(links)
        score.planted += len(truth)
        for link in links:
            plant = truth.get((link.factor, link.outcome))
            if plant is None:
                score.false += 1
                continue
            score.true += 1
            score.lag_right += link.lag == plant.lag
            low, high = (end / link.spread for end in link.interval)
            score.held += low <= plant.slope <= high
    return score


def _naive(people: Sequence[Person], lags: Sequence[int] = range(4), adjust: bool = False) -> Score:
    score = Score()
    for one in people:
        begun = time.process_time()
        shown = _loop(one.factors, one.outcomes, lags, adjust=adjust)
        score.cpu.append(time.process_time() - begun)
        truth = {(plant.factor, plant.outcome) for plant in one.truth}
        score.people += 1
        score.shown += bool(shown)
        score.planted += len(truth)
        score.true += len(shown & truth)
        score.false += len(shown - truth)
    return score


def _loop(
    x: np.ndarray[Any, Any], y: np.ndarray[Any, Any], lags: Sequence[int], *, adjust: bool
) -> set[tuple[int, int]]:
    """What is usually done: Pearson for every pair and lag; Benjamini-Hochberg where `adjust`."""
    pairs, p = [], []
    for k in range(y.shape[1]):
        for j in range(x.shape[1]):
            for lag in lags:
                a, b = x[: len(x) - lag, j], y[lag:, k]
                both = ~(np.isnan(a) | np.isnan(b))
                pairs.append((j, k))
                p.append(pearsonr(a[both], b[both]).pvalue if both.sum() > 9 else 1.0)
    values = np.array(p)
    bar = 0.05
    if adjust:
        ranked = np.sort(values) * len(values) / np.arange(1, len(values) + 1)
        under = np.flatnonzero(ranked <= 0.05)
        bar = np.sort(values)[under[-1]] if len(under) else -1.0
    return {pair for pair, value in zip(pairs, values, strict=True) if value <= bar}


def _share(score: Score) -> float:
    return 100 * score.shown / max(score.people, 1)
