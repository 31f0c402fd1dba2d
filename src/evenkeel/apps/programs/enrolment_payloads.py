"""What a member's way through a programme and a lesson holds, once opened.

Two rows with one id, as for exercises (see `payloads`): numbers, days and codes are class D, so
that a member may grant their progress; every word, answers to safety questions and rungs of a
ladder included, is class C in a row of its own. A day of a diary is numbers alone, class D.
"""

from __future__ import annotations

from datetime import date, time
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from evenkeel.apps.programs.payloads import Answer, NoBecause, Rating
from evenkeel.core.lessons import Audience

Minutes = Annotated[int, Field(ge=0, le=1440)]


class Frozen(BaseModel):
    model_config = ConfigDict(frozen=True)


class Done(Frozen):
    """One finished session, the day, and the week's number where it was given."""

    session: str
    on: date
    weekly: Rating | None = None


class WindowSet(Frozen):
    """A sleep window from a day on: its length in minutes, and when to get up."""

    on: date
    minutes: Minutes
    get_up: time
    because: str = ""


class EnrolmentPayload(Frozen):
    """Days, numbers and codes of one way through a programme.

    `ticked` are days marked by hand as practised; `ended` is the day it was finished or left,
    `because` why it was left, where that was said.
    """

    programme: str
    began: date
    prescribed: bool = False
    done: tuple[Done, ...] = ()
    ticked: tuple[date, ...] = ()
    windows: tuple[WindowSet, ...] = ()
    ended: date | None = None
    finished: bool = False
    because: NoBecause | None = None
    zone: str = ""


class Try(Frozen):
    """One time on a rung: the fear expected, the fear felt, and what happened."""

    on: date
    expected: Rating | None = None
    felt: Rating | None = None
    learnt: str = ""


class Rung(Frozen):
    """One situation of a ladder, with how hard it looks, 0 to 10."""

    id: str
    text: str
    fear: Rating
    tries: tuple[Try, ...] = ()


class EnrolmentNotePayload(Frozen):
    """The words: answers of each session, plans, what got in the way, yeses, and the ladder."""

    programme: str
    yes: tuple[str, ...] = ()
    answers: dict[str, dict[str, Answer]] = Field(default_factory=dict)
    plans: dict[str, str] = Field(default_factory=dict)
    in_the_way: dict[str, str] = Field(default_factory=dict)
    ladder: tuple[Rung, ...] = ()


class DiaryPayload(Frozen):
    """One day of a programme's diary. `values` by field: numbers and chosen answers, no words."""

    programme: str
    day: date
    values: dict[str, Answer]
    zone: str = ""


class LessonPayload(Frozen):
    """One time a lesson was worked through; `right` is None where the check was not answered."""

    lesson: str
    audience: Audience = Audience.ADULT
    right: bool | None = None
    zone: str = ""


class LessonNotePayload(Frozen):
    """The lines written in a lesson, by the label they answer."""

    lesson: str
    lines: dict[str, str] = Field(default_factory=dict)
