"""Where nudges come from: the calendar, the body, the plan, follow-ups, early signs.

Here: planning rows ahead, while the member is signed in (locked things) or by grant (numbers).
Not here: whether one goes out (`sending`): planning is free, sending is not.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import TYPE_CHECKING, Final
from zoneinfo import ZoneInfo

import numpy as np
from django.apps import apps

from evenkeel.apps.body import queries as body
from evenkeel.apps.checkins import queries as checkins
from evenkeel.apps.companion import queries as companion
from evenkeel.apps.nudges import calendars
from evenkeel.apps.nudges.models import Nudge, NudgeSettings
from evenkeel.apps.nudges.sending import PURPOSE, settings_of
from evenkeel.apps.people.queries import has_consent
from evenkeel.apps.programs import queries as programs
from evenkeel.apps.warnings import queries as warnings
from evenkeel.core.personalisation.nudging import Seen, good_hour, is_quiet
from evenkeel.core.personalisation.permitted import barred_nudges
from evenkeel.core.sensing.arousal import is_sustained
from evenkeel.core.vault import Keyring

if TYPE_CHECKING:
    from evenkeel.apps.people.models import Member

BEFORE: Final = timedelta(minutes=5)
AFTER: Final = timedelta(minutes=10)
STEPS_SHARE: Final = 0.4
"""Of the usual steps by this hour that a day has to stay under."""
SIT_UNTIL: Final = time(20, 0)
SIT_FROM: Final = time(14, 0)
MOOD_UNDER: Final = 8.0
"""Points under the usual of four weeks that today's mood has to lie."""
FEWEST_DAYS: Final = 10
FOLLOWS_WITHIN: Final = timedelta(hours=2)
SIGN_FOR: Final = timedelta(hours=20)
ACTIVE: Final = ("checkins.checkin", "programs.exerciserun")
LEARNT_FROM: Final = timedelta(days=120)
FOLLOWS_ITS_SOURCE: Final = ("before_event", "after_event", "trial")
"""Planned far ahead, so taken back when a calendar or a trial no longer says so."""
TRIAL_DAYS: Final = 14
"""Days of a trial that are planned ahead: each visit moves that on."""
TRIAL_FOR: Final = timedelta(hours=5)
MORNING: Final = time(8, 0)
"""When a day begins for somebody without quiet hours."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """A nudge to be planned: its kind, what makes it one of a kind, when, and until when."""

    kind: str
    key: str
    due_at: datetime
    until: datetime


def plan(*, by: Member, keyring: Keyring, now: datetime) -> int:
    """Plan whatever can be told now, inside the member's own request. Returns how many are new."""
    own = NudgeSettings.objects.filter(pk=by.pk).first()
    if own is None or not has_consent(by, PURPOSE):
        return 0
    local = now.astimezone(ZoneInfo(own.zone))
    wanted = [
        *_from_calendars(by, keyring, now),
        *_from_body(by, keyring, local),
        *_from_days(by, keyring, own, local),
        *_from_trials(by, keyring, own, local),
    ]
    return keep(by=by, own=own, wanted=wanted, now=now)


def keep(*, by: Member, own: NudgeSettings, wanted: Iterable[Wanted], now: datetime) -> int:
    """Plan each wanted nudge of an allowed kind once; what no calendar and no trial says any more
    goes."""
    allowed = [one for one in wanted if one.kind in own.kinds and one.until > now]
    before = Nudge.objects.filter(member=by).count()
    Nudge.objects.bulk_create(
        [
            Nudge(member=by, kind=one.kind, key=one.key, due_at=one.due_at, until=one.until)
            for one in allowed
        ],
        ignore_conflicts=True,
    )
    gone = Nudge.objects.filter(
        member=by, state=Nudge.State.PLANNED, kind__in=FOLLOWS_ITS_SOURCE, due_at__gt=now,
    )  # fmt: skip
    gone.exclude(key__in=[one.key for one in allowed]).delete()
    return Nudge.objects.filter(member=by).count() - before


def _from_calendars(by: Member, keyring: Keyring, now: datetime) -> list[Wanted]:
    found = []
    for busy in calendars.hard_times(by, keyring, now=now):
        name = f"{busy.begins.isoformat()}/{busy.ends.isoformat()}"
        found.append(
            Wanted("before_event", _key("before", name), busy.begins - BEFORE, busy.begins)
        )
        due = busy.ends + AFTER
        found.append(Wanted("after_event", _key("after", name), due, due + timedelta(hours=3)))
    return found


def _from_body(by: Member, keyring: Keyring, local: datetime) -> list[Wanted]:
    """A raised pulse that lasted, and few steps on a day on which mood dips."""
    found = []
    zone = local.tzinfo if isinstance(local.tzinfo, ZoneInfo) else ZoneInfo("UTC")
    now = body.stress_now(by, keyring, at=local, zone=zone)
    if is_sustained(now):
        key = _key("body", f"{local.date()}/{local.hour // 4}")
        found.append(Wanted("body_stress", key, local, local + timedelta(minutes=45)))
    may_sit = SIT_FROM <= local.time() < SIT_UNTIL and "walk" not in _barred(by, keyring)
    if may_sit and _sits_and_dips(by, keyring, local):
        key = _key("walk", str(local.date()))
        found.append(Wanted("walk", key, local, local + timedelta(hours=3)))
    return found


def _barred(by: Member, keyring: Keyring) -> frozenset[str]:
    """Kinds that do not go with what the member told about their body."""
    from evenkeel.apps.plan import queries as plan  # noqa: PLC0415 (it asks this area back)

    return barred_nudges(plan.conditions(by, keyring))


