"""Finds the live sources: every folder here that holds a `manifest.yaml`."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit, urlunsplit

from evenkeel.core.content.loader import ContentError, load_file
from evenkeel.sources.contract import Client, LiveSource, SourceManifest

FOLDER = Path(__file__).resolve().parent


@cache
def manifests() -> Mapping[str, SourceManifest]:
    """Every source's manifest by id, in the order of the page."""
    found = {
        path.parent.name: load_file(path, SourceManifest) for path in FOLDER.glob("*/manifest.yaml")
    }
    return dict(sorted(found.items(), key=lambda item: (item[1].order, item[1].name)))


def source(id: str, client: Client | None = None) -> LiveSource:
    """One source, at the client's address where it names one. Raises `KeyError`, `ContentError`."""
    manifest = manifests()[id]
    reading: Any = import_module(f"{__package__}.{id}.reading")
    if not callable(getattr(reading, "read", None)):
        raise ContentError(f"sources/{id}/reading.py: it needs a function `read`.")
    if client is not None and client.at:
        moved = {
            field: _moved(getattr(manifest, field), client.at)
            for field in ("authorise", "token", "revoke", "api")
        }
        manifest = manifest.model_copy(update=moved)
    return LiveSource(id=id, manifest=manifest, reading=reading)


def _moved(address: str, to: str) -> str:
    """The same path on another host."""
    if not address:
        return ""
    parts, target = urlsplit(address), urlsplit(to)
    return urlunsplit((target.scheme, target.netloc, parts.path, parts.query, ""))
