"""What is sealed inside a check-in's rows.

Numbers and taps are class D, so that a member can one day grant them without granting a word; what
they typed (notes, names of their own metrics, triggers and activities) is class C. A check-in with
a note is therefore two rows with one id, and own things are in class D by id only.
"""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel, ConfigDict

from evenkeel.core.insights import MetricKind

OWN = "own:"
"""Prefix of the id of something a member made, where it stands beside ids from content."""


class _Payload(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class CheckInPayload(_Payload):
    """One check-in, class D. A scale or metric that was not answered is not in `numbers`."""

    numbers: dict[str, float] = {}
    emotions: tuple[str, ...] = ()
    triggers: tuple[str, ...] = ()
    activities: tuple[str, ...] = ()
    zone: str = "UTC"
    zone_source: Literal["browser", "server"] = "server"


class CheckInNotePayload(_Payload):
    """The note of the check-in with the same id, class C."""

    text: str


class OwnMetricPayload(_Payload):
    """A metric the member made. `total`: several answers on one day add up."""

    name: str
    kind: MetricKind
    unit: str = ""
    low_word: str = ""
    high_word: str = ""
    total: bool = False
    archived: bool = False


class OwnWordPayload(_Payload):
    """A trigger or activity the member added."""

    kind: Literal["trigger", "activity"]
    name: str
    archived: bool = False
