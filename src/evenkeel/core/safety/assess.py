"""One message and everything before it -> the level of risk, and what the reply must hold.

Here: levels over a conversation: what raises, what holds, what lets fall. Not here: reading one
message (`detect`), what is remembered (`standing`), the question and the elements that are due
(`plan`, `needs`), words (`reply`).
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from evenkeel.core.safety.abroad import spoken
from evenkeel.core.safety.context import (
    believed,
    from_past,
    from_reading,
    in_context,
    only_guessed,
    reopened,
    said_to_be_them,
    together,
    unseen,
    volunteered,
)
from evenkeel.core.safety.decision import (
    Element,
    Evidence,
    Question,
    RiskDecision,
    SafetyState,
    Sign,
    Stance,
)
from evenkeel.core.safety.detect import Detected, detect
from evenkeel.core.safety.falling import after_time
from evenkeel.core.safety.head import NOTED, from_head
from evenkeel.core.safety.heard import OFFERED, WHY, heard_in, is_answered_at_watch
from evenkeel.core.safety.listening import (
    answer_to,
    from_answer,
    own_words,
    spoken_now,
    stance_of,
)
from evenkeel.core.safety.needs import required
from evenkeel.core.safety.packaged import english_rules, packaged_tongues
from evenkeel.core.safety.pieces import from_pieces, is_unnamed
from evenkeel.core.safety.plan import next_question, resting
from evenkeel.core.safety.rules import RiskRules
from evenkeel.core.safety.standing import after_message
from evenkeel.core.safety.tongues import Tongues
from evenkeel.core.vocabulary import Pathway, Reading, RiskLevel

BEGINNING = SafetyState()
#: What is told in a talk at risk that lessens it, and sounds like danger to a trained head.
SETTLING_FELT = frozenset(
    {"coming", "told", "arrived", "rings_me", "helper_calls", "beside", "going", "thanks"}
)


def assess(
    text: str,
    *,
    state: SafetyState | None = None,
    reading: Reading | None = None,
    now: datetime,
    rules: RiskRules | None = None,
    tongues: Tongues | None = None,
) -> RiskDecision:
    """Decide how much danger a person is in after one more message.

    Idea: the level is a function of the whole conversation (`state`) and this message. Signs raise
    it at once; it falls one step at a time, by hours without a sign or by safe answers, never
    because a message was cheerful. `reading` (from `core.language`) adds what the rules do not
    hear; of long messages it also bears their words out (`context.believed`), or nobody is alarmed.

    `state`: what the last decision returned, or None at a beginning. `now`: aware. `rules`: None
    means the packaged English rules, `tongues` None the packaged explicit statements of the other
    languages: they are heard whatever the member's locale is. Deterministic; raises `ValueError`
    for a naive `now` only.

    >>> from datetime import UTC, datetime
    >>> decision = assess("i dont want to be alive anymore", now=datetime(2026, 11, 21, tzinfo=UTC))
    >>> decision.level.name, decision.pathway.value, decision.evidence[0].phrase
    ('RAISED', 'suicide', 'dont want to be alive')
    >>> assess("this commute is killing me", now=datetime(2026, 11, 21, tzinfo=UTC)).level.name
    'NONE'

    Source: SAFETY.md section 1; the questions follow the Columbia protocol (Posner 2011).
    """
    if now.tzinfo is None:
        raise ValueError("now must be aware")
    rules = rules or english_rules()
    before = after_time(state or BEGINNING, now)
    found = in_context(detect(text, rules), before, rules)
    found = believed(found, reading, before, text, rules)
    tongues = tongues or packaged_tongues()
    elsewhere = tongues.detect(text)
    tongue = spoken_now(text, elsewhere, found, reading, before, tongues)
    if tongue != before.tongue:
        before = before.model_copy(update={"tongue": tongue})
    if elsewhere or tongue:
        spoken_so = tongues.spoken_as(text, tongue)
        found = replace(
            found,
            evidence=(*found.evidence, *elsewhere),
            answers=found.answers | spoken_so.answers,
            stances=found.stances | spoken_so.stances,
            offers=found.offers | spoken_so.offers,
        )
    answer = answer_to(found, before)
    evidence = (
        *found.evidence,
        *from_answer(answer, found, before),
        *from_past(found, before, now),
        *reopened(found, before),
        *said_to_be_them(found, before),
        *volunteered(found, before),
        *unseen(found, before),
    )
    evidence = (
        *evidence,
        *together(evidence, before, found),
        *from_reading(reading, evidence, before),
        *from_head(
            reading,
            evidence,
            before,
            idiom="idiom" in found.cues,
            settling=_is_settling(found, before),
        ),
    )
    evidence = (*evidence, *from_pieces(reading, evidence, before))
    if "eased" in found.cues:
        evidence = tuple(one for one in evidence if one.sign is not Sign.PANIC)
    evidence = tuple(sorted(evidence, key=_weight))
    stance = stance_of(found, answer, before, evidence)
    # What was only noted was never said: nothing is taken up of a talk that nobody else is in.
    silent = before.level is RiskLevel.WATCH and only_guessed(before)
    silent = silent and all(one.rule == NOTED for one in evidence)
    heard = None if silent else heard_in(before, answer, found, evidence)
    after = after_message(before, evidence, answer, stance, found, now, heard=heard)
    after = own_words(after, before, text, answer, found, evidence)
    return _decide(after, evidence, stance, heard, now=now)


def begin_risk_turn(
    *,
    level: RiskLevel,
    pathway: Pathway,
    reason: str,
    now: datetime,
    state: SafetyState | None = None,
) -> RiskDecision:
    """Open a risk turn without a message: a positive safety item of a questionnaire, say.

    `reason` is recorded as the rule of the evidence (for example `phq9.item9`). The level never
    falls by this call.

    >>> from datetime import UTC, datetime
    >>> at = datetime(2026, 11, 21, tzinfo=UTC)
    >>> begin_risk_turn(
    ...     level=RiskLevel.RAISED, pathway=Pathway.SUICIDE, reason="phq9.item9", now=at
    ... ).question.value
    'direct'
    """
    before = after_time(state or SafetyState(), now)
    evidence = (Evidence(reason, "", level, pathway, Sign.STANDING),)
    nothing = Detected((), frozenset(), frozenset(), frozenset(), frozenset(), 0)
    after = after_message(before, evidence, None, Stance.PLAIN, nothing, now)
    after = after.model_copy(
        update={"standing": max(level, before.standing), "standing_reason": reason}
    )
    return _decide(after, evidence, Stance.PLAIN, now=now)


def _weight(one: Evidence) -> tuple[int, int]:
    """What goes first: the worst; of the same, what the whole talk tells, and panic last."""
    return -one.level, {Sign.PIECES: 0, Sign.PANIC: 2}.get(one.sign, 1)


def _is_settling(found: Detected, before: SafetyState) -> bool:
    """Within a talk at risk: said of company, of what was put away, or of somebody else."""
    if before.level is RiskLevel.NONE:
        return False
    if before.about_other:
        return "of_them" in found.cues
    lighter = SETTLING_FELT & found.felt or Stance.WITH_SOMEONE in found.stances
    return bool(lighter) or "means_away" in found.cues


def _decide(
    after: SafetyState,
    evidence: tuple[Evidence, ...],
    stance: Stance,
    heard: str | None = None,
    *,
    now: datetime,
) -> RiskDecision:
    fresh = any(one.rule != NOTED for one in evidence)
    sign = _telling(evidence)
    due = after.follow_up_at is not None and now >= after.follow_up_at and not after.followed_up
    question = next_question(
        after,
        fresh=fresh,
        sign=sign,
        stance=stance,
        follow_up_due=due,
        still_open=heard == WHY,
        unnamed=is_unnamed(evidence),
    )
    if heard == OFFERED and after.level < RiskLevel.IMMINENT:
        question = None
    if after.tongue:
        question = spoken(question, after.asked)
    needed = required(
        after, question=question, fresh=fresh, stance=stance, taken_up=is_answered_at_watch(heard)
    )
    asked, asked_at = dict(after.asked), dict(after.asked_at)
    if question:
        asked[question] = asked.get(question, 0) + 1
        asked_at[question] = after.turn
    return RiskDecision(
        level=after.level,
        pathway=after.pathway,
        evidence=evidence,
        required=needed,
        state=after.model_copy(
            update={
                "pending": question,
                "asked": asked,
                "asked_at": asked_at,
                "ai_said": after.ai_said or Element.AI_NOTICE in needed,
                "caveat_said": after.caveat_said or Element.MEDICAL_CAVEAT in needed,
                "followed_up": after.followed_up or question is Question.FOLLOWED_UP,
                "checked_at": after.turn if sign is Sign.PIECES and question else after.checked_at,
            }
        ),
        question=question,
        stance=stance,
        sign=sign,
        declined=resting(after),
        heard=heard or (f"said.{evidence[0].rule}" if evidence else None),
        follow_up_due=due,
    )


def _telling(evidence: tuple[Evidence, ...]) -> Sign | None:
    """The sign the reply speaks to: of the strongest, one that was said rather than inferred."""
    if not evidence:
        return None
    top = evidence[0].level
    said = [one for one in evidence if one.level == top and one.phrase]
    return (said or list(evidence))[0].sign


__all__ = ["assess", "begin_risk_turn"]
