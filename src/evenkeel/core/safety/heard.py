"""What a message tells us, named for the words that take it up ("plan.no", "felt.bother").

Here: choosing the one thing to take up of a message that may say several. Not here: answers and
stances (`listening`), the words themselves (`content/safety`, `answers`).
"""

from __future__ import annotations

from evenkeel.core.safety.decision import Answer, Evidence, Question, SafetyState, Sign, Stance
from evenkeel.core.safety.detect import Detected
from evenkeel.core.safety.listening import (
    DANGEROUS_YES,
    WATCHES,
    asked_to_be_sure,
    is_a_line,
    is_near,
    put_away,
)
from evenkeel.core.safety.walks import BUILDS
from evenkeel.core.vocabulary import Pathway, RiskLevel

#: Where a message says several things, the one to take up: what moves towards people comes first,
#: then what belongs to this danger, then the rest.
FELT_FIRST = (
    "arrived", "asked_by_help", "rings_me", "helper_calls", "beside", "going", "coming", "told",
    "calling",
)  # fmt: skip
FELT_LATER = (
    "means_offer",
    "near_by",
    "asks_hospital",
    "asks_say",
    "bother",
    "no_answer",
    "scared",
    "shame",
)
#: Taken up although the message holds a sign: who is frightened of themselves wants to be safe.
FELT_BESIDE_SIGNS = frozenset({"scared", "arrived", "asked_by_help"})
#: What is told of help that is there is taken up even by somebody on the line with it.
FELT_ON_THE_LINE = frozenset(
    {"felt.arrived", "felt.asked_by_help", "felt.o_calling", "felt.o_sent", "felt.o_here",
     "felt.o_gone"}
)  # fmt: skip
OF_OTHER = "o_"  # what is said of somebody else's danger
#: Said of oneself in a talk about somebody else.
STILL_OWN = frozenset({"thanks", "crying", "asks_delete"})
BARRIER = "b_"  # what stands in the way of help, among what was felt; taken up where it is danger
WITH_BARRIERS = frozenset(
    {Pathway.HARM_FROM_OTHERS, Pathway.CHILD_SAFETY, Pathway.EATING_DISORDER, Pathway.WITHDRAWAL,
     Pathway.POSTPARTUM, Pathway.PSYCHOSIS_MANIA}
)  # fmt: skip
#: What belongs to some pathways only, by the beginning of its name.
OF_PATHWAY = {
    BARRIER: WITH_BARRIERS,
    "c_": frozenset({Pathway.CHILD_SAFETY}),
    "h_": frozenset({Pathway.HARM_FROM_OTHERS}),
    "m_": frozenset({Pathway.POSTPARTUM}),
    "w_": frozenset({Pathway.WITHDRAWAL}),
}
#: Where the person named may be the danger, reaching somebody is not taken for safety.
NOT_THERE = frozenset(
    {
        "bother",
        "told",
        "coming",
        "no_answer",
        "rings_me",
        "helper_calls",
        "beside",
        "going",
        "near_by",
    }
)
#: Said of it getting lighter. Whatever else was felt tells more of the danger, and is no rest.
LIGHTER = frozenset(
    {"thanks", "better_bit", "coming", "told", "beside", "arrived", "asked_by_help", "rings_me",
     "helper_calls", "going", "calling", "idk", "just_talk", "o_here", "o_gone", "o_sent",
     "means_offer"}
)  # fmt: skip
OF_FEAR = "asks_dangerous"  # at watch only where it was a feared thought
#: Answered in the words of the risk turn also at watch: ordinary talk would lose the thread.
ANSWERED_AT_WATCH = frozenset(
    {OF_FEAR, "asks_hospital", "line_does", "dont_tell", "fear_kids", "fear_police", "let_down",
     "arrived", "asked_by_help",
     "rings_me", "helper_calls", "beside", "going", "coming", "told"}
)  # fmt: skip


