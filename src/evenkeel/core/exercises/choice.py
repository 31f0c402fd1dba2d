"""Which exercise to try now, and why.

Here: a plain, explainable ranking. Not here: effects (`effects`), learning over months
(`core.personalisation`), words (the app turns a reason into a sentence).
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from evenkeel.core.exercises.effects import Effect, Outcome, PastRun, effects
from evenkeel.core.exercises.schema import Exercise, Need

# Judgement, in points of the 0-10 scale so that they compare with a member's own effect.
_FITS = 3.0  # each need it is for
_FIRST_FOR = 1.5  # the usual first choice for a need: as much as a typical drop
_NOT_FOR = 6.0  # a need at which it is not offered first
_TYPICAL_DROP = 1.5  # what we expect of an exercise before its first run
_PRIOR_RUNS = 2.0  # how many runs that expectation is worth
_AT_NIGHT = 2.0  # fits the night, or does not
_JUST_DONE = 1.0  # done within the last hours: offer something else
_NIGHT_HOURS = frozenset({23, 0, 1, 2, 3, 4, 5})
_JUST_NOW = timedelta(hours=6)
_REST_AFTER_NO = timedelta(days=90)  # "not for me" is respected that long


class Reason(StrEnum):
    """Why it is suggested. The app says it in a sentence with the suggestion's numbers."""

    HELPED_BEFORE = "helped_before"
    FITS_NEED = "fits_need"
    FITS_NIGHT = "fits_night"
    KIND_HELPED = "kind_helped"
    SOMETHING_NEW = "something_new"


@dataclass(frozen=True, slots=True)
class Suggestion:
    """One exercise with its reason. `effect` is this member's own, None before the first run.

    `propensity` is the chance with which it was to come first, `expected` the relief expected of
    it in points; both are None where the plain ranking below chose.
    """

    exercise: str
    reason: Reason
    needs: tuple[Need, ...]
    effect: Effect | None
    propensity: float | None = None
    expected: float | None = None


def suggest(
    exercises: Mapping[str, Exercise],
    *,
    needs: Collection[Need],
    local_now: datetime,
    history: Iterable[PastRun] = (),
    declined: Collection[str] = (),
    limit: int = 3,
) -> tuple[Suggestion, ...]:
    """At most `limit` exercises for these needs, the best first. Same input, same answer.

    `local_now` is aware, in the member's time zone. `declined` are ids turned down in this talk.
    What the member called "not for me" in the last 90 days is left out; so is what fits no need,
    unless no need is given. What helped before counts by its mean change, drawn towards a typical
    one while runs are few.

    >>> from datetime import UTC
    >>> from evenkeel.core.exercises import load_exercises
    >>> late = datetime(2026, 1, 1, 3, tzinfo=UTC)
    >>> first = suggest(load_exercises(), needs={Need.PANIC}, local_now=late)[0]
    >>> Need.PANIC in first.needs
    True
    """
    runs = list(history)
    left_out = set(declined) | _said_no(runs, local_now)
    known = effects(runs)
    recent = {run.exercise for run in runs if local_now - run.at < _JUST_NOW}
    night = local_now.hour in _NIGHT_HOURS
    candidates = [
        exercise
        for exercise in exercises.values()
        if exercise.id not in left_out and (not needs or set(needs) & set(exercise.needs))
    ]

    def rank(exercise: Exercise) -> tuple[float, int, str]:
        points = _FITS * len(set(needs) & set(exercise.needs))
        points += _FIRST_FOR * len(set(needs) & set(exercise.first_for))
        points -= _NOT_FOR * len(set(needs) & set(exercise.not_for))
        points += _expected_drop(known.get(exercise.id))
        points += (_AT_NIGHT if exercise.night else -_AT_NIGHT) if night else 0.0
        points -= _JUST_DONE if exercise.id in recent else 0.0
        return -points, exercise.minutes, exercise.id

    best = sorted(candidates, key=rank)[:limit]
    return tuple(_with_reason(one, needs, known.get(one.id), night=night) for one in best)


def _said_no(runs: Iterable[PastRun], now: datetime) -> set[str]:
    """Exercises whose latest run within the rest period was turned down."""
    latest: dict[str, PastRun] = {}
    for run in sorted(runs, key=lambda run: run.at):
        latest[run.exercise] = run
    return {
        run.exercise
        for run in latest.values()
        if run.outcome is Outcome.NOT_FOR_ME and now - run.at < _REST_AFTER_NO
    }


def _expected_drop(effect: Effect | None) -> float:
    if effect is None:
        return _TYPICAL_DROP
    weight = effect.n + _PRIOR_RUNS
    return (effect.n * effect.drop + _PRIOR_RUNS * _TYPICAL_DROP) / weight


def _with_reason(
    exercise: Exercise, needs: Collection[Need], effect: Effect | None, *, night: bool
) -> Suggestion:
    met = tuple(need for need in exercise.needs if need in needs)
    if effect is not None and effect.drop >= 1:
        reason = Reason.HELPED_BEFORE
    elif night and exercise.night:
        reason = Reason.FITS_NIGHT
    else:
        reason = Reason.FITS_NEED
    return Suggestion(exercise.id, reason, met or exercise.needs[:1], effect)
