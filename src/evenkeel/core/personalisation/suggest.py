"""Suggestions as the pages ask for them, learnt: the same question as `core.exercises.suggest`.

Here: from runs and needs to a choice, and from a choice to a `Suggestion`. Not here: how it is
chosen (`choose`). Asked twice in the same part of the day with nothing done in between, it answers
the same: a page that is opened again does not reshuffle.
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterable, Mapping
from datetime import datetime
from typing import Final

import numpy as np

from evenkeel.core.exercises import Exercise, Need, PastRun, Reason, Suggestion
from evenkeel.core.personalisation.belief import Past
from evenkeel.core.personalisation.choose import Because, choose
from evenkeel.core.personalisation.context import Moment, Place
from evenkeel.core.vocabulary import RiskLevel

PART_HOURS: Final = 6
_REASONS: Final[Mapping[Because, Reason]] = {
    Because.HELPED_BEFORE: Reason.HELPED_BEFORE,
    Because.FITS_NIGHT: Reason.FITS_NIGHT,
    Because.KIND_HELPED: Reason.KIND_HELPED,
    Because.SOMETHING_NEW: Reason.SOMETHING_NEW,
}


def suggest(
    exercises: Mapping[str, Exercise],
    *,
    needs: Collection[Need],
    local_now: datetime,
    history: Iterable[PastRun] = (),
    feelings: Mapping[PastRun, str] | None = None,
    declined: Collection[str] = (),
    conditions: Collection[str] = (),
    minutes: int | None = None,
    place: Place = Place.UNKNOWN,
    risk: RiskLevel = RiskLevel.NONE,
    seed: str = "",
    limit: int = 3,
) -> tuple[Suggestion, ...]:
    """At most `limit` exercises for these needs, the one to offer first in front.

    `local_now` is aware, on the member's clock; `seed` tells members apart; `feelings` says what a
    past run was for, where that is known.

    >>> from datetime import UTC
    >>> from evenkeel.core.exercises import load_exercises
    >>> late = datetime(2026, 1, 1, 3, tzinfo=UTC)
    >>> Need.PANIC in suggest(load_exercises(), needs={Need.PANIC}, local_now=late)[0].needs
    True
    """
    moment = Moment(
        local_now=local_now, needs=frozenset(needs), minutes=minutes, place=place, risk=risk,
        conditions=frozenset(conditions), declined=frozenset(declined),
    )  # fmt: skip
    runs = sorted(history, key=lambda run: run.at)
    past = [Past(run, moment_of(run, (feelings or {}).get(run, ""))) for run in runs]
    found = choose(
        exercises.values(), moment=moment, past=past, rng=_rng(moment, len(runs), seed),
        limit=limit,
    )  # fmt: skip
    return tuple(
        Suggestion(
            exercise=one.exercise,
            reason=_REASONS.get(one.because, Reason.FITS_NEED),
            needs=one.needs,
            effect=one.effect,
            propensity=one.propensity,
            expected=one.expected,
        )
        for one in found
    )


def moment_of(run: PastRun, feeling: str = "") -> Moment:
    """The moment of a past run, as far as it is known: its hour, its feeling, how strong."""
    need = Need.named(feeling)
    return Moment(local_now=run.at, needs=frozenset([need] if need else []), strength=run.before)


def _rng(moment: Moment, runs: int, seed: str) -> np.random.Generator:
    part = moment.local_now.hour // PART_HOURS
    said = (seed, moment.local_now.date().isoformat(), part, runs, sorted(moment.needs),
            sorted(moment.declined), sorted(moment.conditions))  # fmt: skip
    digest = hashlib.sha256(repr(said).encode()).digest()
    return np.random.default_rng(int.from_bytes(digest[:8], "big"))
