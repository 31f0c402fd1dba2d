"""The one next useful thing on Today, with the reason for it.

Here: rules in order of urgency; the first that fits and was not put off today wins. Not here: the
words (content/today/<kind>.yaml), how a thing is shown, or anything about risk (`core.safety`).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from enum import StrEnum

NIGHT_BEGINS, NIGHT_ENDS = 23, 5
"""Local hours between which only winding down is suggested (VOICE.md: night is different)."""

HIGH = 0.7
"""Share of the anxiety or stress scale from which settling the body comes first: about 7 of 10 on
the usual rating of distress (Wolpe 1969, subjective units: 70 of 100 is hard to bear)."""

RECENT = timedelta(hours=6)
"""How long a check-in speaks for "now"."""

DAYS_BEFORE_FIRST_QUESTIONNAIRE = 3
"""Long enough to have looked around; the questions themselves look back two weeks."""

DAYS_BEFORE_WRITING = 3
"""Days without a journal entry before writing is suggested to somebody who has written before."""


class Kind(StrEnum):
    """What is suggested. Each has its words in content/today/<kind>.yaml."""

    WIND_DOWN = "wind_down"
    SETTLE = "settle"
    FOLLOW_UP = "follow_up"
    CHECK_IN = "check_in"
    PROGRAMME = "programme"
    QUESTIONNAIRE = "questionnaire"
    WRITE = "write"


class Need(StrEnum):
    """What an exercise is asked for; the values are needs that exercise files name."""

    SLEEP = "sleep"
    ANXIETY = "anxiety"
    STRESS = "stress"


@dataclass(frozen=True, slots=True)
class Practice:
    """An exercise as this member knows it.

    `rated` runs have a strength before and after (0-10); it eased in `eased` of them; `last` is the
    latest pair, None before the first.
    """

    id: str
    title: str
    minutes: int
    rated: int = 0
    eased: int = 0
    last: tuple[int, int] | None = None


@dataclass(frozen=True, slots=True)
class Questionnaire:
    """The one that is due. `last` is the day it was answered before, None the first time."""

    id: str
    title: str
    minutes: int
    last: date | None = None


@dataclass(frozen=True, slots=True)
class ProgrammeStep:
    """What a programme holds for today. `kind` is session, practice or recall: a variant of the
    words; `text` names it, `programme` is the programme's title, `address` is where it is done."""

    kind: str
    text: str
    programme: str
    address: str


Suggest = Callable[[Need], Practice | None]
"""Finds the exercise for a need, by what has helped this member (`core.exercises.suggest`)."""


@dataclass(frozen=True, slots=True)
class Situation:
    """What is known when Today opens. `now` is aware, in the member's own zone.

    `local` is false when that zone is unknown: then nothing is said about night.
    `anxiety` and `stress` are shares (0-1) of their scales in the last check-in, or None.
    """

    now: datetime
    local: bool = True
    first_day: date | None = None
    last_check_in: datetime | None = None
    anxiety: float | None = None
    stress: float | None = None
    follow_ups: tuple[str, ...] = ()
    programme: ProgrammeStep | None = None
    questionnaire: Questionnaire | None = None
    last_entry: date | None = None
    not_now: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class NextThing:
    """A suggestion: its kind, which variant of its words, what fills them, and what it opens."""

    kind: Kind
    variant: str = "plain"
    values: Mapping[str, str | int | float] = field(default_factory=dict)
    target: str | None = None


