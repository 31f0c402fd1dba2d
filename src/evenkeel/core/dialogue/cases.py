"""Situations people bring, each with lines written for exactly it, found by meaning.

Here: the schema of `content/dialogue/cases/*.yaml`, their weights, the case nearest to a message.
Not here: when a case may answer (`situations`), how a message becomes a vector (`core.language`).

A case is learnt from the example messages under `like`; those under `test` are never shown to the
training and measure it (`python -m training.cases`). Beside the cases the same weights tell what a
program cannot give (`boundaries`): both are told from the other by what they are not.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Annotated, Literal

import numpy as np
from numpy.typing import NDArray
from pydantic import BeforeValidator, model_validator

from evenkeel.core.content.loader import (
    CONTENT,
    LANGUAGES,
    MODELS,
    Content,
    ContentError,
    load_folder,
)
from evenkeel.core.dialogue.boundaries import load_boundaries
from evenkeel.core.dialogue.moves import Frozen

# The nearest case answers from this probability on; chosen on the `test` lines and on messages that
# belong to no case (see the card beside the weights).
NEAR = 0.35
# A new case may interrupt the answer to a question only when it is this near.
SURE = 0.55
# A message that no pattern knows asks for what we cannot give from this probability on.
ASKED_FROM = 0.5
# How near a message is that is an example itself: as one whose shape is plain.
WORD_FOR_WORD = 0.9
_NOT_WORDS = re.compile(r"[^\w\s]")
WEIGHTS = "weights.npz"
CARD = "card.json"

Vectors = NDArray[np.float32]


def _lines(value: object) -> object:
    if isinstance(value, str):
        return tuple(line.strip() for line in value.splitlines() if line.strip())
    return value


Act = Literal["offer", "rehearse"]
Lines = Annotated[tuple[str, ...], BeforeValidator(_lines)]


class Then(Frozen):
    """What follows on their answer to our question."""

    yes: tuple[str, ...] = ()
    no: tuple[str, ...] = ()
    other: tuple[str, ...] = ()


class Case(Frozen):
    """One situation: how it is told (`like`), what to say, what to say next.

    `act` instead of words: `offer` tools, `rehearse` what is to be said. `answers`: it only makes
    sense as the answer to a question; `good`: only to good news (both set for a whole file).
    """

    like: Lines
    test: Lines = ()
    says: tuple[str, ...] = ()
    then: Then = Then()
    needs: tuple[str, ...] = ()
    tender: bool = False
    advice: bool = False
    act: Act | None = None
    answers: bool = False
    good: bool = False

    @model_validator(mode="after")
    def _does_something(self) -> Case:
        if bool(self.says) == bool(self.act):
            raise ValueError("a case has lines to say (`says`) or one thing to do (`act`)")
        return self


class CaseFile(Content):
    """`content/dialogue/cases/<topic>.yaml`."""

    about: str
    answers: bool = False
    good: bool = False
    cases: Mapping[str, Case]


@dataclass(frozen=True, slots=True)
class Near:
    """The likeliest case and its probability."""

    id: str
    case: Case
    nearness: float


@dataclass(frozen=True, slots=True)
class Asked:
    """The likeliest kind of what a program cannot give (`boundaries`), and its probability."""

    kind: str
    nearness: float


class CaseBook:
    """All cases of one language, with the weights that tell them apart by a message's vector.

    `weights` (cases + kinds + 1, dimensions) and `bias` (cases + kinds + 1): after the cases come
    the `kinds` of boundaries; the last row is for messages that belong to none. Raises
    `ContentError` when they are for other cases than these.

    >>> one = Case(like=("my cat died",), says=("What was she like?",))
    >>> weights = np.array([[9, 0], [0, 9]], dtype=np.float32)
    >>> book = CaseBook({"pet": one}, weights, np.zeros(2, dtype=np.float32))
    >>> near = book.nearest(np.array([0.9, 0.44], dtype=np.float32))
    >>> near.id, round(near.nearness, 2)
    ('pet', 0.98)
    """

    def __init__(
        self,
        cases: Mapping[str, Case],
        weights: Vectors,
        bias: Vectors,
        kinds: Sequence[str] = (),
    ) -> None:
        if len(weights) != len(cases) + len(kinds) + 1:
            raise ContentError(OUT_OF_DATE)
        self.cases = cases
        self._said = _by_words(cases)
        self._names, self._kinds = tuple(cases), tuple(kinds)
        self._weights, self._bias = weights, bias

    def told(self, text: str, vector: Vectors) -> Near | Asked | None:
        """The case that has `text` among its examples, word for word; else the nearest."""
        name = self._said.get(_bare(text))
        return Near(name, self.cases[name], WORD_FOR_WORD) if name else self.nearest(vector)

    def nearest(self, vector: Vectors) -> Near | Asked | None:
        """What `vector` (unit length) most likely tells or asks; None if likeliest none of it."""
        scores = self._weights @ vector + self._bias
        chances = np.exp(scores - scores.max())
        at = int(chances.argmax())
        chance = float(chances[at] / chances.sum())
        if at < len(self._names):
            name = self._names[at]
            return Near(name, self.cases[name], chance)
        at -= len(self._names)
        return Asked(self._kinds[at], chance) if at < len(self._kinds) else None


def _by_words(cases: Mapping[str, Case]) -> Mapping[str, str]:
    """Example message -> its case, where it has just one and says more than a word."""
    found: dict[str, set[str]] = {}
    for name, case in cases.items():
        for line in case.like:
            found.setdefault(_bare(line), set()).add(name)
    return {said: min(names) for said, names in found.items() if len(names) == 1 and " " in said}


def _bare(text: str) -> str:
    """Words in small letters, without marks.

    >>> _bare("I don't feel anything.")
    'i dont feel anything'
    """
    return " ".join(_NOT_WORDS.sub("", text.lower()).split())


OUT_OF_DATE = "The cases changed after their weights were made: run `python -m training.cases`."


@cache
def load_cases(locale: str = "en") -> Mapping[str, Case]:
    """Every case of a language as `topic.case`; read once. Raises `ContentError`."""
    room = CONTENT if locale == "en" else LANGUAGES / locale / "content"  # written, not translated
    files = load_folder(room / "dialogue" / "cases", CaseFile)
    return {
        f"{topic}.{name}": case.model_copy(update={"answers": file.answers, "good": file.good})
        for topic, file in files.items()
        for name, case in file.cases.items()
    }


def load_case_book(locale: str = "en") -> CaseBook:
    """The cases with their packaged weights. Raises `ContentError` when those are out of date."""
    cases, kinds = load_cases(locale), load_boundaries(locale).kinds
    folder = weights_folder(locale)
    try:
        with np.load(folder / WEIGHTS) as file:
            if str(file["digest"]) != digest(examples(locale)):
                raise ContentError(OUT_OF_DATE)
            weights = file["weights"].astype(np.float32) * file["scale"][:, None]
            return CaseBook(cases, weights, file["bias"], tuple(kinds))
    except OSError as error:
        raise ContentError(OUT_OF_DATE) from error


def examples(locale: str = "en") -> Mapping[str, Lines]:
    """The example messages of every class, in the order of the weights: cases, then boundaries."""
    kinds = load_boundaries(locale).kinds
    return {name: case.like for name, case in load_cases(locale).items()} | {
        f"boundary.{name}": kind.like for name, kind in kinds.items()
    }


def digest(classes: Mapping[str, Lines]) -> str:
    """Changes with any example line, its order or its class."""
    total = hashlib.sha256()
    for name, lines in classes.items():
        total.update("\0".join((name, *lines, "")).encode())
    return total.hexdigest()


def weights_folder(locale: str = "en") -> Path:
    """Where the weights of a language's cases are kept."""
    return MODELS / f"cases-{locale}"
