"""What comes out of a turn: the `Answer`, the next state, and the crisis lines beside a reply.

Here: everything that follows once the words are settled. Not here: settling them (`companion`).
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from evenkeel.core.dialogue.moves import Effect, Move, Offer
from evenkeel.core.dialogue.plan import Plan
from evenkeel.core.dialogue.realiser import USED_KEPT, WINDOW, Draft
from evenkeel.core.dialogue.state import DialogueState
from evenkeel.core.safety import CrisisCard, CrisisLine, Guarded, RiskDecision
from evenkeel.core.vocabulary import Reading, RiskLevel

# The AI notice returns after this long within a talk, and after this long away (SAFETY.md L1).
NOTICE_EVERY = timedelta(hours=3)
# SAFETY.md section 1.
MAX_RESOURCES = 3


@dataclass(frozen=True)
class Worded:
    """A plan with its draft; whether a model worded it, or why its words were not used."""

    plan: Plan
    draft: Draft
    by_model: bool = False
    why_not: str = ""


@dataclass(frozen=True)
class Answer:
    """One reply and everything the shell needs to keep, show or carry out.

    `resources` are the crisis lines to show as a card, at most three, from the member's country;
    `notice_due` asks the shell to show the AI notice; `milliseconds` is the time this turn took.
    `by_model`: a language model worded it; `why_not_model` says why it did not although asked.
    """

    reply: str
    move: Move
    offers: tuple[Offer, ...]
    effects: tuple[Effect, ...]
    state: DialogueState
    decision: RiskDecision
    reading: Reading
    card: CrisisCard | None
    resources: tuple[CrisisLine, ...]
    notice_due: bool
    guarded: Guarded
    milliseconds: float
    by_model: bool = False
    why_not_model: str = ""


def next_state(
    state: DialogueState, worded: Worded, said: str, decision: RiskDecision, now: datetime
) -> DialogueState:
    """The state after `said` was really said, which the guard may have changed."""
    turn = state.turn + 1
    used = {**state.used, **dict.fromkeys(worded.draft.used, turn)}
    if len(used) > USED_KEPT:
        used = dict(sorted(used.items(), key=lambda item: item[1])[-USED_KEPT:])
    update: dict[str, Any] = {
        **worded.plan.changes,
        "safety": decision.state,
        "turn": turn,
        "used": used,
        "recent": (*state.recent, said)[-WINDOW:],
        "asked_row": state.asked_row + 1
        if "?" in said and worded.plan.move is not Move.GREET
        else 0,
        "last_at": now,
        "started_at": state.started_at or now,
        "warned_turn": turn if decision.required or decision.question else state.warned_turn,
        "empathy_turn": turn if worded.draft.empathy else state.empathy_turn,
    }
    if notice_due(state, now):
        update["notice_at"] = now
    return state.model_copy(update=update)


def notice_due(state: DialogueState, now: datetime) -> bool:
    """Whether the notice that this is a program is due: at the start and every three hours."""
    return state.notice_at is None or now - state.notice_at >= NOTICE_EVERY


def resources(card: CrisisCard, said: str, decision: RiskDecision) -> tuple[CrisisLine, ...]:
    """The lines shown beside a reply: from `raised` on always, below it those the reply names.

    At `imminent` the emergency number comes first; before that it comes last, so that the line to
    talk to is the one to be tapped.
    """
    emergency = (card.emergency,) if card.emergency else ()
    if decision.level is RiskLevel.IMMINENT:
        return (*emergency, *card.resources)[:MAX_RESOURCES]
    lines = (*card.resources[: MAX_RESOURCES - len(emergency)], *emergency)
    if decision.level >= RiskLevel.RAISED:
        return lines
    at_watch = decision.level is RiskLevel.WATCH
    return tuple(line for line in lines if at_watch and line.number and line.number in said)
