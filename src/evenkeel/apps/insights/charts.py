"""A specification becomes an SVG that belongs to the page: its colours, its font, no scripts.

Here: everything between the drawing process and the template. Not here: what is drawn. Nothing is
kept: a picture of class C or D numbers exists for one response only.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from evenkeel.apps.insights.renderer import RENDERER
from evenkeel.core.insights import ink

TOKENS: Mapping[str, str] = {
    "text": "var(--ink-soft)",
    "faint": "var(--line)",
    "line": "var(--accent)",
    "fill": "var(--line-strong)",
    "strong": "var(--accent-strong)",
}
"""The page's own colours for the stand-ins of `core.insights.ink`, light and dark alike."""

_ROOT = re.compile(r"<svg[^>]*viewBox=\"(?P<box>[^\"]*)\"[^>]*>")
_NOISE = re.compile(
    r' (?:role|aria-[a-z]+|class|font-family|pointer-events|stroke-miterlimit|opacity="1")'
    r'(?:="[^"]*")?'
)
_EMPTY = re.compile(
    r"<path[^>]*display=\"none\"[^>]*/>|<g[^>]*></g>|<path[^>]*d=\"M0,0h0v0h0Z\"[^>]*/>"
)
_LONG = re.compile(r"(\d\.\d)\d+")
"""A tenth of a pixel is enough; the rest is half of a picture's weight."""

_BACKDROP = re.compile(r'<rect width="[\d.]+" height="[\d.]+" fill="white"/>')
_UNSAFE = re.compile(
    r"<(?:script|foreignObject|style|image|use|a)\b|<[^>]*\s(?:on\w+|style|href|xlink:href)=", re.I
)


def svg(spec: Mapping[str, Any], *, alt: str) -> SafeString | None:
    """The picture, ready for a template, named `alt` for those who do not see it.

    None when it could not be drawn: the sentence and the table say the same.
    """
    drawn = RENDERER.draw(spec)
    inner = _of_this_page(drawn) if drawn else None
    if inner is None or _UNSAFE.search(inner.body):
        return None
    opening = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="{inner.box}" role="img"'
    return mark_safe(  # noqa: S308 (our own specification; what members wrote is escaped in it)
        f'{opening} aria-label="{escape(alt)}">{inner.body}'
    )


@dataclass(frozen=True, slots=True)
class _Drawing:
    box: str
    body: str


def _of_this_page(drawn: str) -> _Drawing | None:
    root = _ROOT.search(drawn)
    if root is None:
        return None
    inner = _BACKDROP.sub("", drawn[root.end() :])
    inner = _LONG.sub(r"\1", _NOISE.sub("", inner))
    before = ""
    while inner != before:
        before, inner = inner, _EMPTY.sub("", inner)
    for code, role in ink.ROLES.items():
        inner = inner.replace(f'"{code}"', f'"{TOKENS[role]}"')
    return _Drawing(box=root["box"], body=inner)
