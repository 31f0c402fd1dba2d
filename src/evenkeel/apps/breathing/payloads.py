"""What is kept of breathing with one's heart: a summary in numbers. Beats never leave the page."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

Pace = Annotated[float, Field(ge=4, le=8)]
"""Breaths a minute."""
Bpm = Annotated[float, Field(ge=25, le=240)]
Milliseconds = Annotated[float, Field(ge=0, le=600)]
Share = Annotated[float, Field(ge=0, le=1)]
Swing = Annotated[float, Field(ge=0, le=120)]
"""Highest minus lowest heart rate within a breath, beats a minute."""
Rating = Annotated[int, Field(ge=0, le=10)]


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
    seconds: Annotated[int, Field(ge=0, le=4 * 3600)]
    pace: Pace
    found: Pace | None = None
    steps: Annotated[tuple[Step, ...], Field(max_length=10)] = ()
    before: Minute = Minute()
    after: Minute = Minute()
    swing: Swing | None = None
    together: Share | None = None
    left_out: Share | None = None
    felt_before: Rating | None = None
    felt_after: Rating | None = None
    zone: Annotated[str, Field(max_length=64)] = ""
