"""`Companion.reply`: the only place where reading, safety, planning, wording and guard are joined.

Here: one turn from text to `Answer`. Not here: storing it or carrying out effects (the shell), risk
levels and risk turns (`core.safety`), what to say otherwise (`planner`).
"""

from __future__ import annotations

import random
import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from evenkeel.core.dialogue.clauses import clauses_back
from evenkeel.core.dialogue.content import DialogueContent, load_dialogue
from evenkeel.core.dialogue.hearing import hear
from evenkeel.core.dialogue.moves import Awaiting, Effect, Move, Offer, OfferSafetyPlan
from evenkeel.core.dialogue.plan import Plan, Talk
from evenkeel.core.dialogue.planner import plan
from evenkeel.core.dialogue.ports import Brief, LanguageModel, ReadsText
from evenkeel.core.dialogue.realiser import (
    USED_KEPT,
    WINDOW,
    Draft,
    budget,
    realise,
    sentences,
)
from evenkeel.core.dialogue.safely import SafetyRoom, load_safety
from evenkeel.core.dialogue.state import DialogueState, Memory
from evenkeel.core.language import load_reader
from evenkeel.core.safety.decision import RiskDecision
from evenkeel.core.safety.registry import CrisisCard, CrisisLine
from evenkeel.core.vocabulary import Author, Reading, RiskLevel, Turn

# The AI notice returns after this long within a talk, and after this long away (SAFETY.md L1).
NOTICE_EVERY = timedelta(hours=3)
# Longer than any message a person types; what is beyond is not read word by word.
READ_CHARS = 20_000


@dataclass(frozen=True)
class Answer:
    """One reply and everything the shell needs to keep, show or carry out.

    `resources` are the crisis lines to show as a card, at most three, from the member's country;
    `notice_due` asks the shell to show the AI notice; `milliseconds` is the time this turn took.
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
    milliseconds: float


class Companion:
    """The joined rooms. Built once per process; holds no talk.

    >>> from evenkeel.core.dialogue import load_companion
    >>> from datetime import UTC, datetime
    >>> import random
    >>> answer = load_companion().reply(
    ...     DialogueState(), "hi", now=datetime(2026, 3, 2, 9, tzinfo=UTC), rng=random.Random(1)
    ... )
    >>> answer.move.value, answer.decision.level.name
    ('greet', 'NONE')
    """

    def __init__(
        self,
        reader: ReadsText,
        safety: SafetyRoom,
        content: DialogueContent | None = None,
        model: LanguageModel | None = None,
    ) -> None:
        self.reader = reader
        self.safety = safety
        self.content = content or load_dialogue()
        self.model = model

    def reply(
        self,
        state: DialogueState,
        text: str,
        *,
        now: datetime,
        rng: random.Random,
        country: str | None = None,
        locale: str = "en",
        memory: Memory | None = None,
        turns: Sequence[Turn] = (),
    ) -> Answer:
        """Answer one message.

        `now` is aware and on the member's own clock (the night depends on it); `country` is an ISO
        3166 code or None; `turns` are the latest turns, for a language model only. Raises
        `ValueError` for a naive `now` and nothing else: any text has an answer.
        """
        if now.tzinfo is None:
            raise ValueError("now must be aware")
        began = time.perf_counter()
        reading = self.reader.read(text[:READ_CHARS], locale)
        decision = self.safety.assess(text, state=state.safety, reading=reading, now=now)
        if decision.required:
            words, planned, draft = self._risk_turn(state, reading, decision, country, now, rng)
        else:
            talk = self._talk(state, text, reading, memory, now)
            planned, draft = self._calm_turn(talk, reading, rng, turns, locale)
            words = draft.text
        guarded = self.safety.guard(
            words, decision=decision, country=country, now=now, text=text, recent=state.recent
        )
        card = self.safety.card(decision, country, now) if decision.level else None
        shown = _resources(card, guarded, decision)
        after = _next_state(state, planned, draft, guarded, decision, now)
        return Answer(
            reply=guarded, move=planned.move, offers=planned.offers, effects=planned.effects,
            state=after, decision=decision, reading=reading, card=card, resources=shown,
            notice_due=_notice_due(state, now),
            milliseconds=(time.perf_counter() - began) * 1000,
        )  # fmt: skip

    def open_risk_turn(
        self,
        state: DialogueState,
        decision: RiskDecision,
        *,
        now: datetime,
        rng: random.Random,
        country: str | None = None,
    ) -> Answer:
        """A risk turn that something other than a message opened, such as a questionnaire item."""
        reading = Reading(text="")
        words, planned, draft = self._risk_turn(state, reading, decision, country, now, rng)
        guarded = self.safety.guard(
            words, decision=decision, country=country, now=now, text="", recent=state.recent
        )
        card = self.safety.card(decision, country, now)
        return Answer(
            reply=guarded, move=planned.move, offers=(), effects=planned.effects,
            state=_next_state(state, planned, draft, guarded, decision, now), decision=decision,
            reading=reading, card=card, resources=_resources(card, guarded, decision),
            notice_due=_notice_due(state, now), milliseconds=0.0,
        )  # fmt: skip

    def _risk_turn(
        self,
        state: DialogueState,
        reading: Reading,
        decision: RiskDecision,
        country: str | None,
        now: datetime,
        rng: random.Random,
    ) -> tuple[str, Plan, Draft]:
        """The safety room's authored words lead; at `watch` ours stand before them where they fit."""
        words = self.safety.risk_reply(
            decision, reading=reading, country=country, now=now, rng=rng, recent=state.recent
        )
        effects: tuple[Effect, ...] = ()
        if decision.level >= RiskLevel.RAISED:
            effects = (OfferSafetyPlan(),)
        clauses = (*state.clauses, *(c for c in clauses_back(reading) if c not in state.clauses))
        changes: dict[str, Any] = {
            "awaiting": Awaiting.OPEN, "asked_about": None, "tool": None, "options": (),
            "clauses": clauses[-8:],
        }  # fmt: skip
        return words, Plan(Move.RISK, (), changes, effects=effects), Draft(words, (), True)

    def _talk(
        self,
        state: DialogueState,
        text: str,
        reading: Reading,
        memory: Memory | None,
        now: datetime,
    ) -> Talk:
        heard = hear(text, reading=reading, state=state, content=self.content, now=now)
        return Talk(
            state=state, heard=heard, content=self.content, memory=memory or Memory(), now=now
        )

    def _calm_turn(
        self, talk: Talk, reading: Reading, rng: random.Random, turns: Sequence[Turn], locale: str
    ) -> tuple[Plan, Draft]:
        planned = plan(talk)
        limit = budget(talk.heard.words, night=talk.heard.night, brief=talk.state.style.brief)
        draft = realise(planned, state=talk.state, rng=rng, limit=limit)
        if self.model is None:
            return planned, draft
        brief = Brief(planned, draft.text, reading, turns, limit, locale)
        phrased = self.model.phrase(brief)
        return planned, Draft(phrased, draft.used, draft.empathy) if phrased else draft


