"""One message and everything before it -> the level of risk, and what the reply must hold.

Here: levels over a conversation: what raises, what holds, what lets fall. Not here: reading one
message (`detect`), choosing the question and the elements (`plan`), words (`reply`).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime, timedelta

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
from evenkeel.core.safety.packaged import english_rules
from evenkeel.core.safety.plan import next_question, required, resting
from evenkeel.core.safety.rules import RiskRules
from evenkeel.core.vocabulary import Pathway, Reading, RiskLevel

REMEMBERS_PEAK = timedelta(days=14)  # within which sudden calm after danger is a sign
HEAVY_INTENSITY = 2.5  # Reading.intensity at which a hopeless reading counts as a second sign
HEAVY_VALENCE = -0.6
TAKES_BACK_WITHIN = 4  # the member's messages within which a no may be taken back in a few words

#: Questions whose yes makes things safer: "ok" or "tonight" is not taken for one.
NEED_A_FIRM_YES = frozenset({Question.WITH_YOU, Question.CALL, Question.CALLED})
_STANCE_ORDER = (
    Stance.ON_THE_LINE,
    Stance.FOR_A_FRIEND,
    Stance.REFUSED_LINE,
    Stance.REFUSED_PERSON,
    Stance.REFUSED_TO_SAY,
    Stance.REFUSED_OTHER,
    Stance.WITH_SOMEONE,
    Stance.RETRACTED,
    Stance.JOKING,
    Stance.ANGRY,
)
#: Two signs together, over the whole conversation, mean more than each.
TOGETHER: tuple[tuple[frozenset[Sign], frozenset[Sign], RiskLevel], ...] = (
    (frozenset({Sign.INTENT, Sign.PLAN}), frozenset({Sign.MEANS}), RiskLevel.IMMINENT),
    (frozenset({Sign.INTENT, Sign.PLAN}), frozenset({Sign.TIMING}), RiskLevel.IMMINENT),
    (frozenset({Sign.INTENT}), frozenset({Sign.GOODBYE}), RiskLevel.IMMINENT),
    (frozenset({Sign.ACTIVE, Sign.WISH}), frozenset({Sign.MEANS, Sign.PLAN}), RiskLevel.HIGH),
    (
        frozenset({Sign.ACTIVE, Sign.WISH, Sign.BURDEN, Sign.HOPELESS, Sign.MEANS}),
        frozenset({Sign.GOODBYE}),
        RiskLevel.HIGH,
    ),
    (
        frozenset({Sign.WISH, Sign.HOPELESS, Sign.BURDEN, Sign.TRAPPED, Sign.PAST_ATTEMPT}),
        frozenset({Sign.METHOD_SEEKING}),
        RiskLevel.HIGH,
    ),
    (frozenset({Sign.BURDEN, Sign.HOPELESS}), frozenset({Sign.MEANS}), RiskLevel.RAISED),
    (frozenset({Sign.HOPELESS, Sign.BURDEN}), frozenset({Sign.CALM}), RiskLevel.RAISED),
)


def assess(
    text: str,
    *,
    state: SafetyState | None = None,
    reading: Reading | None = None,
    now: datetime,
    rules: RiskRules | None = None,
) -> RiskDecision:
    """Decide how much danger a person is in after one more message.

    Idea: the level is a function of the whole conversation (`state`) and this message. Signs raise
    it at once; it falls one step at a time, by hours without a sign or by safe answers, never
    because a message was cheerful. `reading` (from `core.language`) can only raise.

    `state`: what the last decision returned, or None at a beginning. `now`: aware. `rules`: None
    means the packaged English rules. Deterministic; raises `ValueError` for a naive `now` only.

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
    found = _in_context(detect(text, rules), before, rules)
    answer = _answer(found, before)
    evidence = (
        *found.evidence,
        *_from_answer(answer, found, before),
        *_from_past(found, before, now),
        *_reopened(found, before),
    )
    evidence = (
        *evidence,
        *_together(evidence, before, found),
        *_from_reading(reading, evidence, before),
    )
    if "eased" in found.cues:
        evidence = tuple(one for one in evidence if one.sign is not Sign.PANIC)
    evidence = tuple(sorted(evidence, key=lambda one: (-one.level, one.sign is Sign.PANIC)))
    stance = _stance(found, answer, before, evidence)
    after = _after(before, evidence, answer, stance, found, now)
    return _decide(after, evidence, stance, _heard(before, answer, found))


