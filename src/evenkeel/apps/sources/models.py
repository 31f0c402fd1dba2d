"""Live sources: connections, the key of each one's tokens, the log; and the tokens, sealed.

Why four: what a background thread needs (numbers, class D) and what must stay out of an export and
out of every grant (a credential) are different things. See ADR 14. Not here: the makers
(`evenkeel.sources`).
"""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models

from evenkeel.apps.records import LockedRecord
from evenkeel.apps.sources import payloads
from evenkeel.core.vault import DataClass


class Connection(LockedRecord):
    """One maker a member connected. Which one is sealed."""

    payload = payloads.ConnectionPayload
    data_class = DataClass.D


class ConnectionKey(LockedRecord):
    """The random key of one connection's tokens; its id is the connection's."""

    payload = payloads.ConnectionKeyPayload
    data_class = DataClass.C


class Sync(LockedRecord):
    """One line of the log the member reads. `at` is when it began."""

    payload = payloads.SyncPayload
    data_class = DataClass.D


class SealedTokens(models.Model):
    """The tokens under the connection's own key, and who is using them just now.

    Never exported: a credential in an archive is a key left in a drawer. `busy_until` is a lease:
    a refresh token that two windows use at once is lost at makers that give a new one each time.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    member = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+", editable=False
    )
    sealed = models.BinaryField()
    busy_until = models.DateTimeField(null=True)
    next_at = models.DateTimeField()
    requests = models.PositiveIntegerField(default=0)
