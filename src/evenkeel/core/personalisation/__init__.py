"""Which help, when, and why: choices made for one member, each with its reason.

Here: pure rules over what the member has told. Not here: words (content/), storage, pages.
"""

from evenkeel.core.personalisation.next_thing import (
    Kind,
    Need,
    NextThing,
    Practice,
    Questionnaire,
    Situation,
    is_night,
    next_thing,
)
from evenkeel.core.personalisation.words import Phrased, phrase

__all__ = [
    "Kind",
    "Need",
    "NextThing",
    "Phrased",
    "Practice",
    "Questionnaire",
    "Situation",
    "is_night",
    "next_thing",
    "phrase",
]
