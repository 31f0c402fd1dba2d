"""Where a rehearsal stands in a talk: one frozen, JSON-serialisable value.

Here: the value. Not here: how a turn changes it (`rehearsal`).
"""

from __future__ import annotations

from enum import StrEnum

from pydantic import BaseModel, ConfigDict

from evenkeel.core.rehearsal import Fear, Said, Scene


class Phase(StrEnum):
    """The steps: who, what they want, what they fear, how hard; the scene; another take; a line."""

    WHO = "who"
    WANT = "want"
    FEAR = "fear"
    LEVEL = "level"
    PLAY = "play"
    AGAIN = "again"
    KEEP = "keep"


class Play(BaseModel):
    """`first` are the lines of the first take, `all_lines` of every take; `line` is to be kept."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    phase: Phase
    role: str = ""
    want: str = ""
    fear: Fear | None = None
    scene: Scene | None = None
    take: int = 1
    first: tuple[Said, ...] = ()
    all_lines: tuple[Said, ...] = ()
    line: str = ""
