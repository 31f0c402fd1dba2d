"""Finds the detectors of this folder and their words.

Here: discovery only. Not here: what a detector is (`detector`), or running one (`standing`).
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from importlib import import_module
from pathlib import Path
from pkgutil import iter_modules

from evenkeel.core.content.loader import CONTENT, LANGUAGES, load_folder
from evenkeel.core.warning.detector import Detector, NextStep, WarningText


@cache
def detectors() -> Mapping[str, Detector]:
    """Every detector of this folder by id.

    >>> "decline" in detectors()
    True
    """
    found: dict[str, Detector] = {}
    for module in iter_modules([str(Path(__file__).parent)]):
        one = getattr(import_module(f"{__package__}.{module.name}"), "DETECTOR", None)
        if isinstance(one, Detector):
            if one.id != module.name:
                raise ValueError(f"{module.name}.py: its id is its file name, not {one.id!r}.")
            found[one.id] = one
    return found


@cache
def load_texts(locale: str = "en") -> Mapping[str, WarningText]:
    """The words of every detector, in their order on the page. Raises `ContentError`."""
    overlay = None if locale == "en" else LANGUAGES / locale / "content" / "warnings"
    texts = load_folder(CONTENT / "warnings", WarningText, overlay=overlay)
    return dict(sorted(texts.items(), key=lambda item: (item[1].order, item[0])))


@cache
def load_next_steps(locale: str = "en") -> Mapping[str, NextStep]:
    """Every next step by id. Raises `ContentError`."""
    overlay = None if locale == "en" else LANGUAGES / locale / "content" / "next_steps"
    return load_folder(CONTENT / "next_steps", NextStep, overlay=overlay)