def _in_context(found: Detected, before: SafetyState, rules: RiskRules) -> Detected:
    """Everyday words that only danger makes dangerous keep their own level while there is none."""
    alone = rules.alone
    if before.level is not RiskLevel.NONE or before.standing is not RiskLevel.NONE:
        return found
    if any(one.rule not in alone and one.level > RiskLevel.WATCH for one in found.evidence):
        return found
    kept = (
        replace(one, level=alone[one.rule], sign=Sign.AMBIGUOUS) if one.rule in alone else one
        for one in found.evidence
    )
    return replace(found, evidence=tuple(one for one in kept if one.level is not RiskLevel.NONE))


def _heard(  # noqa: PLR0911 (one case, one line)
    before: SafetyState, answer: Answer | None, found: Detected
) -> str | None:
    """What this message tells us of what we asked, named for the words that take it up."""
    if before.level is RiskLevel.NONE:
        return None
    if "is_me" in found.cues and Question.DIRECT in before.asked:
        return "friend.me"
    if _put_away(before, found, answer):
        return "means.away"
    if "no_plan" in found.cues and before.level >= RiskLevel.RAISED:
        return "plan.no"
    if _is_near(before, found):
        return "means.yes"
    if before.pending is not None and answer is not None:
        return f"{before.pending}.{answer}"
    return None


def _is_near(before: SafetyState, found: Detected) -> bool:
    asked = before.pending in {Question.PLAN, Question.MEANS, Question.TIMING, Question.MOVE_MEANS}
    return asked and "means_near" in found.cues and "means_away" not in found.cues


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
    return _decide(after, evidence, Stance.PLAIN)


def _decide(
    after: SafetyState,
    evidence: tuple[Evidence, ...],
    stance: Stance,
    heard: str | None = None,
) -> RiskDecision:
    fresh = bool(evidence)
    sign = _telling(evidence)
    question = next_question(after, fresh=fresh, sign=sign, stance=stance)
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
            }
        ),
        question=question,
        stance=stance,
        sign=sign,
        declined=resting(after),
        heard=heard or (f"said.{evidence[0].rule}" if evidence else None),
    )


def _telling(evidence: tuple[Evidence, ...]) -> Sign | None:
    """The sign the reply speaks to: of the strongest, one that was said rather than inferred."""
    if not evidence:
        return None
    top = evidence[0].level
    said = [one for one in evidence if one.level == top and one.phrase]
    return (said or list(evidence))[0].sign


def _answer(found: Detected, state: SafetyState) -> Answer | None:  # noqa: PLR0911 (one case, one line)
    """What this message answers to the pending question; None if it does not answer it."""
    if state.pending is None:
        return None
    if Stance.REFUSED_TO_SAY in found.stances:
        return Answer.REFUSED
    if state.pending is Question.TIMING and "soon" in found.cues:
        return Answer.YES
    if state.pending is Question.WITH_YOU and "nobody" in found.cues:
        return Answer.NO
    if state.pending is Question.WITH_YOU and Stance.WITH_SOMEONE in found.stances:
        return Answer.YES
    if state.pending in NEED_A_FIRM_YES:
        if Answer.NO in found.answers:
            return Answer.NO
        if state.pending is Question.WITH_YOU:
            return Answer.YES if "firm_yes" in found.cues else None
        return Answer.YES if {Answer.YES} & found.answers and "firm_yes" in found.cues else None
    for answer in (Answer.NO, Answer.UNSURE, Answer.YES):
        if answer in found.answers:
            return answer
    return None


_DANGEROUS_YES = {
    Question.DIRECT: (RiskLevel.HIGH, Sign.ACTIVE),
    Question.PLAN: (RiskLevel.HIGH, Sign.PLAN),
    Question.MEANS: (RiskLevel.HIGH, Sign.MEANS),
    Question.TIMING: (RiskLevel.HIGH, Sign.TIMING),
}