#: Asked only to be sure, and the answer was no.
SETTLED = frozenset({"direct.settled", "check.settled"})
#: A no to the direct question: whoever asked that says something to it.
NO_AT_WATCH = SETTLED | {"direct.no"}
OFFERED = "felt.means_offer"  # they think of putting it away: first that, and no question
WHY = "direct.why"  # something said to the question itself: it is explained, and still open


def heard_in(  # noqa: PLR0911, PLR0912 (one case, one line)
    before: SafetyState, answer: Answer | None, found: Detected, evidence: tuple[Evidence, ...]
) -> str | None:
    """The name of what this message tells us; None where there is nothing of its own to take up.

    What was felt goes before a bare answer, except where a yes is what matters.
    """
    if any(one.rule == "friend.me" for one in evidence):
        return "friend.me"
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
    if "not_dying" in found.cues and Question.DIRECT in before.asked:
        return "direct.no"
    asked = before.pending is not None and answer is not None
    felt = _felt(before, found)
    told = any(
        one.phrase and one.level >= RiskLevel.RAISED and one.sign is not Sign.OTHER_AT_RISK
        for one in evidence
    )
    dangerous = asked and answer is Answer.YES and before.pending in DANGEROUS_YES
    dangerous = dangerous and before.pending is not Question.CHECK
    if felt and not dangerous and (not told or felt in FELT_BESIDE_SIGNS):
        return f"felt.{felt}"
    if before.pending in BUILDS and is_a_line(found, answer, evidence):
        return "built.next"
    if before.on_the_line and Stance.ON_THE_LINE not in found.stances:
        over = before.line_over or "line_done" in found.cues
        if not over or "line_done" in found.cues:
            return "line.after" if over else "line.waiting"
    if asked and answer is Answer.NO and asked_to_be_sure(before) and not told:
        return f"{before.pending}.settled"
    if before.pending is Question.DIRECT and not answer and "at_the_question" in found.cues:
        return WHY
    return f"{before.pending}.{answer}" if asked else None


def _felt(before: SafetyState, found: Detected) -> str | None:
    """The one thing to take up of all that was felt, as far as it belongs to this danger."""
    possible = {one for one in found.felt if _belongs(one, before.pathway)}
    if before.about_other:
        possible = {one for one in possible if one.startswith(OF_OTHER) or one in STILL_OWN}
    else:
        possible = {one for one in possible if not one.startswith(OF_OTHER)}
    if before.pathway in WATCHES:
        possible -= NOT_THERE
    helped = before.on_the_line or before.with_someone or before.level is RiskLevel.IMMINENT
    if not helped:
        possible -= {"arrived", "asked_by_help"}
    if before.level is RiskLevel.WATCH and Sign.INTRUSIVE not in before.signs:
        possible -= {OF_FEAR}
    own = {one for one in possible if any(one.startswith(part) for part in OF_PATHWAY)}
    own_first = sorted(own, key=lambda one: (one.startswith(BARRIER), one))
    for names in (FELT_FIRST, own_first, FELT_LATER):
        first = next((one for one in names if one in possible), None)
        if first:
            return first
    return min(possible, default=None)


def tells_more(heard: str | None) -> bool:
    """Whether what was heard tells more of the danger, so that a message is no sign of rest."""
    part, _, felt = (heard or "").partition(".")
    return part == "felt" and felt not in LIGHTER


def is_answered_at_watch(heard: str | None) -> bool:
    """Whether it is taken up by the risk turn even when nothing else is due at watch."""
    part, _, felt = (heard or "").partition(".")
    ours = felt in ANSWERED_AT_WATCH or felt.startswith((*OF_PATHWAY, OF_OTHER))
    return heard in NO_AT_WATCH | {WHY} or (part == "felt" and ours)


def _belongs(felt: str, pathway: Pathway | None) -> bool:
    whose = next((where for part, where in OF_PATHWAY.items() if felt.startswith(part)), None)
    return whose is None or pathway in whose


__all__ = [
    "FELT_ON_THE_LINE",
    "OFFERED",
    "OF_PATHWAY",
    "SETTLED",
    "WHY",
    "heard_in",
    "is_answered_at_watch",
    "tells_more",
]
