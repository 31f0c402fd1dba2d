"""What warnings keep sealed: what stands, a check-up's answers, days in short, the member's wishes.

Here: frozen payloads. Not here: rows (`models`), how they change (`actions`).
"""

from __future__ import annotations

from datetime import date
from enum import StrEnum
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

MOST_MESSAGE = 600


class Answer(StrEnum):
    """What the member said to a warning."""

    NONE = ""
    FITS = "fits"
    """It fits; thanks."""
    LIFE = "life"
    """There is a reason, and it is known."""
    WRONG = "wrong"
    """It does not fit."""


class _Payload(BaseModel):
    model_config = ConfigDict(frozen=True)


class WarningPayload(_Payload):
    """One warning, class D: which detector, the day it spoke, its numbers; no word of the member.

    `told_first` is the day the member saw it. `alerted` says that a chosen person was written to.
    """

    detector: str
    on: date
    sentence: str
    values: dict[str, str | int | float]
    days: tuple[date, ...] = ()
    missing_days: int = 0
    effect: float | None = None
    interval: tuple[float, float] | None = None
    told_first: date | None = None
    answer: Answer = Answer.NONE
    alerted: bool = False


class CheckUpPayload(_Payload):
    """One check-up, class D: answers by questionnaire and item, and where it led."""

    answers: dict[str, dict[str, int]] = Field(default_factory=dict)
    finished: bool = False
    level: str = ""
    bands: dict[str, str] = Field(default_factory=dict)
    asked: int = 0
    of: int = 0
    zone: str = ""


class DaysPayload(_Payload):
    """The last months in short, class D: per day and column, the sum and how many it sums up."""

    first: date
    sums: dict[str, list[float]]
    counts: dict[str, list[int]]
    rows: int = 0


class WishesPayload(_Payload):
    """What the member wants, class C: how often a check-up, and whom to write to at a warning.

    `person` is the id of a chosen person; empty writes to nobody. `message` is in the member's
    words and approved by them.
    """

    rhythm_days: int = 0
    person: str = ""
    message: Annotated[str, Field(max_length=MOST_MESSAGE)] = ""
