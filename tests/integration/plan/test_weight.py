"""What a first visit to a page costs to load, compressed, without islands."""

from __future__ import annotations

import gzip
import re
from pathlib import Path

import pytest
from django.contrib.staticfiles import finders
from django.test import Client

from tests.factories.members import make_member, sign_in

pytestmark = pytest.mark.django_db

LARGEST = 60_000
ALREADY_COMPRESSED = {".woff2", ".png"}


def weight(html: bytes) -> dict[str, int]:
    """Bytes over the wire by file: the page, what it names, and the fonts its stylesheet names."""
    parts = {"page": len(gzip.compress(html))}
    for name in {*re.findall(r'(?:href|src)="/static/([^"#]+)', html.decode())}:
        path = _found(name)
        parts[name] = _size(path)
        if path.suffix == ".css":
            for font in re.findall(r"url\(([^)]+\.woff2)\)", path.read_text(encoding="utf-8")):
                parts[font] = _size(path.parent / font.strip("\"'"))
    return parts


def _found(name: str) -> Path:
    found = finders.find(name)
    if not found:
        pytest.skip(f"{name} is not built: npm run build in frontend/")
    return Path(found)


def _size(path: Path) -> int:
    data = path.read_bytes()
    return len(data) if path.suffix in ALREADY_COMPRESSED else len(gzip.compress(data))


@pytest.mark.parametrize("address", ["/welcome", "/help", "/log-in"])
def test_public_pages_are_light(client: Client, address: str) -> None:
    parts = weight(client.get(address).content)
    assert sum(parts.values()) <= LARGEST, parts


@pytest.mark.parametrize("address", ["/", "/talk", "/journal", "/check-in", "/exercises"])
def test_a_members_pages_are_light(client: Client, address: str) -> None:
    make_member()
    sign_in(client)
    parts = weight(client.get(address).content)
    assert len(parts) > 3, "the stylesheet, the script and the font count too"
    assert sum(parts.values()) <= LARGEST, parts
