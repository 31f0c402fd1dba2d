"""How a message takes up what was asked: the answer, the stance, and what was heard in it.

Here: reading one message against the question that is pending. Not here: signs and levels
(`context`, `assess`), words (`reply`).
"""

from __future__ import annotations

import re

from evenkeel.core.safety.decision import (
    Answer,
    Evidence,
    Question,
    SafetyState,
    Sign,
    Stance,
)
from evenkeel.core.safety.detect import Detected
from evenkeel.core.safety.plan import BUILDS
from evenkeel.core.safety.tongues import Tongues
from evenkeel.core.vocabulary import Pathway, Reading, RiskLevel

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
#: What of an answer may be quoted back: short, in letters, on one line.
MAX_QUOTED = 70
QUOTABLE = re.compile(r"[^\W\d_](?:[^\W\d_]|[ ,'’.-])*")
#: Where a message says several things, the one to take up: what moves towards people comes first.
FELT_ORDER = ("coming", "told", "calling", "bother", "no_answer", "scared", "shame")
OF_OTHER = "o_"  # what is said of somebody else's danger
#: Where the person who is named may be the danger.
NAMES_NOBODY = frozenset({Pathway.HARM_FROM_OTHERS, Pathway.CHILD_SAFETY, Pathway.HARM_TO_OTHERS})
BARRIER = "b_"  # what stands in the way of help, among what was felt; taken up where it is danger
WITH_BARRIERS = frozenset(
    {Pathway.HARM_FROM_OTHERS, Pathway.CHILD_SAFETY, Pathway.EATING_DISORDER, Pathway.WITHDRAWAL,
     Pathway.POSTPARTUM, Pathway.PSYCHOSIS_MANIA}
)  # fmt: skip
#: After these "it's locked in the shed" says that it was put away; before, only where it is.
OF_MEANS = frozenset({Question.PLAN, Question.MEANS, Question.TIMING, Question.MOVE_MEANS})
#: Signs of harm that is happening: then other people's calls are about it.
UNDER_WAY = frozenset({Sign.ATTEMPT_NOW, Sign.EMERGENCY})
DANGEROUS_YES = {
    Question.DIRECT: (RiskLevel.HIGH, Sign.ACTIVE),
    Question.PLAN: (RiskLevel.HIGH, Sign.PLAN),
    Question.MEANS: (RiskLevel.HIGH, Sign.MEANS),
    Question.TIMING: (RiskLevel.HIGH, Sign.TIMING),
}


def heard_in(  # noqa: PLR0911 (one case, one line)
    before: SafetyState, answer: Answer | None, found: Detected, evidence: tuple[Evidence, ...]
) -> str | None:
    """What this message tells us, named for the words that take it up ("plan.no", "felt.bother").

    What was felt goes before a bare answer, except where a yes is what matters.
    """
    if before.level is RiskLevel.NONE:
        return None
    if "is_me" in found.cues and Question.DIRECT in before.asked:
        return "friend.me"
    if put_away(before, found, answer):
        return "means.away"
    if "no_plan" in found.cues and before.level >= RiskLevel.RAISED:
        return "plan.no"
    if is_near(before, found):
        return "means.yes"
    asked = before.pending is not None and answer is not None
    told = any(one.phrase and one.level >= RiskLevel.RAISED for one in evidence)
    if not told and not (asked and answer is Answer.YES and before.pending in DANGEROUS_YES):
        possible = found.felt
        if before.pathway not in WITH_BARRIERS:
            possible = frozenset(one for one in possible if not one.startswith(BARRIER))
        of_other = frozenset(one for one in possible if one.startswith(OF_OTHER))
        possible = of_other or possible if before.about_other else possible - of_other
        if before.pathway in NAMES_NOBODY:
            possible -= {"bother", "told", "coming", "no_answer"}
        felt = next((one for one in FELT_ORDER if one in possible), None)
        felt = felt or min(possible, default=None)
        if felt:
            return f"felt.{felt}"
    if before.pending in BUILDS and _is_a_line(found, answer, evidence):
        return "built.next"
    if before.on_the_line and Stance.ON_THE_LINE not in found.stances:
        over = before.line_over or "line_done" in found.cues
        if not over or "line_done" in found.cues:
            return "line.after" if over else "line.waiting"
    return f"{before.pending}.{answer}" if asked else None


def is_near(before: SafetyState, found: Detected) -> bool:
    asked = before.pending in {Question.PLAN, Question.MEANS, Question.TIMING, Question.MOVE_MEANS}
    return asked and "means_near" in found.cues and "means_away" not in found.cues


def answer_to(  # noqa: PLR0911, PLR0912 (one case, one line)
    found: Detected, state: SafetyState
) -> Answer | None:
    """What this message answers to the pending question; None if it does not answer it."""
    if state.pending is None:
        return None
    if Stance.REFUSED_TO_SAY in found.stances:
        return Answer.REFUSED
    if {"told", "coming", "calling"} & found.felt and state.pending in DANGEROUS_YES:
        return None  # "right, texted him" answers another question than the one that was asked
    if state.pending is Question.TIMING and "soon" in found.cues and not is_calm(found):
        return Answer.YES
    if state.pending is Question.WITH_YOU and "nobody" in found.cues:
        return Answer.NO
    if state.pending is Question.WITH_YOU and Stance.WITH_SOMEONE in found.stances:
        return Answer.YES
    if state.pending is Question.DIRECT and "thinks_of_it" in found.cues:
        return Answer.YES
    if state.pending is Question.CALLED and "nobody" in found.cues:
        return Answer.NO
    if state.pending in BUILDS and "firm_yes" not in found.cues:
        return Answer.NO if {Answer.NO, Answer.UNSURE} & found.answers else None
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


