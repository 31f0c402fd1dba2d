"""What the companion can do in a turn, and what it asks the shell to do.

Here: the names of moves, questions and effects, all plain data. Not here: choosing or wording one.
"""

from __future__ import annotations

from datetime import date
from enum import StrEnum
from typing import Literal

from pydantic import BaseModel, ConfigDict

from evenkeel.core.dialogue.notes import Note
from evenkeel.core.vocabulary import SaveSafetyPlanStep


class Move(StrEnum):
    """The main thing one reply does."""

    GREET = "greet"
    REFLECT_FEELING = "reflect_feeling"
    REFLECT_CONTENT = "reflect_content"
    ASK = "ask"
    SCALE = "scale"
    SUMMARISE = "summarise"
    AFFIRM = "affirm"
    TEACH = "teach"
    RECALL = "recall"
    OFFER = "offer"
    GUIDE = "guide"
    CHECK_EFFECT = "check_effect"
    PLAN_STEP = "plan_step"
    REHEARSE = "rehearse"
    SIT = "sit"
    ANSWER = "answer"
    STYLE = "style"
    CLOSE = "close"
    RISK = "risk"


class Stage(StrEnum):
    """Where a talk is. Any stage can be skipped; none is announced."""

    EXPLORE = "explore"
    UNDERSTOOD = "understood"
    ACT = "act"
    NEXT = "next"
    CLOSED = "closed"


class Dimension(StrEnum):
    """What there is to understand about a moment."""

    EVENT = "event"
    MEANING = "meaning"
    EFFECT = "effect"
    TRIED = "tried"
    WANT = "want"


class Awaiting(StrEnum):
    """The kind of answer the last question asked for."""

    OPEN = "open"
    FEELING = "feeling"
    SUMMARY = "summary"
    OFFER = "offer"
    BEFORE = "before"
    GUIDE = "guide"
    AFTER = "after"
    OTHER_TOOL = "other_tool"
    STEP = "step"
    WHEN = "when"
    MORE = "more"
    FOLLOW_UP = "follow_up"
    PERSON = "person"
    REHEARSE = "rehearse"
    REMEMBER = "remember"
    FLOW = "flow"
    FLOW_BACK = "flow_back"


class Frozen(BaseModel):
    """Base of the dialogue's values: immutable, and an unknown key is an error."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Offer(Frozen):
    """A tool put before the member: an `exercise` opens in the player, the others run here."""

    id: str
    kind: Literal["exercise", "guide", "flow"]
    title: str
    minutes: float
    reason: str


class StartExercise(Frozen):
    kind: Literal["start_exercise"] = "start_exercise"
    exercise: str


class OfferSafetyPlan(Frozen):
    kind: Literal["offer_safety_plan"] = "offer_safety_plan"


class RememberFact(Frozen):
    kind: Literal["remember_fact"] = "remember_fact"
    fact: str
    subject: str


class ScheduleFollowUp(Frozen):
    kind: Literal["schedule_follow_up"] = "schedule_follow_up"
    text: str
    day: date


class RememberToolEffect(Frozen):
    """What one tool did, once, in two numbers from 0 to 10."""

    kind: Literal["remember_tool_effect"] = "remember_tool_effect"
    tool: str
    title: str
    before: int
    after: int


class ProposeNote(Frozen):
    """Something that could be remembered: shown to the member, kept only with their yes."""

    kind: Literal["propose_note"] = "propose_note"
    note: Note


class RememberNote(Frozen):
    """Something the member agreed to have remembered, or asked for."""

    kind: Literal["remember_note"] = "remember_note"
    note: Note


class DeclineNote(Frozen):
    """They said no: it is not kept, and not asked about again."""

    kind: Literal["decline_note"] = "decline_note"
    note: Note


class AskedAfter(Frozen):
    """An event was asked after, or they told of it themselves."""

    kind: Literal["asked_after"] = "asked_after"
    note: Note


Effect = (
    StartExercise
    | OfferSafetyPlan
    | SaveSafetyPlanStep
    | RememberFact
    | RememberToolEffect
    | ScheduleFollowUp
    | ProposeNote
    | RememberNote
    | DeclineNote
    | AskedAfter
)
