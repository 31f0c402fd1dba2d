"""Loads YAML content files. One file is one thing; its stem is its id; unknown keys are refused.

Here: reading and validating files, and laying a language's overlay over the English original.
Not here: what a kind of content holds (each room owns its schema, a subclass of `Content`).
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any, TypeVar

import yaml
from pydantic import BaseModel, ConfigDict, ValidationError

_PACKAGE = Path(__file__).resolve().parents[2]
CONTENT = _PACKAGE / "content"
LANGUAGES = _PACKAGE / "languages"
MODELS = _PACKAGE / "models"

_Loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


class Content(BaseModel):
    """Base of every content schema: frozen, and a key it does not know is an error."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: str


class ContentError(ValueError):
    """A content file is wrong. The message names the file, the place in it and the remedy."""


T = TypeVar("T", bound=BaseModel)


def load_file(path: Path, schema: type[T], *, overlay: Path | None = None) -> T:
    """Read one file into `schema`; `id` is the file's stem.

    `overlay` is the same file in a language's folder: its keys replace the original's, mappings
    are merged key by key, lists are replaced whole. Raises `ContentError`.
    """
    data = _parse(path)
    if overlay is not None and overlay.exists():
        data = _merge(data, _parse(overlay))
    if "id" in schema.model_fields:
        data = {"id": path.stem, **data}
        if data["id"] != path.stem:
            raise ContentError(f"{path.name}: its id is its file name; remove the `id` line.")
    try:
        return schema.model_validate(data)
    except ValidationError as error:
        first = error.errors()[0]
        place = ".".join(str(part) for part in first["loc"]) or "the file"
        raise ContentError(
            f"{path.parent.name}/{path.name}: at `{place}`: {first['msg']}. "
            f"See {schema.__module__}.{schema.__name__} for what belongs there."
        ) from error


def load_folder(folder: Path, schema: type[T], *, overlay: Path | None = None) -> Mapping[str, T]:
    """Read every `*.yaml` of a folder into {id: thing}, sorted by id. An absent folder is empty."""
    return {
        path.stem: load_file(path, schema, overlay=overlay / path.name if overlay else None)
        for path in sorted(folder.glob("*.yaml"))
    }


def _parse(path: Path) -> dict[str, Any]:
    try:
        data = yaml.load(path.read_text(encoding="utf-8"), Loader=_Loader)  # noqa: S506 (safe loader)
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        raise ContentError(f"{path.parent.name}/{path.name}: not valid YAML: {error}") from error
    if not isinstance(data, dict):
        raise ContentError(f"{path.parent.name}/{path.name}: must be a mapping of keys to values.")
    return data


def _merge(base: dict[str, Any], over: dict[str, Any]) -> dict[str, Any]:
    merged = dict(base)
    for key, value in over.items():
        old = merged.get(key)
        if isinstance(old, dict) and isinstance(value, dict):
            merged[key] = _merge(old, value)
        else:
            merged[key] = value
    return merged
