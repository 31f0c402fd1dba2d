"""Which messages Talk answers in a language it is not open in (SAFETY.md E6).

Here: danger always, in the member's language; plain English, as anybody's; nothing else, and a
kind sentence instead. Not here: the floors (`core.safety.opening`), the answers (`core.dialogue`).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils import timezone
from django.utils.translation import gettext as _

from evenkeel.apps.companion import queries
from evenkeel.apps.companion.models import Conversation
from evenkeel.apps.companion.payloads import ConversationPayload
from evenkeel.core.content.opening import talks_in
from evenkeel.core.safety.decision import SafetyState
from evenkeel.core.safety.packaged import packaged_tongues
from evenkeel.core.vault import Keyring
from evenkeel.core.vocabulary import RiskLevel

if TYPE_CHECKING:
    from evenkeel.apps.people.models import Member


def closed_for(member: Member) -> bool:
    """Whether Talk is not open in the member's language."""
    return not talks_in(member.locale)


def answers(member: Member, keyring: Keyring, text: str, row: Conversation | None) -> bool:
    """Whether this message is answered: in an open language each is."""
    if not closed_for(member):
        return True
    payload: ConversationPayload | None = row.open(keyring) if row else None
    state = payload.state.safety if payload else SafetyState()
    if state.level > RiskLevel.NONE:
        return True
    tongues = packaged_tongues()
    if tongues.left(text):
        return True
    if row is not None and text.isascii() and member.locale not in tongues.possible(text):
        return True  # a short answer within a talk that is in English
    reading = queries.reader().read(text, member.locale)
    room = queries.companion().safety
    decision = room.assess(text, state=state, reading=reading, now=timezone.now())
    return decision.level > RiskLevel.NONE


def not_open() -> str:
    """What is said instead, beside the words, which stay in the box."""
    return _(
        "I cannot talk in this language yet: I would miss too much. If something is dangerous, "
        "write it here and you are answered in this language, or use Help now."
    )
