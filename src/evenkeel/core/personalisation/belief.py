"""What is believed of each exercise for one person: a packaged prior, moved by their own runs.

Here: Bayesian linear regression with a hierarchical prior, and learning from "not this". Not here:
choosing (`choose`), the features (`context`).

An expected relief is what exercises of this fit bring people (the packaged part), plus what this
kind brings this person, plus what this very exercise brings them: each level is shrunk towards the
one above, so that three good runs of slow breathing also speak for other breathing, a little
(Gelman and Hill 2006, partial pooling). Normal with known noise: the posterior is exact (Bishop
2006, section 3.3). Old runs count less: people change.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

import numpy as np

from evenkeel.core.exercises import NoBecause, Outcome, PastRun
from evenkeel.core.personalisation.context import Moment, Numbers, Space
from evenkeel.core.personalisation.not_this import SAYS_NOTHING_OF_IT

# Points of 0 to 10 that the feeling falls. Means are first guesses: relaxation moves anxiety by
# about half a standard deviation (Manzoni et al. 2008, BMC Psychiatry 8:41). Spreads: how far
# people differ from them.
PRIOR: Final[Mapping[str, tuple[float, float]]] = {
    "any": (1.1, 0.6),
    "met": (0.9, 0.4),
    "first_for": (0.4, 0.3),
    "not_for": (-2.5, 0.5),
    "fits_night": (0.3, 0.3),
    "misfits_night": (-0.8, 0.4),
    "too_long": (-0.9, 0.4),
    "just_done": (-0.6, 0.4),
    "often": (-0.4, 0.4),
    "new": (0.1, 0.2),
    "strength": (1.0, 0.4),
    "kind": (0.0, 0.7),
    "state": (0.0, 0.6),
    "place": (-0.2, 0.5),
    "own": (0.0, 0.7),
}
NOISE: Final = 1.7
"""Points by which the same exercise differs from time to time in the same person."""
HALF_LIFE: Final = timedelta(days=240)
NOT_THIS: Final = -1.5
"""What "not for me" counts as: worse than nothing, in points."""
MADE_IT_WORSE: Final = -2.5
NOT_THIS_WORTH: Final = 2.0
"""Runs that one such answer weighs: a clear word is worth more than a number."""
STOPPED: Final = -0.3


@dataclass(frozen=True)
class Belief:
    """Mean and spread of the weights of one person over one space."""

    space: Space
    mean: Numbers
    factor: Numbers
    """Lower Cholesky factor of the precision."""
    runs: int

    def sampled(self, rng: np.random.Generator, times: int = 1) -> Numbers:
        """Weights drawn from the belief (times x features)."""
        shocks = rng.standard_normal((len(self.mean), times))
        drawn: Numbers = self.mean + np.linalg.solve(self.factor.T, shocks).T
        return drawn

    def apart(self, rows: Numbers) -> Numbers:
        """How each row's relief moves with independent standard normal draws (features x rows).

        The root of the sum of a column's squares is the spread of what that row is expected to
        bring (Bishop 2006, eq. 3.59, without the noise of the day).
        """
        return np.asarray(np.linalg.solve(self.factor, rows.T), dtype=np.float64)

    def expected(self, rows: Numbers) -> Numbers:
        """The expected relief of each row of features, in points."""
        found: Numbers = rows @ self.mean
        return found


@dataclass(frozen=True, slots=True)
class Past:
    """A run with the moment it was done in, as far as that is still known."""

    run: PastRun
    moment: Moment


def prior(space: Space) -> tuple[Numbers, Numbers]:
    """Means and spreads of every feature's weight before any run."""
    pairs = [PRIOR[name.partition(":")[0]] for name in space.names]
    return np.array([m for m, _ in pairs]), np.array([s for _, s in pairs])


def believed(space: Space, past: Sequence[Past], *, now: datetime) -> Belief:
    """The belief after these runs, in any order; runs of exercises that are gone are left out.

    >>> from evenkeel.core.exercises import load_exercises
    >>> space = Space.over(load_exercises().values())
    >>> from datetime import UTC
    >>> believed(space, (), now=datetime(2026, 1, 1, tzinfo=UTC)).runs
    0
    """
    learner = Learner(space)
    ordered = sorted(past, key=lambda one: one.run.at)
    runs = [one.run for one in ordered]
    for at, one in enumerate(ordered):
        if one.run.exercise in space.place_of:
            row = space.row(one.run.exercise, one.moment, runs[:at])
            learner.learn(row, one.run, age=now - one.run.at)
    return learner.belief()


class Learner:
    """Sums that a belief is made of; one run at a time."""

    def __init__(self, space: Space) -> None:
        mean, spread = prior(space)
        self.space, self.runs = space, 0
        self.precision = np.diag(1 / spread**2)
        self.weighted = mean / spread**2

    def learn(self, row: Numbers, run: PastRun, *, age: timedelta = timedelta()) -> None:
        """Take one run in; one that says nothing changes nothing."""
        reward = reward_of(run)
        if reward is None:
            return
        weight = 0.5 ** (age / HALF_LIFE) / NOISE**2
        weight *= NOT_THIS_WORTH if run.outcome is Outcome.NOT_FOR_ME else 1.0
        self.precision += weight * np.outer(row, row)
        self.weighted += weight * reward * row
        self.runs += 1

    def belief(self) -> Belief:
        """What is believed now."""
        factor = np.asarray(np.linalg.cholesky(self.precision), dtype=np.float64)
        mean = np.asarray(np.linalg.solve(self.precision, self.weighted), dtype=np.float64)
        return Belief(self.space, mean, factor, self.runs)


def reward_of(run: PastRun) -> float | None:
    """What a run says, in points of relief; None where it says nothing.

    >>> from datetime import UTC
    >>> reward_of(PastRun("a", datetime(2026, 1, 1, tzinfo=UTC), 7, 4))
    3.0
    """
    if run.outcome is Outcome.NOT_FOR_ME:
        if run.because is NoBecause.MADE_IT_WORSE:
            return MADE_IT_WORSE
        return None if run.because in SAYS_NOTHING_OF_IT else NOT_THIS
    if run.before is not None and run.after is not None:
        return float(run.before - run.after)
    return STOPPED if run.outcome is Outcome.STOPPED else None
