"""The languages there are: every folder of `languages/`, and what it opens.

Here: the schema of `languages/<locale>/language.yaml`, which languages the pages are offered in,
where a language's overlay of a content file is. Not here: message catalogues (`site.catalogues`),
whether Talk is open in a language (`core.safety.opening`), the words themselves (data).
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from functools import cache
from pathlib import Path

from evenkeel.core.content.loader import LANGUAGES, Content, load_file

SOURCE = "en"
"""The language that content and messages are written in."""
CATALOGUE = Path("LC_MESSAGES") / "django.po"


class Direction(StrEnum):
    """Which way a language is written."""

    LTR = "ltr"
    RTL = "rtl"


class Language(Content):
    """One language. `id` is its folder's name, the code a browser sends.

    `reviewed` names who has checked its words as a native speaker; empty while nobody has, and then
    `note` says so on the language page, in the language itself.
    """

    name: str
    english: str
    direction: Direction = Direction.LTR
    reviewed: str = ""
    note: str = ""

    @property
    def rtl(self) -> bool:
        """Whether it is written from right to left."""
        return self.direction is Direction.RTL


@cache
def interface_languages(root: Path = LANGUAGES) -> Mapping[str, Language]:
    """{locale: language} of those the pages are offered in: English first, the rest by name.

    A language is offered when it has a catalogue and says its name. Raises `ContentError`.

    >>> next(iter(interface_languages()))
    'en'
    """
    found = [
        load_file(path, _Named).language(path.parent.name)
        for path in sorted(root.glob("*/language.yaml"))
        if path.parent.name == SOURCE or (path.parent / CATALOGUE).exists()
    ]
    found.sort(key=lambda one: (one.id != SOURCE, one.name.casefold()))
    return {one.id: one for one in found}


def overlay(locale: str, kind: str, root: Path = LANGUAGES) -> Path | None:
    """Where a language lays its words over `content/<kind>`; None for English.

    >>> overlay("en", "exercises") is None
    True
    """
    return None if locale == SOURCE else root / locale / "content" / kind


@cache
def is_written(locale: str, kind: str, name: str) -> bool:
    """Whether `content/<kind>/<name>.yaml` is there in this language, in whole or in part."""
    folder = overlay(locale, kind)
    return folder is None or (folder / f"{name}.yaml").exists()


class _Named(Language):
    """The file as written: its stem is `language`, its id is its folder."""

    def language(self, locale: str) -> Language:
        return Language.model_validate({**self.model_dump(), "id": locale})


__all__ = [
    "CATALOGUE", "SOURCE", "Direction", "Language", "interface_languages", "is_written", "overlay",
]  # fmt: skip
