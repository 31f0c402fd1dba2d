""" "Not this", with why: what is left out because of it, and for how long (F45).

Here: from what was turned down to what rests now. Not here: what is left out for safety
(`permitted`), what is believed of it (`belief`).

A reason is worth more than a no: somebody who says "too long" has said nothing against breathing.
How long each holds is judgement: a free hour and a place pass, a dislike stays a season.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from typing import Final

from evenkeel.core.exercises import Exercise, Kind, NoBecause, Outcome, PastRun

FOR_NOW: Final = timedelta(hours=3)
"""How long a place or a free quarter of an hour holds."""
FOR_TODAY: Final = timedelta(hours=14)
REST_AFTER_NO: Final = timedelta(days=90)
"""As in core.exercises: "not for me" is respected that long."""
KIND_RESTS: Final = timedelta(days=14)
"""All of a kind rests for a fortnight; the one that was turned down for `REST_AFTER_NO`."""

RESTS: Final[Mapping[NoBecause, timedelta]] = {
    NoBecause.NOT_NOW: FOR_TODAY,
    NoBecause.NOT_HERE: FOR_NOW,
    NoBecause.TOO_LONG: timedelta(days=7),
}
"""How long the one that was turned down rests, by why; for any other why `REST_AFTER_NO`."""
SAYS_NOTHING_OF_IT: Final = frozenset(RESTS)
"""These whys speak of the hour, not of the exercise: nothing is learnt against it."""


def resting(
    history: Iterable[PastRun], exercises: Iterable[Exercise], *, now: datetime
) -> frozenset[str]:
    """Ids that are not offered at `now` (aware) because of what the member turned down before.

    >>> from datetime import UTC
    >>> from evenkeel.core.exercises import load_exercises
    >>> now, library = datetime(2026, 1, 1, 12, tzinfo=UTC), load_exercises().values()
    >>> no = PastRun("one", now, None, None, Outcome.NOT_FOR_ME, NoBecause.NOT_NOW)
    >>> sorted(resting([no], library, now=now))
    ['one']
    >>> sorted(resting([no], library, now=now + timedelta(days=1)))
    []
    """
    latest: dict[str, PastRun] = {}
    for run in history:
        if run.exercise not in latest or run.at > latest[run.exercise].at:
            latest[run.exercise] = run
    refused = [run for run in latest.values() if run.outcome is Outcome.NOT_FOR_ME]
    known = {one.id: one for one in exercises} if refused else {}
    out: set[str] = set()
    for run in refused:
        ago = now - run.at
        if ago < _rest(run):
            out.add(run.exercise)
        about = known.get(run.exercise)
        if about is not None:
            out |= {other.id for other in known.values() if _goes_too(run, about, other, ago)}
    return frozenset(out)


def _rest(run: PastRun) -> timedelta:
    return REST_AFTER_NO if run.because is None else RESTS.get(run.because, REST_AFTER_NO)


def _goes_too(run: PastRun, about: Exercise, other: Exercise, ago: timedelta) -> bool:
    """Whether what was said of one holds for another. A breath can be slowed anywhere."""
    if run.because is NoBecause.TOO_LONG:
        return ago < FOR_NOW and other.minutes >= about.minutes
    if run.because is NoBecause.NOT_HERE:
        return ago < FOR_NOW and other.kind is about.kind and about.kind is not Kind.BREATHING
    return (
        run.because is NoBecause.NOT_MY_KIND and ago < KIND_RESTS and other.kind is about.kind
    )  # fmt: skip
