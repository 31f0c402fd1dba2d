"""One message and everything before it -> the level of risk, and what the reply must hold.

Here: levels over a conversation: what raises, what holds, what lets fall. Not here: reading one
message (`detect`), choosing the question and the elements (`plan`), words (`reply`).
"""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

from evenkeel.core.safety.abroad import spoken
from evenkeel.core.safety.context import (
    from_past,
    from_reading,
    in_context,
    reopened,
    together,
    unseen,
    volunteered,
)
from evenkeel.core.safety.decision import (
    Answer,
    Element,
    Evidence,
    Question,
    RiskDecision,
    SafetyState,
    Sign,
    Stance,
)
from evenkeel.core.safety.detect import Detected, detect
from evenkeel.core.safety.falling import after_quiet, after_time
from evenkeel.core.safety.head import NOTED, from_head
from evenkeel.core.safety.listening import (
    NAMES_NOBODY,
    answer_to,
    company,
    denies,
    from_answer,
    heard_in,
    is_near,
    own_words,
    put_away,
    spoken_now,
    stance_of,
)
from evenkeel.core.safety.packaged import english_rules, packaged_tongues
from evenkeel.core.safety.plan import next_question, required, resting
from evenkeel.core.safety.rules import RiskRules
from evenkeel.core.safety.tongues import Tongues
from evenkeel.core.vocabulary import Pathway, Reading, RiskLevel

#: When an agreed follow-up is due: long enough to be the next day, short enough to be kept.
FOLLOW_UP_AFTER = timedelta(hours=18)


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
    because a message was cheerful. `reading` (from `core.language`) can only raise.

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
    before = after_time(state or SafetyState(), now)
    found = in_context(detect(text, rules), before, rules)
    tongues = tongues or packaged_tongues()
    elsewhere = tongues.detect(text)
    tongue = spoken_now(text, elsewhere, found, reading, before, tongues)
    if tongue != before.tongue:
        before = before.model_copy(update={"tongue": tongue})
    if elsewhere or tongue:
        found = replace(
            found, evidence=(*found.evidence, *elsewhere),
            answers=found.answers | tongues.answers(text, tongue),
        )  # fmt: skip
    answer = answer_to(found, before)
    evidence = (
        *found.evidence,
        *from_answer(answer, found, before),
        *from_past(found, before, now),
        *reopened(found, before),
        *volunteered(found, before),
        *unseen(found, before),
    )
    evidence = (
        *evidence,
        *together(evidence, before, found),
        *from_reading(reading, evidence, before),
        *from_head(reading, evidence, before, idiom="idiom" in found.cues),
    )
    if "eased" in found.cues:
        evidence = tuple(one for one in evidence if one.sign is not Sign.PANIC)
    evidence = tuple(sorted(evidence, key=lambda one: (-one.level, one.sign is Sign.PANIC)))
    stance = stance_of(found, answer, before, evidence)
    after = _after(before, evidence, answer, stance, found, now)
    after = own_words(after, before, text, answer, found, evidence)
    heard = heard_in(before, answer, found, evidence)
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
    after = _after(before, evidence, None, Stance.PLAIN, nothing, now)
    after = after.model_copy(
        update={"standing": max(level, before.standing), "standing_reason": reason}
    )
    return _decide(after, evidence, Stance.PLAIN, now=now)


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
    question = next_question(after, fresh=fresh, sign=sign, stance=stance, follow_up_due=due)
    if after.tongue:
        question = spoken(question, after.asked)
    needed = required(after, question=question, fresh=fresh, stance=stance)
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


