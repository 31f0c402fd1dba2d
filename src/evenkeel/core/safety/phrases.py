"""The schema of the words of risk turns: `content/safety/*.yaml`.

Here: what those files may hold. Not here: the words, nor how they are put together (`reply`).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Set
from functools import cached_property
from typing import Self

from pydantic import BaseModel, ConfigDict, field_validator, model_validator

from evenkeel.core.safety.abroad_words import Abroad
from evenkeel.core.safety.at_once import Patterns
from evenkeel.core.safety.decision import Element, Question, Sign, Stance
from evenkeel.core.vocabulary import Pathway

SHARED = "every_pathway"


def elements_of(name: str) -> frozenset[Element]:
    """The elements of a text that holds several. Raises `ValueError` for an unknown one.

    >>> sorted(elements_of("crisis_line+safety_plan"))
    [<Element.CRISIS_LINE: 'crisis_line'>, <Element.SAFETY_PLAN: 'safety_plan'>]
    """
    return frozenset(Element(part) for part in name.split("+"))


class _Frozen(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class PhraseSet(_Frozen):
    """The words of one pathway, or (`every_pathway`) of all. One file of `content/safety`.

    `signs` and `stances` open a reply; `elements` and `questions` are its parts; `again` are
    shorter forms for when the element was said a moment ago; `clauses` are parts of one sentence
    that holds several elements; `answers` open the reply to an answer ("plan.no") or to what was
    felt ("felt.bother"). `leads` go before a question and say why it is worth asking; `together`
    are whole sentences that hold several elements ("crisis_line+safety_plan"), `together_again`
    the same for when they were said a moment ago. `{reach}`, `{short}`, `{line}`, `{emergency}` and
    `{directory}` are filled from the crisis card, `{person}` from whom the member named.
    """

    id: str
    source: str = ""
    signs: Mapping[Sign, tuple[str, ...]] = {}
    stances: Mapping[Stance, tuple[str, ...]] = {}
    elements: Mapping[Element, tuple[str, ...]] = {}
    again: Mapping[Element, tuple[str, ...]] = {}
    questions: Mapping[Question, tuple[str, ...]] = {}
    clauses: Mapping[Element, tuple[str, ...]] = {}
    answers: Mapping[str, tuple[str, ...]] = {}
    explain_call: tuple[str, ...] = ()
    leads: Mapping[Question, tuple[str, ...]] = {}
    together: Mapping[str, tuple[str, ...]] = {}
    together_again: Mapping[str, tuple[str, ...]] = {}

    @field_validator("together", "together_again")
    @classmethod
    def _names_elements(cls, value: Mapping[str, tuple[str, ...]]) -> Mapping[str, tuple[str, ...]]:
        for name in value:
            elements_of(name)
        return value


class Recognition(_Frozen):
    """Regular expressions (on lower-case text) by which the guard knows an element."""

    id: str
    elements: Mapping[Element, tuple[str, ...]]


class Boundary(_Frozen):
    """Something a reply never says. `allow` is checked in the same sentence, and excuses it."""

    id: str
    forbid: tuple[str, ...]
    allow: tuple[str, ...] = ()
    instead: tuple[str, ...]

    @cached_property
    def forbidden(self) -> re.Pattern[str]:
        return re.compile("|".join(f"(?:{one})" for one in self.forbid))

    @cached_property
    def allowed(self) -> re.Pattern[str] | None:
        return re.compile("|".join(f"(?:{one})" for one in self.allow)) if self.allow else None


class Boundaries(_Frozen):
    id: str
    not_a_sentence: tuple[str, ...] = ()
    boundaries: tuple[Boundary, ...]


class Phrases(_Frozen):
    """All words of risk turns, with what the guard needs to recognise them.

    `abroad`: {locale: the short turns of another language}.
    """

    sets: Mapping[str, PhraseSet]
    recognition: Recognition
    boundaries: tuple[Boundary, ...]
    abroad: Mapping[str, Abroad] = {}

    @model_validator(mode="after")
    def _complete(self) -> Self:
        shared = self.sets.get(SHARED)
        if shared is None:
            raise ValueError("content/safety/every_pathway.yaml is missing")
        lacking = [e for e in Element if e not in shared.elements and not e.endswith("_question")]
        if lacking:
            raise ValueError(f"every_pathway.yaml has no words for {', '.join(lacking)}")
        unasked = [q for q in Question if q not in shared.questions]
        if unasked:
            raise ValueError(
                f"every_pathway.yaml has no words for the questions {', '.join(unasked)}"
            )
        unknown = set(self.sets) - {SHARED, *Pathway}
        if unknown:
            raise ValueError(f"no such pathway: {', '.join(sorted(unknown))}")
        return self

    def element(self, element: Element, pathway: Pathway | None) -> tuple[str, ...]:
        return self._own(pathway, "elements").get(element) or self.shared.elements[element]

    def short(self, element: Element, pathway: Pathway | None) -> tuple[str, ...]:
        own = self._own(pathway, "again").get(element)
        if own or self._own(pathway, "elements").get(element):
            return own or self.element(element, pathway)
        return self.shared.again.get(element) or self.element(element, pathway)

    def clause(self, element: Element, pathway: Pathway | None) -> tuple[str, ...]:
        """Parts of a sentence; empty where a pathway has whole sentences of its own."""
        own = self._own(pathway, "clauses").get(element)
        if own or self._own(pathway, "elements").get(element):
            return own or ()
        return self.shared.clauses.get(element, ())

    def answer(self, heard: str | None, pathway: Pathway | None) -> tuple[str, ...]:
        """First lines that take up what was answered; empty if there are none."""
        if heard is None:
            return ()
        return self._own(pathway, "answers").get(heard) or self.shared.answers.get(heard, ())

    def lead(self, question: Question, pathway: Pathway | None) -> tuple[str, ...]:
        """What may be said before a question; empty if the question stands alone."""
        own = self._own(pathway, "leads").get(question)
        if own is None and self._own(pathway, "questions").get(question):
            return ()
        return own or self.shared.leads.get(question, ())

    def several(
        self, needed: Set[Element], pathway: Pathway | None, *, again: bool
    ) -> tuple[frozenset[Element], tuple[str, ...]] | None:
        """The texts that hold the most of `needed` at once, with what they hold; None if none do.

        A pathway's own words for an element are never passed over for shared ones.
        """
        part = "together_again" if again else "together"
        own = {elements_of(str(name)): texts for name, texts in self._own(pathway, part).items()}
        taken = set(self._own(pathway, "elements"))
        for name, texts in getattr(self.shared, part).items():
            held = elements_of(name)
            if held not in own and not held & taken:
                own[held] = texts
        fitting = [held for held in own if held <= needed]
        best = max(fitting, key=lambda held: (len(held), sorted(held)), default=None)
        return (best, own[best]) if best else None

    def question(self, question: Question, pathway: Pathway | None) -> tuple[str, ...]:
        return self._own(pathway, "questions").get(question) or self.shared.questions[question]

    def opening(
        self, sign: Sign | None, stance: Stance, pathway: Pathway | None
    ) -> tuple[str, ...]:
        """First lines: by stance if the member took one, else by what they said."""
        if stance is not Stance.PLAIN:
            found = self._own(pathway, "stances").get(stance) or self.shared.stances.get(stance)
            if found:
                return found
        if sign is not None:
            found = self._own(pathway, "signs").get(sign) or self.shared.signs.get(sign)
            if found:
                return found
        return self._own(pathway, "signs").get(Sign.CONCERN) or self.shared.signs[Sign.CONCERN]

    @property
    def shared(self) -> PhraseSet:
        return self.sets[SHARED]

    def _own(self, pathway: Pathway | None, part: str) -> Mapping[object, tuple[str, ...]]:
        own = self.sets.get(pathway) if pathway else None
        found: Mapping[object, tuple[str, ...]] = getattr(own, part) if own else {}
        return found

    @cached_property
    def recognisers(self) -> Mapping[Element, re.Pattern[str]]:
        return {
            element: re.compile("|".join(f"(?:{one})" for one in patterns))
            for element, patterns in self.recognition.elements.items()
        }

    @cached_property
    def forbidden(self) -> Patterns:
        """What the boundaries forbid, tried at once, each named by its place among them."""
        return Patterns({str(at): one.forbidden for at, one in enumerate(self.boundaries)})

    def all_texts(self) -> Iterable[str]:
        """Every phrase, for tests and linters."""
        for one in self.sets.values():
            for part in (
                one.signs, one.stances, one.elements, one.again, one.questions, one.answers,
                one.leads, one.together, one.together_again,
            ):  # fmt: skip
                for phrases in part.values():
                    yield from phrases
            yield from one.explain_call
        for boundary in self.boundaries:
            yield from boundary.instead
