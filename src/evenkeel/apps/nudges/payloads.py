"""What the calendar keeps sealed: where it comes from, the member's words, and busy times only.

Here: frozen payloads. Not here: reading calendars (`calendars`), rows (`models`).
"""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

MOST_WORDS = 20


class Busy(BaseModel):
    """One busy time. `word` is the member's word that its title held; empty for any other time.

    Titles, places, people and notes of the calendar are never kept.
    """

    model_config = ConfigDict(frozen=True)

    begins: datetime
    ends: datetime
    word: str = ""


class CalendarPayload(BaseModel):
    """One calendar, class C: a file that was read once, or an address that is read again.

    `busy` is what comes, `been` what is over: insights hold it against check-ins.
    """

    model_config = ConfigDict(frozen=True)

    name: Annotated[str, Field(max_length=60)] = ""
    address: Annotated[str, Field(max_length=500)] = ""
    words: tuple[str, ...] = ()
    busy: tuple[Busy, ...] = ()
    been: tuple[Busy, ...] = ()
    read_at: datetime | None = None
    problem: str = ""
