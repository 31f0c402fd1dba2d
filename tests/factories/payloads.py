"""Makes a valid payload of any pydantic model from its types, so that tests cover new kinds alone.

`text` fills every free text field; what a field restricts (literals, enums, patterns, numbers,
dates) gets a plain valid value. A payload this cannot build is a test failure that says so.
"""

from __future__ import annotations

import enum
import types
import uuid
from collections.abc import Callable, Mapping
from datetime import UTC, date, datetime, time, timedelta
from typing import Annotated, Any, Literal, Union, get_args, get_origin

from annotated_types import Ge, Gt, Interval, Le, Len, Lt, MaxLen, MinLen
from pydantic import BaseModel
from pydantic.fields import FieldInfo
from typing_extensions import TypeAliasType

A_DAY = datetime(2026, 3, 4, 21, 5, 6, 789012, tzinfo=UTC)
NUMBER = 3


def make_payload(
    schema: type[BaseModel], *, text: Callable[[str], str] = lambda name: f"some {name}"
) -> BaseModel:
    """A payload with every field set. `text(name)` gives the text of a field."""
    values = {
        name: _value(field.annotation, name, text, _bounds(field))
        for name, field in schema.model_fields.items()
    }
    return schema.model_validate(values)


def _bounds(field: FieldInfo) -> list[Any]:
    return list(field.metadata)


def _value(annotation: Any, name: str, text: Callable[[str], str], bounds: list[Any]) -> Any:
    if isinstance(annotation, TypeAliasType):
        annotation = annotation.__value__
    origin, inside = get_origin(annotation), get_args(annotation)
    if origin is Annotated:
        return _value(inside[0], name, text, [*bounds, *inside[1:]])
    if origin is Literal:
        return inside[0]
    if origin in (Union, types.UnionType):
        first = next(one for one in inside if one is not type(None))
        return _value(first, name, text, bounds)
    if origin in (list, tuple, set, frozenset) or annotation in (list, tuple):
        return _sequence(origin or annotation, inside, name, text, bounds)
    if origin is not None and issubclass(origin, Mapping):
        key = _value(inside[0], f"{name} key", text, [])
        return {key: _value(inside[1], name, text, [])}
    return _plain(annotation, name, text, bounds)


def _sequence(
    origin: Any, inside: tuple[Any, ...], name: str, text: Callable[[str], str], bounds: list[Any]
) -> list[Any]:
    if origin is tuple and inside and inside[-1] is not Ellipsis:
        return [_value(one, name, text, []) for one in inside]
    count = max(
        (bound.min_length for bound in bounds if isinstance(bound, MinLen | Len)), default=1
    )
    return [_value(inside[0] if inside else str, name, text, []) for _ in range(count or 1)]


PLAIN: dict[type, Any] = {
    bool: True,
    bytes: b"AAAA",  # as base64, three zero bytes
    datetime: A_DAY,
    date: A_DAY.date(),
    time: A_DAY.time().replace(microsecond=0),
    timedelta: timedelta(minutes=5),
    uuid.UUID: uuid.UUID(int=0xABC),
}


def _plain(annotation: Any, name: str, text: Callable[[str], str], bounds: list[Any]) -> Any:
    if annotation in PLAIN:
        return PLAIN[annotation]
    if annotation in (int, float):
        return annotation(_number(bounds))
    if isinstance(annotation, type):
        if issubclass(annotation, enum.Enum):
            return next(iter(annotation))
        if issubclass(annotation, BaseModel):
            return make_payload(annotation, text=text)
        if issubclass(annotation, str):
            return _cut(text(name), bounds)
    if annotation is Any:
        return _cut(text(name), bounds)
    raise NotImplementedError(f"tests/factories/payloads.py cannot make {name}: {annotation!r}")


def _number(bounds: list[Any]) -> float:
    low, high = 0.0, float("inf")
    for bound in bounds:
        if isinstance(bound, Ge | Interval) and bound.ge is not None:
            low = max(low, float(bound.ge))
        if isinstance(bound, Gt):
            low = max(low, float(bound.gt) + 1)
        if isinstance(bound, Le | Interval) and bound.le is not None:
            high = min(high, float(bound.le))
        if isinstance(bound, Lt):
            high = min(high, float(bound.lt) - 1)
    return min(max(NUMBER, low), high)


def _cut(value: str, bounds: list[Any]) -> str:
    longest = min(
        (b.max_length for b in bounds if isinstance(b, MaxLen | Len) and b.max_length is not None),
        default=len(value),
    )
    return value[:longest]