def next_thing(situation: Situation, *, suggest: Suggest = lambda _need: None) -> NextThing | None:
    """The first suggestion that fits and was not put off; None when nothing needs doing.

    `suggest` is asked only when an exercise is what fits.

    >>> from datetime import UTC
    >>> morning = datetime(2026, 5, 4, 9, 0, tzinfo=UTC)
    >>> next_thing(Situation(now=morning)).kind.value
    'check_in'
    >>> next_thing(Situation(now=morning, last_check_in=morning)) is None
    True
    """
    rules: Mapping[Kind, Callable[[], NextThing | None]] = {
        Kind.SETTLE: lambda: _settle(situation, suggest),
        Kind.WIND_DOWN: lambda: _wind_down(situation, suggest),
        Kind.FOLLOW_UP: lambda: _follow_up(situation),
        Kind.CHECK_IN: lambda: _check_in(situation),
        Kind.PROGRAMME: lambda: _programme(situation),
        Kind.QUESTIONNAIRE: lambda: _questionnaire(situation),
        Kind.WRITE: lambda: _write(situation),
    }
    tried = (rule() for kind, rule in rules.items() if kind.value not in situation.not_now)
    return next((found for found in tried if found is not None), None)


def is_night(situation: Situation) -> bool:
    """Whether it is night where the member is; False when that is unknown."""
    hour = situation.now.hour
    return situation.local and (hour >= NIGHT_BEGINS or hour < NIGHT_ENDS)


def _offer(kind: Kind, variant: str, practice: Practice | None) -> NextThing | None:
    if practice is None:
        return None
    values: dict[str, str | int | float] = {"title": practice.title, "minutes": practice.minutes}
    if practice.last is not None and practice.eased:
        variant += "_known"
        values |= {"rated": practice.rated, "eased": practice.eased}
        values |= {"before": practice.last[0], "after": practice.last[1]}
    return NextThing(kind, variant, values, practice.id)


def _wind_down(situation: Situation, suggest: Suggest) -> NextThing | None:
    return _offer(Kind.WIND_DOWN, "plain", suggest(Need.SLEEP)) if is_night(situation) else None


def _settle(situation: Situation, suggest: Suggest) -> NextThing | None:
    seen = situation.last_check_in
    if seen is None or situation.now - seen > RECENT:
        return None
    if (situation.anxiety or 0) >= HIGH:
        return _offer(Kind.SETTLE, "anxiety", suggest(Need.ANXIETY))
    if (situation.stress or 0) >= HIGH:
        return _offer(Kind.SETTLE, "stress", suggest(Need.STRESS))
    return None


def _follow_up(situation: Situation) -> NextThing | None:
    if not situation.follow_ups:
        return None
    return NextThing(Kind.FOLLOW_UP, "plain", {"what": situation.follow_ups[0]})


def _check_in(situation: Situation) -> NextThing | None:
    seen = situation.last_check_in
    if is_night(situation):
        return None
    if seen is None:
        return NextThing(Kind.CHECK_IN, "first")
    days = (situation.now.date() - seen.astimezone(situation.now.tzinfo).date()).days
    if days <= 0:
        return None
    return NextThing(Kind.CHECK_IN, "plain" if days == 1 else "after_days", {"days": days})


def _programme(situation: Situation) -> NextThing | None:
    step = situation.programme
    if step is None or is_night(situation):
        return None
    return NextThing(
        Kind.PROGRAMME, step.kind, {"text": step.text, "programme": step.programme}, step.address
    )


def _questionnaire(situation: Situation) -> NextThing | None:
    due, first = situation.questionnaire, situation.first_day
    if due is None or is_night(situation):
        return None
    today = situation.now.date()
    values: dict[str, str | int | float] = {"title": due.title, "minutes": due.minutes}
    if due.last is not None:
        values |= {"days": (today - due.last).days}
        return NextThing(Kind.QUESTIONNAIRE, "again", values, due.id)
    if first is None or (today - first).days < DAYS_BEFORE_FIRST_QUESTIONNAIRE:
        return None
    return NextThing(Kind.QUESTIONNAIRE, "first", values, due.id)


def _write(situation: Situation) -> NextThing | None:
    if situation.last_entry is None or is_night(situation):
        return None
    days = (situation.now.date() - situation.last_entry).days
    if days < DAYS_BEFORE_WRITING:
        return None
    return NextThing(Kind.WRITE, "plain", {"days": days})
