"""What other areas may ask of the companion, and the one loaded companion of this process.

Here: reading conversations, what is due, the risk of a text written elsewhere. Not here: writing
(`actions`).
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import cache
from threading import Lock
from typing import TYPE_CHECKING
from uuid import UUID

from django.utils import timezone

from evenkeel.apps import asking
from evenkeel.apps.care import queries as care
from evenkeel.apps.companion import recalling
from evenkeel.apps.companion.models import Conversation, FollowUp, Message
from evenkeel.apps.companion.payloads import ConversationPayload, FollowUpPayload, MessagePayload
from evenkeel.apps.safety_plan import queries as plans
from evenkeel.core.content.languages import SOURCE
from evenkeel.core.content.opening import talks_in
from evenkeel.core.dialogue import (
    Companion,
    DialogueState,
    Memory,
    PlannedStep,
    load_companion,
)
from evenkeel.core.dialogue.ports import ReadsText
from evenkeel.core.dialogue.prompting import TURNS_SENT
from evenkeel.core.safety.decision import RiskDecision, SafetyState
from evenkeel.core.safety.falling import after_time
from evenkeel.core.vault import Keyring
from evenkeel.core.vocabulary import Author, RiskLevel, Turn

if TYPE_CHECKING:
    from evenkeel.apps.people.models import Member

STAYS_CURRENT = timedelta(hours=8)
"""A talk left for less than this is picked up; after it, Talk opens on a fresh page."""
MOST_DUE = 12
FOLLOW_UPS_ASKED_WITHIN = timedelta(days=7)
"""What was planned longer ago than this is not brought up again."""


@dataclass(frozen=True, slots=True)
class Due:
    """A follow-up whose day has come."""

    id: UUID
    text: str
    day: date
    said_on: date


@dataclass(frozen=True, slots=True)
class LastTalk:
    """The latest conversation: its id, its first words, when something was last said."""

    id: UUID
    title: str
    at: datetime


def companion(locale: str = SOURCE) -> Companion:
    """The companion of a language it talks in, else the English one, loaded once per process.

    The server loads the English one beside the first requests; whoever needs it meanwhile waits.
    """
    with _loading:
        return _companion(locale if locale != SOURCE and talks_in(locale) else SOURCE)


_loading = Lock()


@cache
def _companion(locale: str) -> Companion:
    return load_companion() if locale == SOURCE else load_companion(locale=locale)


def reader() -> ReadsText:
    """The reader this process has loaded."""
    return companion().reader


def assess_text(
    text: str, member: Member | None = None, now: datetime | None = None
) -> RiskDecision:
    """The risk in a note or entry by itself: no conversation is read or changed."""
    del member
    at = now or timezone.now()
    return companion().safety.assess(text, state=SafetyState(), reading=None, now=at)


def followups_due(member: Member, keyring: Keyring, now: datetime) -> list[Due]:
    """What the member planned and has not been asked about, the most recent first."""
    rows = asking.rows(
        FollowUp, member_id=member.pk, at__lte=now, at__gte=now - FOLLOW_UPS_ASKED_WITHIN,
        order_by=("-at",), limit=MOST_DUE,
    )  # fmt: skip
    opened = [(row.pk, row.open(keyring)) for row in rows]
    return [
        Due(pk, payload.text, payload.day, payload.said_on)
        for pk, payload in opened
        if not payload.asked
    ]


def last_talk(member: Member, keyring: Keyring) -> LastTalk | None:
    """The latest conversation, if there is one."""
    row = Conversation.latest(member)
    if row is None:
        return None
    payload: ConversationPayload = row.open(keyring)
    return LastTalk(row.pk, payload.title, row.at)


def current(member: Member, now: datetime) -> Conversation | None:
    """The conversation Talk opens on: the latest, while it is recent."""
    row = Conversation.latest(member)
    return row if row is not None and now - row.at < STAYS_CURRENT else None


def state_of(member: Member, keyring: Keyring, conversation_id: UUID | None) -> DialogueState:
    """Where a talk stands; without one, a fresh state with the danger of the last talk."""
    row = Conversation.of(member).filter(pk=conversation_id).first() if conversation_id else None
    last = row or Conversation.latest(member)
    if last is None:
        return DialogueState()
    payload: ConversationPayload = last.open(keyring)
    return payload.state if row else DialogueState(safety=payload.state.safety)


def standing_risk(member: Member, keyring: Keyring, now: datetime) -> RiskLevel:
    """The level of danger as it stands now: what the last talk left, fallen with time."""
    return after_time(state_of(member, keyring, None).safety, now).level


def earlier(member: Member, *, limit: int, offset: int = 0) -> list[Conversation]:
    """Conversations, newest first."""
    return list(Conversation.of(member)[offset : offset + limit])


def messages_of(
    conversation: Conversation, keyring: Keyring
) -> list[tuple[Message, MessagePayload]]:
    """Every message of a conversation with its payload, in the order they were said."""
    rows = [(row, row.open(keyring)) for row in conversation.messages.order_by("at")]
    return sorted(rows, key=lambda pair: (pair[0].at, pair[1].order))


def messages_by_id(
    member: Member, keyring: Keyring, ids: Collection[UUID]
) -> list[tuple[Message, MessagePayload]]:
    """These messages, newest first; those deleted are absent."""
    return [(row, row.open(keyring)) for row in Message.of(member).filter(pk__in=ids)]


def latest_turns(conversation: Conversation, keyring: Keyring) -> tuple[Turn, ...]:
    """The last turns of a talk, oldest first, for a language model only."""
    rows = list(conversation.messages.order_by("-at")[:TURNS_SENT])
    opened = sorted(((row.at, row.open(keyring)) for row in rows), key=lambda p: (p[0], p[1].order))
    return tuple(
        Turn(Author.MEMBER if said.by_member else Author.COMPANION, said.text, at)
        for at, said in opened
    )


def names_known(member: Member, keyring: Keyring) -> list[str]:
    """Names that must not leave with a text: people the member chose, and those remembered."""
    chosen = [word for _, person in care.people_of(member, keyring) for word in person.name.split()]
    return [*chosen, *recalling.names_of(member, keyring)]


def memory_of(member: Member, keyring: Keyring, now: datetime, *, fresh: bool) -> Memory:
    """What the member's memory lends to a turn; what is due only early in a talk."""
    on = recalling.switched_on(member)
    rows = recalling.rows_of(member, keyring) if on else []
    due = followups_due(member, keyring, now) if fresh else []
    return Memory(
        due=tuple(PlannedStep(text=d.text, day=d.day, said_on=d.said_on) for d in due),
        on=on,
        kept=recalling.notes_kept(rows),
        known=recalling.known_notes(rows),
        effects=recalling.effects_kept(rows),
        safety_plan=plans.steps_of(member, keyring),
    )


def follow_up_payload(row: FollowUp, keyring: Keyring) -> FollowUpPayload:
    """One follow-up, opened."""
    payload: FollowUpPayload = row.open(keyring)
    return payload
