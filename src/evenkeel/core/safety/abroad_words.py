"""The schema of `languages/<locale>/risk/replies.yaml`: risk turns in another language.

Here: what such a file holds, and that it is whole. Not here: the words, nor how a turn is put
together from them (`abroad`).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Self

from pydantic import BaseModel, ConfigDict, model_validator

from evenkeel.core.safety.decision import Element, Question, Stance
from evenkeel.core.vocabulary import Pathway

Texts = tuple[str, ...]
#: Questions there are words for in every language; any other becomes the last of them.
SPOKEN = (
    Question.DIRECT, Question.PLAN, Question.MEANS, Question.TIMING, Question.WITH_YOU,
    Question.CALL, Question.CALLED, Question.LISTEN,
)  # fmt: skip
SAFE = "safe"  # asked instead of the direct question where the danger is not dying by one's hand
OF_DYING = frozenset(
    {None, Pathway.SUICIDE, Pathway.SELF_HARM, Pathway.POSTPARTUM, Pathway.PSYCHOSIS_MANIA}
)
#: Instead of a line or a number that the card does not have.
WITHOUT = {Element.CRISIS_LINE: "crisis_line_unknown", Element.EMERGENCY_FIRST: "emergency_unknown"}
#: The order in which elements are said.
ORDER = (
    Element.EMERGENCY_FIRST, Element.SOMEONE_NOW, Element.MEANS_DISTANCE, Element.FEELING,
    Element.GROUNDING, Element.TRUSTED_PERSON, Element.CRISIS_LINE, Element.PROFESSIONAL,
    Element.SAFETY_PLAN, Element.AI_NOTICE, Element.MEDICAL_CAVEAT, Element.STAYS,
)  # fmt: skip
#: What one sentence of `again` holds.
TOGETHER = frozenset(
    {Element.MEANS_DISTANCE, Element.GROUNDING, Element.TRUSTED_PERSON, Element.CRISIS_LINE,
     Element.PROFESSIONAL, Element.SAFETY_PLAN}
)  # fmt: skip


class Abroad(BaseModel):
    """The words of one language. `reviewed` says who has checked them, or that nobody has.

    `heard` opens a turn, `stances` does where the member took one ("no hotline"); `again` holds all
    of `TOGETHER` in one sentence, for when a first turn has said each in full.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: str
    reviewed: str
    heard: Texts
    again: Texts
    parts: Mapping[str, Texts]
    questions: Mapping[str, Texts]
    stances: Mapping[Stance, Texts] = {}

    @model_validator(mode="after")
    def _complete(self) -> Self:
        parts = {*(str(one) for one in ORDER), *WITHOUT.values()}
        questions = {*(str(one) for one in SPOKEN), SAFE}
        if parts != set(self.parts) or questions != set(self.questions):
            odd = (parts ^ set(self.parts)) | (questions ^ set(self.questions))
            raise ValueError(f"{self.id}: missing or not known: {', '.join(sorted(odd))}")
        if not all((self.heard, self.again, *self.parts.values(), *self.questions.values())):
            raise ValueError(f"{self.id}: something has no words")
        return self

    def sentences(self) -> Iterator[tuple[str, str]]:
        """(what it is, sentence), for all of them."""
        yield from (("heard", one) for one in self.heard)
        for those in self.stances.values():
            yield from (("heard", one) for one in those)
        yield from (("again", one) for one in self.again)
        for name, those in (*self.parts.items(), *self.questions.items()):
            yield from ((name, one) for one in those)
