"""Plans a risk turn: which one question is due, and whether it may be asked again.

Here: choosing along the walk to human care. Not here: the order of each walk (`walks`), what the
reply must hold (`needs`), levels (`assess`), words (`reply`), checking (`guard`).
"""

from __future__ import annotations

from evenkeel.core.safety.decision import (
    Answer,
    Offer,
    Question,
    SafetyState,
    Sign,
    Stance,
)
from evenkeel.core.safety.falling import is_panic
from evenkeel.core.safety.pieces import question_for
from evenkeel.core.safety.walks import (
    ABOUT_DYING,
    ASSESSMENT,
    OWN_WALK,
    PLAN_STEPS,
    WALK_OTHER,
    WALKS,
    WITH_MEANS,
)
from evenkeel.core.vocabulary import Pathway, RiskLevel

ASK_AT_MOST = 3  # times one question is put before it rests
ASSESS_AT_MOST = 2  # times for plan, means and timing each
ASK_AGAIN_AFTER = 2  # member's messages between two times at watch
SPACE_DECLINED = 3  # member's messages for which a declined offer is left out
#: Who has laughed the direct question off so often is not asked it in the very next breath.
JOKED_AWAY, LIGHTLY = 2, frozenset({Stance.JOKING, Stance.RETRACTED})
#: Who is on the phone, frightened of a thought, or not alone at the screen is asked nothing.
NOTHING_ASKED = frozenset({Stance.ON_THE_LINE, Stance.INTRUSIVE, Stance.WATCHED})
#: Signs of the level watch that are ambiguous by nature: ask at the first.
ASK_AT_ONCE = frozenset(
    {Sign.AMBIGUOUS, Sign.BORROWED, Sign.BURDEN, Sign.DENIED, Sign.GOODBYE, Sign.CALM, Sign.WISH,
     Sign.ACTIVE, Sign.METHOD_SEEKING, Sign.INTENT, Sign.MEANS}
)  # fmt: skip
#: Without one of these there is nothing yet to put out of reach.
OF_HARM = frozenset({Sign.MEANS, Sign.PLAN, Sign.INTENT, Sign.VOICES, Sign.ACTIVE, Sign.DANGER})

#: Messages after telling somebody before it is asked whether they answered.
ANSWER_TAKES = 1


def next_question(  # noqa: PLR0911 (one case, one line)
    state: SafetyState,
    *,
    fresh: bool,
    sign: Sign | None,
    stance: Stance,
    follow_up_due: bool = False,
    still_open: bool = False,
    unnamed: bool = False,
) -> Question | None:
    """The one question due now; None when none is.

    `fresh`: this message held a sign. `state` is the state with this message already counted.
    `follow_up_due`: a follow-up was agreed for before now; it comes first. `still_open`: what was
    said was said to the direct question, which waits for its answer. `unnamed`: what was put
    together of the talk is not sure enough to say which danger.
    """
    level, pathway = state.level, state.pathway
    if level is RiskLevel.NONE:
        return Question.FOLLOWED_UP if follow_up_due else None
    if stance in NOTHING_ASKED or (is_panic(state) and not state.about_other):
        return None
    if state.about_other:
        return _of_other(state)
    if level is RiskLevel.WATCH:
        if still_open and _open(state, Question.DIRECT, gap=0):
            return Question.DIRECT
        return _at_watch(state, sign, unnamed=unnamed) if fresh else _loop_closed(state)
    if follow_up_due and not fresh and level < RiskLevel.IMMINENT:
        return Question.FOLLOWED_UP
    if not fresh and _wants_no_question(state, stance):
        open_still = state.rests_until < state.turn and _open(state, Question.LISTEN, gap=0)
        return Question.LISTEN if open_still else None
    walk = WALKS[level]
    if level < RiskLevel.IMMINENT and pathway in OWN_WALK:
        walk = OWN_WALK[pathway]
    for question in walk:
        if _fits(question, state, pathway) and _open(state, question, gap=0):
            return question
    return None


def _of_other(state: SafetyState) -> Question | None:
    """About somebody else: each once; nothing is asked of the one who is with somebody dying."""
    if state.level >= RiskLevel.HIGH or state.on_the_line:
        return None
    return next((one for one in WALK_OTHER if state.asked.get(one, 0) == 0), None)


def _at_watch(state: SafetyState, sign: Sign | None, *, unnamed: bool) -> Question | None:
    if sign is Sign.PIECES:
        asks = Question.CHECK if unnamed else question_for(state.pathway)
        return asks if _open(state, asks, gap=ASK_AGAIN_AFTER) else None
    due = state.sign_messages >= 2 or sign in ASK_AT_ONCE
    return Question.DIRECT if due and _open(state, Question.DIRECT, gap=ASK_AGAIN_AFTER) else None


