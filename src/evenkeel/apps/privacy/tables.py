"""Records as rows of a table, for people: one flat dictionary of short names per record.

Here: flattening a payload and writing CSV that a spreadsheet cannot mistake for a formula.
Not here: the lossless form (archive.py).
"""

from __future__ import annotations

import csv
import io
import types
from collections.abc import Iterable, Mapping
from typing import Any, Final, Union, get_args, get_origin

from pydantic import BaseModel

SEPARATOR: Final = " / "
# A cell that starts like this is run as a formula by spreadsheets (OWASP, CSV injection).
FORMULA_STARTS: Final = ("=", "+", "-", "@", "\t", "\r")


def headings(schema: type[BaseModel], prefix: str = "") -> list[str]:
    """The columns of a payload's table: nested models become `outer / inner`, the rest one cell.

    Everything is known from the schema, so a table needs no pass over the records first.
    """
    names: list[str] = []
    for name, field in schema.model_fields.items():
        inner = _model_in(field.annotation)
        names += headings(inner, f"{prefix}{name}{SEPARATOR}") if inner else [f"{prefix}{name}"]
    return names


def cells(payload: Mapping[str, Any], names: Iterable[str]) -> list[str]:
    """The payload's value under each heading, as text."""
    return [_text(_follow(payload, name.split(SEPARATOR))) for name in names]


def csv_lines(rows: Iterable[list[str]]) -> Iterable[bytes]:
    """CSV (RFC 4180) in UTF-8, one line per row."""
    buffer = io.StringIO()
    writer = csv.writer(buffer)
    for row in rows:
        writer.writerow([_harmless(cell) for cell in row])
        yield buffer.getvalue().encode("utf-8", "replace")
        buffer.seek(0)
        buffer.truncate()


def _harmless(cell: str) -> str:
    """A number stays a number; any other cell that looks like a formula becomes text."""
    if not cell.startswith(FORMULA_STARTS):
        return cell
    try:
        float(cell)
    except ValueError:
        return f"'{cell}"
    return cell


def _model_in(annotation: Any) -> type[BaseModel] | None:
    """The model of a field that holds exactly one model (or none of it), else None."""
    if get_origin(annotation) in (Union, types.UnionType):
        models = [one for one in get_args(annotation) if one is not type(None)]
        annotation = models[0] if len(models) == 1 else None
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    return None


def _follow(value: Any, path: list[str]) -> Any:
    for part in path:
        if not isinstance(value, Mapping):
            return None
        value = value.get(part)
    return value


def _text(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, Mapping):
        return "; ".join(f"{key}: {_text(inner)}" for key, inner in value.items())
    if isinstance(value, list | tuple):
        return "; ".join(_text(inner) for inner in value)
    return str(value)
