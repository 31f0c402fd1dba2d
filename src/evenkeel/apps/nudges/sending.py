"""Carries nudges out: each once, none in quiet hours, none after consent was withdrawn.

Here: what is due, deciding, sending on each way, writing down. Not here: where nudges come from
(`planning`), the rules (`core.personalisation.nudging`).

Consent, settings and the hour are asked at the moment of sending, not of planning. A nudge is
leased, decided and its ways out are written down in one transaction; each way then leaves and is
ticked off. A machine that stops in between leaves the lease to run out, and what was not ticked off
leaves again under the same name: a mail's Message-ID, a notification's tag, so that whoever
receives a copy shows one. In the app the row itself is the nudge: there is nothing to send twice.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any, Final
from uuid import UUID
from zoneinfo import ZoneInfo

from django.apps import apps
from django.conf import settings as site
from django.core.mail import EmailMessage
from django.db import models, transaction
from django.utils import translation
from django.utils.translation import gettext as _

from evenkeel.apps.care import actions as care
from evenkeel.apps.checkins import queries as checkins
from evenkeel.apps.nudges.models import Nudge, NudgeSettings, Sending
from evenkeel.apps.people.queries import has_consent
from evenkeel.core.personalisation.nudging import Decision, Settings, Verdict, closed_until, decide

if TYPE_CHECKING:
    from evenkeel.apps.people.models import Member

PURPOSE: Final = "nudges"
LEASE: Final = timedelta(minutes=2)
AT_ONCE: Final = 200
MAIL: Final = "mail"
CHECK_IN: Final = "check_in"
STATES: Final = {Verdict.SEND: Nudge.State.SENT, Verdict.HOLD: Nudge.State.HELD}

Send = Callable[[Nudge, str], None]
log = logging.getLogger(__name__)


def run_due(*, now: datetime, send: Send | None = None) -> int:
    """Work on every nudge whose time has come. Returns on how many."""
    worked = 0
    for id in _due(now):
        if _lease(id, now=now):
            _work_on(id, now=now, send=send or leave)
            worked += 1
    return worked


def _due(now: datetime) -> list[UUID]:
    """Planned ones whose time has come, and sent ones that have not left on every way."""
    free = models.Q(leased_until=None) | models.Q(leased_until__lte=now)
    waiting = models.Q(state=Nudge.State.PLANNED, due_at__lte=now)
    half = models.Q(state=Nudge.State.SENT, sendings__sent_at=None, sendings__isnull=False)
    rows = Nudge.objects.filter(free).filter(waiting | half).order_by("due_at")
    return list(dict.fromkeys(rows.values_list("pk", flat=True)[:AT_ONCE]))


def _lease(id: UUID, *, now: datetime) -> bool:
    free = models.Q(leased_until=None) | models.Q(leased_until__lte=now)
    return bool(Nudge.objects.filter(free, pk=id).update(leased_until=now + LEASE))


def _work_on(id: UUID, *, now: datetime, send: Send) -> None:
    nudge = Nudge.objects.select_related("member").get(pk=id)
    if nudge.state == Nudge.State.PLANNED:
        if not _decide(nudge, now=now):
            return
    elif not _may_still_leave(nudge, now=now):
        return
    for one in nudge.sendings.filter(sent_at=None).order_by("way"):
        send(nudge, one.way)
        Sending.objects.filter(pk=one.pk).update(sent_at=now)
    Nudge.objects.filter(pk=id).update(leased_until=None)


def _may_still_leave(nudge: Nudge, *, now: datetime) -> bool:
    """Whether what was left half sent may go on: consent, the hour and its time are asked again.
    What has to wait for the morning keeps its lease until then; what is over is let go."""
    own = NudgeSettings.objects.filter(pk=nudge.member_id).first()
    if own is None or now >= nudge.until or not has_consent(nudge.member, PURPOSE):
        nudge.sendings.filter(sent_at=None).delete()
        Nudge.objects.filter(pk=nudge.pk).update(leased_until=None)
        return False
    wait = closed_until(now.astimezone(ZoneInfo(own.zone)), settings_of(own))
    if wait is not None:
        Nudge.objects.filter(pk=nudge.pk).update(leased_until=wait)
    return wait is None


def _decide(nudge: Nudge, *, now: datetime) -> bool:
    """Decide, and write down the verdict with the ways it will leave by. True if it goes out."""
    with transaction.atomic():
        own = NudgeSettings.objects.select_for_update().filter(pk=nudge.member_id).first()
        found = _verdict(nudge, own, now=now)
        change: dict[str, Any] = {"why": found.why, "leased_until": None}
        if found.verdict is Verdict.LATER:
            change |= {"due_at": found.at}
        else:
            state = STATES.get(found.verdict, Nudge.State.DROPPED)
            change |= {"state": state, "decided_at": now}
        if found.verdict is Verdict.SEND:
            change["leased_until"] = now + LEASE
        mine = Nudge.objects.filter(pk=nudge.pk, state=Nudge.State.PLANNED).update(**change)
        if not mine or found.verdict is not Verdict.SEND or own is None:
            return False
        Sending.objects.bulk_create(
            [Sending(nudge=nudge, way=way) for way in _ways(own)], ignore_conflicts=True
        )
    return True


def _verdict(nudge: Nudge, own: NudgeSettings | None, *, now: datetime) -> Decision:
    if own is None or not has_consent(nudge.member, PURPOSE):
        return Decision(Verdict.DROP, "off")
    zone = ZoneInfo(own.zone)
    local = now.astimezone(zone)
    midnight = local.replace(hour=0, minute=0, second=0, microsecond=0)
    if nudge.kind == CHECK_IN and checkins.days_with_entries(
        nudge.member, midnight, zone=checkins.zone_from(own.zone)
    ):
        return Decision(Verdict.DROP, "done")
    sent = Nudge.objects.filter(
        member=nudge.member, state=Nudge.State.SENT, decided_at__gte=midnight
    ).count()
    return decide(
        id=nudge.pk, kind=nudge.kind, local_now=local, until=nudge.until,
        settings=settings_of(own), sent_today=sent,
    )  # fmt: skip


def settings_of(own: NudgeSettings) -> Settings:
    """A member's settings as the rules see them."""
    return Settings(
        on=True,
        kinds=frozenset(own.kinds),
        per_day=own.per_day,
        quiet_from=own.quiet_from,
        quiet_until=own.quiet_until,
        snoozed_until=own.snoozed_until,
        less={
            kind: (int(times), datetime.fromisoformat(at)) for kind, (times, at) in own.less.items()
        },
    )


