"""What the other findings are worth: thresholds, own trials, calendars; and everything's speed.

People with planted truths (`people`, `people_events`), seeds from 1000 on. Rules are in `insights`.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Mapping

import numpy as np

from benchmarks.figure import Figure
from benchmarks.people import person, short_sleeper
from evenkeel.core.insights.links import find_links
from evenkeel.core.insights.thresholds import find_threshold
from evenkeel.core.vocabulary import DayTable

SEED = 1000
PEOPLE = 300
NIGHTS = 80


def figures() -> Iterator[Figure]:
    yield from _thresholds()
    yield from _trials()
    yield from _calendar()
    yield from _everything()


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


def _calendar() -> Iterator[Figure]:
    from benchmarks.people_events import busy_person
    from evenkeel.core.insights import after_events

    for effect, name, limit in (
        (0.0, "insights: calendar, nothing planted: people told any", 5.0),
        (15.0, "insights: calendar, 15 points after two events: told", None),
    ):
        told = 0
        for n in range(PEOPLE):
            view = busy_person(SEED + n, effect=effect)
            found = [after_events.find(view, subject) for subject in after_events.subjects(view)]
            told += any(one is not None and one.sentence != "none" for one in found)
        yield Figure(name, 100 * told / PEOPLE, "%", limit)


def _everything() -> Iterator[Figure]:
    from benchmarks.people_view import long_view
    from evenkeel.core.insights import insights
    from evenkeel.core.insights.whole_picture import sections, to_try
    from evenkeel.core.warning import forecast, standing

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
        standing(DayTable(view.days.dates[-240:], _last(view.days.columns, 240)))
        for name in ("mood", "anxiety"):
            forecast(np.array(view.days.columns[name][-240:]), outcome=name)

    made = _cpu_ms(lambda: long_view(SEED))
    yield Figure(
        "insights: every finding, warnings, forecast and the picture",
        _cpu_ms(work) - made,
        "ms",
        300.0,
    )


def _last(columns: Mapping[str, tuple[float, ...]], days: int) -> Mapping[str, tuple[float, ...]]:
    return {name: values[-days:] for name, values in columns.items()}


def _cpu_ms(work: Callable[[], object], rounds: int = 3) -> float:
    times = []
    for _ in range(rounds):
        begun = time.process_time()
        work()
        times.append(time.process_time() - begun)
    return 1000 * min(times)
