"""What the plan keeps sealed: offers that were made, what is true of the member, a week's plan.

Here: frozen payloads. Not here: rows (`models`), how they change (`actions`).
"""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

MOST_WORDS = 200


class _Payload(BaseModel):
    model_config = ConfigDict(frozen=True)


class OfferPayload(_Payload):
    """One offer, class D: what came first, with which chance, and where (`today`, `now`, `talk`).

    What follows is found from the runs: the rated run of that exercise within some hours.
    """

    exercise: str
    needs: tuple[str, ...] = ()
    propensity: float = 1.0
    expected: float = 0.0
    reason: str = ""
    page: str = ""


class BodyPayload(_Payload):
    """What the choice knows of the member, class D: ids of contraindications that they ticked, and
    what they last said was at hand: minutes, a place, a need, when they said so."""

    conditions: tuple[str, ...] = ()
    minutes: int | None = None
    place: str = ""
    feeling: str = ""
    said_at: datetime | None = None


class Done(StrEnum):
    """How one of the week's things went."""

    OPEN = ""
    DONE = "done"
    PARTLY = "partly"
    NOT = "not"
    CHANGED = "changed"


class ThingPayload(_Payload):
    """One small thing, in the member's words or an exercise's title, and how it went."""

    what: Annotated[str, Field(max_length=MOST_WORDS)]
    exercise: str = ""
    when: Annotated[str, Field(max_length=MOST_WORDS)] = ""
    where: Annotated[str, Field(max_length=MOST_WORDS)] = ""
    times: int = 1
    done: Done = Done.OPEN
    helped: int | None = None
    weeks_not_done: int = 0
    programme: str = ""


class WeekPayload(_Payload):
    """One week, class C: the goal in the member's words and at most three small things.

    `changes` are the reasons for each change from the week before, by their ids in content/plan.
    """

    first: date
    goal: Annotated[str, Field(max_length=MOST_WORDS)] = ""
    things: tuple[ThingPayload, ...] = ()
    changes: tuple[str, ...] = ()
    reviewed: bool = False
