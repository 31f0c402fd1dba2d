"""Plans a risk turn: which question is due, and which elements the reply must hold.

Here: the order of the walk to human care, per level and pathway. Not here: levels (`assess`), words
(`reply`), checking (`guard`).
"""

from __future__ import annotations

from evenkeel.core.safety.decision import (
    Answer,
    Element,
    Offer,
    Question,
    SafetyState,
    Sign,
    Stance,
)
from evenkeel.core.safety.falling import is_panic
from evenkeel.core.vocabulary import Pathway, RiskLevel

ASK_AT_MOST = 3  # times one question is put before it rests
ASSESS_AT_MOST = 2  # times for plan, means and timing each
ASK_AGAIN_AFTER = 2  # member's messages between two times at watch
SPACE_DECLINED = 3  # member's messages for which a declined offer is left out
#: Signs of the level watch that are ambiguous by nature: ask at the first.
ASK_AT_ONCE = frozenset(
    {Sign.AMBIGUOUS, Sign.BURDEN, Sign.DENIED, Sign.GOODBYE, Sign.CALM, Sign.WISH, Sign.ACTIVE,
     Sign.METHOD_SEEKING, Sign.INTENT, Sign.MEANS}
)  # fmt: skip
ABOUT_DYING = frozenset(
    {Pathway.SUICIDE, Pathway.SELF_HARM, Pathway.POSTPARTUM, Pathway.PSYCHOSIS_MANIA}
)
#: Where there is something to put out of reach.
WITH_MEANS = ABOUT_DYING | {Pathway.HARM_TO_OTHERS}

#: Without one of these there is nothing yet to put out of reach.
OF_HARM = frozenset({Sign.MEANS, Sign.PLAN, Sign.INTENT, Sign.VOICES, Sign.ACTIVE, Sign.DANGER})
ASSESSMENT = (Question.PLAN, Question.MEANS, Question.TIMING)
#: Building the safety plan in the talk: one short question each, the answers kept in their words.
BUILDS = frozenset(
    {Question.KEPT_SAFE, Question.PLAN_SIGNS, Question.PLAN_ALONE, Question.PLAN_PEOPLE,
     Question.PLAN_REASON}
)  # fmt: skip
PLAN_STEPS = (
    Question.PLAN_SIGNS,
    Question.PLAN_ALONE,
    Question.PLAN_PEOPLE,
    Question.PLAN_REASON,
)
WALK_HIGH = (
    Question.DIRECT,
    *ASSESSMENT,
    Question.WITH_YOU,
    Question.ANSWERED,
    Question.MOVE_MEANS,
    Question.CALL,
    Question.GROUND,
    Question.KEPT_SAFE,
    Question.FOLLOW_UP,
    Question.BUILD_PLAN,
    *PLAN_STEPS,
    Question.LISTEN,
)
WALK_RAISED = (
    Question.DIRECT,
    Question.WITH_YOU,
    Question.ANSWERED,
    Question.KEPT_SAFE,
    Question.CALL,
    Question.FOLLOW_UP,
    Question.BUILD_PLAN,
    *PLAN_STEPS,
    Question.LISTEN,
)
WALK_IMMINENT = (
    Question.WITH_YOU,
    Question.CALLED,
    Question.MOVE_MEANS,
    Question.ANSWERED,
    Question.LISTEN,
)
WALKS = {
    RiskLevel.RAISED: WALK_RAISED,
    RiskLevel.HIGH: WALK_HIGH,
    RiskLevel.IMMINENT: WALK_IMMINENT,
}
#: Pathways that are walked in an order of their own at raised and high. Where somebody may read
#: along, nothing is asked that would tell them anything, and no follow-up appears tomorrow.
OWN_WALK = {
    Pathway.HARM_FROM_OTHERS: (
        Question.DIRECT, Question.BARRIER, Question.WITH_YOU, Question.CALL, Question.LISTEN,
    ),
    Pathway.CHILD_SAFETY: (
        Question.DIRECT, Question.WITH_YOU, Question.CALL, Question.BARRIER, Question.LISTEN,
    ),
    Pathway.EATING_DISORDER: (
        Question.DIRECT, Question.WITH_YOU, Question.BARRIER, Question.CALL, Question.FOLLOW_UP,
        Question.LISTEN,
    ),
    Pathway.HARM_TO_OTHERS: (
        Question.DIRECT, Question.WITH_YOU, Question.MOVE_MEANS, Question.CALL, Question.GROUND,
        Question.FOLLOW_UP, Question.LISTEN,
    ),
    Pathway.WITHDRAWAL: (
        Question.DIRECT, Question.WITH_YOU, Question.BARRIER, Question.CALL, Question.FOLLOW_UP,
        Question.LISTEN,
    ),
    Pathway.POSTPARTUM: (
        Question.DIRECT, *ASSESSMENT, Question.WITH_YOU, Question.ANSWERED, Question.MOVE_MEANS,
        Question.BARRIER, Question.CALL, Question.GROUND, Question.FOLLOW_UP, Question.LISTEN,
    ),
    Pathway.PSYCHOSIS_MANIA: (
        Question.DIRECT, *ASSESSMENT, Question.WITH_YOU, Question.ANSWERED, Question.MOVE_MEANS,
        Question.BARRIER, Question.CALL, Question.GROUND, Question.FOLLOW_UP, Question.LISTEN,
    ),
}  # fmt: skip
#: When the danger is somebody else's: are they safe now, were they asked, who else knows, and you.
WALK_OTHER = (
    Question.FRIEND_NOW,
    Question.FRIEND_ASKED,
    Question.FRIEND_WHO,
    Question.FRIEND_YOU,
)
#: Messages after telling somebody before it is asked whether they answered.
ANSWER_TAKES = 1
QUESTION_ELEMENT = {
    Question.DIRECT: Element.DIRECT_QUESTION,
    Question.PLAN: Element.PLAN_QUESTION,
    Question.MEANS: Element.MEANS_QUESTION,
    Question.TIMING: Element.TIMING_QUESTION,
}
OFFER_ELEMENT = {
    Offer.CRISIS_LINE: Element.CRISIS_LINE,
    Offer.TRUSTED_PERSON: Element.TRUSTED_PERSON,
    Offer.SAFETY_PLAN: Element.SAFETY_PLAN,
    Offer.PROFESSIONAL: Element.PROFESSIONAL,
    Offer.GROUNDING: Element.GROUNDING,
}


