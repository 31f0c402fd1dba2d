"""`Companion.reply`: the only place where reading, safety, planning, wording and guard are joined.

Here: one turn from text to `Answer`. Not here: storing it or carrying out effects (the shell), risk
levels and risk turns (`core.safety`), what to say otherwise (`planner`).
"""

from __future__ import annotations

import random
import time
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

import numpy as np

from evenkeel.core.content.loader import ContentError
from evenkeel.core.dialogue import explore, flowing
from evenkeel.core.dialogue.advice import Advises
from evenkeel.core.dialogue.cases import CaseBook, load_case_book
from evenkeel.core.dialogue.clauses import clauses_back
from evenkeel.core.dialogue.content import DialogueContent, load_dialogue
from evenkeel.core.dialogue.explore import CLAUSES_KEPT
from evenkeel.core.dialogue.hearing import hear
from evenkeel.core.dialogue.moves import Awaiting, Effect, Move, OfferSafetyPlan
from evenkeel.core.dialogue.outcome import Answer, Worded, next_state, notice_due, resources
from evenkeel.core.dialogue.phrasing import Show, phrased
from evenkeel.core.dialogue.plan import Part, Plan, Talk
from evenkeel.core.dialogue.planner import plan
from evenkeel.core.dialogue.ports import Brief, LanguageModel, ReadsText
from evenkeel.core.dialogue.realiser import (
    LEAST_WORDS,
    MOST_WORDS,
    Draft,
    budget,
    realise,
)
from evenkeel.core.dialogue.rehearsal import in_role, is_playing, without_quotes
from evenkeel.core.dialogue.safely import SafetyRoom, load_safety
from evenkeel.core.dialogue.state import DialogueState, Memory
from evenkeel.core.dialogue.summary import solid
from evenkeel.core.language import MESSAGES, load_language_reader, load_reader
from evenkeel.core.safety import SETTLED, CrisisCard, RiskDecision, Verdict, reads_together
from evenkeel.core.vocabulary import Pathway, Reading, RiskLevel, Turn

