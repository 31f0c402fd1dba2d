"""What a lesson file holds, and what makes one wrong.

Here: the frozen schema of `content/lessons/*.yaml`. Not here: showing one, reading ages
(`evenkeel.site.library` checks them).
"""

from __future__ import annotations

from enum import StrEnum
from typing import Self

from pydantic import Field, model_validator

from evenkeel.core.content.evidence import Evidence
from evenkeel.core.content.loader import Content
from evenkeel.core.exercises.schema import Need, Part


class Audience(StrEnum):
    """For whom a wording is written."""

    ADULT = "adult"
    """Reading age 12."""
    YOUNG = "young"
    """Reading age 9 to 11, with a young person's examples."""


class Choice(Part):
    """One answer to a check question, and what is said when it is chosen."""

    text: str = Field(min_length=1)
    right: bool = False
    reply: str = Field(min_length=1)


class Check(Part):
    """One question on the idea. One answer is right; the others are common beliefs, kindly met."""

    question: str = Field(min_length=1)
    choices: tuple[Choice, ...] = Field(min_length=2, max_length=4)

    @model_validator(mode="after")
    def _one_is_right(self) -> Self:
        if sum(choice.right for choice in self.choices) != 1:
            raise ValueError("exactly one choice of a check is right")
        return self


class Task(Part):
    """The lesson done rather than read: a lead, steps, and what may be written down."""

    lead: str = Field(min_length=1)
    steps: tuple[str, ...] = Field(min_length=2, max_length=8)
    write: tuple[str, ...] = Field(default=(), max_length=4)
    """Labels of lines to write on: on the page, kept locked; on the sheet, ruled lines."""


class Wording(Part):
    """One lesson for one audience. `listen` is the text for the ear; without it `read` is spoken.

    `keep` are the few lines worth keeping: they head the printable sheet.
    """

    title: str = ""
    read: tuple[str, ...] = Field(min_length=3, max_length=14)
    listen: tuple[str, ...] = ()
    keep: tuple[str, ...] = Field(min_length=2, max_length=5)
    do: Task
    check: Check

    @property
    def heard(self) -> tuple[str, ...]:
        """What is spoken, line by line; the same lines are the captions."""
        return self.listen or self.read

    @property
    def texts(self) -> tuple[str, ...]:
        """Every text of it that somebody reads or hears."""
        texts = [self.title, *self.read, *self.listen, *self.keep, self.do.lead, *self.do.steps]
        texts += [*self.do.write, self.check.question]
        for choice in self.check.choices:
            texts += [choice.text, choice.reply]
        return tuple(text for text in texts if text)


class Lesson(Content):
    """One idea. `exercise` is one that practises it, by id; `topics` are words to find it by."""

    title: str
    summary: str
    minutes: int = Field(ge=2, le=10)
    needs: tuple[Need, ...] = Field(min_length=1)
    topics: tuple[str, ...] = ()
    exercise: str | None = None
    for_whom: str = Field(min_length=10)
    not_for_whom: tuple[str, ...] = Field(min_length=1)
    adult: Wording
    young: Wording
    evidence: Evidence

    def wording(self, audience: Audience) -> Wording:
        """The lesson's text for this audience."""
        return self.young if audience is Audience.YOUNG else self.adult

    def title_for(self, audience: Audience) -> str:
        """Its title there, the lesson's own where the wording has none."""
        return self.wording(audience).title or self.title
