"""Finds the exercise files.

Here: loading them, in a language where an overlay is there. Not here: their schema.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path

from evenkeel.core.content.loader import CONTENT, LANGUAGES, load_folder
from evenkeel.core.exercises.schema import Exercise, Need

FOLDER = CONTENT / "exercises"


@cache
def load_exercises(
    locale: str = "en", folder: Path = FOLDER, languages: Path = LANGUAGES
) -> Mapping[str, Exercise]:
    """Every exercise there is, by id, sorted by id; in `locale` where its overlay is written.

    Raises `core.content.loader.ContentError` for a wrong file.
    """
    overlay = None if locale == "en" else languages / locale / "content" / "exercises"
    return load_folder(folder, Exercise, overlay=overlay)


def with_need(exercises: Mapping[str, Exercise], need: Need) -> tuple[Exercise, ...]:
    """The exercises for one need, the shortest first.

    >>> all(Need.SLEEP in found.needs for found in with_need(load_exercises(), Need.SLEEP))
    True
    """
    found = [exercise for exercise in exercises.values() if need in exercise.needs]
    return tuple(sorted(found, key=lambda exercise: (exercise.minutes, exercise.id)))
