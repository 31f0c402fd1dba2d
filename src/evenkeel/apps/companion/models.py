"""Conversations, their messages, and what is kept from them: locked records of class C."""

from __future__ import annotations

from typing import ClassVar

from django.db import models

from evenkeel.apps.companion import payloads
from evenkeel.apps.records import LockedRecord
from evenkeel.core.vault import DataClass


class Conversation(LockedRecord):
    """One talk. `at` is when something was last said in it."""

    payload = payloads.ConversationPayload
    data_class = DataClass.C


class Message(LockedRecord):
    """One message of a conversation. `at` is when it was said."""

    payload = payloads.MessagePayload
    data_class = DataClass.C

    conversation = models.ForeignKey(
        Conversation, on_delete=models.CASCADE, related_name="messages", editable=False
    )

    class Meta(LockedRecord.Meta):
        abstract = False
        indexes: ClassVar[list[models.Index]] = [
            *LockedRecord.Meta.indexes,
            models.Index(fields=["conversation", "at"]),
        ]


class FollowUp(LockedRecord):
    """What was planned in a talk. `at` is the day from which it may be asked about."""

    payload = payloads.FollowUpPayload
    data_class = DataClass.C


class Kept(LockedRecord):
    """One thing remembered from a talk."""

    payload = payloads.KeptPayload
    data_class = DataClass.C
