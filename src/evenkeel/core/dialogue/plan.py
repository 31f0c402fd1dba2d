"""A planned turn: which parts to say, in what order, and what the talk remembers of it.

Here: `Plan`, its `Part`s, and the `Talk` that planners look at. Not here: deciding (`planner`) or
choosing variants (`realiser`).
"""

from __future__ import annotations

import zlib
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from evenkeel.core.dialogue.advice import Advises
from evenkeel.core.dialogue.content import DialogueContent
from evenkeel.core.dialogue.hearing import Heard
from evenkeel.core.dialogue.moves import Effect, Move, Offer
from evenkeel.core.dialogue.state import DialogueState, Memory
from evenkeel.core.vocabulary import RiskLevel

# Below this on the reader's -1 to 1 scale a message is no calm one.
UNCALM = -0.2


@dataclass(frozen=True)
class Part:
    """One thing to say, with its variants. `keep` parts are never dropped for length."""

    key: str
    variants: tuple[str, ...]
    slots: Mapping[str, str] = field(default_factory=dict)
    ask: bool = False
    empathy: bool = False
    keep: bool = True


@dataclass(frozen=True)
class Plan:
    """What this turn does. `changes` are the fields of the state it sets."""

    move: Move
    parts: tuple[Part, ...]
    changes: Mapping[str, Any] = field(default_factory=dict)
    offers: tuple[Offer, ...] = ()
    effects: tuple[Effect, ...] = ()


@dataclass(frozen=True)
class Talk:
    """All a planner may look at."""

    state: DialogueState
    heard: Heard
    content: DialogueContent
    memory: Memory
    now: datetime
    advise: Advises | None = None

    def line(
        self,
        key: str,
        slots: Mapping[str, str] | None = None,
        *,
        ask: bool | None = None,
        keep: bool = True,
    ) -> Part:
        """A part from `content/dialogue/lines`; whether it asks is read off its variants."""
        line = self.content.lines[key]
        asks = all(v.rstrip().endswith("?") for v in line.says) if ask is None else ask
        return Part(
            key=key,
            variants=line.says,
            slots=slots or {},
            ask=asks,
            empathy=line.empathy,
            keep=keep,
        )

    def without_panic(self) -> Talk:
        """The same talk once the panic guide is left for what they want to talk about."""
        state = self.state.model_copy(update={"feeling": None, "tool": None, "awaiting": None})
        return replace(self, state=state)

    @property
    def careful(self) -> bool:
        """Whether danger was spoken to in this talk and is not over: no course is set then. What
        the reader only noted, without a word to them, holds nothing up."""
        level = self.state.safety.level
        return level > RiskLevel.WATCH or (level > RiskLevel.NONE and self.state.warned_turn >= 0)

    @property
    def hard(self) -> bool:
        """Whether something hard is felt in this message: said, sounding so, or a moment told."""
        heard = self.heard
        if heard.cue("idk", "small", "silence") and not heard.feeling_named:
            return False  # too little to sound like anything
        group = self.content.feelings.get(heard.feeling or "")
        named = group is not None and not group.pleasant
        told = heard.scene is not None and heard.scene.news != "good"
        return bool(named or told or heard.thought or heard.reading.valence < UNCALM)

    def move_of(self, key: str) -> Move:
        return self.content.lines[key].move

    def say(self, *keys: str, changes: Mapping[str, Any] | None = None, **slots: str) -> Plan:
        """A plan of content lines; its move is the first line's."""
        parts = tuple(self.line(key, slots) for key in keys)
        return Plan(move=self.move_of(keys[0]), parts=parts, changes=changes or {})

    def variant(self, key: str) -> str:
        """`key.night` at night where content has one, else `key`."""
        night = f"{key}.night"
        return night if self.heard.night and night in self.content.lines else key


def said_id(variant: str) -> str:
    """A short, stable name for one wording, so that it is not said twice.

    >>> said_id("What happened?")
    '1aacbf44'
    """
    return f"{zlib.crc32(variant.encode()):08x}"
