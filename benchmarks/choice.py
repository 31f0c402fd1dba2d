"""Choosing an exercise: regret over 200 choices of 1,000 simulated people, beside four others.

People: `core.personalisation.simulated` (seed 11), over the library as it is. Every way of
choosing chooses among what is permitted, so that they differ in what they learn, not in what they
may. Regret is the true expected relief of the best permitted exercise less that of the chosen one,
in points of 0 to 10, summed over 200 choices: the oracle's is 0. "popular" knows the mean relief of
every exercise over 400 other people. LinTS has MABWiser's update (`lints`), one model a person,
given the moment as its context; "warm": fitted first on 4,000 runs of other people. MABWiser itself
runs on the first people in a Python of its own, where MABWISER_PYTHON names one.
"""

from __future__ import annotations

import json
import os
import subprocess
import time
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np

from benchmarks.figure import Figure

SEED = 11
PEOPLE = int(os.environ.get("BENCH_PEOPLE", "1000"))
CHOICES = 200
OTHERS = 400
PEER_PEOPLE = int(os.environ.get("BENCH_PEER_PEOPLE", "30"))


def figures() -> Iterator[Figure]:
    from evenkeel.core.exercises import load_exercises
    from evenkeel.core.personalisation.context import Space

    space = Space.over(load_exercises().values())
    popular, everybody = _popular(space), range(PEOPLE)
    started = time.perf_counter()
    ours, wrong = _run(space, everybody, Ours)
    each = (time.perf_counter() - started) / PEOPLE / CHOICES * 1000
    chance, _ = _run(space, everybody, _Random)
    liked, _ = _run(space, everybody, lambda s: _Popular(s, popular))
    half = 0.5 * liked
    yield Figure("regret of ours", ours, "points", half, beside="half of popular")
    yield Figure("regret of popular", liked, "points")
    yield Figure("regret of chance", chance, "points")
    from benchmarks.lints import peers

    for name, way in peers(space, SEED).items():
        regret, _ = _run(space, everybody, way)
        yield Figure("regret of ours", ours, "points", regret, beside=name)
    if theirs := _peer():
        some = range(PEER_PEOPLE)
        mine, _ = _run(space, some, Ours)
        for name, regret in theirs.items():
            beside = f"MABWiser's {name}, {PEER_PEOPLE} people"
            yield Figure("regret of ours", mine, "points", regret, beside=beside)
            same, _ = _run(space, some, peers(space, SEED)[name])
            yield Figure(f"   ours of the same update: {name}", same, "points")
    yield Figure(f"contraindicated, of {PEOPLE * CHOICES} choices", wrong, "", 0)
    yield Figure("one choice, learning included", each, "ms")


def _run(space: Any, people: range, way: Callable[[Any], Any]) -> tuple[float, int]:
    """Regret a person over these people, and how many choices were contraindicated."""
    from evenkeel.core.exercises import PastRun
    from evenkeel.core.personalisation.permitted import permitted
    from evenkeel.core.personalisation.simulated import mistakes, someone

    regret, wrong = 0.0, 0
    for n in people:
        person = someone(space, np.random.default_rng([SEED, n]))
        chooser = way(space)
        chooser.rng = np.random.default_rng([SEED, n, 1])
        history: list[PastRun] = []
        for _ in range(CHOICES):
            moment = person.next_moment()
            allowed = [space.place_of[one.id] for one in
                       permitted(space.exercises, moment, history[-60:])]  # fmt: skip
            if not allowed:
                continue
            at = chooser.choose(moment, history, allowed)
            truth = person.relief(moment, history)
            regret += float(truth[allowed].max() - truth[at])
            wrong += mistakes(moment, space.exercises[at])
            before, after = person.rated(float(truth[at]), moment)
            run = PastRun(space.exercises[at].id, moment.local_now, before, after)
            chooser.learn(moment, history, at, run)
            history.append(run)
    return regret / len(people), wrong


class _Random:
    def __init__(self, space: Any) -> None:
        self.rng = np.random.default_rng()

    def choose(self, moment: Any, history: Any, allowed: list[int]) -> int:
        return int(self.rng.choice(allowed))

    def learn(self, *_rest: Any) -> None:
        pass


class _Popular(_Random):
    def __init__(self, space: Any, liked: Any) -> None:
        super().__init__(space)
        self.liked = liked

    def choose(self, moment: Any, history: Any, allowed: list[int]) -> int:
        return max(allowed, key=lambda at: self.liked[at])


class Ours(_Random):
    def __init__(self, space: Any) -> None:
        from evenkeel.core.personalisation.belief import Learner

        super().__init__(space)
        self.space, self.learner = space, Learner(space)

    def choose(self, moment: Any, history: Any, allowed: list[int]) -> int:
        from evenkeel.core.personalisation.belief import Past
        from evenkeel.core.personalisation.choose import choose

        past = [Past(run, moment) for run in history[-60:]]
        found = choose(
            self.space.exercises, moment=moment, past=past, rng=self.rng, limit=1,
            belief=self.learner.belief(),
        )  # fmt: skip
        return int(self.space.place_of[found[0].exercise])

    def learn(self, moment: Any, history: Any, at: int, run: Any) -> None:
        row = self.space.row(self.space.exercises[at].id, moment, history[-60:])
        self.learner.learn(row, run)


def _popular(space: Any) -> Any:
    """The mean relief of every exercise over other people, each asked at random moments."""
    from evenkeel.core.personalisation.simulated import someone

    total = np.zeros(len(space.exercises))
    for n in range(OTHERS):
        person = someone(space, np.random.default_rng([SEED, 100_000 + n]))
        for _ in range(10):
            total += person.relief(person.next_moment(), ())
    return total / OTHERS / 10


# --- MABWiser, in a Python of its own -------------------------------------------------------------


def _peer() -> dict[str, float]:
    python = os.environ.get("MABWISER_PYTHON")
    if not python:
        return {}
    command = [python, "-m", "benchmarks.choice_peer", str(PEER_PEOPLE), str(CHOICES), str(SEED)]
    paths = {**os.environ, "PYTHONPATH": os.pathsep.join(["src", "."])}
    done = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=False, env=paths)
    lines = [line for line in done.stdout.splitlines() if line.startswith("{")]
    return {k: float(v) for k, v in json.loads(lines[-1]).items()} if lines else {}


def context_of(moment: Any, needs: list[Any]) -> Any:
    """The moment as numbers, for a peer that knows nothing of exercises."""
    from evenkeel.core.personalisation.context import Place

    row = [1.0, moment.activation, float(moment.night), (moment.minutes or 10) / 10]
    row += [float(moment.place is Place.AMONG_PEOPLE), ((moment.strength or 5) - 5) / 5]
    return np.array(row + [float(need in moment.needs) for need in needs])
