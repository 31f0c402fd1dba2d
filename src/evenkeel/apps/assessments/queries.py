"""Questionnaires and a member's results, read: for this area's views and for other areas.

Here: every read. Not here: writing (`actions`), scoring (`core.instruments`).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING
from uuid import UUID

from evenkeel.apps.assessments.models import AssessmentResult
from evenkeel.apps.assessments.payloads import ResultPayload
from evenkeel.apps.checkins import queries as checkins
from evenkeel.core.instruments import Instrument, Score, is_reliable_change, load_instruments, score
from evenkeel.core.vault import Keyring

if TYPE_CHECKING:
    from evenkeel.apps.people.models import Member

__all__ = [
    "Change",
    "Result",
    "begun",
    "change",
    "due",
    "instrument",
    "instruments",
    "results",
    "score_of",
]


@dataclass(frozen=True, slots=True)
class Result:
    """One opened questionnaire: its row's id, its time on the member's clock, and its content."""

    id: UUID
    at: datetime
    payload: ResultPayload


@dataclass(frozen=True, slots=True)
class Change:
    """The difference to the result before. `reliable` is None where no error is published."""

    before: float
    points: float
    reliable: bool | None
    better: bool


def instruments(locale: str = "en") -> Mapping[str, Instrument]:
    """Every questionnaire there is, by id."""
    return load_instruments(locale)


def instrument(instrument_id: str, locale: str = "en") -> Instrument | None:
    """One questionnaire; None when there is none of that id."""
    return load_instruments(locale).get(instrument_id)


def results(
    member: Member,
    keyring: Keyring,
    *,
    instrument_id: str | None = None,
    since: datetime | None = None,
) -> tuple[Result, ...]:
    """The member's finished questionnaires, newest first; of one kind, or since a time."""
    return tuple(
        one
        for one in _opened(member, keyring, since)
        if one.payload.finished and instrument_id in (None, one.payload.instrument)
    )


def begun(member: Member, keyring: Keyring, instrument_id: str) -> AssessmentResult | None:
    """The row of the questionnaire of this kind that was begun and not finished."""
    for row in AssessmentResult.of(member):
        payload: ResultPayload = row.open(keyring)
        if not payload.finished and payload.instrument == instrument_id:
            return row
    return None


def standing(member: Member, keyring: Keyring) -> tuple[Mapping[str, Result], Mapping[str, Result]]:
    """The latest finished and the begun result of each questionnaire, by its id."""
    finished: dict[str, Result] = {}
    begun: dict[str, Result] = {}
    for one in _opened(member, keyring, None):
        held = finished if one.payload.finished else begun
        held.setdefault(one.payload.instrument, one)
    return finished, begun


def opened(row: AssessmentResult, keyring: Keyring) -> Result:
    """One row, opened, on the clock it was made on."""
    payload: ResultPayload = row.open(keyring)
    return Result(row.pk, checkins.told_in(payload.zone, row.at), payload)


def is_due(found: Instrument, last: Result | None, *, now: datetime) -> bool:
    """Whether asking again would ask about new days."""
    return last is None or now - last.at >= timedelta(days=found.rhythm_days)


def due(
    member: Member, keyring: Keyring, *, now: datetime, locale: str = "en"
) -> tuple[Instrument | None, datetime | None]:
    """The next questionnaire of the regular check-up, and when any of it was last finished.

    The one longest ago comes first, then by `routine`; None when asking now would ask about the
    same days again. Only questionnaires whose file gives them a `routine` place take part.
    """
    finished, _begun = standing(member, keyring)
    regular = [one for one in load_instruments(locale).values() if one.routine is not None]
    times = [finished[one.id].at for one in regular if one.id in finished]
    last = max(times, default=None)
    open_ones = [one for one in regular if is_due(one, finished.get(one.id), now=now)]
    if not open_ones or (last is not None and now - last < _shortest_rhythm(regular)):
        return None, last

    def longest_ago(one: Instrument) -> tuple[float, int]:
        done = finished.get(one.id)
        return (done.at.timestamp() if done else 0.0), one.routine or 0

    return min(open_ones, key=longest_ago), last


def score_of(found: Instrument, one: Result) -> Score:
    """A kept result, scored by the file as it is now; answers no longer offered are left out."""
    offered = {item.id: {o.value for o in found.options_of(item)} for item in found.items}
    answers = one.payload.answers
    return score(found, {k: v for k, v in answers.items() if v in offered.get(k, ())})


def change(found: Instrument, now: Result, before: Result | None) -> Change | None:
    """How the total moved since the result before; None where either has no total."""
    if before is None or now.payload.total is None or before.payload.total is None:
        return None
    points = now.payload.total - before.payload.total
    down = found.direction == "higher_is_worse"
    return Change(
        before=before.payload.total,
        points=points,
        reliable=is_reliable_change(found, before.payload.total, now.payload.total),
        better=points < 0 if down else points > 0,
    )


def _shortest_rhythm(regular: list[Instrument]) -> timedelta:
    return timedelta(days=min(one.rhythm_days for one in regular))


def _opened(member: Member, keyring: Keyring, since: datetime | None) -> list[Result]:
    rows = AssessmentResult.of(member)
    if since is not None:
        rows = rows.filter(at__gte=since)
    return [opened(row, keyring) for row in rows.iterator(chunk_size=500)]
