"""What is sealed inside a trial's row."""

from __future__ import annotations

from datetime import date
from typing import Literal

from pydantic import BaseModel, ConfigDict

Pace = Literal["quick", "days", "slow"]


class TrialPayload(BaseModel):
    """One trial of the member's own, class C: it holds their words.

    `periods` says of each period whether it is with (true) or without; `not_kept` are days on
    which they did otherwise; `stopped` is the last day when it was ended before its time.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    what: str
    outcome: str
    pace: Pace
    start: date
    periods: tuple[bool, ...]
    not_kept: tuple[date, ...] = ()
    stopped: date | None = None
    remind: bool = True