# Longer than any message a person types; what is beyond is not read word by word.
READ_CHARS = 20_000
# Of a message as much is kept for reading the last ones together.
TOLD_CHARS = 300


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
        cases: CaseBook | None = None,
    ) -> None:
        self.reader = reader
        self.safety = safety
        self.content = content or load_dialogue()
        self.model = model
        self.cases = cases

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
        model: LanguageModel | None = None,
        show: Show | None = None,
        advise: Advises | None = None,
    ) -> Answer:
        """Answer one message.

        `now` is aware and on the member's own clock (the night depends on it); `country` is an ISO
        3166 code or None; `turns` are the latest turns, for a language model only: `model` is the
        member's, `show` is given its sentences as they come; `advise` ranks what is offered by the
        member's own history. Raises `ValueError` for a naive `now`
        and nothing else: any text has an answer.
        """
        if now.tzinfo is None:
            raise ValueError("now must be aware")
        began = time.perf_counter()
        reading = in_role(self._read(text[:READ_CHARS], locale, state), state)
        decision = self.safety.assess(text, state=state.safety, reading=reading, now=now)
        card = self.safety.card(decision, country, now)
        if decision.required or decision.question is not None:
            draft = self._risk_turn(state, reading, decision, card, now, rng)
            if _body_first(decision):
                draft = self._body_first(draft, state, text, reading, memory, now, rng)
            elif _can_go_on(decision):
                asks = "watch.back" if decision.heard in SETTLED else "watch.ask"
                draft = self._with_question(draft, asks, state, text, reading, memory, now, rng)
        else:
            talk = replace(self._talk(state, text, reading, memory, now), advise=advise)
            draft = self._calm_turn(talk, reading, rng)
            if (chosen := model or self.model) is not None:
                brief = _brief(talk, draft, turns, locale)
                draft = self._phrased(chosen, brief, draft, decision, card, state, now, show)
        return self._finished(state, draft, decision, card, reading, now, rng, began)

    def _read(self, text: str, locale: str, state: DialogueState) -> Reading:
        """The reading of a message; now and then with what the last ones say together."""
        reading = self.reader.read(text, locale)
        if not state.told or is_playing(state) or not reads_together(state.safety):
            return reading
        return replace(reading, risk_together=self.reader.together((*state.told, text)))

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
        began = time.perf_counter()
        reading, decision = Reading(text=""), self._at_home(decision)
        card = self.safety.card(decision, country, now)
        draft = self._risk_turn(state, reading, decision, card, now, rng)
        return self._finished(state, draft, decision, card, reading, now, rng, began)

    def _at_home(self, decision: RiskDecision) -> RiskDecision:
        """A decision that no message led to, to be answered in the language of this talk."""
        language = self.content.tongue.language
        if language == "en" or decision.state.tongue:
            return decision
        state = decision.state.model_copy(update={"tongue": language})
        return replace(decision, state=state)

    def _finished(
        self,
        state: DialogueState,
        turn: Worded,
        decision: RiskDecision,
        card: CrisisCard,
        reading: Reading,
        now: datetime,
        rng: random.Random,
        began: float,
    ) -> Answer:
        """Guard the draft, then everything that follows from what is really said."""
        guarded = self.safety.guard(
            turn.draft.text, decision, card, recent=state.recent, now=now, rng=rng
        )
        if guarded.verdict is Verdict.REPLACED and turn.plan.move is Move.REHEARSE:
            played = turn.plan.changes.get("play") or state.play
            bare = without_quotes(turn.draft.text, played)
            again = self.safety.guard(bare, decision, card, recent=state.recent, now=now, rng=rng)
            guarded = again if again.verdict is Verdict.KEPT else guarded
        kept = guarded.verdict is not Verdict.REPLACED
        after = next_state(state, turn, guarded.text, decision, now)
        if reading.text and not is_playing(state):
            told = (*state.told, reading.text[:TOLD_CHARS])[1 - MESSAGES :]
            after = after.model_copy(update={"told": told})
        return Answer(
            reply=guarded.text, move=turn.plan.move,
            offers=turn.plan.offers if kept else (), effects=turn.plan.effects,
            state=after, decision=decision, reading=reading,
            card=card if decision.level else None,
            resources=resources(card, guarded.text, decision),
            notice_due=notice_due(state, now), guarded=guarded,
            by_model=turn.by_model and kept, why_not_model=turn.why_not or _why_not(turn, kept),
            milliseconds=(time.perf_counter() - began) * 1000,
        )  # fmt: skip

    def _risk_turn(
        self,
        state: DialogueState,
        reading: Reading,
        decision: RiskDecision,
        card: CrisisCard,
        now: datetime,
        rng: random.Random,
    ) -> Worded:
        """The safety room's authored words lead."""
        words = self.safety.reply(decision, card, recent=state.recent, now=now, rng=rng)
        offers_plan, tongue = decision.level >= RiskLevel.RAISED, self.content.tongue
        effects: tuple[Effect, ...] = (OfferSafetyPlan(),) if offers_plan else ()
        clauses = (
            *state.clauses,
            *(
                c
                for c in clauses_back(reading, tongue.language)
                if c not in state.clauses and solid(c, tongue)
            ),
        )
        changes: dict[str, Any] = {
            "awaiting": Awaiting.OPEN, "asked_about": None, "tool": None, "options": (),
            "clauses": clauses[-CLAUSES_KEPT:],
        }  # fmt: skip
        return Worded(Plan(Move.RISK, (), changes, effects=effects), Draft(words, (), empathy=True))

    def _with_question(
        self,
        turn: Worded,
        name: str,
        state: DialogueState,
        text: str,
        reading: Reading,
        memory: Memory | None,
        now: datetime,
        rng: random.Random,
    ) -> Worded:
        """At `watch`, with no safety question due, our own next question follows: one of `name`."""
        talk = self._talk(state, text, reading, memory, now)
        if (onward := flowing.within_risk(talk)) is not None and "?" not in turn.draft.text:
            ours = realise(onward, state=state, rng=rng, limit=LEAST_WORDS)
            both = Draft(f"{turn.draft.text} {ours.text}", ours.used, empathy=True)
            changes = {**turn.plan.changes, **onward.changes}
            effects = (*turn.plan.effects, *onward.effects)
            return Worded(Plan(Move.RISK, (), changes, effects=effects), both)
        learnt = explore.learn(talk)
        quiet = talk.heard.cue("sit", "told", "thanks", "ends") or not explore.may_ask(talk)
        asks = explore.unsaid(talk, self.content.lines[name].says)
        if quiet or not asks or "?" in turn.draft.text:
            return turn
        plan = Plan(Move.RISK, (Part(name, asks, ask=True),))
        ours = realise(plan, state=state, rng=rng, limit=LEAST_WORDS)
        changes = {**turn.plan.changes, **learnt, "explored": state.explored + 1}
        both = Draft(f"{turn.draft.text} {ours.text}", ours.used, empathy=True)
        return Worded(Plan(Move.RISK, (), changes, effects=turn.plan.effects), both)

    def _body_first(
        self,
        turn: Worded,
        state: DialogueState,
        text: str,
        reading: Reading,
        memory: Memory | None,
        now: datetime,
        rng: random.Random,
    ) -> Worded:
        """In panic the instruction comes first; the guard adds whatever the level requires."""
        talk = self._talk(state, text, reading, memory, now)
        if not (talk.heard.cue("panic") or state.awaiting is Awaiting.GUIDE):
            return turn
        planned = plan(talk)
        if planned.move is not Move.GUIDE:
            return turn
        ours = realise(planned, state=state, rng=rng, limit=MOST_WORDS)
        return Worded(replace(planned, effects=turn.plan.effects), ours)

    def _talk(
        self,
        state: DialogueState,
        text: str,
        reading: Reading,
        memory: Memory | None,
        now: datetime,
    ) -> Talk:
        near = None
        if self.cases is not None and len(reading.vector):
            near = self.cases.told(text, np.asarray(reading.vector, np.float32))
        heard = hear(text, reading=reading, state=state, content=self.content, now=now, near=near)
        return Talk(
            state=state, heard=heard, content=self.content, memory=memory or Memory(), now=now
        )

    def _calm_turn(self, talk: Talk, reading: Reading, rng: random.Random) -> Worded:
        planned = plan(talk)
        limit = _limit(talk)
        draft = realise(planned, state=talk.state, rng=rng, limit=limit)
        if draft.text in talk.state.recent:  # they repeat themselves; we do not
            planned = replace(planned, move=Move.SIT, parts=(talk.line("sit.go_on"),))
            draft = realise(planned, state=talk.state, rng=rng, limit=limit)
        return Worded(planned, draft)

    def _phrased(
        self,
        model: LanguageModel,
        brief: Brief,
        ours: Worded,
        decision: RiskDecision,
        card: CrisisCard,
        state: DialogueState,
        now: datetime,
        show: Show | None,
    ) -> Worded:
        """A model's wording of a calm turn where it holds to the plan; else our own."""

        def may_show(sentence: str) -> bool:
            guarded = self.safety.guard(
                sentence, decision, card, recent=state.recent, now=now, rng=random.Random(0)  # noqa: S311
            )  # fmt: skip
            return guarded.verdict is Verdict.KEPT

        made = phrased(model, brief, may_show=may_show, show=show)
        if made.text is None:
            return replace(ours, why_not=made.why_not)
        return replace(ours, draft=replace(ours.draft, text=made.text), by_model=True)


