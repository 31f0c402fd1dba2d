"""The walks of a risk turn as data: which questions, in which order, by level and pathway.

Here: the order. Not here: which of them is due now (`plan`), what a reply must hold (`needs`).
"""

from __future__ import annotations

from evenkeel.core.safety.decision import Question
from evenkeel.core.vocabulary import Pathway, RiskLevel

ABOUT_DYING = frozenset(
    {Pathway.SUICIDE, Pathway.SELF_HARM, Pathway.POSTPARTUM, Pathway.PSYCHOSIS_MANIA}
)
#: Where there is something to put out of reach.
WITH_MEANS = ABOUT_DYING | {Pathway.HARM_TO_OTHERS}

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
