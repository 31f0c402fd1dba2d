"""What findings are worth: false ones, missed ones, thresholds, ranges and speed, beside a loop.

People are simulated with planted truths (`people`, seeds from 1000 on) and, where the shared
generator lies beside the checkout, `gen_daily` (seeds from 100 on). The peer is what is usually
done: a loop over pairs and lags with scipy's Pearson p values and a false discovery rate, and the
bare p < 0.05. Times are processor time on one thread.
"""

from __future__ import annotations

import importlib.util
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
from scipy.stats import pearsonr

from benchmarks.figure import Figure
from benchmarks.people import Person, person, short_sleeper
from evenkeel.core.insights.links import find_links
from evenkeel.core.insights.thresholds import find_threshold

SEED = 1000
PEOPLE = 300
LONG, LAGS = 1096, range(8)
SHARED = Path(__file__).parents[2] / "shared" / "bench" / "gen_daily.py"
GEN_DAILY_PEOPLE = 24
NIGHTS = 80


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
    yield from _thresholds()
    yield from _trials()
    yield from _everything()


def _short() -> Iterator[Figure]:
    name = "insights: 120 days, 12 factors, 4 lags"
    null = _scored([person(SEED + n, planted=0) for n in range(PEOPLE)])
    naive = _naive([person(SEED + n, planted=0) for n in range(PEOPLE // 3)])
    yield Figure(f"{name}: nothing planted, people shown any", _share(null), "%", 5.0)
    yield Figure("   the same by the bare p < 0.05", _share(naive), "%")
    one = _scored([person(SEED + n, effect=0.4) for n in range(PEOPLE)])
    yield Figure(f"{name}: effect 0.4 found, days missing", one.power, "%", 80.0, at_least=True)
    yield Figure("   false share of all statements", one.false_share, "%", 5.0)
    yield Figure("   90% range holds the planted effect (87 to 93)", one.cover, "%")
    yield Figure("   lag right", 100 * one.lag_right / max(one.true, 1), "%")
    whole = _scored([person(SEED + n, effect=0.4, missing=False) for n in range(PEOPLE)])
    yield Figure(f"{name}: effect 0.4 found, all days", whole.power, "%", 80.0, at_least=True)
    yield Figure("   false share of all statements", whole.false_share, "%", 5.0)
    peer = _naive([person(SEED + n, effect=0.4) for n in range(PEOPLE // 3)])
    yield Figure("   the bare p < 0.05: false share", peer.false_share, "%")
    half = _scored([person(SEED + n, days=180, planted=2, outcomes=2) for n in range(PEOPLE)])
    yield Figure("insights: 6 months, 2 of 24 pairs planted: found", half.power, "%")
    yield Figure("   false share of all statements", half.false_share, "%", 5.0)
    yield Figure("   90% range holds the planted effect (87 to 93)", half.cover, "%")


def _three_years() -> Iterator[Figure]:
    found = _gen_daily()
    if found is None:
        people = [
            person(SEED + n, days=LONG, factors=60, outcomes=2, planted=8, effect=0.22)
            for n in range(GEN_DAILY_PEOPLE)
        ]
        mine, peer = _scored(people, LAGS), _naive(people[:3], LAGS, adjust=True)
        name = "insights: 3 years x 60 signals x 2 outcomes x 8 lags"
    else:
        mine, peer = found
        name = "insights: gen_daily, 3 years x 60 x 2 x 8 lags"
    yield Figure(f"{name}: found", mine.power, "%", 85.0, at_least=True)
    yield Figure("   false share of all statements", mine.false_share, "%", 5.0)
    yield Figure("   90% range holds the planted effect (87 to 93)", mine.cover, "%")
    yield Figure("   scipy loop with FDR: false share", peer.false_share, "%")
    ours = 1000 * float(np.median(mine.cpu))
    yield Figure("   one person, processor time", ours, "ms", 50.0)
    loop = 1000 * float(np.median(peer.cpu))
    yield Figure("   beside the scipy loop", ours, "ms", loop, beside="scipy loop with FDR")


def _gen_daily() -> tuple[Score, Score] | None:
    if not SHARED.exists():
        return None
    spec = importlib.util.spec_from_file_location("gen_daily", SHARED)
    if spec is None or spec.loader is None:
        return None
    made: Any = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(made)
    mine, peer = Score(), Score()
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
    return mine, peer


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


def _thresholds() -> Iterator[Figure]:
    told = near = held = asked = 0
    for n in range(NIGHTS):
        one = short_sleeper(SEED + n, days=365)
        found = find_links(one.factors, one.outcomes, weekdays=one.weekdays).links
        link = next((link for link in found if link.factor == 0), None)
        if link is None:
            continue
        asked += 1
        step = find_threshold(
            one.factors[:, 0], one.outcomes[:, 0], weekdays=one.weekdays, lag=link.lag
        )
        truth = one.truth[0].threshold
        if step is None or truth is None:
            continue
        told += 1
        near += abs(step.cut - truth) <= 0.5
        held += step.between[0] - 0.06 <= truth <= step.between[1] + 0.06
    name = "insights: threshold, a year of nights"
    yield Figure(f"{name}: within 0.5 h", 100 * near / max(told, 1), "%", 80.0, at_least=True)
    yield Figure("   told, of people whose link was found", 100 * told / max(asked, 1), "%")
    yield Figure("   range of the cut holds it", 100 * held / max(told, 1), "%")
    steps = lines = 0
    for n in range(NIGHTS):
        one = person(SEED + n, days=365)
        plant = one.truth[0]
        if plant.factor % 4 == 2:
            continue
        lines += 1
        column = one.factors[:, plant.factor]
        steps += (
            find_threshold(column, one.outcomes[:, 0], weekdays=one.weekdays, lag=plant.lag)
            is not None
        )
    yield Figure("   a straight line called a step", 100 * steps / max(lines, 1), "%", 5.0)


def _trials() -> Iterator[Figure]:
    from datetime import date, timedelta

    from benchmarks.people import carried
    from evenkeel.core.insights import trials

    start = date(2026, 3, 2)
    for effect, name, limit in (
        (0.0, "insights: own trial, no effect: told as one", 10.0),
        (10.0, "insights: own trial, effect of 1 SD: told", None),
    ):
        told = 0
        for n in range(PEOPLE):
            rng = np.random.default_rng([SEED, n])
            periods = trials.draw("days", rng)
            plan = trials.days_of(start, "days", periods)
            noise = 10 * carried(rng, len(plan), 0.4) + 0.1 * np.arange(len(plan))
            values = {
                day: 55 + noise[at] + effect * on
                for at, (day, on) in enumerate(plan.items())
                if rng.random() > 0.1
            }
            result = trials.analyse(
                values, start=start, pace="days", periods=periods,
                until=start + timedelta(days=len(plan)),
            )  # fmt: skip
            told += result.sentence in ("higher", "lower")
        yield Figure(name, 100 * told / PEOPLE, "%", limit)


def _everything() -> Iterator[Figure]:
    from benchmarks.people_view import long_view
    from evenkeel.core.insights import insights
    from evenkeel.core.insights.whole_picture import sections, to_try

    def work() -> None:
        view = long_view(SEED)
        found = []
        for insight in insights().values():
            for subject in insight.subjects(view):
                finding = insight.find(view, subject)
                if finding is not None:
                    found.append((insight, subject, finding))
        sections(found)
        to_try(found)

    made = _cpu_ms(lambda: long_view(SEED))
    yield Figure(
        "insights: every finding and the picture, 3 years", _cpu_ms(work) - made, "ms", 300.0
    )


def _cpu_ms(work: Callable[[], object], rounds: int = 3) -> float:
    times = []
    for _ in range(rounds):
        begun = time.process_time()
        work()
        times.append(time.process_time() - begun)
    return 1000 * min(times)
