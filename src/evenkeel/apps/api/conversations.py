"""Talking over the API: the same walk of a message as on the Talk page, stored locked."""

from __future__ import annotations

import uuid
from datetime import datetime
from typing import Any, Final

from django.utils import timezone
from django.utils.translation import gettext as _
from ninja import Query, Router, Schema
from pydantic import ConfigDict, Field

from evenkeel.apps.api.access import ApiRequest, Token
from evenkeel.apps.api.problems import Problem
from evenkeel.apps.api.rows import Page, of_kind, one, page_of
from evenkeel.apps.care.queries import ai_notice_due
from evenkeel.apps.checkins.queries import cleaned
from evenkeel.apps.companion import actions, queries
from evenkeel.apps.people import actions as people
from evenkeel.apps.people.queries import has_consent
from evenkeel.core.vocabulary import RiskLevel

KIND: Final = "companion.conversation"
LONGEST_MESSAGE: Final = 20_000
CONSENT: Final = "companion"
READ, WRITE = "conversations:read", "conversations:write"

router = Router(tags=["conversations"])


class MessageIn(Schema):
    """What the member says."""

    model_config = ConfigDict(extra="forbid")

    text: str = Field(min_length=1, max_length=LONGEST_MESSAGE)


class OfferOut(Schema):
    """Something to do, offered: an `exercise` by its id, or a `guide` that is done in the talk."""

    id: str
    kind: str
    title: str
    minutes: float
    reason: str


class ResourceOut(Schema):
    """A crisis line of the member's country, word for word from the registry."""

    name: str
    channel: str
    number: str | None
    menu: str | None
    url: str | None
    hours: str | None


class TurnOut(Schema):
    """One turn: what was said and what is answered, with what the answer rests on.

    A program that shows `reply` must show `resources` with it, and `notice` where there is one.
    """

    conversation: uuid.UUID
    reply: str
    level: str = Field(description="none, watch, raised, high or imminent.")
    pathway: str | None
    evidence: list[str]
    move: str
    offers: list[OfferOut]
    resources: list[ResourceOut]
    notice: str | None = Field(description="To be shown: that this is a program.")
    ms: float


class MessageOut(Schema):
    id: uuid.UUID
    at: datetime
    by_member: bool
    text: str
    edited: bool
    level: str
    move: str


class ConversationOut(Schema):
    """`title` is how it began; `at` is when something was last said."""

    id: uuid.UUID
    at: datetime
    title: str


class WholeConversationOut(ConversationOut):
    messages: list[MessageOut]


class ConversationsOut(Schema):
    total: int
    items: list[ConversationOut]


@router.get("", auth=Token(READ), response=ConversationsOut, summary="List conversations")
def list_conversations(request: ApiRequest, page: Query[Page]) -> dict[str, Any]:
    """Newest first. Takes `conversations:read`."""
    total, rows = page_of(of_kind(KIND, request.user), page)
    return {"total": total, "items": [_out(request, row) for row in rows]}


@router.post("", auth=Token(WRITE), response={201: TurnOut}, summary="Begin a conversation")
def begin_conversation(request: ApiRequest, data: MessageIn) -> dict[str, Any]:
    """Says something in a new conversation. Takes `conversations:write`."""
    return _say(request, data, None)


@router.get(
    "/{conversation_id}", auth=Token(READ), response=WholeConversationOut, summary="Read one"
)
def read_conversation(request: ApiRequest, conversation_id: uuid.UUID) -> dict[str, Any]:
    """All its messages, in the order they were said. Takes `conversations:read`."""
    row = one(KIND, request.user, conversation_id)
    messages = [
        {
            "id": message.pk,
            "at": message.at,
            "by_member": said.by_member,
            "text": said.text,
            "edited": said.edited,
            "level": RiskLevel(said.level).name.lower(),
            "move": said.move,
        }
        for message, said in queries.messages_of(row, request.keyring)
    ]
    return {**_out(request, row), "messages": messages}


@router.post(
    "/{conversation_id}/turns", auth=Token(WRITE), response={201: TurnOut}, summary="Say something"
)
def say(request: ApiRequest, conversation_id: uuid.UUID, data: MessageIn) -> dict[str, Any]:
    """Says something in a conversation and gets the reply. Takes `conversations:write`."""
    return _say(request, data, one(KIND, request.user, conversation_id))


@router.delete(
    "/{conversation_id}", auth=Token(WRITE), response={204: None}, summary="Delete a conversation"
)
def delete_conversation(request: ApiRequest, conversation_id: uuid.UUID) -> None:
    """With all its messages; there is no way back. Takes `conversations:write`."""
    actions.delete_conversation(row=one(KIND, request.user, conversation_id))


def _say(request: ApiRequest, data: MessageIn, row: Any) -> dict[str, Any]:
    text = cleaned(data.text).strip()
    if not text:
        raise Problem(
            422,
            _("`text` is empty."),
            _("Correct it and send it again. Nothing was saved."),
            field="text",
        )
    if not _may_talk(request, row):
        raise Problem(
            403,
            _("This member has switched the companion off."),
            _("They can switch it on under Privacy, What you agreed to. Help now works always."),
        )
    now = timezone.now()
    turned = actions.say(
        by=request.user, keyring=request.keyring, text=text, now=now, conversation=row
    )
    return _turn(turned, notice=_notice(request, now))


def _may_talk(request: ApiRequest, row: Any) -> bool:
    """With consent; a talk about danger is never cut off."""
    if has_consent(request.user, CONSENT):
        return True
    return row is not None and row.open(request.keyring).state.safety.level > RiskLevel.NONE


def _notice(request: ApiRequest, now: datetime) -> str | None:
    """That this is a program: at the start, and every three hours (SAFETY.md L1)."""
    if not ai_notice_due(request.user, now=now):
        return None
    people.note_ai_notice(by=request.user, now=now)
    return _("I'm a program, not a person, and nobody reads along.")


def _turn(turned: actions.Turned, *, notice: str | None) -> dict[str, Any]:
    answer = turned.answer
    decision = answer.decision
    return {
        "conversation": turned.conversation.pk,
        "reply": answer.reply,
        "level": decision.level.name.lower(),
        "pathway": decision.pathway.value if decision.pathway else None,
        "evidence": list(dict.fromkeys(one.phrase or one.rule for one in decision.evidence)),
        "move": answer.move.value,
        "offers": [offer.model_dump() for offer in answer.offers],
        "resources": [
            {
                "name": line.name,
                "channel": line.channel.value,
                "number": line.number,
                "menu": line.menu,
                "url": line.url,
                "hours": line.hours,
            }
            for line in answer.resources
        ],
        "notice": notice,
        "ms": round(answer.milliseconds, 2),
    }


def _out(request: ApiRequest, row: Any) -> dict[str, Any]:
    return {"id": row.pk, "at": row.at, "title": row.open(request.keyring).title}
