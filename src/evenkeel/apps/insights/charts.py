"""A specification becomes an SVG that belongs to the page: its colours, its font, no scripts.

Here: everything between the drawing process and the template. Not here: what is drawn. Nothing is
kept: a picture of class C or D numbers exists for one response only.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
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
_UNSAFE = re.compile(r"<(?:script|foreignObject|style|image|use|a)\b|\son\w+=|\sstyle=|href=", re.I)


def svg(spec: Mapping[str, Any], *, alt: str) -> SafeString | None:
    """The picture, ready for a template, named `alt` for those who do not see it.

    None when it could not be drawn: the sentence and the table say the same.
    """
    drawn = RENDERER.draw(spec)
    if drawn is None or _UNSAFE.search(drawn.replace('xmlns:xlink="http', "")):
        return None
    return mark_safe(_of_this_page(drawn, alt))  # noqa: S308 (drawn from our own spec, checked above)


def _of_this_page(drawn: str, alt: str) -> str:
    root = _ROOT.search(drawn)
    if root is None:
        return ""
    inner = _BACKDROP.sub("", drawn[root.end() :])
    inner = _LONG.sub(r"\1", _NOISE.sub("", inner))
    before = ""
    while inner != before:
        before, inner = inner, _EMPTY.sub("", inner)
    for code, role in ink.ROLES.items():
        inner = inner.replace(f'"{code}"', f'"{TOKENS[role]}"')
    box, name = root["box"], escape(alt)
    space = 'xmlns="http://www.w3.org/2000/svg"'
    return f'<svg {space} viewBox="{box}" role="img" aria-label="{name}">{inner}'
