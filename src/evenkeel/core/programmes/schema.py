"""What a programme file holds, and what makes one wrong.

Here: the frozen schema of `content/programmes/*.yaml`. Not here: when what is due (`pace`), what a
night gives (`sleep_window`), whether the lessons and exercises it names exist (contract tests).
"""

from __future__ import annotations

from enum import StrEnum
from typing import Self

from pydantic import Field, model_validator

from evenkeel.core.content.evidence import Evidence
from evenkeel.core.content.loader import Content
from evenkeel.core.exercises.schema import FormField, Need, Part

DAYS_OF_A_WEEK = 7


class IfYes(StrEnum):
    """What a yes to a safety question does."""

    STOP = "stop"
    """The programme is not opened: it could do harm, or something else comes first."""
    ASK_FIRST = "ask_first"
    """It opens once the member says that they have spoken with a doctor or therapist."""
    MIND = "mind"
    """It opens, and says what to mind."""


class ScreenQuestion(Part):
    """One safety question before the start, answered yes or no. `says` is shown after a yes."""

    id: str = Field(pattern=r"^[a-z][a-z0-9_]*$")
    ask: str = Field(min_length=10)
    if_yes: IfYes
    says: str = Field(min_length=20)


class Outcome(Part):
    """The questionnaire that shows whether it helps: at the start, every `every` sessions, last."""

    instrument: str
    every: int = Field(ge=1, le=4)
    why: str = Field(min_length=10)


class Weekly(Part):
    """The one number of each week's check, 0 to 10."""

    question: str = Field(min_length=10)
    low: str = Field(min_length=1)
    high: str = Field(min_length=1)
    lower_is_better: bool = True


class DiaryKind(StrEnum):
    SLEEP = "sleep"
    """The night's times; gives efficiency and the sleep window."""
    DAYS = "days"
    """A few numbers or ticks a day, from `fields`."""


class Diary(Part):
    """What is noted once a day. Numbers and choices only: words belong in the journal."""

    kind: DiaryKind = DiaryKind.DAYS
    title: str
    about: str
    fields: tuple[FormField, ...] = ()

    @model_validator(mode="after")
    def _fields_for_days(self) -> Self:
        if (self.kind is DiaryKind.DAYS) != bool(self.fields):
            raise ValueError("a diary of days has fields; a sleep diary has its own")
        if any(slot.kind.value in {"line", "text", "list"} for slot in self.fields):
            raise ValueError("a diary holds numbers and choices, no words")
        return self


class Ladder(Part):
    """A ladder of feared situations, climbed with predicted and felt fear."""

    title: str
    about: str
    examples: tuple[str, ...] = Field(min_length=3)


class Practice(Part):
    """What is practised between sessions, on which days after the session.

    One of `exercise` (opens in the player), `flow` (done in talk) or neither (done in life).
    `days` count from the session, 1 is the day after; they thin out where the skill should keep.
    """

    exercise: str | None = None
    flow: str | None = None
    text: str = Field(min_length=10)
    days: tuple[int, ...] = Field(min_length=1, max_length=14)

    @model_validator(mode="after")
    def _one_way_and_rising(self) -> Self:
        if self.exercise and self.flow:
            raise ValueError("a practice opens an exercise or a flow, not both")
        if list(self.days) != sorted(set(self.days)) or self.days[0] < 1:
            raise ValueError("practice days rise, from 1")
        return self


class Planned(Part):
    """The one thing planned at the end of a session: asked, never set."""

    ask: str = Field(min_length=10)
    hint: str = Field(min_length=5)


class Session(Part):
    """One session: check of last week, one idea, one practice, one plan.

    `check` adds questions to the weekly number and to what got in the way; the first session's
    check asks where things stand. `notes` are what to mind this week.
    """

    id: str = Field(pattern=r"^[a-z][a-z0-9-]*$")
    title: str
    about: str = Field(min_length=10)
    check: tuple[FormField, ...] = ()
    lesson: str
    practice: Practice
    plan: Planned
    notes: tuple[str, ...] = ()


class Programme(Content):
    """Several weeks of sessions. `pace_days` is how long one session lasts until the next opens."""

    title: str
    summary: str
    about: tuple[str, ...] = Field(min_length=1)
    needs: tuple[Need, ...] = Field(min_length=1)
    minutes: int = Field(ge=5, le=60)
    pace_days: int = Field(default=DAYS_OF_A_WEEK, ge=3, le=14)
    for_whom: str = Field(min_length=10)
    not_for_whom: tuple[str, ...] = Field(min_length=1)
    screen: tuple[ScreenQuestion, ...] = Field(min_length=1)
    outcome: Outcome
    weekly: Weekly
    diary: Diary | None = None
    ladder: Ladder | None = None
    sessions: tuple[Session, ...] = Field(min_length=4, max_length=8)
    closing: str
    evidence: Evidence

    @property
    def weeks(self) -> int:
        """How many weeks it takes at its own pace.

        >>> from evenkeel.core.programmes import load_programmes
        >>> all(4 <= one.weeks <= 8 for one in load_programmes().values())
        True
        """
        return -(-len(self.sessions) * self.pace_days // DAYS_OF_A_WEEK)

    @property
    def texts(self) -> tuple[str, ...]:
        """Every text a member reads, sources aside."""
        texts = [self.title, self.summary, *self.about, self.for_whom, *self.not_for_whom]
        texts += [text for one in self.screen for text in (one.ask, one.says)]
        texts += [self.outcome.why, self.weekly.question]
        if self.diary:
            texts += [self.diary.title, self.diary.about]
        if self.ladder:
            texts += [self.ladder.title, self.ladder.about, *self.ladder.examples]
        for one in self.sessions:
            texts += [one.title, one.about, one.practice.text, one.plan.ask, one.plan.hint]
            texts += [*one.notes, *(text for slot in one.check for text in (slot.label, slot.hint))]
        return tuple(text for text in (*texts, self.closing, self.evidence.says) if text)

    @model_validator(mode="after")
    def _ids_are_one_each(self) -> Self:
        for kind, ids in (
            ("sessions", [one.id for one in self.sessions]),
            ("safety questions", [one.id for one in self.screen]),
        ):
            if len(ids) != len(set(ids)):
                raise ValueError(f"two {kind} have the same id")
        return self