def _after(
    before: SafetyState,
    evidence: tuple[Evidence, ...],
    answer: Answer | None,
    stance: Stance,
    found: Detected,
    now: datetime,
) -> SafetyState:
    """The state after this message, before the reply to it is planned."""
    answers = dict(before.answers)
    if before.pending and answer:
        answers[before.pending] = answer
    elif denies(evidence) and (before.asked or Answer.NO in found.answers):
        answers[Question.DIRECT] = Answer.NO
    if any(one.sign in {Sign.ACTIVE, Sign.INTENT, Sign.ATTEMPT_NOW} and one.phrase
           and one.level >= RiskLevel.HIGH for one in evidence):  # fmt: skip
        answers[Question.DIRECT] = Answer.YES  # they have said it: asking again is not listening
    for sign, question in ((Sign.PLAN, Question.PLAN), (Sign.MEANS, Question.MEANS)):
        if any(one.sign is sign and one.level >= RiskLevel.HIGH for one in evidence):
            answers[question] = Answer.YES
    if {"soon", "some_day"} & found.cues and answers.get(Question.PLAN) is Answer.YES:
        answers.setdefault(Question.TIMING, Answer.UNSURE)  # they have said when
    if any(one.rule == "answer.direct.reopened" for one in evidence):
        answers.pop(Question.DIRECT, None)
    if "no_plan" in found.cues and before.level >= RiskLevel.RAISED:
        answers[Question.PLAN] = Answer.NO
    if put_away(before, found, answer):
        answers[Question.MEANS] = Answer.NO
    elif is_near(before, found):
        answers[Question.MEANS] = Answer.YES
    declined = dict(before.declined_at) | dict.fromkeys(found.offers, before.turn + 1)
    worst = max((one.level for one in evidence), default=RiskLevel.NONE)
    raised = any(one.phrase or one.rule.startswith("answer.") for one in evidence)
    state = before.model_copy(
        update={
            "turn": before.turn + 1,
            "answers": answers,
            "declined_at": declined,
            "quiet_turns": 0 if evidence else before.quiet_turns + 1,
            "with_someone": company(before, found, answer),
            "on_the_line": before.on_the_line or stance is Stance.ON_THE_LINE,
            "line_over": stance is not Stance.ON_THE_LINE
            and (before.line_over or (before.on_the_line and "line_done" in found.cues)),
            "means_away": before.means_away or put_away(before, found, answer),
            "follow_up_at": _agreed(before, answer, now),
            "followed_up": before.followed_up and not _follow_up_agreed(before, answer),
            "person": _named(before, found, answer),
            "told_at": before.turn + 1 if {"told", "coming"} & found.felt else before.told_at,
            "updated_at": now,
        }
    )
    if evidence:
        state = _with_signs(state, evidence, worst, now)
    elif not raised:
        state = after_quiet(state, now, eased="eased" in found.cues)
    return state


def _follow_up_agreed(before: SafetyState, answer: Answer | None) -> bool:
    return before.pending is Question.FOLLOW_UP and answer in {Answer.YES, Answer.UNSURE}


def _agreed(before: SafetyState, answer: Answer | None, now: datetime) -> datetime | None:
    return now + FOLLOW_UP_AFTER if _follow_up_agreed(before, answer) else before.follow_up_at


def _named(before: SafetyState, found: Detected, answer: Answer | None) -> str | None:
    """Somebody who could be there: named in answer to who, or as told, coming or there."""
    if found.person is None or before.pathway in NAMES_NOBODY:
        return before.person
    offered = (
        before.pending in {Question.WITH_YOU, Question.PLAN_PEOPLE} and answer is not Answer.NO
    )
    near = {"told", "coming", "bother"} & found.felt or Stance.WITH_SOMEONE in found.stances
    return found.person if offered or near else before.person


def _with_signs(
    state: SafetyState, evidence: tuple[Evidence, ...], worst: RiskLevel, now: datetime
) -> SafetyState:
    level = max(state.level, worst)
    new = tuple(one.sign for one in evidence)
    other_only = set(new) <= {Sign.OTHER_AT_RISK}
    panic_only = set(new) <= {Sign.PANIC}
    changes = (worst >= state.level and not panic_only) or state.pathway is None
    if state.pathway is Pathway.CHILD_SAFETY and evidence[0].pathway is Pathway.HARM_FROM_OTHERS:
        changes = False  # the same harm, and still a child's
    return state.model_copy(
        update={
            "level": level,
            "peak": max(state.peak, level),
            "pathway": evidence[0].pathway if changes else state.pathway,
            "signs": tuple(dict.fromkeys((*state.signs, *new))),
            "sign_messages": state.sign_messages + (not panic_only),
            "about_other": other_only and (state.about_other or state.level is RiskLevel.NONE),
            "last_sign_at": now,
            "stepped_at": None,
        }
    )


__all__ = ["assess", "begin_risk_turn"]
