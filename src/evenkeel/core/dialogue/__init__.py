"""The companion: (state, message) -> (reply, state, effects), pure.

    from evenkeel.core.dialogue import DialogueState, load_companion

Here: planning a turn, wording it from content, joining it with the reader and the safety room. Not
here: what a message means (`core.language`), how dangerous it is (`core.safety`), storage (`apps`).
"""

from evenkeel.core.dialogue.companion import Companion, load_companion
from evenkeel.core.dialogue.moves import (
    Effect,
    Move,
    Offer,
    OfferSafetyPlan,
    RememberFact,
    RememberToolEffect,
    ScheduleFollowUp,
    StartExercise,
)
from evenkeel.core.dialogue.outcome import Answer
from evenkeel.core.dialogue.state import DialogueState, Memory, PlannedStep, Style, ToolEffect

__all__ = [
    "Answer",
    "Companion",
    "DialogueState",
    "Effect",
    "Memory",
    "Move",
    "Offer",
    "OfferSafetyPlan",
    "PlannedStep",
    "RememberFact",
    "RememberToolEffect",
    "ScheduleFollowUp",
    "StartExercise",
    "Style",
    "ToolEffect",
    "load_companion",
]
