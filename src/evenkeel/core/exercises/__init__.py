"""Exercises: what one holds, and which one to try now.

Here: the schema of `content/exercises/*.yaml`, what past runs say, and the choice. Not here: any
one exercise (each is one file, named nowhere else), playing and storing (`apps.programs`).
"""

from evenkeel.core.exercises.catalogue import load_exercises, with_need
from evenkeel.core.exercises.choice import Reason, Suggestion, suggest
from evenkeel.core.exercises.effects import Effect, NoBecause, Outcome, PastRun, effects
from evenkeel.core.exercises.schema import Breath, Exercise, FormField, Kind, Need, Step

__all__ = [
    "Breath",
    "Effect",
    "Exercise",
    "FormField",
    "Kind",
    "Need",
    "NoBecause",
    "Outcome",
    "PastRun",
    "Reason",
    "Step",
    "Suggestion",
    "effects",
    "load_exercises",
    "suggest",
    "with_need",
]
