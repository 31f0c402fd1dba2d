"""What a safety plan holds, sealed: the member's own lines, step by step. Class C.

Here: the frozen payload and its limits. Not here: rows (`models`), how it changes (`actions`).
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from evenkeel.core.vocabulary import PlanStep

MOST_CHARACTERS = 240
"""Of one line: what fits on one line of a printed sheet, twice over."""
MOST_LINES = 12
"""Of one step: seven full steps still fit on one sheet."""

Line = Annotated[str, Field(min_length=1, max_length=MOST_CHARACTERS)]


class SafetyPlanPayload(BaseModel):
    """A member's plan. `discreet`: printed and kept copies are headed "Notes"."""

    model_config = ConfigDict(frozen=True)

    warning_signs: tuple[Line, ...] = ()
    alone: tuple[Line, ...] = ()
    distraction: tuple[Line, ...] = ()
    people: tuple[Line, ...] = ()
    professionals: tuple[Line, ...] = ()
    surroundings: tuple[Line, ...] = ()
    reasons: tuple[Line, ...] = ()
    discreet: bool = False

    def lines(self, step: PlanStep) -> tuple[str, ...]:
        """The lines of one step."""
        found: tuple[str, ...] = getattr(self, step.value)
        return found

    def with_lines(self, step: PlanStep, lines: tuple[str, ...]) -> SafetyPlanPayload:
        """The plan with one step replaced."""
        return self.model_validate({**self.model_dump(), step.value: lines})

    def by_step(self) -> Mapping[PlanStep, tuple[str, ...]]:
        """Every step that holds something: what a risk turn may quote back."""
        return {step: self.lines(step) for step in PlanStep if self.lines(step)}
