"""The plan and the talk: what was said there goes onto the plan, what stands there is quoted back.

Here: translating between the questions of a risk turn (`core.safety`) and the plan's steps. Not
here: asking or quoting (core), other ways to write the plan (`actions`).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from evenkeel.core.safety import Question, SafetyState
from evenkeel.core.vocabulary import PlanStep

STEP_OF: Final[Mapping[Question, PlanStep]] = {
    Question.PLAN_SIGNS: PlanStep.WARNING_SIGNS,
    Question.PLAN_ALONE: PlanStep.ALONE,
    Question.PLAN_PEOPLE: PlanStep.PEOPLE,
    Question.PLAN_REASON: PlanStep.REASONS,
}
QUOTED_CHARACTERS: Final = 80
"""A longer line does not fit into a sentence of somebody else's."""


def newly_said(before: SafetyState, after: SafetyState) -> dict[PlanStep, str]:
    """What the member said in this turn that belongs on the plan."""
    return {
        step: after.plan_words[question]
        for question, step in STEP_OF.items()
        if after.plan_words.get(question) not in {None, before.plan_words.get(question)}
    }


def with_plan(state: SafetyState, steps: Mapping[PlanStep, tuple[str, ...]]) -> SafetyState:
    """The state with the plan's own lines to quote: the plan decides, not what was said once.

    A line that left the plan is no longer quoted. What a question outside the plan brought stays.
    """
    words = {one: said for one, said in state.plan_words.items() if one not in STEP_OF}
    for question, step in STEP_OF.items():
        short = [line for line in steps.get(step, ()) if len(line) <= QUOTED_CHARACTERS]
        said = state.plan_words.get(question)
        if said is not None and said in short:
            words[question] = said
        elif short:
            words[question] = short[0].rstrip(". ")
    return state if words == state.plan_words else state.model_copy(update={"plan_words": words})