def _from_answer(answer: Answer | None, found: Detected, state: SafetyState) -> list[Evidence]:
    pending, pathway = state.pending, state.pathway or Pathway.SUICIDE
    if pending not in _DANGEROUS_YES or answer not in {Answer.YES, Answer.UNSURE}:
        return []
    level, sign = _DANGEROUS_YES[pending]
    if sign is Sign.ACTIVE and pathway not in {Pathway.SUICIDE, Pathway.SELF_HARM}:
        sign = Sign.DANGER
    if answer is Answer.UNSURE:
        level = min(level, RiskLevel.RAISED)
        sign = Sign.AMBIGUOUS
    return [Evidence(f"answer.{pending}.{answer}", "", level, pathway, sign)]


def _from_past(found: Detected, state: SafetyState, now: datetime) -> list[Evidence]:
    """Sudden calm after danger is not an all-clear."""
    calm = Stance.CALM in found.stances or any(e.sign is Sign.CALM for e in found.evidence)
    recent = state.last_sign_at is not None and now - state.last_sign_at <= REMEMBERS_PEAK
    if not (calm and recent and state.peak >= RiskLevel.HIGH):
        return []
    if state.with_someone or state.on_the_line:
        return []
    return [Evidence("calm_after_danger", "", RiskLevel.HIGH, Pathway.SUICIDE, Sign.CALM)]


def _reopened(found: Detected, state: SafetyState) -> list[Evidence]:
    """ "ok maybe sometimes", a few messages after a no or a joke, takes the no back."""
    asked = state.asked_at.get(Question.DIRECT)
    if asked is None or state.turn - asked > TAKES_BACK_WITHIN or "reopened" not in found.cues:
        return []
    if state.pending is not None or state.answered(Question.DIRECT) is Answer.YES:
        return []
    pathway = state.pathway or Pathway.SUICIDE
    return [Evidence("answer.direct.reopened", "", RiskLevel.RAISED, pathway, Sign.AMBIGUOUS)]


def _together(evidence: Iterable[Evidence], state: SafetyState, found: Detected) -> list[Evidence]:
    new = {
        one.sign for one in evidence if one.level > RiskLevel.WATCH or one.sign is not Sign.INTENT
    }
    if not new:
        return []
    if "soon" in found.cues and new & {Sign.INTENT, Sign.PLAN}:
        serious = any(
            e.sign in {Sign.INTENT, Sign.PLAN} and e.level >= RiskLevel.HIGH for e in evidence
        )
        new |= {Sign.TIMING} if serious else set()
    signs = new | set(state.signs)
    pathway = next((e.pathway for e in evidence), Pathway.SUICIDE)
    if pathway not in {Pathway.SUICIDE, Pathway.SELF_HARM, Pathway.POSTPARTUM}:
        return []
    if not any(one.level >= RiskLevel.RAISED or one.sign in {Sign.MEANS, Sign.GOODBYE, Sign.CALM,
               Sign.METHOD_SEEKING, Sign.TIMING} for one in evidence):  # fmt: skip
        return []
    return [
        Evidence("together", "", level, Pathway.SUICIDE, next(iter(sorted(second & signs))))
        for first, second, level in TOGETHER
        if first & signs and second & signs
    ]


def _from_reading(
    reading: Reading | None, evidence: Iterable[Evidence], state: SafetyState
) -> list[Evidence]:
    """A very heavy reading keeps an eye open while a sign is recent. It never lowers."""
    if reading is None or state.level is RiskLevel.NONE or any(evidence):
        return []
    if reading.intensity >= HEAVY_INTENSITY and reading.valence <= HEAVY_VALENCE:
        pathway = state.pathway or Pathway.SUICIDE
        return [Evidence("reading.heavy", "", RiskLevel.WATCH, pathway, Sign.HOPELESS)]
    return []


