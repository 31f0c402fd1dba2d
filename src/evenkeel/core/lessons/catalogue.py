"""Finds the lesson files.

Here: loading them, in a language where an overlay is there. Not here: their schema.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path

from evenkeel.core.content.loader import CONTENT, LANGUAGES, load_folder
from evenkeel.core.lessons.schema import Lesson

FOLDER = CONTENT / "lessons"


@cache
def load_lessons(
    locale: str = "en", folder: Path = FOLDER, languages: Path = LANGUAGES
) -> Mapping[str, Lesson]:
    """Every lesson there is, by id, sorted by id; in `locale` where its overlay is written.

    Raises `core.content.loader.ContentError` for a wrong file.
    """
    overlay = None if locale == "en" else languages / locale / "content" / "lessons"
    return load_folder(folder, Lesson, overlay=overlay)
