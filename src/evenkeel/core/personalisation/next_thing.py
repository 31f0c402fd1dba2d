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
"""Long enough to have looked around; the WHO-5 itself asks about the last fourteen days."""

DAYS_BETWEEN_QUESTIONNAIRES = 14
"""The time the WHO-5 and PHQ-2 ask about: sooner would ask about the same days twice."""

DAYS_BEFORE_WRITING = 3
"""Days without a journal entry before writing is suggested to somebody who has written before."""

TRIED_ENOUGH = 2
"""Runs of an exercise before its own before-and-after figures decide between exercises."""


class Kind(StrEnum):
    """What is suggested. Each has its words in content/today/<kind>.yaml."""

    WIND_DOWN = "wind_down"
    SETTLE = "settle"
    FOLLOW_UP = "follow_up"
    CHECK_IN = "check_in"
    QUESTIONNAIRE = "questionnaire"
    WRITE = "write"


@dataclass(frozen=True, slots=True)
class Practice:
    """One exercise as this member knows it. `before` and `after` are medians of 0-10 ratings."""

    id: str
    title: str
    minutes: int
    helps: frozenset[str] = frozenset()
    times: int = 0
    before: float | None = None
    after: float | None = None

    @property
    def drop(self) -> float | None:
        """How far the feeling fell, in points of ten; None until tried often enough to say."""
        if self.times < TRIED_ENOUGH or self.before is None or self.after is None:
            return None
        return self.before - self.after


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
    practices: tuple[Practice, ...] = ()
    questionnaire: str | None = None
    last_questionnaire: date | None = None
    last_entry: date | None = None
    not_now: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class NextThing:
    """A suggestion: its kind, which variant of its words, what fills them, and what it opens."""

    kind: Kind
    variant: str = "plain"
    values: Mapping[str, str | int | float] = field(default_factory=dict)
    target: str | None = None


def next_thing(situation: Situation) -> NextThing | None:
    """The first suggestion that fits and was not put off; None when nothing needs doing.

    >>> from datetime import UTC
    >>> morning = datetime(2026, 5, 4, 9, 0, tzinfo=UTC)
    >>> next_thing(Situation(now=morning)).kind.value
    'check_in'
    >>> next_thing(Situation(now=morning, last_check_in=morning)) is None
    True
    """
    for kind, rule in _RULES.items():
        if kind.value in situation.not_now:
            continue
        found = rule(situation)
        if found is not None:
            return found
    return None


def is_night(situation: Situation) -> bool:
    """Whether it is night where the member is; False when that is unknown."""
    hour = situation.now.hour
    return situation.local and (hour >= NIGHT_BEGINS or hour < NIGHT_ENDS)


def best_practice(practices: tuple[Practice, ...], need: str) -> Practice | None:
    """The exercise for `need`: the one that has helped this member most, else the shortest."""
    fitting = [practice for practice in practices if need in practice.helps]
    if not fitting:
        return None
    helped = [practice for practice in fitting if (practice.drop or 0) > 0]
    if helped:
        return max(helped, key=lambda practice: (practice.drop or 0, practice.times, practice.id))
    unknown = [practice for practice in fitting if practice.drop is None]
    return min(unknown or fitting, key=lambda practice: (practice.minutes, practice.id))


def _offer(kind: Kind, variant: str, need: str, situation: Situation) -> NextThing | None:
    practice = best_practice(situation.practices, need)
    if practice is None:
        return None
    values: dict[str, str | int | float] = {
        "title": practice.title,
        "minutes": practice.minutes,
        "times": practice.times,
    }
    if practice.drop is not None and practice.drop > 0:
        values |= {"before": _figure(practice.before), "after": _figure(practice.after)}
        variant += "_known"
    return NextThing(kind, variant, values, practice.id)


def _figure(value: float | None) -> str:
    return f"{value:.1f}".removesuffix(".0") if value is not None else ""


def _wind_down(situation: Situation) -> NextThing | None:
    return _offer(Kind.WIND_DOWN, "plain", "sleep", situation) if is_night(situation) else None


def _settle(situation: Situation) -> NextThing | None:
    seen = situation.last_check_in
    if seen is None or situation.now - seen > RECENT:
        return None
    if (situation.anxiety or 0) >= HIGH:
        return _offer(Kind.SETTLE, "anxiety", "anxiety", situation)
    if (situation.stress or 0) >= HIGH:
        return _offer(Kind.SETTLE, "stress", "stress", situation)
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


def _questionnaire(situation: Situation) -> NextThing | None:
    if situation.questionnaire is None or is_night(situation):
        return None
    today, last, first = situation.now.date(), situation.last_questionnaire, situation.first_day
    if last is None:
        if first is None or (today - first).days < DAYS_BEFORE_FIRST_QUESTIONNAIRE:
            return None
        return NextThing(Kind.QUESTIONNAIRE, "first", target=situation.questionnaire)
    days = (today - last).days
    if days < DAYS_BETWEEN_QUESTIONNAIRES:
        return None
    return NextThing(Kind.QUESTIONNAIRE, "again", {"days": days}, situation.questionnaire)


def _write(situation: Situation) -> NextThing | None:
    if situation.last_entry is None or is_night(situation):
        return None
    days = (situation.now.date() - situation.last_entry).days
    if days < DAYS_BEFORE_WRITING:
        return None
    return NextThing(Kind.WRITE, "plain", {"days": days})


_RULES: Mapping[Kind, Callable[[Situation], NextThing | None]] = {
    Kind.SETTLE: _settle,
    Kind.WIND_DOWN: _wind_down,
    Kind.FOLLOW_UP: _follow_up,
    Kind.CHECK_IN: _check_in,
    Kind.QUESTIONNAIRE: _questionnaire,
    Kind.WRITE: _write,
}
