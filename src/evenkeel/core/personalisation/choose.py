"""Which exercise now: contextual Thompson sampling over what is permitted, with its reason.

Here: drawing, ranking, propensities, the reason. Not here: what is believed (`belief`), what is
permitted (`permitted`), words (the app).

A draw from the belief is acted on as if it were true (Thompson 1933; Agrawal and Goyal 2013 for
linear rewards): what may be best is tried as often as it may be best, and what is known to help
comes most of the time. The chance with which each was to come first is kept with the choice, so
that another way of choosing can be judged later from what happened (`evaluate`).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

import numpy as np

from evenkeel.core.exercises import Effect, Exercise, Need, PastRun, effects
from evenkeel.core.personalisation.belief import Belief, Past, believed
from evenkeel.core.personalisation.context import Moment, Space
from evenkeel.core.personalisation.permitted import permitted

DRAWS: Final = 200
"""Draws for the propensities: a chance of 0.01 is then seen, give or take."""
BOLD: Final = 0.4
"""Share of the belief's spread that is drawn from: under 1 tries a little less, which costs less
regret where runs are few (Chapelle and Li 2011 find the same of smaller spreads)."""


class Because(StrEnum):
    """Why this one. The app says it in a sentence with the choice's numbers."""

    HELPED_BEFORE = "helped_before"
    KIND_HELPED = "kind_helped"
    FITS_NIGHT = "fits_night"
    FITS_NEED = "fits_need"
    SOMETHING_NEW = "something_new"


@dataclass(frozen=True, slots=True)
class Choice:
    """One exercise, why, what is expected of it, and the chance with which it was to come first.

    `expected` is in points of relief; `effect` is the member's own so far, None before any.
    """

    exercise: str
    because: Because
    expected: float
    propensity: float
    needs: tuple[Need, ...]
    effect: Effect | None


def choose(
    exercises: Iterable[Exercise],
    *,
    moment: Moment,
    past: Sequence[Past] = (),
    rng: np.random.Generator,
    limit: int = 3,
    belief: Belief | None = None,
) -> tuple[Choice, ...]:
    """At most `limit` exercises, the one to offer first in front. The same `rng`, the same answer.

    Empty where nothing is permitted. `belief` may be given where it is known already.

    >>> from datetime import UTC, datetime
    >>> from evenkeel.core.exercises import load_exercises
    >>> moment = Moment(datetime(2026, 1, 1, 14, tzinfo=UTC), frozenset({Need.WORRY}))
    >>> found = choose(load_exercises().values(), moment=moment, rng=np.random.default_rng(1))
    >>> len(found), 0 < found[0].propensity <= 1
    (3, True)
    """
    library = {one.id: one for one in exercises}
    runs = [one.run for one in past]
    allowed = permitted(library.values(), moment, runs)
    if not allowed:
        return ()
    held = belief or believed(Space.over(library.values()), past, now=moment.local_now)
    rows = held.space.rows(moment, runs)[[held.space.place_of[one.id] for one in allowed]]
    # Scores are drawn where they are needed: of the permitted few, not of every weight.
    mean = held.expected(rows)
    drawn = mean + BOLD * rng.standard_normal((DRAWS + 1, len(held.mean))) @ held.apart(rows)
    first = np.bincount(drawn[1:].argmax(axis=1), minlength=len(allowed)) / DRAWS
    order = np.argsort(-drawn[0], kind="stable")[:limit]
    picked = {allowed[at].id for at in order.tolist()}
    known = effects(run for run in runs if run.exercise in picked)
    return tuple(
        Choice(
            exercise=allowed[at].id,
            because=_because(allowed[at], moment, held, known.get(allowed[at].id), runs),
            expected=float(mean[at]),
            propensity=max(float(first[at]), 1 / DRAWS),
            needs=tuple(n for n in allowed[at].needs if n in moment.needs) or allowed[at].needs[:1],
            effect=known.get(allowed[at].id),
        )
        for at in order.tolist()
    )


def _because(
    one: Exercise, moment: Moment, held: Belief, effect: Effect | None, runs: Sequence[PastRun]
) -> Because:
    if effect is not None and effect.drop >= 1:
        return Because.HELPED_BEFORE
    if moment.night and one.night:
        return Because.FITS_NIGHT
    names = held.space.names
    if held.runs >= 3 and held.mean[names.index(f"kind:{one.kind}")] >= 0.25:
        return Because.KIND_HELPED
    if effect is None and len({run.exercise for run in runs}) >= 3:
        return Because.SOMETHING_NEW
    return Because.FITS_NEED