def _stance(  # noqa: PLR0911 (one case, one line)
    found: Detected, answer: Answer | None, state: SafetyState, evidence: tuple[Evidence, ...]
) -> Stance:
    at_risk = state.level >= RiskLevel.WATCH
    signs = {one.sign for one in evidence}
    said = set(found.stances)
    if not at_risk:
        said &= {Stance.FOR_A_FRIEND, Stance.JOKING, Stance.CALM}
    if Stance.ON_THE_LINE in said:
        return Stance.ON_THE_LINE
    if signs and signs <= {Sign.OTHER_AT_RISK}:
        return Stance.FOR_OTHER
    if _only_feared(evidence):
        return Stance.INTRUSIVE
    for stance in _STANCE_ORDER:
        if stance in said:
            return stance
    if "joke" in found.cues and evidence:
        return Stance.JOKING
    if state.pending is Question.WITH_YOU and answer in {Answer.YES, Answer.NO}:
        return Stance.WITH_SOMEONE if answer is Answer.YES else Stance.REFUSED_PERSON
    if state.pending in {Question.CALL, Question.CALLED} and answer is Answer.YES:
        return Stance.ON_THE_LINE if state.pending is Question.CALLED else Stance.QUIET
    if state.pending in _DANGEROUS_YES and answer in {Answer.YES, Answer.NO, Answer.UNSURE}:
        return {
            Answer.YES: Stance.ANSWERED_YES, Answer.NO: Stance.ANSWERED_NO,
            Answer.UNSURE: Stance.UNSURE,
        }[answer]  # fmt: skip
    if Stance.CALM in said:
        return Stance.CALM
    if at_risk and found.words == 0:
        return Stance.SILENT
    return Stance.PLAIN if evidence else Stance.QUIET


def _only_feared(evidence: tuple[Evidence, ...]) -> bool:
    """Unwanted thoughts of harming others; of dying ones, the question is asked all the same."""
    return any(one.sign is Sign.INTRUSIVE for one in evidence) and all(
        one.level <= RiskLevel.WATCH
        and (one.pathway is not Pathway.SUICIDE or one.sign is Sign.INTRUSIVE)
        for one in evidence
    )


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
    elif _denies(evidence) and before.asked:
        answers[Question.DIRECT] = Answer.NO
    if any(one.sign in {Sign.ACTIVE, Sign.INTENT, Sign.ATTEMPT_NOW} and one.phrase
           and one.level >= RiskLevel.HIGH for one in evidence):  # fmt: skip
        answers[Question.DIRECT] = Answer.YES  # they have said it: asking again is not listening
    for sign, question in ((Sign.PLAN, Question.PLAN), (Sign.MEANS, Question.MEANS)):
        if any(one.sign is sign and one.level >= RiskLevel.HIGH for one in evidence):
            answers[question] = Answer.YES
    if any(one.rule == "answer.direct.reopened" for one in evidence):
        answers.pop(Question.DIRECT, None)
    if "no_plan" in found.cues and before.level >= RiskLevel.RAISED:
        answers[Question.PLAN] = Answer.NO
    if _put_away(before, found, answer):
        answers[Question.MEANS] = Answer.NO
    elif _is_near(before, found):
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
            "with_someone": _company(before, found, answer),
            "on_the_line": before.on_the_line or stance is Stance.ON_THE_LINE,
            "means_away": before.means_away or _put_away(before, found, answer),
            "updated_at": now,
        }
    )
    if evidence:
        state = _with_signs(state, evidence, worst, now)
    elif not raised:
        state = after_quiet(state, now, eased="eased" in found.cues)
    return state


def _with_signs(
    state: SafetyState, evidence: tuple[Evidence, ...], worst: RiskLevel, now: datetime
) -> SafetyState:
    level = max(state.level, worst)
    new = tuple(one.sign for one in evidence)
    other_only = set(new) <= {Sign.OTHER_AT_RISK}
    panic_only = set(new) <= {Sign.PANIC}
    changes = (worst >= state.level and not panic_only) or state.pathway is None
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


def _company(before: SafetyState, found: Detected, answer: Answer | None) -> bool:
    if "nobody" in found.cues:
        return False
    agreed = before.pending is Question.WITH_YOU and answer is Answer.YES
    said = Stance.WITH_SOMEONE in found.stances and before.level >= RiskLevel.WATCH
    return before.with_someone or said or agreed


def _put_away(before: SafetyState, found: Detected, answer: Answer | None) -> bool:
    agreed = before.pending is Question.MOVE_MEANS and answer is Answer.YES
    return "means_away" in found.cues or agreed


def _denies(evidence: tuple[Evidence, ...]) -> bool:
    return bool(evidence) and all(one.sign is Sign.DENIED for one in evidence)


__all__ = ["assess", "begin_risk_turn"]
