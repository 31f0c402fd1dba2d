"""What a member allows, the nudges themselves, and calendars.

Open: schedules (SAFETY.md, class A): when, of which kind, whether it went out and was taken up;
an address to mail to, if the member gave one. Locked: calendars. No nudge holds a word.
"""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.conf import settings
from django.db import models

from evenkeel.apps.nudges import payloads
from evenkeel.apps.records import LockedRecord
from evenkeel.core.vault import DataClass


class Calendar(LockedRecord):
    """One calendar the member gave: busy times and the member's own words."""

    payload = payloads.CalendarPayload
    data_class = DataClass.C


class NudgeSettings(models.Model):
    """What the member allows. Off until they say so."""

    member = models.OneToOneField(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, primary_key=True, related_name="+"
    )
    kinds = models.JSONField(default=list)
    per_day = models.PositiveSmallIntegerField(default=2)
    quiet_from = models.TimeField()
    quiet_until = models.TimeField()
    zone = models.CharField(max_length=60, default="UTC")
    snoozed_until = models.DateTimeField(null=True)
    less = models.JSONField(default=dict)
    push = models.BooleanField(default=True)
    mail = models.EmailField(blank=True)


class Nudge(models.Model):
    """One nudge: planned, then sent, held back or dropped. `key` names it once for its member."""

    class State(models.TextChoices):
        PLANNED = "planned"
        SENT = "sent"
        HELD = "held"
        DROPPED = "dropped"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    member = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+", editable=False
    )
    key = models.CharField(max_length=64)
    kind = models.CharField(max_length=20)
    due_at = models.DateTimeField()
    until = models.DateTimeField()
    state = models.CharField(max_length=10, choices=State.choices, default=State.PLANNED)
    why = models.CharField(max_length=12, blank=True)
    leased_until = models.DateTimeField(null=True)
    decided_at = models.DateTimeField(null=True)
    taken_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["member", "key"], name="nudges_one_per_key")
        ]
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["state", "due_at"]),
            models.Index(fields=["member", "-decided_at"]),
        ]


class Sending(models.Model):
    """One nudge on one way out: the row is the promise that it leaves once."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    nudge = models.ForeignKey(Nudge, on_delete=models.CASCADE, related_name="sendings")
    way = models.CharField(max_length=50)
    sent_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["nudge", "way"], name="nudges_once_per_way")
        ]
