"""The words of the safety plan's steps: `content/safety_plan/<step>.yaml`.

Here: the schema and the loader. Not here: what a member wrote (`payloads`), the pages (`views`).
"""

from __future__ import annotations

from functools import cache

from evenkeel.core.content.languages import SOURCE, overlay
from evenkeel.core.content.loader import CONTENT, Content, ContentError, load_folder
from evenkeel.core.vocabulary import PlanStep

FOLDER = CONTENT / "safety_plan"


class StepWords(Content):
    """One step as it is asked: `ask` is the question, `why` the reason for asking it."""

    order: int
    title: str
    ask: str
    hint: str
    examples: tuple[str, ...]
    why: str

    @property
    def step(self) -> PlanStep:
        """The step this file words."""
        return PlanStep(self.id)


@cache
def steps(locale: str = SOURCE) -> tuple[StepWords, ...]:
    """Every step, in the order of the plan, in `locale` where it is written.

    Raises `ContentError` where one is missing.
    """
    found = load_folder(FOLDER, StepWords, overlay=overlay(locale, "safety_plan"))
    if set(found) != set(PlanStep):
        raise ContentError("content/safety_plan: one file for each step of PlanStep, and no other.")
    return tuple(sorted(found.values(), key=lambda one: one.order))


def step_words(step: PlanStep, locale: str = SOURCE) -> StepWords:
    """One step's words."""
    return next(one for one in steps(locale) if one.step is step)
