"""The contract of one turn: which elements any reply to it must hold (SAFETY.md section 1).

Here: elements by level, pathway and what is already so. Not here: which question is due (`plan`),
whether a text holds an element (`contract`).
"""

from __future__ import annotations

from evenkeel.core.safety.decision import Element, Offer, Question, SafetyState, Stance
from evenkeel.core.safety.falling import is_panic
from evenkeel.core.safety.plan import resting
from evenkeel.core.safety.walks import WITH_MEANS
from evenkeel.core.vocabulary import Pathway, RiskLevel

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


def required(
    state: SafetyState,
    *,
    question: Question | None,
    fresh: bool,
    stance: Stance,
    taken_up: bool = False,
) -> frozenset[Element]:
    """The contract of this turn: what any reply to it must hold (SAFETY.md section 1).

    Each level holds all of the one below. What the member has just declined rests for
    `SPACE_DECLINED` messages, except at imminent; what is already so (somebody is with them) is not
    asked for again.
    """
    level = state.level
    if level is RiskLevel.NONE:
        return frozenset()
    if stance is Stance.WATCHED:
        return frozenset({Element.HEARD})
    if state.about_other:
        needed = _for_other(state, fresh=fresh, taken_up=taken_up)
    elif level is RiskLevel.WATCH:
        needed = _at_watch(state, fresh=fresh, taken_up=taken_up)
    elif level is RiskLevel.IMMINENT:
        needed = _imminent(state)
    elif stance is Stance.ON_THE_LINE:
        return frozenset({Element.STAYS})
    else:
        needed = _in_danger(state)
    return frozenset(needed | _asks(question))


def _at_watch(state: SafetyState, *, fresh: bool, taken_up: bool) -> set[Element]:
    needed = {Element.FEELING} if fresh else set()
    if is_panic(state) and not state.caveat_said:
        needed.add(Element.MEDICAL_CAVEAT)
    return needed or ({Element.HEARD} if taken_up else set())


def _in_danger(state: SafetyState) -> set[Element]:
    """At raised and high: what was declined a moment ago rests."""
    level = state.level
    needed = {Element.CRISIS_LINE, Element.TRUSTED_PERSON, Element.SAFETY_PLAN}
    if level is RiskLevel.HIGH:
        needed |= {Element.PROFESSIONAL, Element.GROUNDING}
        if state.pathway in WITH_MEANS and not state.means_away:
            needed.add(Element.MEANS_DISTANCE)
    if not state.ai_said:
        needed.add(Element.AI_NOTICE)
    if state.with_someone:
        needed.discard(Element.TRUSTED_PERSON)
    return needed - {OFFER_ELEMENT[offer] for offer in resting(state)}


def _for_other(state: SafetyState, *, fresh: bool, taken_up: bool) -> set[Element]:
    """Somebody else's danger: their emergency first, a line for who worries, what was said."""
    if state.on_the_line or state.with_someone:
        return {Element.HEARD} if taken_up else set()
    if state.level >= RiskLevel.HIGH:
        return {Element.EMERGENCY_FIRST, Element.STAYS}
    needed = {Element.HEARD} if taken_up or state.level >= RiskLevel.RAISED else set()
    if fresh:
        needed |= {Element.FEELING, Element.CRISIS_LINE}
    return needed


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
