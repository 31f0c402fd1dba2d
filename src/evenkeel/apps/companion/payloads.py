"""What a conversation, a message and what is kept from a talk hold, sealed. All of it class C.

Here: frozen payloads. Not here: rows (`models`), how they change (`actions`).
"""

from __future__ import annotations

from datetime import date
from enum import StrEnum
from uuid import UUID

from pydantic import BaseModel, ConfigDict

from evenkeel.core.dialogue import DialogueState, Offer
from evenkeel.core.dialogue.notes import Note
from evenkeel.core.safety.registry import dialled


class Rating(StrEnum):
    """What the member thought of one reply (SAFETY.md L24)."""

    HELPED = "helped"
    DID_NOT = "did_not"
    REPORTED = "reported"


class _Payload(BaseModel):
    model_config = ConfigDict(frozen=True)


class Resource(_Payload):
    """One crisis line as it was shown then; copied from the registry, never composed."""

    name: str
    channel: str
    number: str | None = None
    menu: str | None = None
    url: str | None = None
    hours: str | None = None

    @property
    def dial(self) -> str:
        """The digits for a `tel:` or `sms:` link: "SHOUT to 85258" is sent to 85258."""
        return dialled(self.number or "")


class ConversationPayload(_Payload):
    """`title` is the member's own first words; `state` is all the companion carries; `near` are
    the journal entries mentioned in it."""

    title: str = ""
    state: DialogueState = DialogueState()
    near: tuple[UUID, ...] = ()


class NearEntry(_Payload):
    """A journal entry close in meaning to what was just said, by its id and its day."""

    entry: UUID
    day: date


class SentMessage(_Payload):
    """One message of a request to a language model, as it left: names already replaced."""

    role: str
    content: str


class MessagePayload(_Payload):
    """One turn. What only the companion's turns have is empty in the member's.

    `by_model` names the language model that worded it; `sent` is all that was sent to one, also
    where its words were not used (`why_not_model`).
    """

    text: str
    by_member: bool
    order: int = 0
    edited: bool = False
    move: str = ""
    level: int = 0
    pathway: str = ""
    evidence: tuple[str, ...] = ()
    offers: tuple[Offer, ...] = ()
    resources: tuple[Resource, ...] = ()
    directory_url: str = ""
    safety_plan: bool = False
    by_model: str = ""
    why_not_model: str = ""
    sent: tuple[SentMessage, ...] = ()
    near: NearEntry | None = None
    rating: Rating | None = None
    report: str = ""


class FollowUpPayload(_Payload):
    """One small thing the member said they would do; asked about once, on or after `day`."""

    text: str
    day: date
    said_on: date
    asked: bool = False


class Standing(StrEnum):
    """Whether the member agreed: only what is `kept` is ever used."""

    KEPT = "kept"
    PROPOSED = "proposed"
    DECLINED = "declined"


class KeptPayload(_Payload):
    """Something to remember from a talk: a note, or what a tool did in two numbers.

    `text` is the member's own wording where they changed it. Of a declined note only `digest`
    stays, so that it is not asked about again.
    """

    subject: str
    text: str = ""
    tool: str = ""
    before: int | None = None
    after: int | None = None
    note: Note | None = None
    standing: Standing = Standing.KEPT
    said_on: date | None = None
    asked_after: bool = False
    digest: str = ""
