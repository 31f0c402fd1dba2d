"""The week's plan, read and proposed: this week's, or one built from last week and what helps.

Here: joining the member's weeks, runs and standing signs for `core.personalisation.week`. Not here:
its rules, writing (`actions`), pages.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Final

import numpy as np
from django.utils.text import Truncator

from evenkeel.apps.plan import queries
from evenkeel.apps.plan.models import Week
from evenkeel.apps.plan.payloads import MOST_WORDS, Done, ThingPayload, WeekPayload
from evenkeel.apps.programs import queries as programs
from evenkeel.apps.warnings import queries as warnings
from evenkeel.core.exercises import Need
from evenkeel.core.personalisation import Moment, Past, choose
from evenkeel.core.personalisation.permitted import barred_in_talk
from evenkeel.core.personalisation.suggest import moment_of
from evenkeel.core.personalisation.week import (
    MOST_TIMES,
    How,
    Planned,
    Thing,
    helps_first,
    next_week,
)
from evenkeel.core.vault import Keyring

if TYPE_CHECKING:
    from evenkeel.apps.people.models import Member

USUAL_NEEDS: Final = 3
SHOWN: Final = 8


@dataclass(frozen=True, slots=True)
class Proposal:
    """A plan for the week that begins on `first`, not kept yet, with the reason of each change."""

    first: date
    goal: str
    planned: tuple[Planned, ...]


def monday(day: date) -> date:
    """The first day of a day's week."""
    return day - timedelta(days=day.weekday())


def weeks(member: Member, keyring: Keyring) -> list[WeekPayload]:
    """The member's weeks, newest first."""
    return [row.open(keyring) for row in Week.of(member)[:SHOWN]]


def this_week(member: Member, keyring: Keyring, *, today: date) -> WeekPayload | None:
    """The plan of this week, if there is one."""
    return next((one for one in weeks(member, keyring) if one.first == monday(today)), None)


def proposal(member: Member, keyring: Keyring, *, local_now: datetime) -> Proposal:
    """What this week could be: last week, adjusted, filled up from what helps."""
    first = monday(local_now.date())
    before = next((one for one in weeks(member, keyring) if one.first < first), None)
    last = [_thing(one) for one in before.things] if before else []
    library = programs.exercises(member.locale)
    done = programs.runs(member, keyring, local_now - programs.HISTORY)
    past = [Past(run.past, moment_of(run.past, run.payload.feeling)) for run in done]
    known = queries.known(member, keyring, now=local_now)
    moment = Moment(
        local_now=local_now.replace(hour=15),
        needs=_usual_needs([run.payload.feeling for run in done]),
        minutes=15,
        conditions=known.conditions,
        risk=known.risk,
    )
    offered = choose(
        library.values(), moment=moment, past=past, limit=len(library),
        rng=np.random.default_rng(member.pk.int % 2**32 + first.toordinal()),
    )  # fmt: skip
    hard = bool(warnings.standing(member, keyring, now=local_now))
    titles = {id: one.title for id, one in library.items()}
    planned = next_week(
        last, offered=helps_first(offered), titles=titles, hard=hard,
        woven=_woven(member, keyring, local_now=local_now),
        barred=barred_in_talk(moment.conditions),
    )  # fmt: skip
    return Proposal(first, before.goal if before else "", planned)


def _woven(member: Member, keyring: Keyring, *, local_now: datetime) -> list[Thing]:
    """The practices of the member's programmes, as things of the week."""
    held = programs.practices(member, keyring, now=local_now, locale=member.locale)
    return [
        Thing(
            Truncator(one.text).chars(MOST_WORDS),
            exercise=one.exercise,
            times=min(one.times, MOST_TIMES),
            programme=one.programme,
        )
        for one in held
    ]


def kept(proposal: Proposal, *, goal: str, things: list[ThingPayload]) -> WeekPayload:
    """A week as the member wants it, with why each thing is there."""
    reasons = {one.thing.what: str(one.change) for one in proposal.planned}
    return WeekPayload(
        first=proposal.first,
        goal=goal,
        things=tuple(things),
        changes=tuple(reasons.get(one.what, "") for one in things),
    )


def _thing(one: ThingPayload) -> Thing:
    how = {Done.DONE: How.DONE, Done.PARTLY: How.PARTLY, Done.CHANGED: How.PARTLY}
    return Thing(
        what=one.what, exercise=one.exercise, when=one.when, where=one.where, times=one.times,
        how=how.get(one.done, How.NOT), helped=one.helped, weeks_not_done=one.weeks_not_done,
        programme=one.programme,
    )  # fmt: skip


def _usual_needs(feelings: list[str]) -> frozenset[Need]:
    named = [need for feeling in feelings if (need := Need.named(feeling)) is not None]
    return frozenset(need for need, _times in Counter(named).most_common(USUAL_NEEDS))
