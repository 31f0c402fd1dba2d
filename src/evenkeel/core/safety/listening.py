"""How a message takes up what was asked: the answer, the stance, who is there, what is put away.

Here: reading one message against the question that is pending. Not here: signs and levels
(`context`, `assess`), which of several things to take up (`heard`), words (`reply`).
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
from evenkeel.core.safety.head import GUESSED
from evenkeel.core.safety.tongues import Tongues
from evenkeel.core.safety.walks import BUILDS
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
MAX_LINE_WORDS = 10  # longer ones tell what happened
QUOTABLE = re.compile(r"[^\W\d_](?:[^\W\d_]|[ ,'’.-])*")
#: Where the person who is named may be the danger.
NAMES_NOBODY = frozenset({Pathway.HARM_FROM_OTHERS, Pathway.CHILD_SAFETY, Pathway.HARM_TO_OTHERS})
#: Where "he is home" says that somebody may read along.
WATCHES = frozenset({Pathway.HARM_FROM_OTHERS, Pathway.CHILD_SAFETY})
IN_SHORT = 10  # words of an answer that is nothing but one
IN_HASTE = 8  # words of a message written while somebody walks in; longer ones tell a story
#: Messages that are no sign of rest: silence, anger, a refusal.
NOT_QUIET = frozenset(
    {Stance.SILENT, Stance.ANGRY, Stance.REFUSED_LINE, Stance.REFUSED_PERSON,
     Stance.REFUSED_TO_SAY, Stance.REFUSED_OTHER, Stance.WATCHED}
)  # fmt: skip
#: Here "i'm not sure" and "not yet" are no no.
HEDGED = frozenset({Question.DIRECT, Question.CHECK, Question.PLAN, Question.MEANS})
#: Put over words, or a talk, that may mean two things, and no more.
TO_BE_SURE = frozenset({Question.DIRECT, Question.CHECK})
#: After these "it's locked in the shed" says that it was put away; before, only where it is.
OF_MEANS = frozenset({Question.PLAN, Question.MEANS, Question.TIMING, Question.MOVE_MEANS})
#: Signs of harm that is happening: then other people's calls are about it.
UNDER_WAY = frozenset({Sign.ATTEMPT_NOW, Sign.EMERGENCY})
DANGEROUS_YES = {
    Question.DIRECT: (RiskLevel.HIGH, Sign.ACTIVE),
    Question.CHECK: (RiskLevel.RAISED, Sign.CONCERN),
    Question.PLAN: (RiskLevel.HIGH, Sign.PLAN),
    Question.MEANS: (RiskLevel.HIGH, Sign.MEANS),
    Question.TIMING: (RiskLevel.HIGH, Sign.TIMING),
}


#: What was felt that tells of a danger as a yes would, where it was asked about.
TELLS_OF = {
    Pathway.HARM_FROM_OTHERS: ("h_", "b_phone", "b_locked"),
    Pathway.CHILD_SAFETY: ("c_",),
    Pathway.POSTPARTUM: ("m_",),
    Pathway.WITHDRAWAL: ("w_",),
}


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
    if "not_dying" in found.cues:
        return Answer.NO if state.pending is Question.DIRECT else None
    if "insists" in found.cues and Answer.NO in found.answers:
        return Answer.YES if state.pending is Question.DIRECT else None  # "no, i mean it"
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
    if state.pending is Question.CHECK and _tells_of_it(found, state.pathway):
        return Answer.YES
    if state.pending is Question.CHECK and found.offers and not found.answers:
        return Answer.UNSURE  # "i don't want the police": who needs none does not say so
    if _was_long_ago(found, state) or ("only_words" in found.cues and asked_to_be_sure(state)):
        return Answer.NO
    if state.pending in HEDGED and "hedged" in found.cues:
        return Answer.YES if Answer.YES in found.answers else Answer.UNSURE
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
    reopens = state.pending is Question.DIRECT and "reopened" in found.cues
    return Answer.UNSURE if reopens else None


def _tells_of_it(found: Detected, pathway: Pathway | None) -> bool:
    """ "he checks this phone too", said to whether somebody keeps watch on them."""
    known = TELLS_OF.get(pathway, ()) if pathway else ()
    told = any(one.startswith(known) for one in found.felt) if known else False
    return told and Answer.NO not in found.answers


def asked_to_be_sure(state: SafetyState) -> bool:
    """Whether it was asked because words or a talk may mean two things, and no more."""
    asked = state.level is RiskLevel.WATCH and state.pending in TO_BE_SURE
    return asked and set(state.signs) <= GUESSED


def _was_long_ago(found: Detected, state: SafetyState) -> bool:
    """ "yes, long ago", where nothing heavy had been said: it is over."""
    over = "long_over" in found.cues and not {"present", "fresh"} & found.cues
    return asked_to_be_sure(state) and over and found.words <= IN_SHORT


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
    if they_are_near(found, state, evidence):
        return Stance.WATCHED
    if Stance.ON_THE_LINE in said or is_helped(state, found):
        return Stance.ON_THE_LINE
    if signs and signs <= {Sign.OTHER_AT_RISK}:
        return Stance.FOR_OTHER
    if _only_feared(evidence):
        return Stance.INTRUSIVE
    if state.pathway in WATCHES and state.pending is not Question.WITH_YOU:
        said -= {Stance.WITH_SOMEONE}
    for stance in _STANCE_ORDER:
        if stance in said:
            return stance
    if "joke" in found.cues and evidence:
        return Stance.JOKING
    answered = _answered_stance(state, answer)
    if answered:
        return answered
    if Stance.CALM in said:
        return Stance.CALM
    if at_risk and found.words == 0:
        return Stance.SILENT
    return Stance.PLAIN if evidence else Stance.QUIET


def _answered_stance(state: SafetyState, answer: Answer | None) -> Stance | None:
    """How an answer to what was asked is spoken; None where nothing was answered."""
    if state.pending is Question.WITH_YOU and answer in {Answer.YES, Answer.NO}:
        return Stance.WITH_SOMEONE if answer is Answer.YES else Stance.REFUSED_PERSON
    if state.pending in {Question.CALL, Question.CALLED} and answer is Answer.YES:
        return Stance.ON_THE_LINE if state.pending is Question.CALLED else Stance.QUIET
    if state.pending in DANGEROUS_YES and answer is not None:
        return {
            Answer.YES: Stance.ANSWERED_YES, Answer.NO: Stance.ANSWERED_NO,
            Answer.UNSURE: Stance.UNSURE,
        }.get(answer)  # fmt: skip
    return None


def _only_feared(evidence: tuple[Evidence, ...]) -> bool:
    """Unwanted thoughts of harming others; of dying ones, the question is asked all the same."""
    return any(one.sign is Sign.INTRUSIVE for one in evidence) and all(
        one.level <= RiskLevel.WATCH
        and (one.pathway is not Pathway.SUICIDE or one.sign is Sign.INTRUSIVE)
        for one in evidence
    )


def they_are_near(found: Detected, state: SafetyState, evidence: tuple[Evidence, ...]) -> bool:
    """The one who does harm comes in, and nothing is under way: then the screen says nothing."""
    if "they_near" not in found.cues or state.pathway not in WATCHES:
        return False
    told = any(one.phrase and one.level >= RiskLevel.RAISED for one in evidence)
    return not told and found.words <= IN_HASTE and state.level < RiskLevel.IMMINENT


def company(before: SafetyState, found: Detected, answer: Answer | None) -> bool:
    if "nobody" in found.cues:
        return False
    agreed = before.pending is Question.WITH_YOU and answer is Answer.YES
    if before.pathway in WATCHES and before.pending is not Question.WITH_YOU:
        return before.with_someone  # "he is here" is no company
    said = Stance.WITH_SOMEONE in found.stances and before.level >= RiskLevel.WATCH
    said = said or (
        bool({"helper_calls", "beside"} & found.felt) and before.level >= RiskLevel.RAISED
    )
    return before.with_someone or said or agreed or is_helped(before, found)


def is_calm(found: Detected) -> bool:
    """ "i feel really peaceful today" says nothing about when."""
    return Stance.CALM in found.stances or any(one.sign is Sign.CALM for one in found.evidence)


def is_helped(before: SafetyState, found: Detected) -> bool:
    """With harm under way: somebody is calling, is asked what was taken, or is there."""
    harm = before.level is RiskLevel.IMMINENT or bool(UNDER_WAY & set(before.signs))
    return harm and "help_called" in found.cues and "rings_me" not in found.felt


def put_away(before: SafetyState, found: Detected, answer: Answer | None) -> bool:
    agreed = before.pending is Question.MOVE_MEANS and answer is Answer.YES
    asked = before.level >= RiskLevel.HIGH or bool(OF_MEANS & set(before.asked))
    asked = asked or (before.level >= RiskLevel.RAISED and before.pathway is Pathway.SELF_HARM)
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
    theirs = reading.language if reading is not None else ""
    if reading is not None and not reading.unreadable and theirs in tongues.locales:
        return theirs  # the talk itself is held in it
    if here >= RiskLevel.RAISED or (before.tongue and tongues.left(text)):
        return None
    if reading is not None and reading.unreadable and theirs in tongues.locales:
        return theirs
    return before.tongue


def denies(evidence: tuple[Evidence, ...]) -> bool:
    return bool(evidence) and all(one.sign is Sign.DENIED for one in evidence)


def is_a_line(found: Detected, answer: Answer | None, evidence: tuple[Evidence, ...]) -> bool:
    """Whether a message can be one line of a plan: no refusal, no sign, no question back."""
    if answer in {Answer.NO, Answer.REFUSED} or evidence or found.offers:
        return False
    if {"nobody", "asks_back", "not_a_line"} & found.cues or {"idk", "asks_what"} & found.felt:
        return False
    if {Stance.JOKING, Stance.ANGRY, Stance.REFUSED_TO_SAY} & found.stances:
        return False
    return 1 < found.words <= MAX_LINE_WORDS


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
    if asked not in BUILDS or not is_a_line(found, answer, evidence):
        return after
    words = " ".join(text.split())
    if not (2 <= len(words) <= MAX_QUOTED and QUOTABLE.fullmatch(words)):
        return after
    return after.model_copy(update={"plan_words": {**before.plan_words, asked: words.rstrip(". ")}})
