"""The body's rows: sealed blocks of samples, sealed daily numbers, an index, and imports.

Not here: reading files (`evenkeel.importers`), what numbers mean (`core.sensing`).
"""

from __future__ import annotations

import uuid
from typing import ClassVar

from django.conf import settings
from django.db import models

from evenkeel.apps.body import payloads
from evenkeel.apps.records import LockedRecord
from evenkeel.core.vault import DataClass


class SignalBlock(LockedRecord):
    """One month of one signal. `at` is the month's first day; the signal is sealed."""

    payload = payloads.BlockPayload
    data_class = DataClass.D


class DayBlock(LockedRecord):
    """The daily numbers of one month. `at` is its first day."""

    payload = payloads.DaysPayload
    data_class = DataClass.D


class BodyIndex(LockedRecord):
    """Which block holds what: one row a member."""

    payload = payloads.IndexPayload
    data_class = DataClass.D


class BodySettings(LockedRecord):
    """Signals that are off and sources that go first: one row a member."""

    payload = payloads.BodySettingsPayload
    data_class = DataClass.D


class Dropped(LockedRecord):
    """A file a member dropped and what was in it. The file's sealed copy goes when it is read."""

    payload = payloads.DroppedPayload
    data_class = DataClass.D


class ImportRun(models.Model):
    """How far an import has come: counts, for the progress bar. Gone after a week."""

    class State(models.TextChoices):
        ARRIVING = "arriving"
        LOOKING = "looking"
        ASKING = "asking"
        STORING = "storing"
        SUMMING = "summing"
        DONE = "done"
        STOPPED = "stopped"
        REFUSED = "refused"

    MOVING: ClassVar[tuple[str, ...]] = ("arriving", "looking", "storing", "summing")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    member = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+", editable=False
    )
    state = models.CharField(max_length=8, choices=State.choices, default=State.ARRIVING)
    total = models.BigIntegerField(default=0)
    done = models.BigIntegerField(default=0)
    rows = models.BigIntegerField(default=0)
    broken = models.BigIntegerField(default=0)
    cancel = models.BooleanField(default=False)
    started_at = models.DateTimeField()
    touched_at = models.DateTimeField()
    finished_at = models.DateTimeField(null=True)

    class Meta:
        indexes: ClassVar[list[models.Index]] = [models.Index(fields=["member", "-started_at"])]
