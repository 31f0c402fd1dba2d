"""What a language model is told when it may word a turn: the prompt is content, filled from a plan.

Here: schema, filling, limits on what goes along. Not here: sending it (`llm/`), hiding names
(`pseudonyms`), checking what comes back (`core.safety.guard`).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Final, Literal, TypedDict

from pydantic import field_validator, model_validator

from evenkeel.core.content.loader import CONTENT, LANGUAGES, Content, load_file
from evenkeel.core.dialogue.moves import Move
from evenkeel.core.dialogue.ports import Brief
from evenkeel.core.vocabulary import Author, Reading, Turn

# What goes along: enough to sound like the same talk, little enough for a small local model.
TURNS_SENT: Final = 8
TURN_CHARS: Final = 1200
FEELINGS_SENT: Final = 3


class ChatMessage(TypedDict):
    """One message in the form every OpenAI-compatible endpoint takes."""

    role: Literal["system", "user", "assistant"]
    content: str


class Phrasing(Content):
    """`content/model/phrasing.yaml`. `version` goes with every reply that a model worded."""

    version: int
    system: str
    turn: str
    moves: Mapping[Move, str]
    style_brief: str
    heard_nothing: str

    @field_validator("turn")
    @classmethod
    def _holds_the_plan(cls, turn: str) -> str:
        for slot in ("{move}", "{authored}", "{words}", "{heard}", "{style}"):
            if slot not in turn:
                raise ValueError(f"the turn needs {slot}")
        return turn

    @model_validator(mode="after")
    def _every_move(self) -> Phrasing:
        if missing := [move.value for move in Move if move not in self.moves]:
            raise ValueError(f"moves without words: {', '.join(missing)}")
        return self


@lru_cache(maxsize=8)
def load_phrasing(locale: str = "en") -> Phrasing:
    """The prompt of a language; cached. Raises `ContentError`."""
    over = LANGUAGES / locale / "content" / "model" / "phrasing.yaml" if locale != "en" else None
    return load_file(CONTENT / "model" / "phrasing.yaml", Phrasing, overlay=over)


def chat_messages(brief: Brief, phrasing: Phrasing) -> list[ChatMessage]:
    """The whole request: rules, the latest turns, the message, and what this reply does.

    The member's own words stand only in `user` messages of their own, so that nothing written in a
    journal or a talk can pass for the rules.
    """
    told = phrasing.turn.format(
        move=phrasing.moves[brief.plan.move],
        authored=brief.authored,
        words=brief.most_words,
        heard=_heard(brief.reading) or phrasing.heard_nothing,
        style=phrasing.style_brief if brief.brief else "",
    )
    return [
        {"role": "system", "content": phrasing.system.strip()},
        *_said(brief.turns),
        {"role": "user", "content": brief.reading.text[:TURN_CHARS]},
        {"role": "system", "content": told.strip()},
    ]


def _said(turns: Sequence[Turn]) -> list[ChatMessage]:
    made: list[ChatMessage] = []
    for turn in turns[-TURNS_SENT:]:
        role: Literal["user", "assistant"] = "user" if turn.author is Author.MEMBER else "assistant"
        made.append({"role": role, "content": turn.text[:TURN_CHARS]})
    return made


def _heard(reading: Reading) -> str:
    """What the reader is sure of, in words: feelings, what it is about, the trap in a thought."""
    parts = []
    if "emotions" not in reading.unsure and reading.emotion_labels:
        parts.append(", ".join(reading.emotion_labels[:FEELINGS_SENT]))
    if reading.triggers:
        parts.append("about " + reading.triggers[0].name.replace("_", " "))
    if reading.thinking_traps and "thinking_traps" not in reading.unsure:
        parts.append("a thought of the kind " + reading.thinking_traps[0].name.replace("_", " "))
    return "; ".join(parts)
