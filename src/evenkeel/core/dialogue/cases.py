"""Situations people bring, each with lines written for exactly it, found by meaning.

Here: the schema of `content/dialogue/cases/*.yaml`, their vectors, the case nearest to a message.
Not here: when a case may answer (`situations`), how a message becomes a vector (`core.language`).

A case is matched by the example messages under `like`; those under `test` are never shown to the
matcher and measure it (`python -m benchmarks cases`).
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping, Sequence
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

# The nearest case answers from this cosine on; `NEAR` suffices for what is plainly the same case.
# Chosen on the `test` lines and on 1,500 messages that belong to no case: see the benchmark.
NEAR = 0.62
# A new case may interrupt the answer to a question only when it is this near.
SURE = 0.72
VECTORS = "cases.npz"

Vectors = NDArray[np.float32]
Embed = Callable[[Sequence[str]], Vectors]


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

    `act` instead of words: `offer` tools, `rehearse` what is to be said.
    """

    like: Lines
    test: Lines = ()
    says: tuple[str, ...] = ()
    then: Then = Then()
    needs: tuple[str, ...] = ()
    tender: bool = False
    advice: bool = False
    act: Act | None = None

    @model_validator(mode="after")
    def _does_something(self) -> Case:
        if bool(self.says) == bool(self.act):
            raise ValueError("a case has lines to say (`says`) or one thing to do (`act`)")
        return self


class CaseFile(Content):
    """`content/dialogue/cases/<topic>.yaml`."""

    about: str
    cases: Mapping[str, Case]


@dataclass(frozen=True, slots=True)
class Near:
    """The nearest case and how near it is, as a cosine."""

    id: str
    case: Case
    nearness: float


class CaseBook:
    """All cases of one language with the vectors of their lines.

    >>> one = Case(like=("my cat died",), test=(), says=("What was she like?",))
    >>> book = CaseBook({"pet": one}, np.array([[1.0, 0.0]], dtype=np.float32))
    >>> book.nearest(np.array([0.9, 0.44], dtype=np.float32)).id
    'pet'
    """

    def __init__(self, cases: Mapping[str, Case], vectors: Vectors) -> None:
        self.cases = cases
        self._owners = [name for name, case in cases.items() for _ in case.like]
        if len(self._owners) != len(vectors):
            raise ContentError("The cases' vectors are out of date: run `evenkeel docs`.")
        self._vectors = vectors.astype(np.float32)

    def nearest(self, vector: Vectors, *, without: frozenset[str] = frozenset()) -> Near | None:
        """The case whose nearest example is nearest to `vector` (unit length), or None if empty."""
        scores = self._vectors @ vector
        for at in np.argsort(scores)[::-1]:
            name = self._owners[int(at)]
            if name not in without:
                return Near(name, self.cases[name], float(scores[at]))
        return None


def load_cases(locale: str = "en") -> Mapping[str, Case]:
    """Every case of a language by its id. Raises `ContentError` for an id used twice."""
    over = LANGUAGES / locale / "content" / "dialogue" / "cases" if locale != "en" else None
    files = load_folder(CONTENT / "dialogue" / "cases", CaseFile, overlay=over)
    cases: dict[str, Case] = {}
    for name, file in files.items():
        for case_id, case in file.cases.items():
            if case_id in cases:
                raise ContentError(f"cases/{name}.yaml: the id {case_id} is used twice.")
            cases[case_id] = case
    return cases


def load_case_book(locale: str = "en") -> CaseBook:
    """The cases with their packaged vectors. Raises `ContentError` when those are out of date."""
    cases = load_cases(locale)
    try:
        with np.load(_packaged(locale)) as file:
            if str(file["digest"]) != digest(cases):
                raise ContentError("The cases' vectors are out of date: run `evenkeel docs`.")
            vectors = file["vectors"].astype(np.float32) / 127.0
    except OSError as error:
        raise ContentError("The cases have no vectors: run `evenkeel docs`.") from error
    return CaseBook(cases, vectors)


def write_vectors(embed: Embed, locale: str = "en") -> Path:
    """Compute and package the vectors of every example line; a byte a number."""
    cases = load_cases(locale)
    vectors = embed([line for case in cases.values() for line in case.like])
    path = _packaged(locale)
    path.parent.mkdir(parents=True, exist_ok=True)
    packed = np.round(vectors * 127.0).astype(np.int8)
    np.savez_compressed(path, vectors=packed, digest=np.array(digest(cases)))
    return path


def digest(cases: Mapping[str, Case]) -> str:
    """Changes with any example line, its order or its case."""
    total = hashlib.sha256()
    for name, case in cases.items():
        total.update("\0".join((name, *case.like, "")).encode())
    return total.hexdigest()


def _packaged(locale: str) -> Path:
    return MODELS / f"cases-{locale}" / VECTORS