def next_question(  # noqa: PLR0911 (one case, one line)
    state: SafetyState,
    *,
    fresh: bool,
    sign: Sign | None,
    stance: Stance,
    follow_up_due: bool = False,
) -> Question | None:
    """The one question due now; None when none is.

    `fresh`: this message held a sign. `state` is the state with this message already counted.
    `follow_up_due`: a follow-up was agreed for before now; it comes first.
    """
    level, pathway = state.level, state.pathway
    if level is RiskLevel.NONE:
        return Question.FOLLOWED_UP if follow_up_due else None
    if stance is Stance.ON_THE_LINE:
        return None
    if stance is Stance.INTRUSIVE:
        return None
    if state.about_other:
        return next((one for one in WALK_OTHER if state.asked.get(one, 0) == 0), None)
    if is_panic(state):
        return None
    if level is RiskLevel.WATCH:
        if not fresh:
            return _loop_closed(state)
        due = fresh and (state.sign_messages >= 2 or sign in ASK_AT_ONCE)
        return (
            Question.DIRECT if due and _open(state, Question.DIRECT, gap=ASK_AGAIN_AFTER) else None
        )
    if stance is Stance.REFUSED_TO_SAY and level is RiskLevel.RAISED and not fresh:
        return Question.LISTEN if _open(state, Question.LISTEN, gap=0) else None
    if follow_up_due and not fresh and level < RiskLevel.IMMINENT:
        return Question.FOLLOWED_UP
    walk = WALKS[level]
    if level < RiskLevel.IMMINENT and pathway in OWN_WALK:
        walk = OWN_WALK[pathway]
    for question in walk:
        if _fits(question, state, pathway) and _open(state, question, gap=0):
            return question
    return None


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


def required(
    state: SafetyState, *, question: Question | None, fresh: bool, stance: Stance
) -> frozenset[Element]:
    """The contract of this turn: what any reply to it must hold (SAFETY.md section 1).

    Each level holds all of the one below. What the member has just declined rests for
    `SPACE_DECLINED` messages, except at imminent; what is already so (somebody is with them) is not
    asked for again.
    """
    level = state.level
    if level is RiskLevel.NONE:
        return frozenset()
    if level is RiskLevel.WATCH:
        needed = {Element.FEELING} if fresh else set()
        if state.about_other and fresh:
            needed.add(Element.CRISIS_LINE)
        if is_panic(state) and not state.caveat_said:
            needed.add(Element.MEDICAL_CAVEAT)
        return frozenset(needed | _asks(question))
    if level is RiskLevel.IMMINENT:
        return frozenset(_imminent(state) | _asks(question))
    needed = {Element.CRISIS_LINE, Element.TRUSTED_PERSON, Element.SAFETY_PLAN} | _asks(question)
    if level is RiskLevel.HIGH:
        needed |= {Element.PROFESSIONAL, Element.GROUNDING}
        if state.pathway in WITH_MEANS and not state.means_away:
            needed.add(Element.MEANS_DISTANCE)
    if not state.ai_said:
        needed.add(Element.AI_NOTICE)
    if state.with_someone:
        needed.discard(Element.TRUSTED_PERSON)
    if stance is Stance.ON_THE_LINE:
        return frozenset({Element.STAYS})
    return frozenset(needed - {OFFER_ELEMENT[offer] for offer in resting(state)})


def _imminent(state: SafetyState) -> set[Element]:
    needed = {Element.EMERGENCY_FIRST, Element.STAYS}
    if not state.with_someone:
        needed.add(Element.SOMEONE_NOW)
    if state.pathway in WITH_MEANS and not state.means_away:
        needed.add(Element.MEANS_DISTANCE)
    if not state.on_the_line and state.pathway is not Pathway.MEDICAL_EMERGENCY:
        needed.add(Element.CRISIS_LINE)
    return needed


def _asks(question: Question | None) -> set[Element]:
    element = QUESTION_ELEMENT.get(question) if question else None
    return {element} if element else set()