def _ways(own: NudgeSettings) -> list[str]:
    """In the app always; each browser that was added; mail where an address was given."""
    ways = [f"push:{device.pk}" for device in _devices(own.member_id)] if own.push else []
    return [*ways, *([MAIL] if own.mail and site.EMAIL_FROM else [])]


def _devices(member: UUID) -> models.QuerySet[Any]:
    found: models.QuerySet[Any] = apps.get_model("care.pushdevice")._default_manager.filter(
        member=member
    )
    return found


def leave(nudge: Nudge, way: str) -> None:
    """Send a nudge on one way. A device that is gone is forgotten; what fails once is let go."""
    if way == MAIL:
        own = NudgeSettings.objects.filter(pk=nudge.member_id).first()
        if own is not None and own.mail:
            try:
                letter(nudge, own.mail).send(fail_silently=False)
            except Exception as error:
                log.warning("A nudge did not leave by mail: %s.", type(error).__name__)
        return
    for device in _devices(nudge.member_id).filter(pk=way.partition(":")[2]):
        if not care.send_push(device):
            device.delete()


def letter(nudge: Nudge, address: str) -> EmailMessage:
    """The mail: discreet, the same for every kind, under one name however often it is sent."""
    domain = site.EMAIL_FROM.rpartition("@")[2].strip("<> ") or "localhost"
    with translation.override(nudge.member.locale):
        subject = _("A note")
        body = _("There is something you wanted to look at. It is where you left it.")
    return EmailMessage(
        subject=subject,
        body=f"{body}\n",
        from_email=site.EMAIL_FROM,
        to=[address],
        headers={"Message-ID": f"<{nudge.pk}@{domain}>", "Auto-Submitted": "auto-generated"},
    )


def let_go(member: Member) -> bool:
    """Everything planned or half sent goes at once: consent was withdrawn. False if none was."""
    Sending.objects.filter(nudge__member=member, sent_at=None).delete()
    planned = Nudge.objects.filter(member=member, state=Nudge.State.PLANNED)
    return bool(planned.update(state=Nudge.State.DROPPED, why="off"))


def waiting_for(member: Member, *, now: datetime) -> list[Nudge]:
    """What went out, is not over and was not taken up: shown on Today."""
    rows = Nudge.objects.filter(member=member, state=Nudge.State.SENT, taken_at=None, until__gt=now)
    return list(rows.order_by("-decided_at")[:2])
