"""A conversation as its page shows it: rows with their words, ready for the templates.

Here: plain view values. Not here: requests (`views`), reading and writing (`queries`, `actions`).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from evenkeel.apps.companion import queries
from evenkeel.apps.companion.actions import Turned
from evenkeel.apps.companion.models import Conversation, Message
from evenkeel.apps.companion.payloads import ConversationPayload, MessagePayload
from evenkeel.core.vault import Keyring

EARLIER_SHOWN = 20


@dataclass(frozen=True, slots=True)
class ShownMessage:
    """One message: its row, its payload, and whether its offers can still be taken."""

    id: UUID
    at: datetime
    said: MessagePayload
    latest: bool = False


@dataclass(frozen=True, slots=True)
class ShownTalk:
    """One conversation in a list."""

    id: UUID
    at: datetime
    title: str


def shown(pairs: Sequence[tuple[Message, MessagePayload]]) -> list[ShownMessage]:
    """Messages for the page; only the last one's offers can be taken by a tap."""
    last = len(pairs) - 1
    return [
        ShownMessage(id=row.pk, at=row.at, said=said, latest=place == last)
        for place, (row, said) in enumerate(pairs)
    ]


def turn_shown(turned: Turned) -> list[ShownMessage]:
    """Both messages of a turn that was just stored; nothing is opened for it."""
    return shown(list(zip((turned.said, turned.replied), turned.payloads, strict=True)))


def listed(rows: Sequence[Conversation], keyring: Keyring) -> list[ShownTalk]:
    """Conversations for a list, by the member's own first words."""
    opened: list[tuple[Conversation, ConversationPayload]] = [
        (row, row.open(keyring)) for row in rows
    ]
    return [ShownTalk(row.pk, row.at, payload.title) for row, payload in opened]


def earlier_talks(
    conversation: Conversation | None, rows: Sequence[Conversation], keyring: Keyring
) -> list[ShownTalk]:
    """The list beside a talk, without the one that is open."""
    skip = conversation.pk if conversation else None
    return [talk for talk in listed(rows, keyring) if talk.id != skip]


def messages_shown(conversation: Conversation, keyring: Keyring) -> list[ShownMessage]:
    """All messages of a conversation for its page."""
    return shown(queries.messages_of(conversation, keyring))
