"""Two small things the body's templates need: a number of a drawing, and a look into a mapping."""

from __future__ import annotations

from collections.abc import Mapping

from django import template

register = template.Library()


@register.filter
def plain(value: float) -> str:
    """A coordinate as drawings write it, in every language with a point."""
    return f"{value:.1f}"


@register.filter
def of(mapping: Mapping[str, int], key: str) -> int | None:
    """What a mapping holds under a key."""
    return mapping.get(key)