def _why_not(turn: Worded, kept: bool) -> str:
    return "refused" if turn.by_model and not kept else ""


def _limit(talk: Talk) -> int:
    return budget(talk.heard.words, night=talk.heard.night, brief=talk.state.style.brief)


def _brief(talk: Talk, ours: Worded, turns: Sequence[Turn], locale: str) -> Brief:
    return Brief(
        ours.plan, ours.draft.text, talk.heard.reading, turns, _limit(talk), locale,
        brief=talk.state.style.brief,
    )  # fmt: skip


def _can_go_on(decision: RiskDecision) -> bool:
    """Whether a risk turn leaves room for the talk's own question: only at `watch`, unasked."""
    return decision.level is RiskLevel.WATCH and decision.question is None


def _body_first(decision: RiskDecision) -> bool:
    """What may be panic and may be medical, short of an emergency: a frightened body."""
    return decision.pathway is Pathway.MEDICAL_EMERGENCY and decision.level <= RiskLevel.RAISED


def load_companion(model: LanguageModel | None = None, locale: str = "en") -> Companion:
    """A companion of one language with the packaged reader, safety rules, registry and content.

    Raises `ContentError` or `ModelError` when any of them is missing: without its safety room there
    is no chat (SAFETY.md L5).
    """
    reader: ReadsText = load_reader() if locale == "en" else load_language_reader(locale)
    content, cases = load_dialogue(locale), _case_book(locale)
    return Companion(reader, load_safety(locale), content, model, cases)


def _case_book(locale: str) -> CaseBook | None:
    """The cases, or none while their vectors are out of date: `evenkeel check` refuses that, but
    nobody's talk waits for it."""
    try:
        return load_case_book(locale)
    except ContentError:
        return None
