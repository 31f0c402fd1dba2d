"""Finds the importers: every folder here that holds a `manifest.yaml`.

Here: discovery, and recognising which importer a file is for. Not here: opening it (`sources.py`).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import Any

from evenkeel.core.content.loader import ContentError, load_file
from evenkeel.importers.contract import Importer, Manifest, Source

FOLDER = Path(__file__).resolve().parent
SURE = 0.5
"""From here on a file is taken for an importer's own."""


@cache
def manifests() -> Mapping[str, Manifest]:
    """Every importer's manifest by id, in the order of the upload page. Loads no mapper."""
    found = {path.parent.name: load_file(path, Manifest) for path in FOLDER.glob("*/manifest.yaml")}
    return dict(sorted(found.items(), key=lambda item: (item[1].order, item[1].name)))


@cache
def importer(id: str) -> Importer:
    """One importer. Raises `KeyError` where there is none, `ContentError` where it is not whole."""
    manifest = manifests()[id]
    mapper: Any = import_module(f"{__package__}.{id}.mapper")
    for name in ("recognise", "read"):
        if not callable(getattr(mapper, name, None)):
            raise ContentError(f"importers/{id}/mapper.py: it needs a function `{name}`.")
    return Importer(id=id, manifest=manifest, mapper=mapper, folder=FOLDER / id)


def importers() -> Mapping[str, Importer]:
    """Every importer by id."""
    return {id: importer(id) for id in manifests()}


@dataclass(frozen=True, slots=True)
class Guess:
    """An importer that may be the right one, and how sure it is."""

    importer: str
    confidence: float


def guesses(source: Source) -> tuple[Guess, ...]:
    """Which importers know this file, the surest first; empty when none does."""
    names, head = tuple(source.names), source.head
    found = [Guess(one.id, one.mapper.recognise(names, head)) for one in importers().values()]
    known = [guess for guess in found if guess.confidence >= SURE]
    return tuple(sorted(known, key=lambda guess: (-guess.confidence, guess.importer)))
