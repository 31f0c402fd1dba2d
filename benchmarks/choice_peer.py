"""MABWiser's LinTS on the people of `choice`: run in an environment that has it, named there.

Prints one JSON line: regret per person of the model as it begins with a person, and warmed by
others. It sees the same moments, the same permitted exercises and the same ratings.
"""

from __future__ import annotations

import copy
import json
import sys
from typing import Any

import numpy as np

from benchmarks.choice import context_of

ALPHA = 0.3
"""The best of 0.1, 0.3, 1.0 on ten people of another seed."""
WARM_RUNS = 10


class Peer:
    """One model a person. Its choice is the best of the permitted by its own drawn scores."""

    def __init__(self, model: Any, needs: list[Any]) -> None:
        self.model, self.needs = model, needs

    def choose(self, moment: Any, history: Any, allowed: list[int]) -> int:
        scores = self.model.predict_expectations(context_of(moment, self.needs)[None, :])
        return max(allowed, key=lambda at: scores[at])

    def learn(self, moment: Any, history: Any, at: int, run: Any) -> None:
        row = context_of(moment, self.needs)[None, :]
        self.model.partial_fit([at], [float(run.before - run.after)], row)


def _peer(model: Any, needs: list[Any], _space: Any) -> Peer:
    return Peer(copy.deepcopy(model), needs)


def main(people: int, choices: int, seed: int) -> None:
    import benchmarks.choice as bench
    from evenkeel.core.exercises import Need, load_exercises
    from evenkeel.core.personalisation.context import Space

    bench.CHOICES, bench.SEED = choices, seed
    space, needs = Space.over(load_exercises().values()), list(Need)
    cold, warm = _models(space, needs, seed)
    found = {}
    for name, model in (("LinTS", cold), ("LinTS, warm", warm)):
        regret, _wrong = bench._run(
            space, range(people), lambda _s, m=model: Peer(copy.deepcopy(m), needs)
        )
        found[name] = regret
        print(json.dumps(found), flush=True)


def _models(space: Any, needs: list[Any], seed: int) -> tuple[Any, Any]:
    from mabwiser.mab import MAB, LearningPolicy

    rows, arms, rewards = others_runs(space, needs, seed)
    cold = MAB(list(range(len(space.exercises))), LearningPolicy.LinTS(alpha=ALPHA), seed=seed)
    warm = copy.deepcopy(cold)
    every = list(range(len(space.exercises)))
    cold.fit(every, [1.5] * len(every), np.zeros((len(every), len(rows[0]))))
    warm.fit(arms, rewards, np.array(rows))
    return cold, warm


def others_runs(
    space: Any, needs: list[Any], seed: int
) -> tuple[list[Any], list[int], list[float]]:
    """Moments, exercises and relief of 400 other people, ten runs each, exercises at random."""
    from benchmarks.choice import OTHERS, context_of
    from evenkeel.core.personalisation.simulated import someone

    rows, arms, rewards = [], [], []
    rng = np.random.default_rng([seed, 5])
    for n in range(OTHERS):
        person = someone(space, np.random.default_rng([seed, 100_000 + n]))
        for _ in range(WARM_RUNS):
            moment = person.next_moment()
            at = int(rng.integers(len(space.exercises)))
            before, after = person.rated(float(person.relief(moment, ())[at]), moment)
            rows.append(context_of(moment, needs))
            arms.append(at)
            rewards.append(float(before - after))
    return rows, arms, rewards


if __name__ == "__main__":
    main(*(int(one) for one in sys.argv[1:]))
