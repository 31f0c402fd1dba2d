"""Reads what `core.safety` works with: the words of risk turns, the crisis registry, risk rules.

Here: from folders to the schemas of `core.safety`. Not here: those schemas, nor any decision.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from pydantic import BaseModel, ConfigDict

from evenkeel.core.content.loader import CONTENT, LANGUAGES, load_file, load_folder
from evenkeel.core.safety import (
    Boundaries,
    CrisisCountry,
    Phrases,
    PhraseSet,
    Recognition,
    RiskRules,
    RuleFile,
)
from evenkeel.core.safety.abroad_words import Abroad
from evenkeel.core.safety.packaged import english_rules, packaged_tongues
from evenkeel.core.safety.phrases import Boundary

_NOT_PHRASES = {"recognise", "boundaries", "retired_numbers"}


class RetiredNumber(BaseModel):
    """A number that was once in use and must never be shown."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    country: str
    number: str
    why: str


class RetiredNumbers(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    numbers: tuple[RetiredNumber, ...]


@dataclass(frozen=True, slots=True)
class Safety:
    """Everything a risk turn needs, loaded once at start."""

    rules: RiskRules
    phrases: Phrases
    countries: Mapping[str, CrisisCountry]


def load_safety(
    *, locale: str = "en", content: Path = CONTENT, languages: Path = LANGUAGES
) -> Safety:
    """Load the rules, the words in one language and the registry. Raises `ContentError`.

    The rules are the same for every locale: danger is heard in any packaged language (`tongues`).

    >>> len(load_safety().countries) >= 60
    True
    """
    packaged_tongues()  # read now: a broken language stops the start, not somebody's first message
    overlay = languages / locale / "content" / "safety" if locale != "en" else None
    return Safety(
        rules=english_rules() if languages == LANGUAGES else load_rules(languages / "en" / "risk"),
        phrases=load_phrases(content / "safety", overlay=overlay, abroad=load_abroad(languages)),
        countries=load_countries(content / "crisis"),
    )


def load_rules(folder: Path = LANGUAGES / "en" / "risk") -> RiskRules:
    """The risk rules of one language, compiled. An absent folder raises `FileNotFoundError`."""
    files = load_folder(folder, RuleFile)
    if not files:
        raise FileNotFoundError(f"no risk rules in {folder.parent.name}/{folder.name}")
    return RiskRules.from_files(files.values()).compile()


def load_abroad(languages: Path = LANGUAGES) -> Mapping[str, Abroad]:
    """{locale: the short risk turns of another language}, for those that have some."""
    found = {}
    for path in sorted(languages.glob("*/risk/replies.yaml")):
        locale = path.parts[-3]
        found[locale] = load_file(path, Abroad).model_copy(update={"id": locale})
    return found


def load_phrases(
    folder: Path = CONTENT / "safety",
    *,
    overlay: Path | None = None,
    abroad: Mapping[str, Abroad] | None = None,
) -> Phrases:
    """The words of risk turns, with how the guard recognises them."""

    def over(name: str) -> Path | None:
        return overlay / name if overlay else None

    sets = {
        path.stem: load_file(path, PhraseSet, overlay=over(path.name))
        for path in sorted(folder.glob("*.yaml"))
        if path.stem not in _NOT_PHRASES
    }
    recognise, bounds = folder / "recognise.yaml", folder / "boundaries.yaml"
    return Phrases(
        sets=sets,
        recognition=load_file(recognise, Recognition, overlay=over("recognise.yaml")),
        boundaries=_boundaries(bounds, over("boundaries.yaml")),
        abroad=abroad or {},
    )


def _boundaries(path: Path, own: Path | None) -> tuple[Boundary, ...]:
    """The boundaries; a language adds its own patterns to them and has words of its own instead."""
    english = load_file(path, Boundaries).boundaries
    if own is None or not own.exists():
        return english
    theirs = {one.id: one for one in load_file(own, Boundaries).boundaries}
    return tuple(
        one.model_copy(
            update={
                "forbid": (*theirs[one.id].forbid, *one.forbid),
                "allow": (*theirs[one.id].allow, *one.allow),
                "instead": theirs[one.id].instead,
            }
        )
        if one.id in theirs
        else one
        for one in english
    )


def load_countries(folder: Path = CONTENT / "crisis") -> Mapping[str, CrisisCountry]:
    """The crisis registry: {ISO 3166 code: country}, sorted by code."""
    return load_folder(folder, CrisisCountry)


def load_retired(folder: Path = CONTENT / "safety") -> tuple[RetiredNumber, ...]:
    """Numbers that must never be shown."""
    return load_file(folder / "retired_numbers.yaml", RetiredNumbers).numbers
