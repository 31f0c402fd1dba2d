"""In which languages the companion talks: those with words for it that meet their safety floor.

Here: putting the two together from the language's folder. Not here: the floors
(`core.safety.opening`), what a member is told meanwhile (apps.companion).
"""

from __future__ import annotations

from functools import cache
from pathlib import Path

from evenkeel.core.content.languages import SOURCE, overlay
from evenkeel.core.content.loader import CONTENT, LANGUAGES, load_file
from evenkeel.core.safety.opening import Figures, short_of_floor

FIGURES = "companion.yaml"


@cache
def closed_because(locale: str, root: Path = LANGUAGES) -> tuple[str, ...]:
    """Why the companion does not talk in a language; nothing where it does.

    Raises `ContentError` for figures that are not written as they must be.

    >>> closed_because("en")
    ()
    """
    if locale == SOURCE:
        return ()
    found = []
    if missing := _without_words(locale, root):
        found.append(f"{missing} files of words to talk with are not written")
    path = root / locale / FIGURES
    if not path.exists():
        return (*found, "its safety was not measured")
    return (*found, *short_of_floor(load_file(path, Figures)))


def talks_in(locale: str) -> bool:
    """Whether the companion talks in a language.

    >>> talks_in("en"), talks_in("tlh")
    (True, False)
    """
    return not closed_because(locale)


def _without_words(locale: str, root: Path) -> int:
    """How many files of the companion's lines have no counterpart in the language."""
    over = overlay(locale, "dialogue", root)
    lines = (CONTENT / "dialogue" / "lines").glob("*.yaml")
    return sum(1 for one in lines if over and not (over / "lines" / one.name).exists())
