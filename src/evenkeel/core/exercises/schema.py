"""What an exercise file holds, and what makes one wrong.

Here: the frozen schema of `content/exercises/*.yaml`. Not here: choosing or playing.
"""

from __future__ import annotations

from enum import StrEnum
from typing import Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from evenkeel.core.content.evidence import Evidence
from evenkeel.core.content.loader import Content


class Kind(StrEnum):
    """How an exercise is played."""

    BREATHING = "breathing"
    """A rhythm, round after round."""
    STEPS = "steps"
    """One step at a time, at the member's own pace."""
    TIMED = "timed"
    """Steps that move on by themselves."""
    FORM = "form"
    """Slots to write in; the words are kept locked."""


class Need(StrEnum):
    """What an exercise is for. A controlled list: files and the dialogue use these words only."""

    PANIC = "panic"
    ANXIETY = "anxiety"
    WORRY = "worry"
    RUMINATION = "rumination"
    ANGER = "anger"
    LOW_MOOD = "low_mood"
    GRIEF = "grief"
    SHAME = "shame"
    SELF_CRITICISM = "self_criticism"
    STRESS = "stress"
    OVERWHELM = "overwhelm"
    TENSION = "tension"
    SLEEP = "sleep"
    NUMBNESS = "numbness"
    LONELINESS = "loneliness"
    URGES = "urges"
    PROCRASTINATION = "procrastination"
    CONFLICT = "conflict"
    GRATITUDE = "gratitude"
    DIRECTION = "direction"

    @classmethod
    def named(cls, name: str) -> Need | None:
        """The need of this name; None when there is none.

        >>> Need.named("sleep"), Need.named("sheep")
        (<Need.SLEEP: 'sleep'>, None)
        """
        return next((need for need in cls if need.value == name), None)


class Part(BaseModel):
    """Base of the parts of a file: frozen, unknown keys refused."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Phase(StrEnum):
    """One part of a breath; the word is also what the circle does."""

    IN = "in"
    HOLD = "hold"
    TOP_UP = "top_up"
    OUT = "out"
    REST = "rest"


class Beat(Part):
    """One phase and how long it lasts."""

    phase: Phase
    seconds: float = Field(gt=0, le=15)


class Breath(Part):
    """A breathing pattern: the beats of one round, and how many rounds.

    >>> beats = (Beat(phase=Phase.IN, seconds=4), Beat(phase=Phase.OUT, seconds=6))
    >>> pattern = Breath(beats=beats, rounds=6)
    >>> pattern.round_seconds, pattern.per_minute
    (10.0, 6.0)
    """

    beats: tuple[Beat, ...] = Field(min_length=2, max_length=6)
    rounds: int = Field(ge=1, le=60)

    @property
    def round_seconds(self) -> float:
        return float(sum(beat.seconds for beat in self.beats))

    @property
    def per_minute(self) -> float:
        """Breaths a minute."""
        return 60 / self.round_seconds


class Step(Part):
    """One instruction. `seconds` is how long to stay with it when the page leads."""

    text: str = Field(min_length=1)
    seconds: int | None = Field(default=None, ge=3, le=600)


class FieldKind(StrEnum):
    LINE = "line"
    TEXT = "text"
    CHOICE = "choice"
    MANY = "many"
    RATING = "rating"
    LIST = "list"
    """Several short lines, one under the other."""
    NUMBER = "number"
    """A count from 0 to 999: drinks, minutes, steps."""


class FormField(Part):
    """One slot. `choices` for choice and many; a rating runs from 0 to 10."""

    id: str = Field(pattern=r"^[a-z][a-z0-9_]*$")
    label: str = Field(min_length=1)
    hint: str = ""
    kind: FieldKind = FieldKind.TEXT
    choices: tuple[str, ...] = ()
    required: bool = False

    @model_validator(mode="after")
    def _choices_where_due(self) -> Self:
        due = self.kind in (FieldKind.CHOICE, FieldKind.MANY)
        if due != bool(self.choices):
            raise ValueError(f"slot {self.id}: choices belong to choice and many, and only there")
        return self


class Exercise(Content):
    """Something to do that may help.

    `how` is the whole exercise as plain sentences, for reading without scripts. `first_for` are
    needs for which it is the first to try while nothing is known of the member; `not_for` are needs
    at which it is not offered first. `night` says it fits after midnight: short, from the body.
    `in_talk` is false where it belongs inside a programme: a talk never offers it cold.
    `for_whom` and `not_for_whom` say in plain sentences when it fits, and when something else or
    somebody is better; `cautions` are what to mind while doing it.
    """

    title: str
    summary: str
    minutes: int = Field(ge=1, le=45)
    needs: tuple[Need, ...] = Field(min_length=1)
    first_for: tuple[Need, ...] = ()
    not_for: tuple[Need, ...] = ()
    night: bool = False
    in_talk: bool = True
    kind: Kind
    why: str
    question: str
    how: tuple[str, ...] = Field(min_length=1)
    breath: Breath | None = None
    steps: tuple[Step, ...] = ()
    fields: tuple[FormField, ...] = ()
    closing: str
    cautions: tuple[str, ...] = ()
    for_whom: str = Field(min_length=10)
    not_for_whom: tuple[str, ...] = Field(min_length=1)
    evidence: Evidence

    @property
    def texts(self) -> tuple[str, ...]:
        """Every text a member reads or hears, sources aside, in the order of the page."""
        texts = [self.title, self.summary, self.why, self.question, *self.how]
        texts += [step.text for step in self.steps]
        for slot in self.fields:
            texts += [slot.label, slot.hint, *slot.choices]
        texts += [self.closing, *self.cautions, self.for_whom, *self.not_for_whom]
        return tuple(text for text in (*texts, self.evidence.says) if text)

    @property
    def seconds(self) -> float | None:
        """How long the page leads, in seconds; None where the member sets the pace."""
        if self.breath:
            return self.breath.round_seconds * self.breath.rounds
        if self.kind is Kind.TIMED:
            return float(sum(step.seconds or 0 for step in self.steps))
        return None

    @model_validator(mode="after")
    def _parts_fit_kind(self) -> Self:
        has = {
            Kind.BREATHING: self.breath is not None,
            Kind.STEPS: bool(self.steps),
            Kind.TIMED: bool(self.steps) and all(step.seconds for step in self.steps),
            Kind.FORM: bool(self.fields),
        }
        if not has[self.kind]:
            raise ValueError(f"an exercise of kind {self.kind} lacks its part")
        if self.breath is not None and self.kind is not Kind.BREATHING:
            raise ValueError("only a breathing exercise has a breath")
        if self.fields and self.kind is not Kind.FORM:
            raise ValueError("only a form has fields")
        if not set(self.first_for) <= set(self.needs):
            raise ValueError("what it is first for must be among its needs")
        if set(self.needs) & set(self.not_for):
            raise ValueError("a need cannot be in both needs and not_for")
        ids = [field.id for field in self.fields]
        if len(ids) != len(set(ids)):
            raise ValueError("two fields have the same id")
        return self
