"""Finds the programme files.

Here: loading them, in a language where an overlay is there. Not here: their schema.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path

from evenkeel.core.content.loader import CONTENT, LANGUAGES, load_folder
from evenkeel.core.programmes.schema import Programme

FOLDER = CONTENT / "programmes"


@cache
def load_programmes(
    locale: str = "en", folder: Path = FOLDER, languages: Path = LANGUAGES
) -> Mapping[str, Programme]:
    """Every programme there is, by id, sorted by id; in `locale` where its overlay is written.

    Raises `core.content.loader.ContentError` for a wrong file.
    """
    overlay = None if locale == "en" else languages / locale / "content" / "programmes"
    return load_folder(folder, Programme, overlay=overlay)
