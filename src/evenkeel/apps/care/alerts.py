"""Alerts to chosen people: putting one on its way, and stopping it. Each atomic.

Here: what the member's tap or standing wish does. Not here: carrying it (`outbox`), whom they chose
(`actions`, `queries`).
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Final
from uuid import UUID

from django.db import transaction

from evenkeel.apps.care import sealing
from evenkeel.apps.care.models import Alert, Delivery
from evenkeel.apps.care.payloads import Channel, ChosenPersonPayload

if TYPE_CHECKING:
    from evenkeel.apps.people.models import Member

WAIT_MINUTES: Final = 30
"""How long one person has to answer before the next is written to."""
STANDING_GRACE: Final = timedelta(minutes=2)
"""An alert that nobody tapped can be stopped for this long before it leaves."""


class NobodyToWriteTo(Exception):
    """There is no chosen person with a mail address and a message."""


@transaction.atomic
def send_alert(
    *,
    by: Member,
    people: Sequence[ChosenPersonPayload],
    now: datetime,
    alert_id: UUID | None = None,
    standing: bool = False,
) -> Alert:
    """Put an alert on its way to people, in order. The same `alert_id` twice is one alert.

    Raises `NobodyToWriteTo`. It leaves at once, or after the grace of a standing wish.
    """
    reachable = [one for one in people if one.channel is Channel.MAIL and one.address and one.body]
    if not reachable:
        raise NobodyToWriteTo
    if alert_id is not None:
        known = Alert.objects.filter(pk=alert_id, member=by).first()
        if known is not None:
            return known
    due = now + STANDING_GRACE if standing else now
    alert = Alert(member=by, standing=standing, made_at=now, due_at=due)
    if alert_id is not None:
        alert.pk = alert_id
    content = sealing.AlertContent(
        people=tuple(
            sealing.Recipient(
                name=one.name, address=one.address, subject=one.subject, body=one.body,
                site=one.site,
            )
            for one in reachable
        ),
        wait_minutes=WAIT_MINUTES,
    )  # fmt: skip
    alert.sealed = sealing.close(alert, content)
    alert.save(force_insert=True)
    Delivery.objects.bulk_create(
        [Delivery(alert=alert, position=place) for place in range(len(reachable))]
    )
    return alert


@transaction.atomic
def stop_alert(*, by: Member, alert_id: UUID, now: datetime) -> bool:
    """Stop an alert: nobody else is written to. What has been sent is sent. False if it is over."""
    rows = Alert.objects.filter(pk=alert_id, member=by, state=Alert.State.OPEN)
    return bool(rows.update(state=Alert.State.STOPPED, finished_at=now, sealed=b""))


def stop_standing(*, by: Member, now: datetime) -> int:
    """Stop every alert that a standing wish started. Returns how many."""
    rows = Alert.objects.filter(member=by, standing=True, state=Alert.State.OPEN)
    return rows.update(state=Alert.State.STOPPED, finished_at=now, sealed=b"")
