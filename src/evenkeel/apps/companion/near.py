"""Whether something close to what was just said stands in the member's journal.

Here: when an earlier entry is worth a mention beside a reply. Not here: finding it (the journal's
queries). Never in danger (what was only noted is none), at night, in a rehearsal, in the middle of
something being done together, and at most once every few turns.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Final

from evenkeel.apps.companion.payloads import ConversationPayload, NearEntry
from evenkeel.apps.journal import queries as journal
from evenkeel.core.dialogue import Answer
from evenkeel.core.dialogue.moves import Awaiting, Move
from evenkeel.core.safety import only_guessed
from evenkeel.core.vault import Keyring

if TYPE_CHECKING:
    from evenkeel.apps.people.models import Member

FEWEST_WORDS: Final = 7
"""A shorter message is close to too much."""
MOST_IN_A_TALK: Final = 2
OLD_ENOUGH: Final = timedelta(days=2)
"""What was written yesterday is still known."""
MOVES: Final = frozenset(
    {Move.ASK, Move.REFLECT_CONTENT, Move.REFLECT_FEELING, Move.SIT, Move.TEACH, Move.SUMMARISE}
)


def entry_close_to(
    member: Member, keyring: Keyring, answer: Answer, talk: ConversationPayload, now: datetime
) -> NearEntry | None:
    """The entry to mention beside this reply, or none."""
    state, reading, decision = answer.state, answer.reading, answer.decision
    if decision.required or not only_guessed(decision.state):
        return None
    if answer.move not in MOVES or len(talk.near) >= MOST_IN_A_TALK:
        return None
    if state.tender or state.sitting or state.awaiting in (Awaiting.REHEARSE, Awaiting.FLOW):
        return None
    if len(reading.text.split()) < FEWEST_WORDS or not len(reading.vector):
        return None
    found = journal.close_to(reading.vector, member, keyring, before=now - OLD_ENOUGH)
    if found is None or found.id in talk.near:
        return None
    return NearEntry(entry=found.id, day=found.at.date())
