"""What one filled-in questionnaire holds, once opened: class D, numbers only.

Answers are the values of the chosen options by item. The score is kept beside them, as it was when
it was given: a later change of a questionnaire's file does not rewrite the past.
"""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict, Field


class ResultPayload(BaseModel):
    """One questionnaire, finished or begun. Totals are None where too much was missing."""

    model_config = ConfigDict(frozen=True)

    instrument: str
    answers: dict[str, int] = Field(default_factory=dict)
    finished: bool = False
    total: float | None = None
    band: str | None = None
    subscales: dict[str, float | None] = Field(default_factory=dict)
    estimated: bool = False
    safety_item: str | None = None
    zone: str = ""
