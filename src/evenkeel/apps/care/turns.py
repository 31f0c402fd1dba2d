"""What follows in care from one turn of a talk: counts, tomorrow's question, a standing wish.

Here: the one function the companion calls after a turn is stored. Not here: what was answered
(`core`). Each part stands alone: a turn is never lost because counting it failed.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Final, TypeVar

from django.db import models
from django.utils import timezone

from evenkeel.apps.care import mail, queries
from evenkeel.apps.care.alerts import NobodyToWriteTo, send_alert
from evenkeel.apps.care.checks import agree_check
from evenkeel.apps.care.models import Alert, ReferralCount
from evenkeel.apps.care.talking import Going, note_turn
from evenkeel.apps.safety_plan import queries as plans
from evenkeel.apps.safety_plan.actions import add_line
from evenkeel.core.safety import RiskDecision, SafetyState
from evenkeel.core.vault import Keyring
from evenkeel.core.vocabulary import RiskLevel

if TYPE_CHECKING:
    from evenkeel.apps.people.models import Member

REPLIES: Final = "replies"
TALKS: Final = "talks"
Result = TypeVar("Result")
log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class _Turn:
    by: Member
    keyring: Keyring
    before: SafetyState
    decision: RiskDecision
    lines_shown: bool
    now: datetime


def after_turn(
    *,
    by: Member,
    keyring: Keyring,
    before: SafetyState,
    decision: RiskDecision,
    lines_shown: bool,
    now: datetime,
) -> Going | None:
    """Everything that follows from a stored turn. Never raises for what it could not write.

    Returns the stretch of talking that the turn belongs to, if it could be measured.
    """
    turn = _Turn(by, keyring, before, decision, lines_shown, now)
    for part in (_stand_by, _plan, _agree, _count):
        _alone(part, turn)
    return _alone(_measure, turn)


def count_referral(*, kind: str, now: datetime) -> None:
    """One more in this year's count. Nothing about whom."""
    year = timezone.localtime(now).year
    rows = ReferralCount.objects.filter(year=year, kind=kind)
    if not rows.update(count=models.F("count") + 1):
        ReferralCount.objects.get_or_create(year=year, kind=kind)
        rows.update(count=models.F("count") + 1)


def _alone(part: Callable[[_Turn], Result], turn: _Turn) -> Result | None:
    try:
        return part(turn)
    except Exception as error:  # the turn is kept and shown, whatever happens here
        log.warning("%s after a turn: %s", part.__name__, type(error).__name__)
        return None


def _stand_by(turn: _Turn) -> None:
    """At the highest level, what the member asked beforehand to be sent without a tap."""
    if turn.decision.level < RiskLevel.IMMINENT or turn.before.level >= RiskLevel.IMMINENT:
        return
    if not mail.works() or not queries.standing_allowed(turn.by):
        return
    if Alert.objects.filter(member=turn.by, state=Alert.State.OPEN).exists():
        return
    people = [one for _, one in queries.people_of(turn.by, turn.keyring) if one.standing]
    if people:
        try:
            send_alert(by=turn.by, people=people, now=turn.now, standing=True)
        except NobodyToWriteTo:
            return


def _count(turn: _Turn) -> None:
    if turn.lines_shown and turn.decision.level >= RiskLevel.RAISED:
        count_referral(kind=REPLIES, now=turn.now)
        if turn.before.level < RiskLevel.RAISED:
            count_referral(kind=TALKS, now=turn.now)


def _agree(turn: _Turn) -> None:
    """The member said yes to being asked again: the time is the state's own."""
    at = turn.decision.state.follow_up_at
    if at is not None and at != turn.before.follow_up_at and at > turn.now:
        peak = int(turn.decision.state.peak)
        agree_check(by=turn.by, keyring=turn.keyring, now=turn.now, level=peak, at=at)


def _plan(turn: _Turn) -> None:
    """What the member said for their safety plan in this turn goes onto it, in their words."""
    said = plans.newly_said(turn.before, turn.decision.state)
    for step, text in said.items():
        add_line(by=turn.by, keyring=turn.keyring, step=step, text=text, now=turn.now)


def _measure(turn: _Turn) -> Going:
    return note_turn(by=turn.by, keyring=turn.keyring, level=turn.decision.level, now=turn.now)
