"""Chosen people, alerts on their way to them, agreed checks, time in talk, and counts.

Locked: whom a member chose, what they agreed to be asked, how long they talked. Open: that an alert
is on its way and how far it came. What an alert says and to whom is sealed to this server for as
long as it takes, and wiped when it is over (ADR 11).
"""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.conf import settings
from django.db import models

from evenkeel.apps.care import payloads
from evenkeel.apps.records import LockedRecord
from evenkeel.core.vault import DataClass


class ChosenPerson(LockedRecord):
    """Somebody the member would tell. Class C: nobody but the member knows whom they chose."""

    payload = payloads.ChosenPersonPayload
    data_class = DataClass.C


class SafetyCheck(LockedRecord):
    """A question agreed for a later day. `at` is when it is due."""

    payload = payloads.CheckPayload
    data_class = DataClass.C

    told_at = models.DateTimeField(null=True, blank=True, editable=False)


class TimeInTalk(LockedRecord):
    """One stretch of talking. `at` is when it began. Class D: numbers, for the member alone."""

    payload = payloads.TimeInTalkPayload
    data_class = DataClass.D


class Alert(models.Model):
    """One alert on its way to chosen people, one after the other, until somebody has read it."""

    class State(models.TextChoices):
        OPEN = "open"
        READ = "read"
        UNANSWERED = "unanswered"
        FAILED = "failed"
        STOPPED = "stopped"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    member = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+", editable=False
    )
    state = models.CharField(max_length=10, choices=State.choices, default=State.OPEN)
    standing = models.BooleanField(default=False)
    made_at = models.DateTimeField()
    due_at = models.DateTimeField()
    leased_until = models.DateTimeField(null=True)
    position = models.PositiveSmallIntegerField(default=0)
    finished_at = models.DateTimeField(null=True)
    sealed = models.BinaryField(default=b"")

    class Meta:
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["state", "due_at"]),
            models.Index(fields=["member", "-made_at"]),
        ]


class Delivery(models.Model):
    """One message of an alert to one person: not yet sent, sent, read, or could not be sent."""

    class State(models.TextChoices):
        WAITING = "waiting"
        SENT = "sent"
        READ = "read"
        FAILED = "failed"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    alert = models.ForeignKey(Alert, on_delete=models.CASCADE, related_name="deliveries")
    position = models.PositiveSmallIntegerField()
    state = models.CharField(max_length=10, choices=State.choices, default=State.WAITING)
    tries = models.PositiveSmallIntegerField(default=0)
    sent_at = models.DateTimeField(null=True)
    read_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["alert", "position"], name="care_one_per_position")
        ]


class PushDevice(models.Model):
    """A browser of the member's own that may show "there is something to look at". No words."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    member = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+", editable=False
    )
    device = models.CharField(max_length=60, blank=True)
    endpoint = models.CharField(max_length=600)
    p256dh = models.CharField(max_length=120)
    auth = models.CharField(max_length=40)
    made_at = models.DateTimeField()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["member", "endpoint"], name="care_one_per_browser")
        ]


class CareSettings(models.Model):
    """How a member wants to be reminded, and what was said once already. Nothing they wrote."""

    member = models.OneToOneField(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, primary_key=True, related_name="+"
    )
    break_minutes = models.PositiveSmallIntegerField(null=True)
    reliance_said_at = models.DateTimeField(null=True)
    talked_at = models.DateTimeField(null=True)


class ReferralCount(models.Model):
    """How often crisis lines were shown in a year, over everybody. It leads to nobody."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    year = models.PositiveSmallIntegerField()
    kind = models.CharField(max_length=20)
    count = models.PositiveIntegerField(default=0)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["year", "kind"], name="care_one_count_a_year")
        ]
