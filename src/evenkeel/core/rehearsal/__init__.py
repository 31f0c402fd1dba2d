"""Rehearsing a hard conversation: roles as content, a line heard, an answer in character, feedback.

A new role is one file in `content/rehearsal/roles`. Not here: how a rehearsal sits in a talk
(`core.dialogue.rehearsal`), risk (`core.safety`).
"""

from evenkeel.core.rehearsal.feedback import Feedback, best_line, feedback
from evenkeel.core.rehearsal.hearing import Said, hear_line
from evenkeel.core.rehearsal.scene import Exchange, Scene, opening, reply
from evenkeel.core.rehearsal.schema import (
    LEVELS,
    Coach,
    Fear,
    Mark,
    Role,
    load_coach,
    load_roles,
    role_in,
)

__all__ = [
    "LEVELS",
    "Coach",
    "Exchange",
    "Fear",
    "Feedback",
    "Mark",
    "Role",
    "Said",
    "Scene",
    "best_line",
    "feedback",
    "hear_line",
    "load_coach",
    "load_roles",
    "opening",
    "reply",
    "role_in",
]
