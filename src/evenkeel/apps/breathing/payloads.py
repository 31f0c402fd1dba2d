"""What is kept of breathing with one's heart: a summary in numbers. Beats never leave the page."""

from __future__ import annotations

from typing import Annotated, Literal

from annotated_types import Ge, Le, MaxLen
from pydantic import BaseModel, ConfigDict

Pace = Annotated[float, Ge(4), Le(8)]
"""Breaths a minute."""
Bpm = Annotated[float, Ge(25), Le(240)]
Milliseconds = Annotated[float, Ge(0), Le(600)]
Share = Annotated[float, Ge(0), Le(1)]
Swing = Annotated[float, Ge(0), Le(120)]
"""Highest minus lowest heart rate within a breath, beats a minute."""
Rating = Annotated[int, Ge(0), Le(10)]


class _Numbers(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)


class Minute(_Numbers):
    """One quiet minute; None where too few beats could be believed."""

    bpm: Bpm | None = None
    rmssd: Milliseconds | None = None


class Step(_Numbers):
    """One pace of the search."""

    pace: Pace
    swing: Swing | None = None
    together: Share | None = None


class HeartPayload(_Numbers):
    """One time. `found` is the pace the search settled on, None without a search or a result."""

    sensor: Literal["strap", "camera", "none"]
    seconds: Annotated[int, Ge(0), Le(4 * 3600)]
    pace: Pace
    found: Pace | None = None
    steps: Annotated[tuple[Step, ...], MaxLen(10)] = ()
    before: Minute = Minute()
    after: Minute = Minute()
    swing: Swing | None = None
    together: Share | None = None
    left_out: Share | None = None
    felt_before: Rating | None = None
    felt_after: Rating | None = None
    zone: Annotated[str, MaxLen(64)] = ""
