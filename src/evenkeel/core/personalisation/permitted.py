"""What may be offered at all in this moment: safe by construction, before anything is weighed.

Here: contraindications, the risk state, "not for me", fatigue. Not here: ranking (`choose`). What
is left out here cannot come back by any number.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import timedelta
from functools import cache
from typing import Final

from evenkeel.core.content.loader import CONTENT, LANGUAGES, Content, load_folder
from evenkeel.core.exercises import Exercise, Kind, Need, Outcome, PastRun, load_exercises
from evenkeel.core.exercises.schema import Phase
from evenkeel.core.personalisation.context import Moment
from evenkeel.core.personalisation.not_this import resting
from evenkeel.core.vocabulary import RiskLevel

MOST_A_DAY: Final = 2
A_DAY: Final = timedelta(hours=20)
LONG: Final = 1.5
"""Times the minutes at hand that something may take."""
AT_RISK_MINUTES: Final = 10
AT_RISK_KINDS: Final = frozenset({Kind.BREATHING, Kind.STEPS})
AT_RISK_NEEDS: Final = frozenset(
    {Need.PANIC, Need.ANXIETY, Need.TENSION, Need.OVERWHELM, Need.URGES}
)
"""From `raised` on only what is short, from the body or the senses: SAFETY.md asks for a grounding
step, and looking inwards alone is not for such a night."""


class Contraindication(Content):
    """Something about a member's body or past, and what is then never offered.

    `holds`: every breathing pattern that holds the breath. `exercises`: by id; `talk`: what is done
    inside a talk (guides and flows), by id; `nudges`: kinds that are not sent. `label` is what the
    member ticks; `why` is the reason they read.
    """

    order: int
    label: str
    why: str
    holds: bool = False
    exercises: tuple[str, ...] = ()
    talk: tuple[str, ...] = ()
    nudges: tuple[str, ...] = ()
    needs: tuple[Need, ...] = ()
    source: str

    def forbids(self, exercise: Exercise) -> bool:
        """Whether an exercise is not for somebody this is true of."""
        return exercise.id in self.exercises or (self.holds and holds_breath(exercise))


@cache
def load_contraindications(locale: str = "en") -> Mapping[str, Contraindication]:
    """Every one there is, in the order of the page. Raises `ContentError`."""
    overlay = None if locale == "en" else LANGUAGES / locale / "content" / "contraindications"
    found = load_folder(CONTENT / "contraindications", Contraindication, overlay=overlay)
    return dict(sorted(found.items(), key=lambda item: item[1].order))


def barred_in_talk(conditions: Collection[str]) -> frozenset[str]:
    """Ids of everything, in a talk or in the library, that is not for these conditions.

    >>> "loosen-the-body" in barred_in_talk({"injury"})
    True
    """
    rules = [rule for id, rule in load_contraindications().items() if id in conditions]
    library = load_exercises().values()
    named = {id for rule in rules for id in (*rule.talk, *rule.exercises)}
    held = {one.id for one in library if any(rule.forbids(one) for rule in rules)}
    return frozenset(named | held)


def barred_nudges(conditions: Collection[str]) -> frozenset[str]:
    """Kinds of nudges that are not for these conditions.

    >>> sorted(barred_nudges({"injury"}))
    ['walk']
    """
    known = load_contraindications()
    return frozenset(kind for id in conditions if id in known for kind in known[id].nudges)


def holds_breath(exercise: Exercise) -> bool:
    """Whether its pattern has a hold."""
    return exercise.breath is not None and any(
        beat.phase is Phase.HOLD for beat in exercise.breath.beats
    )


def permitted(
    exercises: Iterable[Exercise],
    moment: Moment,
    history: Sequence[PastRun] = (),
    *,
    known: Mapping[str, Contraindication] | None = None,
) -> tuple[Exercise, ...]:
    """The exercises that may be offered now, in the order of ids.

    Those that fit a need where there are any; never one that is contraindicated, turned down
    lately, not for a need of this moment, or done twice today.
    """
    rules = [
        rule
        for id, rule in (known or load_contraindications()).items()
        if id in moment.conditions or moment.needs & set(rule.needs)
    ]
    exercises = tuple(exercises)
    out = {*left_out(moment, history), *resting(history, exercises, now=moment.local_now)}
    found = [
        one
        for one in sorted(exercises, key=lambda one: one.id)
        if one.id not in out
        and not moment.needs & set(one.not_for)
        and not any(rule.forbids(one) for rule in rules)
        and _safe_at(one, moment.risk)
    ]
    fitting = [one for one in found if not moment.needs or moment.needs & set(one.needs)]
    short = [one for one in fitting if _in_time(one, moment.minutes)]
    return tuple(short or fitting)


def left_out(moment: Moment, history: Iterable[PastRun]) -> Collection[str]:
    """Ids that the member turned down just now, or has done enough of today."""
    today: dict[str, int] = {}
    for run in history:
        if run.outcome is not Outcome.NOT_FOR_ME and moment.local_now - run.at < A_DAY:
            today[run.exercise] = today.get(run.exercise, 0) + 1
    return moment.declined | {id for id, times in today.items() if times >= MOST_A_DAY}


def _safe_at(one: Exercise, risk: RiskLevel) -> bool:
    if risk < RiskLevel.RAISED:
        return True
    short = one.minutes <= AT_RISK_MINUTES and one.kind in AT_RISK_KINDS
    return short and bool(AT_RISK_NEEDS & set(one.needs))


def _in_time(one: Exercise, minutes: int | None) -> bool:
    return minutes is None or one.minutes <= max(minutes * LONG, minutes + 1)
