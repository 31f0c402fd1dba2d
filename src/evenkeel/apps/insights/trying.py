"""Trials of one's own, read: where each stands, what today is, what came of it.

Here: opened trials and what is due to be said today. Not here: writing (`actions`), statistics
(`core.insights.trials`).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from math import isnan
from typing import TYPE_CHECKING, Final, NamedTuple
from uuid import UUID

from evenkeel.apps.checkins import queries as checkins
from evenkeel.apps.insights.models import Trial
from evenkeel.apps.insights.payloads import TrialPayload
from evenkeel.apps.people.queries import has_consent
from evenkeel.core.insights import Metric, day_table
from evenkeel.core.insights import trials as core
from evenkeel.core.vault import Keyring

if TYPE_CHECKING:
    from evenkeel.apps.people.models import Member

PURPOSE: Final = "insights"


@dataclass(frozen=True, slots=True)
class Opened:
    """One trial as of a day. `plan`: with (True) or without, by day; `today` None outside of it."""

    id: UUID
    payload: TrialPayload
    plan: Mapping[date, bool]
    on: date

    @property
    def last(self) -> date:
        """The last day of the plan, or the day it was stopped."""
        return self.payload.stopped or max(self.plan)

    @property
    def over(self) -> bool:
        return self.on > self.last or self.payload.stopped is not None

    @property
    def today(self) -> bool | None:
        return None if self.over else self.plan.get(self.on)

    @property
    def day_number(self) -> int:
        return (self.on - self.payload.start).days + 1

    @property
    def total(self) -> int:
        return len(self.plan)

    @property
    def kept_today(self) -> bool:
        return self.on not in self.payload.not_kept


def trials(member: Member, keyring: Keyring, *, on: date) -> tuple[Opened, ...]:
    """The member's trials, newest first."""
    return tuple(_opened(row, keyring, on) for row in Trial.of(member))


def trial(member: Member, keyring: Keyring, id: UUID, *, on: date) -> Opened | None:
    """One trial; None when it is not this member's."""
    row = Trial.of(member).filter(pk=id).first()
    return None if row is None else _opened(row, keyring, on)


def _opened(row: Trial, keyring: Keyring, on: date) -> Opened:
    payload: TrialPayload = row.open(keyring)
    plan = core.days_of(payload.start, payload.pace, payload.periods)
    return Opened(row.pk, payload, plan, on)


class Reminder(NamedTuple):
    """One morning of one trial: what is tried, and whether this is a day with it."""

    trial: UUID
    what: str
    with_it: bool


def reminders_due(member: Member, keyring: Keyring, *, on: date) -> tuple[Reminder, ...]:
    """Trials running on `on` that want reminding; none without consent to insights."""
    running = [one for one in trials(member, keyring, on=on) if one.payload.remind]
    if not running or not has_consent(member, PURPOSE):
        return ()
    return tuple(
        Reminder(one.id, one.payload.what, one.today) for one in running if one.today is not None
    )


def reminders_ahead(
    member: Member, keyring: Keyring, *, on: date, days: int
) -> tuple[tuple[date, UUID], ...]:
    """The mornings from `on` for so many days that a trial wants reminding of: for nudges."""
    wanted = [one for one in trials(member, keyring, on=on) if one.payload.remind]
    if not wanted or not has_consent(member, PURPOSE):
        return ()
    mornings = [on + timedelta(days=ahead) for ahead in range(days)]
    return tuple(
        (day, one.id)
        for day in mornings
        for one in wanted
        if replace(one, on=day).today is not None
    )


def trial_outcomes(member: Member, keyring: Keyring) -> dict[str, Metric]:
    """What a trial can be about: every scale and number the member gives."""
    return dict(checkins.metrics(member, keyring, locale=member.locale))


def trial_result(
    member: Member, keyring: Keyring, one: Opened, *, zone: checkins.Zone, now: datetime
) -> core.Result:
    """What the days of a trial show so far. Days after its end are not looked at."""
    start, last = one.payload.start, min(one.last, zone.today(now))
    entries = checkins.entries(member, keyring, since=checkins.day_start(start, zone))
    metrics = {one.payload.outcome: trial_outcomes(member, keyring)[one.payload.outcome]}
    table = day_table(entries, metrics=metrics, first=start, last=max(last, start))
    column = table.columns[one.payload.outcome]
    values = {d: v for d, v in zip(table.dates, column, strict=True) if not isnan(v)}
    return core.analyse(
        values,
        start=start,
        pace=one.payload.pace,
        periods=one.payload.periods,
        until=last,
        not_kept=one.payload.not_kept,
    )


def weeks(one: Opened) -> list[list[tuple[date, bool]]]:
    """The plan in weeks from its first day, for the page."""
    days = sorted(one.plan.items())
    return [days[n : n + 7] for n in range(0, len(days), 7)]


def first_free(on: date) -> date:
    """A trial begins tomorrow: today has already begun."""
    return on + timedelta(days=1)