def _sits_and_dips(by: Member, keyring: Keyring, local: datetime) -> bool:
    today = local.date()
    entries = checkins.entries(by, keyring, since=local - timedelta(days=28))
    moods = [(one.at.date(), one.numbers["mood"]) for one in entries if "mood" in one.numbers]
    mine = [mood for day, mood in moods if day == today]
    usual = [mood for day, mood in moods if day != today]
    if not mine or len(usual) < FEWEST_DAYS or mine[-1] > float(np.median(usual)) - MOOD_UNDER:
        return False
    table = body.day_table(by, keyring, today - timedelta(days=28), today, columns={"steps"})
    steps = np.array(table.columns.get("steps", ()), dtype=np.float64)
    past = steps[:-1][np.isfinite(steps[:-1])] if len(steps) else steps
    if len(past) < FEWEST_DAYS or not np.isfinite(steps[-1]):
        return False
    by_now = float(np.median(past)) * (local.hour - 7) / 14
    return bool(steps[-1] < STEPS_SHARE * by_now)


def _from_days(by: Member, keyring: Keyring, own: NudgeSettings, local: datetime) -> list[Wanted]:
    """Tomorrow's: the plan's practice, what was to be come back to, a check-in."""
    hour = usual_hour(by, own, now=local)
    day = local.date() + timedelta(days=1)
    due = datetime.combine(day, time(hour), tzinfo=local.tzinfo)
    until = due + timedelta(hours=6)
    found = [Wanted("check_in", _key("check_in", str(day)), due, until)]
    if _has_plan(by, local) or programs.programmes_due(by, keyring, now=local + timedelta(days=1)):
        found.append(Wanted("practice", _key("practice", str(day)), due, until))
    if companion.followups_due(by, keyring, local):
        found.append(Wanted("follow_up", _key("follow_up", str(day)), due, until))
    return found


def _has_plan(by: Member, local: datetime) -> bool:
    from evenkeel.apps.plan import queries as plan  # noqa: PLC0415 (it asks this area back)

    return plan.has_week(by, today=local.date())


def _from_trials(by: Member, keyring: Keyring, own: NudgeSettings, local: datetime) -> list[Wanted]:
    """The mornings of running trials, from their own plan. The kind of day is not told outside."""
    from evenkeel.apps.insights import queries as insights  # noqa: PLC0415 (it asks this area back)

    begins = MORNING if own.quiet_from == own.quiet_until else own.quiet_until
    ahead = insights.reminders_ahead(by, keyring, on=local.date(), days=TRIAL_DAYS)
    found = []
    for day, trial in ahead:
        due = datetime.combine(day, begins, tzinfo=local.tzinfo)
        found.append(Wanted("trial", _key("trial", f"{trial}/{day}"), due, due + TRIAL_FOR))
    return found


def plan_signs(*, now: datetime) -> int:
    """A nudge for each early sign that the night found. Returns how many were looked at."""
    done = 0
    for sign in warnings.found_since(now - timedelta(days=1)):
        own = NudgeSettings.objects.filter(pk=sign.member_id).select_related("member").first()
        if own is None or "early_sign" not in own.kinds:
            continue
        local = now.astimezone(ZoneInfo(own.zone))
        hour = usual_hour(own.member, own, now=local)
        due = max(local, datetime.combine(local.date(), time(hour), tzinfo=local.tzinfo))
        key = _key("sign", str(sign.pk))
        row = Nudge(member=own.member, kind="early_sign", key=key, due_at=due, until=due + SIGN_FOR)
        Nudge.objects.bulk_create([row], ignore_conflicts=True)
        done += 1
    return done


def _open_hours(own: NudgeSettings) -> list[int]:
    allowed = settings_of(own)
    return [
        hour
        for hour in range(24)
        if not is_quiet(datetime(2026, 1, 1, hour, tzinfo=ZoneInfo("UTC")), allowed)
    ] or [12]


def usual_hour(by: Member, own: NudgeSettings, *, now: datetime) -> int:
    """The hour at which flexible ones come: where most were taken up, within the open hours."""
    return good_hour(seen(by, own, now=now), allowed=_open_hours(own))


def seen(by: Member, own: NudgeSettings, *, now: datetime) -> list[Seen]:
    """What became of the nudges of the last months: where availability and effect come from."""
    zone = ZoneInfo(own.zone)
    rows = Nudge.objects.filter(
        member=by, decided_at__gte=now - LEARNT_FROM, decided_at__lt=now - FOLLOWS_WITHIN,
        state__in=[Nudge.State.SENT, Nudge.State.HELD],
    )  # fmt: skip
    done = _active_times(by, since=now - LEARNT_FROM)
    return [
        Seen(
            local_at=row.decided_at.astimezone(zone),
            sent=row.state == Nudge.State.SENT,
            taken=any(row.decided_at < at < row.decided_at + FOLLOWS_WITHIN for at in done),
        )
        for row in rows
        if row.decided_at is not None
    ]


def _active_times(by: Member, *, since: datetime) -> list[datetime]:
    """When something was done here: a check-in, an exercise. The same measure whether a nudge was
    sent or held back, so that the two can be compared. Decrypts nothing."""
    found: list[datetime] = []
    for label in ACTIVE:
        rows = apps.get_model(label)._default_manager.filter(member=by, created_at__gte=since)
        found += rows.values_list("created_at", flat=True)
    return found


def _key(kind: str, what: str) -> str:
    """One name for one nudge, which tells nothing of the calendar to whoever reads the table."""
    return hashlib.sha256(f"{kind}/{what}".encode()).hexdigest()[:40]
