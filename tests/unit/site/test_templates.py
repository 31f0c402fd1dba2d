"""Every template keeps to the content policy: no inline style, script or handler, nothing fetched
from elsewhere, one door to the stylesheet."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parents[3] / "src/evenkeel"
EXPORTED = "privacy/archive"  # pages inside an exported ZIP stand alone, outside the policy
TEMPLATES = sorted(
    path for path in PACKAGE.glob("**/templates/**/*.html") if EXPORTED not in path.as_posix()
)
FORBIDDEN = {
    "an inline style": re.compile(r"\sstyle\s*="),
    "an inline handler": re.compile(r"\son[a-z]+\s*=\s*[\"']"),
    "an inline script": re.compile(r"<script(?![^>]*(?:\bsrc=|application/json))[^>]*>"),
    "a style element": re.compile(r"<style\b"),
    "something fetched from elsewhere": re.compile(r"(?:src|srcset)=[\"'](?:https?:)?//"),
    "a javascript address": re.compile(r"href=[\"']javascript:"),
    "an evaluated attribute": re.compile(r"\s(?:hx-on|hx-vals=[\"']js:)"),
}


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: path.name)
def test_templates_keep_to_the_policy(path: Path) -> None:
    text = re.sub(r"{% comment %}.*?{% endcomment %}", "", path.read_text("utf-8"), flags=re.S)
    found = [what for what, pattern in FORBIDDEN.items() if pattern.search(text)]
    assert found == []


def test_there_are_templates() -> None:
    assert len(TEMPLATES) > 40
