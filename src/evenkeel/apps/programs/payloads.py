"""What a run of an exercise holds, once opened.

A run is two rows with one id. Its numbers and codes are class D: a member may grant them, so that
somebody sees that evenings went from 7 to 4. Every word and every answer in a form, ratings
of a thought included, is class C in a row of its own: a grant of D can never open it, and a number
that only makes sense beside a private sentence stays with the sentence.
"""

from __future__ import annotations

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from evenkeel.core.exercises import NoBecause, Outcome

__all__ = ["Answer", "NoBecause", "NotePayload", "Rating", "RunPayload"]

Rating = Annotated[int, Field(ge=0, le=10)]
Answer = str | int | tuple[str, ...]


class RunPayload(BaseModel):
    """Numbers and codes of one run. `before` and `after` are 0 to 10, None where not rated."""

    model_config = ConfigDict(frozen=True)

    exercise: str
    feeling: str = ""
    before: Rating | None = None
    after: Rating | None = None
    outcome: Outcome = Outcome.FINISHED
    because: NoBecause | None = None
    zone: str = ""


class NotePayload(BaseModel):
    """The words of one run: answers by slot, and why it was not for them."""

    model_config = ConfigDict(frozen=True)

    exercise: str
    answers: dict[str, Answer] = Field(default_factory=dict)
    why_not: str = ""
