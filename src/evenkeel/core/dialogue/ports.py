"""What the dialogue needs from outside, as protocols: a reader, a safety room, a language model.

Here: the seams only; one more, `Advises`, is in `advice`, since plans carry it. Not here:
implementations (`core.language`, `core.safety`, `llm/`).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from evenkeel.core.dialogue.plan import Plan
from evenkeel.core.vocabulary import Reading, Turn


class ReadsText(Protocol):
    """`core.language.Reader`, as the companion uses it."""

    def read(self, text: str, locale: str = "en") -> Reading: ...

    def together(self, said: Sequence[str]) -> Mapping[str, float]: ...


@dataclass(frozen=True)
class Brief:
    """All a language model is given: the planned turn, the authored wording, and the limits."""

    plan: Plan
    authored: str
    reading: Reading
    turns: Sequence[Turn]
    most_words: int
    locale: str
    brief: bool = False


class LanguageModel(Protocol):
    """Phrases a planned turn. It may not change the move, the offers, a number or a resource.

    Sentences are yielded as they become whole. Each is guarded before anybody sees it, the reply
    again as a whole. Nothing, an error or a refused sentence leaves the authored wording.
    """

    def phrase(self, brief: Brief) -> Iterator[str]: ...
