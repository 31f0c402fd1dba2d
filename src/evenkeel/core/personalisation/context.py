"""The moment a choice is made in, and the numbers that describe an exercise in that moment.

Here: `Moment`, and the row of features of each exercise in it. Not here: what the numbers are worth
(`belief`), what may be offered at all (`permitted`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from functools import cached_property
from typing import Final

import numpy as np
from numpy.typing import NDArray

from evenkeel.core.exercises import Exercise, Kind, Need, PastRun
from evenkeel.core.vocabulary import RiskLevel

Numbers = NDArray[np.float64]

NIGHT_HOURS: Final = frozenset({23, 0, 1, 2, 3, 4, 5})
JUST_NOW: Final = timedelta(hours=6)
LATELY: Final = timedelta(days=7)
OFTEN: Final = 4.0
"""Times in a week that count as often."""
USUAL_STRENGTH: Final = 5.0
WOUND_UP: Final = frozenset(
    {Need.PANIC, Need.ANXIETY, Need.ANGER, Need.STRESS, Need.TENSION, Need.OVERWHELM, Need.URGES}
)
WEIGHED_DOWN: Final = frozenset(
    {Need.LOW_MOOD, Need.NUMBNESS, Need.GRIEF, Need.LONELINESS, Need.SHAME, Need.SELF_CRITICISM}
)


class Place(StrEnum):
    """Where the member is, as far as they said. Writing and lying down do not fit everywhere."""

    UNKNOWN = "unknown"
    ALONE = "alone"
    AMONG_PEOPLE = "among_people"


@dataclass(frozen=True, slots=True)
class Moment:
    """What is known when something is to be offered. `local_now` is aware, on the member's clock.

    `strength` is the feeling's, 0 to 10, None where not said. `conditions` are ids of what the
    member told about their body and past (`content/contraindications`).
    """

    local_now: datetime
    needs: frozenset[Need] = frozenset()
    minutes: int | None = None
    place: Place = Place.UNKNOWN
    strength: int | None = None
    risk: RiskLevel = RiskLevel.NONE
    conditions: frozenset[str] = frozenset()
    declined: frozenset[str] = frozenset()

    @property
    def night(self) -> bool:
        return self.local_now.hour in NIGHT_HOURS

    @property
    def activation(self) -> float:
        """From -1, weighed down, to 1, wound up."""
        up, down = len(self.needs & WOUND_UP), len(self.needs & WEIGHED_DOWN)
        return (up - down) / (up + down) if up + down else 0.0


FIXED: Final = (
    "any", "met", "first_for", "not_for", "fits_night", "misfits_night", "too_long", "just_done",
    "often", "new", "strength",
)  # fmt: skip
KINDS: Final = tuple(Kind)


EVERY_NEED: Final = tuple(Need)


@dataclass(frozen=True)
class Space:
    """The order of the features for one library: the fixed ones, kinds, kinds by state and place,
    then one for each exercise. An exercise added later only adds a feature."""

    exercises: tuple[Exercise, ...]
    place_of: Mapping[str, int]
    kinds: NDArray[np.int64]
    minutes: Numbers
    night: Numbers
    needs: Numbers
    first_for: Numbers
    not_for: Numbers

    @classmethod
    def over(cls, exercises: Iterable[Exercise]) -> Space:
        """The space of a library, in the order of ids."""
        ordered = tuple(sorted(exercises, key=lambda one: one.id))

        def marked(chosen: Callable[[Exercise], Iterable[Need]]) -> Numbers:
            return np.array(
                [[need in chosen(one) for need in EVERY_NEED] for one in ordered], float
            )

        return cls(
            exercises=ordered,
            place_of={one.id: at for at, one in enumerate(ordered)},
            kinds=np.array([KINDS.index(one.kind) for one in ordered]),
            minutes=np.array([one.minutes for one in ordered], float),
            night=np.array([one.night for one in ordered], float),
            needs=marked(lambda one: one.needs),
            first_for=marked(lambda one: one.first_for),
            not_for=marked(lambda one: one.not_for),
        )

    @cached_property
    def names(self) -> tuple[str, ...]:
        """What each feature is, for explaining and for the prior."""
        kinds = [f"{what}:{kind}" for what in ("kind", "state", "place") for kind in KINDS]
        return (*FIXED, *kinds, *(f"own:{one.id}" for one in self.exercises))

    def rows(self, moment: Moment, history: Sequence[PastRun]) -> Numbers:
        """Features (exercises x names) of every exercise of the space in this moment."""
        size, base, width = len(self.exercises), len(FIXED), len(KINDS)
        each = np.arange(size)
        out = np.zeros((size, base + 3 * width + size))
        out[:, :base] = np.column_stack(self._fixed(moment, history))
        out[each, base + self.kinds] = 1.0
        out[each, base + width + self.kinds] = moment.activation
        out[each, base + 2 * width + self.kinds] = float(moment.place is Place.AMONG_PEOPLE)
        out[each, base + 3 * width + each] = 1.0
        return out

    def row(self, exercise: str, moment: Moment, history: Sequence[PastRun]) -> Numbers:
        """Features of one exercise. Raises KeyError for one that is not in the space."""
        found: Numbers = self.rows(moment, history)[self.place_of[exercise]]
        return found

    def _fixed(self, moment: Moment, history: Sequence[PastRun]) -> tuple[Numbers, ...]:
        wanted = np.array([need in moment.needs for need in EVERY_NEED], float)
        half = np.full(len(self.exercises), 0.5)
        over = self.minutes - (moment.minutes if moment.minutes is not None else np.inf)
        strength = 0.0 if moment.strength is None else (moment.strength - USUAL_STRENGTH) / 5
        just, often, new = self._traces(moment, history)
        return (
            np.ones(len(self.exercises)),
            self.needs @ wanted / wanted.sum() if wanted.any() else half,
            np.minimum(1.0, self.first_for @ wanted),
            np.minimum(1.0, self.not_for @ wanted),
            self.night * moment.night,
            (1 - self.night) * moment.night,
            np.clip(over / 10, 0.0, 2.0),
            just,
            np.minimum(1.0, often / OFTEN),
            new,
            np.full(len(self.exercises), strength),
        )

    def _traces(self, moment: Moment, history: Sequence[PastRun]) -> tuple[Numbers, ...]:
        """What earlier runs leave: what was just done, how often in a week, what is new."""
        just, often = np.zeros(len(self.exercises)), np.zeros(len(self.exercises))
        new = np.ones(len(self.exercises))
        for run in history:
            at = self.place_of.get(run.exercise)
            if at is not None:
                ago = moment.local_now - run.at
                new[at] = 0.0
                often[at] += ago < LATELY
                just[at] = max(just[at], ago < JUST_NOW)
        return just, often, new
