"""What a talk carries from turn to turn: one frozen, JSON-serialisable value.

Here: the state and what the member's memory lends to a talk. Not here: how a turn changes it
(`planner`), nor where it is kept (the shell, locked).
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime

from pydantic import Field

from evenkeel.core.dialogue.moves import Awaiting, Dimension, Frozen, Offer, Stage
from evenkeel.core.dialogue.notes import Note, Remembered
from evenkeel.core.dialogue.playing import Play
from evenkeel.core.flows import FlowState
from evenkeel.core.safety import SafetyState
from evenkeel.core.vocabulary import PlanStep


class Style(Frozen):
    """What the member asked for in words, until they say otherwise."""

    brief: bool = False
    questions: bool = True
    exercises: bool = True


class DialogueState(Frozen):
    """Everything `Companion.reply` needs to know of the talk so far.

    `used` maps a content line to the turn it was last said in; `recent` holds the sentences of the
    last replies, lower case; `asked_row` counts the replies in a row that asked; `sitting`: they
    want company, not questions; `listening`: they wanted it told, not solved; `tender`: the kind of
    news that stops every plan; `person`: the words for whom it is about; `feeling_sure`: they named
    it or agreed to it; `case`: the situation last answered, `thread` the one that is still the
    topic, `needs` what such situations call for; `held` is advice written for what they told and
    kept until they ask; `idea` is something they thought of doing, not yet with a time;
    `hard_turn`: the last turn in which something hard was felt; `warned_turn`: the last one in
    which danger was spoken to;
    `clauses` are the member's own words, already turned to "you"; `flow`: where a flow stands, also
    while it waits; `asked_open`: what was offered answered an open "what can I do"; `noted` are
    keys of notes already proposed here, `memory_waiting` those still to be asked about,
    `memory_asked` the one asked aloud, `recalled` those said back in this talk; `play`: where a
    rehearsal stands.
    """

    safety: SafetyState = Field(default_factory=SafetyState)
    turn: int = 0
    stage: Stage = Stage.EXPLORE
    explored: int = 0
    awaiting: Awaiting | None = None
    asked_about: Dimension | None = None
    covered: tuple[Dimension, ...] = ()
    feeling: str | None = None
    feeling_sure: bool = False
    feeling_offered: str | None = None
    feelings_wrong: tuple[str, ...] = ()
    triggers: tuple[str, ...] = ()
    scene: str | None = None
    scene_turn: int = -9
    scenes: tuple[str, ...] = ()
    case: str | None = None
    case_turn: int = -9
    thread: str | None = None
    thread_turn: int = -9
    detail_turn: int = -9
    needs: tuple[str, ...] = ()
    held: str | None = None
    held_turn: int = -9
    idea: str | None = None
    idea_turn: int = -9
    hard_turn: int = -9
    warned_turn: int = -9
    clauses: tuple[str, ...] = ()
    options: tuple[Offer, ...] = ()
    tool: str | None = None
    tool_kind: str | None = None
    guide_step: int = 0
    flow: FlowState | None = None
    tried: tuple[str, ...] = ()
    declined: tuple[str, ...] = ()
    before: int | None = None
    after: int | None = None
    step: str | None = None
    used: dict[str, int] = Field(default_factory=dict)
    recent: tuple[str, ...] = ()
    told: tuple[str, ...] = ()
    empathy_turn: int = -9
    caveat_given: bool = False
    unknowns: int = 0
    summaries: int = 0
    echoes: int = 0
    echo_turn: int = -9
    deeper: int = 0
    smalls: int = 0
    asked_row: int = 0
    sitting: bool = False
    listening: bool = False
    tender: str | None = None
    good: bool = False
    glad: bool = False
    elsewhere: bool = False
    person: dict[str, str] = Field(default_factory=dict)
    choices: int = 0
    jokes: int = 0
    offered_at: int = -9
    asked_open: bool = False
    style: Style = Style()
    noted: tuple[str, ...] = ()
    memory_waiting: tuple[Note, ...] = ()
    memory_asked: Note | None = None
    recalled: tuple[str, ...] = ()
    play: Play | None = None
    resources_shown: int = 0
    started_at: datetime | None = None
    last_at: datetime | None = None
    notice_at: datetime | None = None


class PlannedStep(Frozen):
    """One small thing the member said they would do."""

    text: str
    day: date
    said_on: date


class ToolEffect(Frozen):
    """What one tool did once: both numbers are 0 to 10."""

    tool: str
    title: str
    before: int
    after: int
    on: date


class Memory(Frozen):
    """What the shell lends from the member's locked memory, each item with its date.

    `on`: they let the companion remember at all; `kept` are the notes they agreed to, newest first;
    `known` are digests of notes that are kept, waiting for their answer, or refused.
    """

    on: bool = False
    kept: tuple[Remembered, ...] = ()
    known: tuple[str, ...] = ()
    due: tuple[PlannedStep, ...] = ()
    effects: tuple[ToolEffect, ...] = ()
    safety_plan: Mapping[PlanStep, tuple[str, ...]] = Field(default_factory=dict)
