"""The outbox: carries alerts to people, at least once, one after the other, until one has read it.

Here: what is due, sending it, waiting, going on. Not here: making or stopping an alert (`actions`),
what a mail looks like (`mail`).

An alert is a row from the moment the member asked. Whoever works on it leases it, sends, and then
writes down what happened in one transaction. A machine that stops in between leaves the lease to
run out; the message is sent again under the same Message-ID. Nothing is ever marked before it is
done, so nothing is lost. A thread of its own does this: a dead queue does not stop it.
"""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Final
from uuid import UUID

from django.db import models, transaction
from django.utils import timezone

from evenkeel.apps import background
from evenkeel.apps.care import mail, push, queries, sealing
from evenkeel.apps.care.models import Alert, Delivery
from evenkeel.core.vault import VaultError

if TYPE_CHECKING:
    from evenkeel.apps.care.sealing import AlertContent, Recipient

LEASE: Final = timedelta(minutes=2)
"""Longer than a mail server takes to answer or time out; then somebody else may take it up."""
BACK_OFF: Final = (timedelta(seconds=30), timedelta(minutes=2), timedelta(minutes=5))
"""After these many failed tries the next person is written to: waiting helps nobody."""
LOOK_EVERY_SECONDS: Final = 5.0
AT_ONCE: Final = 50

Send = Callable[[Delivery, "Recipient"], None]


def run_due(*, now: datetime, send: Send = mail.send) -> int:
    """Work on every alert that is due. Returns on how many."""
    free = models.Q(leased_until__isnull=True) | models.Q(leased_until__lte=now)
    due = Alert.objects.filter(free, state=Alert.State.OPEN, due_at__lte=now)
    worked = 0
    for alert_id in list(due.order_by("due_at").values_list("pk", flat=True)[:AT_ONCE]):
        if _lease(alert_id, now=now):
            _work_on(alert_id, now=now, send=send)
            worked += 1
    return worked


def note_read(*, delivery: Delivery, now: datetime) -> None:
    """Somebody has read it: the alert is over. Said twice, or late, it stays so."""
    with transaction.atomic():
        alert = Alert.objects.select_for_update().get(pk=delivery.alert_id)
        Delivery.objects.filter(pk=delivery.pk, read_at__isnull=True).update(
            state=Delivery.State.READ, read_at=now
        )
        if alert.state != Alert.State.STOPPED:
            _finish(alert, Alert.State.READ, now)


def start() -> threading.Thread:
    """The outbox of this process, looking every few seconds for as long as it lives."""
    return background.keep_at(_look, name="outbox", every_seconds=LOOK_EVERY_SECONDS)


def _look() -> None:
    run_due(now=timezone.now())
    push.tell_due(now=timezone.now())


def _lease(alert_id: UUID, *, now: datetime) -> bool:
    free = models.Q(leased_until__isnull=True) | models.Q(leased_until__lte=now)
    open_ones = Alert.objects.filter(free, pk=alert_id, state=Alert.State.OPEN, due_at__lte=now)
    return bool(open_ones.update(leased_until=now + LEASE))


def _work_on(alert_id: UUID, *, now: datetime, send: Send) -> None:
    alert = Alert.objects.select_related("member").get(pk=alert_id)
    if alert.standing and not queries.standing_allowed(alert.member):
        with transaction.atomic():  # consent was withdrawn meanwhile: it holds at once
            _finish(alert, Alert.State.STOPPED, now)
        return
    try:
        content = sealing.open_(alert)
    except VaultError:
        with transaction.atomic():
            _finish(alert, Alert.State.FAILED, now)
        return
    current = alert.deliveries.filter(position=alert.position).first()
    if current is not None and current.state != Delivery.State.WAITING:
        alert.position += 1  # sent a while ago, and nobody has said that they read it
        current = alert.deliveries.filter(position=alert.position).first()
    if current is None:
        with transaction.atomic():
            _finish(alert, _outcome(alert), now)
        return
    try:
        send(current, content.people[current.position])
    except mail.CannotSend:
        _note_failed(alert, current, now)
    else:
        _note_sent(alert, current, content, now)


@transaction.atomic
def _note_sent(alert: Alert, current: Delivery, content: AlertContent, now: datetime) -> None:
    Delivery.objects.filter(pk=current.pk, state=Delivery.State.WAITING).update(
        state=Delivery.State.SENT, sent_at=now, tries=models.F("tries") + 1
    )
    _move(alert, now + timedelta(minutes=content.wait_minutes))


@transaction.atomic
def _note_failed(alert: Alert, current: Delivery, now: datetime) -> None:
    tries = current.tries + 1
    given_up = tries > len(BACK_OFF)
    Delivery.objects.filter(pk=current.pk).update(
        tries=tries, state=Delivery.State.FAILED if given_up else Delivery.State.WAITING
    )
    _move(alert, now if given_up else now + BACK_OFF[tries - 1])


def _move(alert: Alert, due_at: datetime) -> None:
    Alert.objects.filter(pk=alert.pk, state=Alert.State.OPEN).update(
        position=alert.position, due_at=due_at, leased_until=None
    )


def _outcome(alert: Alert) -> Alert.State:
    sent = alert.deliveries.filter(sent_at__isnull=False).exists()
    return Alert.State.UNANSWERED if sent else Alert.State.FAILED


def _finish(alert: Alert, state: Alert.State, now: datetime) -> None:
    """The end of an alert: what it said and to whom is wiped."""
    Alert.objects.filter(pk=alert.pk).update(
        state=state, finished_at=alert.finished_at or now, sealed=b"", leased_until=None
    )
