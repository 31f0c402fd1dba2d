"""People who do not exist, for measuring a way of choosing: what helps each is planted, and drifts.

Here: a person's true relief for every exercise in every moment, and their moments. Not here: any
way of choosing (`choose`), figures (`benchmarks/choice.py`).

True relief is not what `belief` assumes: tastes have heavy tails, each exercise also works better
or worse for each need of this person, tastes move over the months, and noise is heavier than
normal. So that the learner is not judged on its own picture of people.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Final

import numpy as np

from evenkeel.core.exercises import Exercise, Kind, Need, PastRun
from evenkeel.core.personalisation.context import (
    EVERY_NEED,
    KINDS,
    LATELY,
    Moment,
    Numbers,
    Place,
    Space,
)
from evenkeel.core.personalisation.permitted import load_contraindications

FIRST: Final = datetime(2026, 1, 5, 8, 0, tzinfo=UTC)
TASTE_FREEDOM: Final = 5.0
"""Degrees of freedom of Student's t that tastes are drawn from: some people differ a lot."""
KIND: Final = 0.7
STATE: Final = 0.5
OWN: Final = 0.6
BY_NEED: Final = 0.4
"""Spreads of what a kind, a kind by state, an exercise, an exercise for a need bring."""
DRIFT: Final = 0.02
"""How far an exercise's own effect moves from one choice to the next."""
NOISE: Final = 1.5
HAS_CONDITION: Final = 0.08
IN_PEACE: Final = [KINDS.index(Kind.FORM), KINDS.index(Kind.TIMED)]
"""Kinds that go less well among people."""


@dataclass
class Simulated:
    """One person: tastes by kind, state, exercise and need; what is true of their body; a clock."""

    space: Space
    rng: np.random.Generator
    kind: Numbers
    state: Numbers
    own: Numbers
    by_need: Numbers
    base: float
    needs: tuple[Need, ...]
    conditions: frozenset[str]
    now: datetime = FIRST

    def next_moment(self) -> Moment:
        """Some hours later: what is the matter, how much time, where, how strong."""
        self.now += timedelta(hours=float(self.rng.gamma(2.0, 12.0)))
        count = 1 + int(self.rng.uniform() < 0.4)
        needs = self.rng.choice(len(self.needs), size=min(count, len(self.needs)), replace=False)
        self.own += DRIFT * self.rng.standard_normal(len(self.own))
        return Moment(
            local_now=self.now,
            needs=frozenset(self.needs[at] for at in needs),
            minutes=int(self.rng.choice([3, 5, 10, 20])),
            place=Place.AMONG_PEOPLE if self.rng.uniform() < 0.3 else Place.ALONE,
            strength=int(self.rng.integers(3, 10)),
            conditions=self.conditions,
        )

    def relief(self, moment: Moment, history: Sequence[PastRun]) -> Numbers:
        """The true expected relief of every exercise now, in points."""
        space = self.space
        wanted = np.array([need in moment.needs for need in EVERY_NEED], float)
        met = space.needs * wanted
        found = self.base + self.kind[space.kinds] + self.own
        found += self.state[space.kinds] * moment.activation
        found += 1.0 * met.sum(axis=1) / max(1.0, wanted.sum()) + (met * self.by_need).sum(axis=1)
        found += 0.3 * np.minimum(1.0, space.first_for @ wanted)
        found -= 0.7 * moment.night * (1 - space.night)
        if moment.place is Place.AMONG_PEOPLE:
            found -= 0.4 * np.isin(space.kinds, IN_PEACE)
        if moment.minutes is not None:
            found -= 0.08 * np.maximum(0.0, space.minutes - moment.minutes)
        lately = np.zeros(len(space.exercises))
        for run in history[-20:]:
            lately[space.place_of[run.exercise]] += moment.local_now - run.at < LATELY
        tired: Numbers = found - 0.15 * np.minimum(lately, 4.0)
        return tired

    def rated(self, relief: float, moment: Moment) -> tuple[int, int]:
        """(before, after) as the person would rate them."""
        before = moment.strength if moment.strength is not None else 6
        noise = NOISE * float(self.rng.standard_t(TASTE_FREEDOM))
        return before, int(np.clip(round(before - relief - noise), 0, 10))


def someone(space: Space, rng: np.random.Generator) -> Simulated:
    """One person with their own tastes, drawn from `rng`.

    >>> from evenkeel.core.exercises import load_exercises
    >>> one = someone(Space.over(load_exercises().values()), np.random.default_rng(1))
    >>> len(one.relief(one.next_moment(), ())) == len(one.space.exercises)
    True
    """
    size = len(space.exercises)

    def tastes(spread: float, *shape: int) -> Numbers:
        scale = spread / np.sqrt(TASTE_FREEDOM / (TASTE_FREEDOM - 2))
        found: Numbers = scale * rng.standard_t(TASTE_FREEDOM, shape)
        return found

    every = EVERY_NEED
    wanted = rng.choice(len(every), size=int(rng.integers(3, 7)), replace=False)
    return Simulated(
        space=space,
        rng=rng,
        kind=tastes(KIND, len(KINDS)),
        state=tastes(STATE, len(KINDS)),
        own=tastes(OWN, size),
        by_need=tastes(BY_NEED, size, len(every)),
        base=float(rng.normal(0.9, 0.4)),
        needs=tuple(every[at] for at in wanted),
        conditions=frozenset(
            id for id in load_contraindications() if rng.uniform() < HAS_CONDITION
        ),
    )


def mistakes(moment: Moment, chosen: Exercise) -> bool:
    """Whether a choice is contraindicated for this person or moment."""
    rules = load_contraindications()
    return bool(moment.needs & set(chosen.not_for)) or any(
        rule.forbids(chosen)
        for id, rule in rules.items()
        if id in moment.conditions or moment.needs & set(rule.needs)
    )
