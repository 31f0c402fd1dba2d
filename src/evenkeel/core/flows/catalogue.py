"""Finds the flow files.

Here: loading them, in a language where an overlay is there. Not here: their schema.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path

from evenkeel.core.content.loader import CONTENT, LANGUAGES, load_folder
from evenkeel.core.flows.schema import Flow

FOLDER = CONTENT / "flows"


@cache
def load_flows(
    locale: str = "en", folder: Path = FOLDER, languages: Path = LANGUAGES
) -> Mapping[str, Flow]:
    """Every flow there is, by id, sorted by id; in `locale` where its overlay is written.

    Raises `core.content.loader.ContentError` for a wrong file.
    """
    overlay = None if locale == "en" else languages / locale / "content" / "flows"
    return load_folder(folder, Flow, overlay=overlay)
