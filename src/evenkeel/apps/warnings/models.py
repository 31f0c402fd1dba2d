"""Warnings, check-ups, days in short, wishes; and the grant that lets the night pass look.

Locked: what was found, what was answered, what the member wants. Open: that a grant exists, until
when, and that a member's days were looked at on some night. The grant holds keys of class D only,
sealed to this server's own key for this purpose; deleting the row ends it.
"""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.conf import settings
from django.db import models

from evenkeel.apps.records import LockedRecord
from evenkeel.apps.warnings import payloads
from evenkeel.core.vault import DataClass

SHARDS = 16
"""Members are spread over this many shards by their id; a worker takes one at a time."""


class EarlyWarning(LockedRecord):
    """One warning. `at` is when its detector spoke."""

    payload = payloads.WarningPayload
    data_class = DataClass.D


class CheckUp(LockedRecord):
    """One check-up, begun or finished."""

    payload = payloads.CheckUpPayload
    data_class = DataClass.D


class ShortDays(LockedRecord):
    """The last months as daily sums: what the night pass looks at instead of every check-in."""

    payload = payloads.DaysPayload
    data_class = DataClass.D


class WarningWishes(LockedRecord):
    """How often a check-up, and whom to write to. One row a member."""

    payload = payloads.WishesPayload
    data_class = DataClass.C


class BackgroundGrant(models.Model):
    """Leave to look at class D in the background, until a date (SAFETY.md, section 5)."""

    member = models.OneToOneField(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, primary_key=True, related_name="+"
    )
    shard = models.PositiveSmallIntegerField()
    sealed = models.BinaryField()
    made_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    looked_on = models.DateField(null=True)

    class Meta:
        indexes: ClassVar[list[models.Index]] = [models.Index(fields=["shard", "looked_on"])]


class NightShard(models.Model):
    """One shard of one night: who is working on it, until when, and whether it is done."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    night = models.DateField()
    shard = models.PositiveSmallIntegerField()
    leased_until = models.DateTimeField(null=True)
    done_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["night", "shard"], name="warnings_one_per_night")
        ]
