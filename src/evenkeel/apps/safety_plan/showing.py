"""A plan as its pages show it: each step with its words, its lines and what comes after it.

Here: plain view values. Not here: requests (`views`), reading and writing (`queries`, `actions`).
"""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import get_language

from evenkeel.apps.safety_plan.payloads import SafetyPlanPayload
from evenkeel.apps.safety_plan.words import StepWords, steps
from evenkeel.core.content.languages import SOURCE
from evenkeel.core.vocabulary import PlanStep


@dataclass(frozen=True, slots=True)
class ShownStep:
    """One step: its words, the member's lines, and which of how many it is."""

    words: StepWords
    lines: tuple[str, ...]
    number: int
    of: int
    next: PlanStep | None
    before: PlanStep | None

    @property
    def has_lines_of_country(self) -> bool:
        """Whether the country's crisis lines are printed under it."""
        return self.words.step is PlanStep.PROFESSIONALS

    @property
    def asks_people(self) -> bool:
        """Whether chosen people belong beside it."""
        return self.words.step is PlanStep.PEOPLE


def shown_steps(plan: SafetyPlanPayload) -> list[ShownStep]:
    """Every step of the plan, in order."""
    words = steps(get_language() or SOURCE)
    return [
        ShownStep(
            words=one,
            lines=plan.lines(one.step),
            number=place + 1,
            of=len(words),
            next=words[place + 1].step if place + 1 < len(words) else None,
            before=words[place - 1].step if place else None,
        )
        for place, one in enumerate(words)
    ]


def shown_step(plan: SafetyPlanPayload, step: PlanStep) -> ShownStep:
    """One step."""
    return next(one for one in shown_steps(plan) if one.words.step is step)


def first_empty(plan: SafetyPlanPayload) -> PlanStep | None:
    """Where to go on; None when every step holds something."""
    return next((one.words.step for one in shown_steps(plan) if not one.lines), None)
