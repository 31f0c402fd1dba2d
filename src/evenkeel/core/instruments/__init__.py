"""One scorer for any questionnaire file.

Here: the schema of `content/instruments/*.yaml`, and `score`. Not here: any one questionnaire
(each is one file, named nowhere else), storage and pages (`apps.assessments`), risk levels
(`core.safety`: a safety flag only says that a person should be asked).
"""

from evenkeel.core.instruments.catalogue import load_instruments
from evenkeel.core.instruments.schema import Band, Instrument, Item, Option, Subscale
from evenkeel.core.instruments.scoring import (
    Answers,
    Refused,
    SafetyFlag,
    Score,
    SubscaleScore,
    is_reliable_change,
    score,
)

__all__ = [
    "Answers",
    "Band",
    "Instrument",
    "Item",
    "Option",
    "Refused",
    "SafetyFlag",
    "Score",
    "Subscale",
    "SubscaleScore",
    "is_reliable_change",
    "load_instruments",
    "score",
]
