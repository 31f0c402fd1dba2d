"""The standing state after one more message, before the reply to it is planned.

Here: what a message changes in what is remembered: answers, company, means, who is spoken of, the
level. Not here: the signs in it (`detect`, `context`), what lets a level fall (`falling`).
"""

from __future__ import annotations

from datetime import datetime, timedelta

from evenkeel.core.safety.decision import Answer, Evidence, Question, SafetyState, Sign, Stance
from evenkeel.core.safety.detect import Detected
from evenkeel.core.safety.falling import after_quiet, help_has_come
from evenkeel.core.safety.heard import tells_more
from evenkeel.core.safety.listening import (
    NAMES_NOBODY,
    NOT_QUIET,
    company,
    denies,
    is_near,
    put_away,
)
from evenkeel.core.vocabulary import Pathway, RiskLevel

JUST_TALKS_FOR = 4  # messages without a question, for who asked to just talk
#: Told in other words, and still the same danger: a child's harm, a mother's despair, a fit.
STAYS_ON = {
    Pathway.CHILD_SAFETY: frozenset({Pathway.HARM_FROM_OTHERS}),
    Pathway.POSTPARTUM: frozenset({Pathway.SUICIDE, Pathway.SELF_HARM}),
    Pathway.WITHDRAWAL: frozenset({Pathway.MEDICAL_EMERGENCY}),
}
NONE = frozenset[Pathway]()
#: When an agreed follow-up is due: long enough to be the next day, short enough to be kept.
FOLLOW_UP_AFTER = timedelta(hours=18)


def after_message(
    before: SafetyState,
    evidence: tuple[Evidence, ...],
    answer: Answer | None,
    stance: Stance,
    found: Detected,
    now: datetime,
    *,
    heard: str | None = None,
) -> SafetyState:
    """The state after this message, before the reply to it is planned."""
    answers = _answers(before, evidence, answer, found)
    declined = dict(before.declined_at) | dict.fromkeys(found.offers, before.turn + 1)
    worst = max((one.level for one in evidence), default=RiskLevel.NONE)
    raised = any(one.phrase or one.rule.startswith("answer.") for one in evidence)
    quiet = stance not in NOT_QUIET and not tells_more(heard)
    state = before.model_copy(
        update={
            "turn": before.turn + 1,
            "answers": answers,
            "declined_at": declined,
            "quiet_turns": 0 if evidence else before.quiet_turns + quiet,
            "rests_until": _rests_until(before, heard),
            "with_someone": company(before, found, answer),
            "on_the_line": before.on_the_line or stance is Stance.ON_THE_LINE,
            "line_over": stance is not Stance.ON_THE_LINE
            and (before.line_over or (before.on_the_line and _line_over(found))),
            "means_away": before.means_away or put_away(before, found, answer),
            "follow_up_at": _agreed(before, answer, now),
            "followed_up": before.followed_up and not _follow_up_agreed(before, answer),
            "person": _named(before, found, answer),
            "friend_at": before.turn + 1 if _of_a_friend(stance, evidence) else before.friend_at,
            "told_at": before.turn + 1 if {"told", "coming"} & found.felt else before.told_at,
            "updated_at": now,
        }
    )
    if evidence:
        state = _with_signs(state, evidence, worst, now)
    elif "arrived" in found.felt and before.on_the_line:
        state = help_has_come(state, now)
    elif not raised:
        state = after_quiet(state, now, eased="eased" in found.cues)
    return state


def _answers(
    before: SafetyState,
    evidence: tuple[Evidence, ...],
    answer: Answer | None,
    found: Detected,
) -> dict[Question, Answer]:
    """What is known of each question after this message, asked or told without being asked."""
    answers = dict(before.answers)
    if before.pending and answer:
        answers[before.pending] = answer
    elif denies(evidence) and (before.asked or Answer.NO in found.answers):
        answers[Question.DIRECT] = Answer.NO
    if "not_dying" in found.cues and Question.DIRECT in before.asked:
        answers[Question.DIRECT] = Answer.NO
    laughed_off = before.pending is Question.LISTEN and Question.DIRECT in before.asked
    if laughed_off and answer is Answer.NO:
        answers.setdefault(Question.DIRECT, Answer.NO)  # the question before the last one
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
    return answers


def _rests_until(before: SafetyState, heard: str | None) -> int:
    """Who asks to just talk is asked nothing for some messages."""
    return before.turn + 1 + JUST_TALKS_FOR if heard == "felt.just_talk" else before.rests_until


def _line_over(found: Detected) -> bool:
    return "line_done" in found.cues or "arrived" in found.felt


def _of_a_friend(stance: Stance, evidence: tuple[Evidence, ...]) -> bool:
    other = any(one.sign is Sign.OTHER_AT_RISK for one in evidence)
    return stance in {Stance.FOR_A_FRIEND, Stance.FOR_OTHER} or other


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
    near = {
        "told",
        "coming",
        "bother",
        "near_by",
    } & found.felt or Stance.WITH_SOMEONE in found.stances
    return found.person if offered or near else before.person


def _with_signs(
    state: SafetyState, evidence: tuple[Evidence, ...], worst: RiskLevel, now: datetime
) -> SafetyState:
    level = max(state.level, worst)
    new = tuple(one.sign for one in evidence)
    other_only = set(new) <= {Sign.OTHER_AT_RISK}
    panic_only = set(new) <= {Sign.PANIC}
    changes = (worst >= state.level and not panic_only) or state.pathway is None
    if evidence[0].pathway in STAYS_ON.get(state.pathway or Pathway.SUICIDE, NONE):
        changes = False
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


__all__ = ["after_message"]
