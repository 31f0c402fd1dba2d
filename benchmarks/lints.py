"""LinTS with MABWiser's update, for a thousand people: one ridge regression an arm, drawn from.

The same model as MABWiser 2.7 (`_LinTS` over `_Linear`: A = X'X + I, beta = A^-1 X'y, a draw from
N(beta, alpha^2 A^-1) an arm). What is compared between arms is x'beta of the draw, and that is
normal with mean x'beta and variance alpha^2 x'A^-1 x, independent over arms: drawing it directly
gives the same choices by chance at a fraction of the time. `choice_peer` runs MABWiser itself on
some of the same people, to show that it does.
"""

from __future__ import annotations

import copy
from typing import Any

import numpy as np
from numpy.typing import NDArray

from benchmarks.choice_peer import ALPHA, others_runs

Numbers = NDArray[np.float64]


class LinTS:
    """One model: `inverse` (arms x d x d), `moments` and `beta` (arms x d)."""

    def __init__(self, arms: int, width: int) -> None:
        self.gram = np.tile(np.eye(width), (arms, 1, 1))
        self.inverse = self.gram.copy()
        self.moments = np.zeros((arms, width))
        self.beta = np.zeros((arms, width))
        self.rng = np.random.default_rng()

    def learn(self, arm: int, row: Numbers, reward: float) -> None:
        self.gram[arm] += np.outer(row, row)
        self.moments[arm] += reward * row
        self.inverse[arm] = np.linalg.inv(self.gram[arm])
        self.beta[arm] = self.inverse[arm] @ self.moments[arm]

    def draw(self, row: Numbers, arms: list[int]) -> Numbers:
        spread = np.sqrt(np.einsum("i,aij,j->a", row, self.inverse[arms], row))
        drawn: Numbers = self.beta[arms] @ row + ALPHA * spread * self.rng.normal(size=len(arms))
        return drawn


class Peer:
    """A person's own model among the ways of choosing of `choice`."""

    def __init__(self, model: LinTS, needs: list[Any]) -> None:
        self.model, self.needs = model, needs

    @property
    def rng(self) -> np.random.Generator:
        return self.model.rng

    @rng.setter
    def rng(self, value: np.random.Generator) -> None:
        self.model.rng = value

    def choose(self, moment: Any, history: Any, allowed: list[int]) -> int:
        from benchmarks.choice import context_of

        return allowed[int(np.argmax(self.model.draw(context_of(moment, self.needs), allowed)))]

    def learn(self, moment: Any, history: Any, at: int, run: Any) -> None:
        from benchmarks.choice import context_of

        self.model.learn(at, context_of(moment, self.needs), float(run.before - run.after))


def peers(space: Any, seed: int) -> dict[str, Any]:
    """Ways of choosing by name: as it begins with a person, and warmed by others' runs."""
    from evenkeel.core.exercises import Need

    needs = list(Need)
    rows, arms, rewards = others_runs(space, needs, seed)
    cold, warm = (LinTS(len(space.exercises), len(rows[0])) for _ in range(2))
    for row, arm, reward in zip(rows, arms, rewards, strict=True):
        warm.learn(arm, row, reward)
    return {
        "LinTS": lambda _s: Peer(copy.deepcopy(cold), needs),
        "LinTS, warm": lambda _s: Peer(copy.deepcopy(warm), needs),
    }
