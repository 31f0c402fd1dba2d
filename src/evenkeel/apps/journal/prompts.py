"""Questions to write about: `content/prompts/<id>.yaml`, loaded once per language.

Here: the schema and the choice of one for a day. Not here: the questions.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from functools import cache

from evenkeel.core.content.loader import CONTENT, LANGUAGES, Content, load_folder


class Prompt(Content):
    """One question. `needs` are what it is good for, and how prompts are found."""

    text: str
    needs: tuple[str, ...]


@cache
def prompts(locale: str = "en") -> Mapping[str, Prompt]:
    """Every prompt by id."""
    overlay = LANGUAGES / locale / "content" / "prompts"
    return load_folder(CONTENT / "prompts", Prompt, overlay=overlay)


def needs(locale: str = "en") -> tuple[str, ...]:
    """Every need that a prompt names, in alphabetical order."""
    return tuple(sorted({need for prompt in prompts(locale).values() for need in prompt.needs}))


def of_the_day(day: date, *, locale: str = "en", need: str = "any") -> Prompt | None:
    """The same prompt all day, another tomorrow; from those that fit `need`."""
    fitting = [prompt for prompt in prompts(locale).values() if need in prompt.needs]
    return fitting[day.toordinal() % len(fitting)] if fitting else None