def from_answer(answer: Answer | None, found: Detected, state: SafetyState) -> list[Evidence]:
    pending, pathway = state.pending, state.pathway or Pathway.SUICIDE
    if pending not in DANGEROUS_YES or answer not in {Answer.YES, Answer.UNSURE}:
        return []
    level, sign = DANGEROUS_YES[pending]
    if sign is Sign.ACTIVE and pathway not in {Pathway.SUICIDE, Pathway.SELF_HARM}:
        sign = Sign.DANGER
    if answer is Answer.UNSURE:
        level = min(level, RiskLevel.RAISED)
        sign = Sign.AMBIGUOUS
    return [Evidence(f"answer.{pending}.{answer}", "", level, pathway, sign)]


def stance_of(  # noqa: PLR0911 (one case, one line)
    found: Detected, answer: Answer | None, state: SafetyState, evidence: tuple[Evidence, ...]
) -> Stance:
    at_risk = max((state.level, *(one.level for one in evidence))) >= RiskLevel.WATCH
    signs = {one.sign for one in evidence}
    said = set(found.stances)
    if not at_risk:
        said &= {Stance.FOR_A_FRIEND, Stance.JOKING, Stance.CALM}
    if Stance.ON_THE_LINE in said or is_helped(state, found):
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
    if state.pending in DANGEROUS_YES and answer in {Answer.YES, Answer.NO, Answer.UNSURE}:
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


def company(before: SafetyState, found: Detected, answer: Answer | None) -> bool:
    if "nobody" in found.cues:
        return False
    agreed = before.pending is Question.WITH_YOU and answer is Answer.YES
    said = Stance.WITH_SOMEONE in found.stances and before.level >= RiskLevel.WATCH
    return before.with_someone or said or agreed or is_helped(before, found)


def is_calm(found: Detected) -> bool:
    """ "i feel really peaceful today" says nothing about when."""
    return Stance.CALM in found.stances or any(one.sign is Sign.CALM for one in found.evidence)


def is_helped(before: SafetyState, found: Detected) -> bool:
    """With harm under way: somebody is calling, is asked what was taken, or is there."""
    harm = before.level is RiskLevel.IMMINENT or bool(UNDER_WAY & set(before.signs))
    return harm and "help_called" in found.cues


def put_away(before: SafetyState, found: Detected, answer: Answer | None) -> bool:
    agreed = before.pending is Question.MOVE_MEANS and answer is Answer.YES
    asked = before.level >= RiskLevel.HIGH or bool(OF_MEANS & set(before.asked))
    return agreed or (asked and "means_away" in found.cues)


def spoken_now(
    text: str,
    elsewhere: tuple[Evidence, ...],
    found: Detected,
    reading: Reading | None,
    before: SafetyState,
    tongues: Tongues,
) -> str | None:
    """The language to answer in if this is a turn at risk; None for English.

    It is the language that danger was told in, until a message is plainly English again.
    """
    here = max((one.level for one in found.evidence), default=RiskLevel.NONE)
    there = max(elsewhere, key=lambda one: one.level, default=None)
    if there is not None and there.level >= here:
        return there.rule.split(".", 1)[0]
    if here >= RiskLevel.RAISED or (before.tongue and tongues.left(text)):
        return None
    if reading is not None and reading.unreadable and reading.language in tongues.locales:
        return reading.language
    return before.tongue


def denies(evidence: tuple[Evidence, ...]) -> bool:
    return bool(evidence) and all(one.sign is Sign.DENIED for one in evidence)


def _is_a_line(found: Detected, answer: Answer | None, evidence: tuple[Evidence, ...]) -> bool:
    """Whether a message can be one line of a plan: no refusal, no sign, no question back."""
    if answer in {Answer.NO, Answer.REFUSED} or evidence or found.offers:
        return False
    if {"nobody", "asks_back", "not_a_line"} & found.cues or {"idk", "asks_what"} & found.felt:
        return False
    return found.words > 1


def own_words(
    after: SafetyState,
    before: SafetyState,
    text: str,
    answer: Answer | None,
    found: Detected,
    evidence: tuple[Evidence, ...],
) -> SafetyState:
    """The state with the member's own words for their plan, if this message gave some.

    Kept are short answers to a question of the plan, without a sign of danger in them: they are
    quoted back when the danger is.
    """
    asked = before.pending
    if asked not in BUILDS or not _is_a_line(found, answer, evidence):
        return after
    words = " ".join(text.split())
    if not (2 <= len(words) <= MAX_QUOTED and QUOTABLE.fullmatch(words)):
        return after
    return after.model_copy(update={"plan_words": {**before.plan_words, asked: words.rstrip(". ")}})