def _next_state(
    state: DialogueState,
    planned: Plan,
    draft: Draft,
    said: str,
    decision: RiskDecision,
    now: datetime,
) -> DialogueState:
    turn = state.turn + 1
    used = {**state.used, **dict.fromkeys(draft.used, turn)}
    if len(used) > USED_KEPT:
        used = dict(sorted(used.items(), key=lambda item: item[1])[-USED_KEPT:])
    recent = (*state.recent, *sentences(said))[-4 * WINDOW :]
    update: dict[str, Any] = {
        **planned.changes,
        "safety": decision.state,
        "turn": turn,
        "used": used,
        "recent": recent,
        "last_at": now,
        "started_at": state.started_at or now,
        "empathy_turn": turn if draft.empathy else state.empathy_turn,
    }
    if _notice_due(state, now):
        update["notice_at"] = now
    return state.model_copy(update=update)


def _notice_due(state: DialogueState, now: datetime) -> bool:
    return state.notice_at is None or now - state.notice_at >= NOTICE_EVERY


def _resources(
    card: CrisisCard | None, said: str, decision: RiskDecision
) -> tuple[CrisisLine, ...]:
    """The lines the card shows: from `raised` on always, below it only those the reply names."""
    if card is None:
        return ()
    lines = (*((card.emergency,) if card.emergency else ()), *card.resources)
    if decision.level >= RiskLevel.RAISED:
        return lines[:3]
    return tuple(line for line in lines if line.number and line.number in said)[:3]


def load_companion(model: LanguageModel | None = None) -> Companion:
    """A companion with the packaged reader, safety rules, registry and content.

    Raises `ContentError` or `ModelError` when any of them is missing: without its safety room there
    is no chat (SAFETY.md L5).
    """
    return Companion(load_reader(), load_safety(), load_dialogue(), model)
