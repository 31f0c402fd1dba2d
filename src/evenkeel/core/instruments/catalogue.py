"""Finds the questionnaire files.

Here: loading them, in a language where an overlay is there. Not here: their schema or scoring.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path

from evenkeel.core.content.loader import CONTENT, LANGUAGES, load_folder
from evenkeel.core.instruments.schema import Instrument

FOLDER = CONTENT / "instruments"


@cache
def load_instruments(
    locale: str = "en", folder: Path = FOLDER, languages: Path = LANGUAGES
) -> Mapping[str, Instrument]:
    """Every questionnaire there is, by id, sorted by id.

    An overlay in `languages/<locale>/content/instruments/` must be a validated translation: wording
    is part of the measurement. Raises `core.content.loader.ContentError` for a wrong file.

    >>> all(instrument.licence.terms for instrument in load_instruments().values())
    True
    """
    overlay = None if locale == "en" else languages / locale / "content" / "instruments"
    return load_folder(folder, Instrument, overlay=overlay)
