"""The safety case: hazard, cause, control and the test that shows that the control works (R4).

Here: the schema and the loader of `content/hazards`. Not here: running the tests
(tests/safety_case), the page (`/trust`).
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from functools import cache

from pydantic import BaseModel, ConfigDict, Field

from evenkeel.core.content.loader import CONTENT, Content, load_folder

FOLDER = CONTENT / "hazards"


class Severity(StrEnum):
    """The worst that can follow, as ISO 14971 grades harm: what a person would lose."""

    DEATH = "death"
    SERIOUS = "serious"
    MODERATE = "moderate"


class Control(BaseModel):
    """One thing that keeps the cause from doing harm, and the tests that show it works."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    what: str
    tests: tuple[str, ...] = Field(min_length=1)


class Hazard(Content):
    """One way in which somebody could come to harm. `left` is what remains after the controls."""

    area: str
    hazard: str
    cause: str
    severity: Severity
    controls: tuple[Control, ...] = Field(min_length=1)
    left: str


@cache
def load_hazards() -> Mapping[str, Hazard]:
    """Every hazard by id. Raises `ContentError`."""
    return load_folder(FOLDER, Hazard)