def _wants_no_question(state: SafetyState, stance: Stance) -> bool:
    """Asked to just talk, would rather not say, or has laughed it off twice."""
    joked = stance in LIGHTLY and state.asked.get(Question.DIRECT, 0) >= JOKED_AWAY
    if joked and Question.DIRECT not in state.answers:
        return True
    resting = state.rests_until >= state.turn or stance is Stance.REFUSED_TO_SAY
    return resting and state.level is RiskLevel.RAISED


def _loop_closed(state: SafetyState) -> Question | None:
    """At watch, after danger: the follow-up is agreed, and a plan that was begun is finished."""
    if state.answered(Question.BUILD_PLAN) is Answer.YES:
        return next((one for one in PLAN_STEPS if state.asked.get(one, 0) == 0), None)
    walked = Question.DIRECT in state.answers and Question.WITH_YOU in state.asked
    with_own_walk = state.pathway in OWN_WALK and Question.FOLLOW_UP not in OWN_WALK[state.pathway]
    if walked and not with_own_walk and state.asked.get(Question.FOLLOW_UP, 0) == 0:
        return Question.FOLLOW_UP
    return None


def _fits(  # noqa: PLR0911, PLR0912 (one question, one line)
    question: Question, state: SafetyState, pathway: Pathway | None
) -> bool:
    if question is Question.WITH_YOU:
        return not state.with_someone and state.told_at is None
    if question is Question.ANSWERED:
        told = state.told_at
        return told is not None and state.turn - told >= ANSWER_TAKES and not state.with_someone
    if question in {Question.KEPT_SAFE, Question.BUILD_PLAN}:
        return not _declined(state, Offer.SAFETY_PLAN)
    if question in PLAN_STEPS:
        return state.answered(Question.BUILD_PLAN) is Answer.YES
    if question is Question.MOVE_MEANS:
        nothing_planned = state.answered(Question.PLAN) is Answer.NO
        near = state.answered(Question.MEANS) is Answer.YES
        if (Sign.ATTEMPT_NOW in state.signs or pathway is Pathway.POSTPARTUM) and not near:
            return False
        if pathway is Pathway.PSYCHOSIS_MANIA and not near and not OF_HARM & set(state.signs):
            return False
        return pathway in WITH_MEANS and not state.means_away and (near or not nothing_planned)
    if question in ASSESSMENT:
        if state.on_the_line:
            return False  # somebody trained for it has asked
        no_plan = state.answered(Question.PLAN) is Answer.NO
        if question is not Question.PLAN and (no_plan or state.means_away):
            return False
        if question is not Question.PLAN and not (
            state.answered(Question.PLAN) or {Sign.PLAN, Sign.INTENT, Sign.MEANS} & set(state.signs)
        ):
            return False  # what was not answered is not asked about further
        feared = pathway in {Pathway.POSTPARTUM, Pathway.PSYCHOSIS_MANIA}
        if feared and state.answered(Question.DIRECT) is not Answer.YES:
            return False  # a feared picture is not a plan
        return pathway in ABOUT_DYING
    if question in {Question.CALL, Question.CALLED}:
        if state.with_someone and state.level is RiskLevel.RAISED:
            return False
        return not state.on_the_line and not _declined(state, Offer.CRISIS_LINE)
    if question is Question.GROUND:
        return pathway in ABOUT_DYING and not _declined(state, Offer.GROUNDING)
    return True


def _open(  # noqa: PLR0911 (one case, one line)
    state: SafetyState, question: Question, *, gap: int
) -> bool:
    if state.answered(question) in {Answer.YES, Answer.NO, Answer.UNSURE}:
        return False
    times = state.asked.get(question, 0)
    if times == 0:
        return True
    if question is Question.CALLED:
        return times < ASK_AT_MOST  # the one that matters most, put again in other words
    if question is Question.LISTEN:
        return times < ASK_AT_MOST and state.turn - state.asked_at.get(question, 0) > 1
    if question not in {Question.DIRECT, *ASSESSMENT}:
        return False  # asked once and heard, or left alone
    if question in ASSESSMENT and times >= ASSESS_AT_MOST:
        return False  # they do not want to say: people and distance matter more than the answer
    since = state.turn - state.asked_at.get(question, 0)
    if state.answered(question) is Answer.REFUSED or times >= ASK_AT_MOST:
        return since > SPACE_DECLINED
    return since > gap


def _declined(state: SafetyState, offer: Offer) -> bool:
    turn = state.declined_at.get(offer)
    return turn is not None and state.turn - turn < SPACE_DECLINED


def resting(state: SafetyState) -> frozenset[Offer]:
    """Offers the member declined a moment ago: left out of the words, one tap away on the page."""
    return frozenset(offer for offer in Offer if _declined(state, offer))
