"""Situations people bring, each with lines written for exactly it, found by meaning.

Here: the schema of `content/dialogue/cases/*.yaml`, their weights, the case nearest to a message.
Not here: when a case may answer (`situations`), how a message becomes a vector (`core.language`).

A case is learnt from the example messages under `like`; those under `test` are never shown to the
training and measure it (`python -m training.cases`).
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
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
from evenkeel.core.dialogue.moves import Frozen

# The nearest case answers from this probability on; chosen on the `test` lines and on messages that
# belong to no case (see the card beside the weights).
NEAR = 0.35
# A new case may interrupt the answer to a question only when it is this near.
SURE = 0.55
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


class CaseBook:
    """All cases of one language, with the weights that tell them apart by a message's vector.

    `weights` (cases + 1, dimensions) and `bias` (cases + 1): the last row is for messages that
    belong to no case. Raises `ContentError` when they are for other cases than these.

    >>> one = Case(like=("my cat died",), says=("What was she like?",))
    >>> weights = np.array([[9, 0], [0, 9]], dtype=np.float32)
    >>> book = CaseBook({"pet": one}, weights, np.zeros(2, dtype=np.float32))
    >>> near = book.nearest(np.array([0.9, 0.44], dtype=np.float32))
    >>> near.id, round(near.nearness, 2)
    ('pet', 0.98)
    """

    def __init__(self, cases: Mapping[str, Case], weights: Vectors, bias: Vectors) -> None:
        if len(weights) != len(cases) + 1:
            raise ContentError(OUT_OF_DATE)
        self.cases = cases
        self._names = tuple(cases)
        self._weights, self._bias = weights, bias

    def nearest(self, vector: Vectors) -> Near | None:
        """The case that `vector` (unit length) most likely tells of; None if likeliest of none."""
        scores = self._weights @ vector + self._bias
        chances = np.exp(scores - scores.max())
        at = int(chances.argmax())
        if at == len(self._names):
            return None
        name = self._names[at]
        return Near(name, self.cases[name], float(chances[at] / chances.sum()))


OUT_OF_DATE = "The cases changed after their weights were made: run `python -m training.cases`."


def load_cases(locale: str = "en") -> Mapping[str, Case]:
    """Every case of a language as `topic.case`. Raises `ContentError`."""
    over = LANGUAGES / locale / "content" / "dialogue" / "cases" if locale != "en" else None
    files = load_folder(CONTENT / "dialogue" / "cases", CaseFile, overlay=over)
    return {
        f"{topic}.{name}": case.model_copy(update={"answers": file.answers, "good": file.good})
        for topic, file in files.items()
        for name, case in file.cases.items()
    }


def load_case_book(locale: str = "en") -> CaseBook:
    """The cases with their packaged weights. Raises `ContentError` when those are out of date."""
    cases = load_cases(locale)
    folder = weights_folder(locale)
    try:
        with np.load(folder / WEIGHTS) as file:
            if str(file["digest"]) != digest(cases):
                raise ContentError(OUT_OF_DATE)
            weights = file["weights"].astype(np.float32) * file["scale"][:, None]
            return CaseBook(cases, weights, file["bias"])
    except OSError as error:
        raise ContentError(OUT_OF_DATE) from error


def digest(cases: Mapping[str, Case]) -> str:
    """Changes with any example line, its order or its case."""
    total = hashlib.sha256()
    for name, case in cases.items():
        total.update("\0".join((name, *case.like, "")).encode())
    return total.hexdigest()


def weights_folder(locale: str = "en") -> Path:
    """Where the weights of a language's cases are kept."""
    return MODELS / f"cases-{locale}"
