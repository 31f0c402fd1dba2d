"""Today, gathered: what the other areas know about this member's day.

Here: asking their queries and putting the answers side by side. Not here: the rules
(`core.personalisation`), the words (content/today), or any record of its own.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, time, timedelta
from typing import TYPE_CHECKING

from evenkeel.apps.assessments import queries as assessments
from evenkeel.apps.checkins import queries as checkins
from evenkeel.apps.companion import queries as companion
from evenkeel.apps.insights import queries as insights
from evenkeel.apps.journal import queries as journal
from evenkeel.apps.nudges import actions as nudging
from evenkeel.apps.nudges import queries as nudges
from evenkeel.apps.plan import actions
from evenkeel.apps.plan.horizon import Sky, sky
from evenkeel.apps.plan.models import Body, Week
from evenkeel.apps.plan.payloads import BodyPayload
from evenkeel.apps.programs import queries as programs
from evenkeel.apps.warnings import actions as watching
from evenkeel.apps.warnings import queries as warnings
from evenkeel.core.personalisation import (
    Need,
    NextThing,
    Place,
    Practice,
    ProgrammeStep,
    Questionnaire,
    Situation,
    next_thing,
)
from evenkeel.core.personalisation.at_hand import load_places
from evenkeel.core.personalisation.not_this import FOR_NOW
from evenkeel.core.vault import Keyring
from evenkeel.core.vocabulary import RiskLevel

if TYPE_CHECKING:
    from evenkeel.apps.people.models import Member

WEEK = 7
LOOKED_BACK = timedelta(days=366)
"""How far back the last check-in is looked for: before that, it is a new beginning."""


@dataclass(frozen=True, slots=True)
class Day:
    """One of the last days: whether it holds a check-in; `counted` is false before the first."""

    date: date
    held: bool
    counted: bool


@dataclass(frozen=True, slots=True)
class Today:
    """Everything the page shows. `local` is the time on the member's clock, if that is known;
    `first` says that they began today."""

    local: datetime
    zone_known: bool
    first: bool
    sky: Sky
    next: NextThing | None
    week: tuple[Day, ...]
    missing: tuple[date, ...]
    moments: Sequence[checkins.Moment]
    follow_ups: Sequence[companion.Due]
    programmes: Sequence[programs.ProgrammeDue] = ()
    trials: Sequence[insights.Reminder] = ()
    signs: Sequence[warnings.Kept] = ()
    check_up_due: date | None = None
    nudges: Sequence[nudges.Waiting] = ()


def today(
    member: Member,
    keyring: Keyring,
    *,
    zone: checkins.Zone,
    now: datetime,
    not_now: frozenset[str] = frozenset(),
) -> Today:
    """Gather the day. Opens today's and yesterday's check-ins; other days are only counted."""
    summary = checkins.today_summary(member, keyring, zone=zone, now=now)
    local = zone.local(now)
    due = companion.followups_due(member, keyring, now)
    held = programs.programmes_due(member, keyring, now=local, locale=member.locale)
    situation = replace(
        _situation(member, keyring, summary, zone=zone, now=now),
        follow_ups=tuple(one.text for one in due),
        programme=_step(held[0]) if held else None,
        not_now=not_now,
    )

    signs: tuple[warnings.Kept, ...] = ()
    if watching.look(by=member, keyring=keyring, now=now):
        signs = tuple(warnings.standing(member, keyring, now=now))

    def suggest(need: Need) -> Practice | None:
        return _practice(member, keyring, need, local=local, now=now)

    return Today(
        local=local,
        first=situation.first_day == local.date(),
        zone_known=_known(zone),
        sky=sky(local),
        next=next_thing(situation, suggest=suggest),
        week=_week(summary, situation, local.date()),
        missing=summary.missing,
        moments=summary.today,
        follow_ups=due,
        programmes=held,
        trials=insights.reminders_due(member, keyring, on=local.date()),
        signs=signs,
        nudges=_nudges(member, keyring, zone=zone, now=now),
        check_up_due=warnings.check_up_due(member, keyring, now=now),
    )


def _situation(
    member: Member,
    keyring: Keyring,
    summary: checkins.TodaySummary,
    *,
    zone: checkins.Zone,
    now: datetime,
) -> Situation:
    latest = next(iter((*summary.today, *summary.yesterday)), None)
    numbers = latest.payload.numbers if latest else {}
    return Situation(
        now=zone.local(now),
        local=_known(zone),
        first_day=zone.local(member.created_at).date(),
        last_check_in=latest.at if latest else _last_day(member, zone=zone, now=now),
        anxiety=_share(numbers.get("anxiety")),
        stress=_share(numbers.get("stress")),
        questionnaire=_questionnaire(member, keyring, zone=zone, now=now),
        last_entry=_last_entry(member, keyring, zone=zone),
    )


def _questionnaire(
    member: Member, keyring: Keyring, *, zone: checkins.Zone, now: datetime
) -> Questionnaire | None:
    due, answered = assessments.due(member, keyring, now=now, locale=member.locale)
    if due is None:
        return None
    before = assessments.results(member, keyring, instrument_id=due.id) if answered else ()
    last = zone.local(before[0].at).date() if before else None
    return Questionnaire(due.id, due.title, due.minutes, last)


def _last_entry(member: Member, keyring: Keyring, *, zone: checkins.Zone) -> date | None:
    return next(
        (zone.local(one.at).date() for one in journal.recent(member, keyring, most=1)), None
    )


def _last_day(member: Member, *, zone: checkins.Zone, now: datetime) -> datetime | None:
    days = checkins.days_with_entries(member, now - LOOKED_BACK, zone=zone)
    return datetime.combine(max(days), time(12), tzinfo=zone.info) if days else None


def _step(due: programs.ProgrammeDue) -> ProgrammeStep:
    return ProgrammeStep(due.kind, due.text, due.title, due.address)


def _share(value: float | None) -> float | None:
    return None if value is None else value / 100


def _known(zone: checkins.Zone) -> bool:
    return zone.source == "browser"


def _week(summary: checkins.TodaySummary, situation: Situation, today: date) -> tuple[Day, ...]:
    """The last seven days and today, oldest first."""
    days = [today - timedelta(days=back) for back in range(WEEK, 0, -1)]
    begun = situation.first_day or today
    week = [
        Day(day, held=day not in summary.missing and day >= begun, counted=day >= begun)
        for day in days
    ]
    return (*week, Day(today, held=bool(summary.today), counted=True))


def _practice(
    member: Member, keyring: Keyring, need: Need, *, local: datetime, now: datetime
) -> Practice | None:
    found = programs.suggestions(
        member, keyring, needs=[need.value], local_now=local, limit=1, locale=member.locale
    )
    for exercise, suggestion in found:
        actions.note_offer(by=member, keyring=keyring, one=suggestion, local_now=local, now=now)
        effect = suggestion.effect
        return Practice(
            id=exercise.id,
            title=exercise.title,
            minutes=exercise.minutes,
            rated=effect.n if effect else 0,
            eased=effect.eased if effect else 0,
            last=effect.last if effect else None,
        )
    return None


def _nudges(
    member: Member, keyring: Keyring, *, zone: checkins.Zone, now: datetime
) -> list[nudges.Waiting]:
    """What waits; on the way, what can only be planned while the member is here is planned."""
    if not nudges.allowed(member):
        return []
    nudging.refresh_calendars(by=member, keyring=keyring, zone=zone.name, now=now)
    nudging.plan(by=member, keyring=keyring, now=now)
    return nudges.waiting(member, now=now)


@dataclass(frozen=True, slots=True)
class Known:
    """What a choice may know beside the runs. `fresh`: said within the last hours, so it holds."""

    conditions: frozenset[str] = frozenset()
    minutes: int | None = None
    place: str = ""
    feeling: str = ""
    fresh: bool = False
    risk: RiskLevel = RiskLevel.NONE

    @property
    def where(self) -> Place:
        """The place as the choice sees it."""
        words = load_places().get(self.place)
        return words.place if words else Place.UNKNOWN

    @property
    def out_of_place(self) -> frozenset[str]:
        """Ids of exercises that do not go where the member is."""
        words = load_places().get(self.place)
        return frozenset(words.leaves_out) if words else frozenset()


def known(member: Member, keyring: Keyring, *, now: datetime) -> Known:
    """Everything said that a choice has to heed: body and past, what is at hand, danger."""
    row = Body.latest(member)
    found: BodyPayload = row.open(keyring) if row else BodyPayload()
    return Known(
        conditions=frozenset(found.conditions),
        minutes=found.minutes,
        place=found.place,
        feeling=found.feeling,
        fresh=found.said_at is not None and now - found.said_at < FOR_NOW,
        risk=companion.standing_risk(member, keyring, now),
    )


def conditions(member: Member, keyring: Keyring) -> tuple[str, ...]:
    """What the member ticked about their body and past; nothing before they did."""
    row = Body.latest(member)
    found: BodyPayload = row.open(keyring) if row else BodyPayload()
    return found.conditions


def has_week(member: Member, *, today: date) -> bool:
    """Whether there is a plan for this week. Decrypts nothing."""
    first = datetime.combine(today - timedelta(days=today.weekday()), time(), tzinfo=UTC)
    return Week.of(member).filter(at=first).exists()
