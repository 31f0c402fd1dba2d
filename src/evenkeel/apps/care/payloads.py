"""What care keeps sealed: chosen people, an agreed question for tomorrow, time spent talking.

Here: frozen payloads and their limits. Not here: rows (`models`), how they change (`actions`).
"""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

MOST_NAME = 60
MOST_ADDRESS = 254
MOST_SUBJECT = 80
MOST_BODY = 1200


class Channel(StrEnum):
    """How a person is reached. A phone is used from the member's own device, by their own tap."""

    MAIL = "mail"
    PHONE = "phone"


class _Payload(BaseModel):
    model_config = ConfigDict(frozen=True)


class ChosenPersonPayload(_Payload):
    """One person, and the message the member wrote and approved for them.

    `standing`: may be sent without a tap when a talk reaches the highest level. `site` is the
    address this server had when the member saved it: where the person can say "I have read it".
    """

    name: Annotated[str, Field(min_length=1, max_length=MOST_NAME)]
    channel: Channel = Channel.MAIL
    address: Annotated[str, Field(max_length=MOST_ADDRESS)] = ""
    subject: Annotated[str, Field(max_length=MOST_SUBJECT)] = ""
    body: Annotated[str, Field(max_length=MOST_BODY)] = ""
    standing: bool = False
    site: str = ""
    order: int = 0


class CheckPayload(_Payload):
    """A question for another day, agreed with the person. `level` is how bad it was then."""

    text: str = ""
    said_on: date
    level: int = 0
    answered: str = ""


class TimeInTalkPayload(_Payload):
    """One stretch of talking: its messages, from when to when, and how dangerous it got."""

    last: datetime
    messages: int = 1
    night: bool = False
    level: int = 0
    notice: str = ""
