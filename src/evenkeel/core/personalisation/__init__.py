"""Which help, when, and why: choices made for one member, each with its reason.

Here: pure rules over what the member has told. Not here: words (content/), storage, pages.
"""

from evenkeel.core.personalisation.belief import Belief, Past, believed
from evenkeel.core.personalisation.choose import Because, Choice, choose
from evenkeel.core.personalisation.context import Moment, Place, Space
from evenkeel.core.personalisation.next_thing import (
    Kind,
    Need,
    NextThing,
    Practice,
    ProgrammeStep,
    Questionnaire,
    Situation,
    is_night,
    next_thing,
)
from evenkeel.core.personalisation.permitted import load_contraindications, permitted
from evenkeel.core.personalisation.suggest import suggest
from evenkeel.core.personalisation.words import Phrased, phrase

__all__ = [
    "Because",
    "Belief",
    "Choice",
    "Kind",
    "Moment",
    "Need",
    "NextThing",
    "Past",
    "Phrased",
    "Place",
    "Practice",
    "ProgrammeStep",
    "Questionnaire",
    "Situation",
    "Space",
    "believed",
    "choose",
    "is_night",
    "load_contraindications",
    "next_thing",
    "permitted",
    "phrase",
    "suggest",
]
