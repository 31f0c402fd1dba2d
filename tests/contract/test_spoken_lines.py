"""No line that we wrote is one our own guard would stop (SAFETY.md section 1).

A stopped line is not dangerous, the guard says something else in its place; but then somebody gets
a stock sentence where one written for their situation should have stood.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

import pytest
from pydantic import BaseModel

from evenkeel.core.content.safety import load_safety
from evenkeel.core.dialogue.content import load_dialogue
from evenkeel.core.safety import check, plain_decision
from evenkeel.core.safety.registry import GENERIC

CONTENT = load_dialogue()
PHRASES = load_safety().phrases
SPOKEN = ("lines", "feelings", "triggers", "scenes", "guides", "shapes", "fits_anything", "cases")
#: Fields that are heard or named and never said by themselves.
UNSAID = {
    "like", "test", "words", "when", "unless", "labels", "needs", "source", "id", "noun", "title",
}  # fmt: skip
LEAST = 7000


def said(one: object, path: str = "") -> Iterator[tuple[str, str]]:
    """Every sentence under `one`, with where it stands."""
    if isinstance(one, str):
        if " " in one:
            yield path, one
    elif isinstance(one, BaseModel):
        for name in type(one).model_fields:
            if name not in UNSAID:
                yield from said(getattr(one, name), f"{path}.{name}")
    elif isinstance(one, Mapping):
        for key, value in one.items():
            yield from said(value, f"{path}.{key}")
    elif isinstance(one, (tuple, list)):
        for value in one:
            yield from said(value, path)


def spoken(name: str) -> list[tuple[str, str]]:
    return list(said(getattr(CONTENT, name), name))


def stopped(text: str) -> tuple[str, ...]:
    return check(text, decision=plain_decision(), card=GENERIC, phrases=PHRASES)


def test_all_of_it_is_looked_at() -> None:
    assert sum(len(spoken(name)) for name in SPOKEN) >= LEAST


@pytest.mark.parametrize("name", SPOKEN)
def test_no_line_of_ours_is_stopped(name: str) -> None:
    assert [(path, text, why) for path, text in spoken(name) if (why := stopped(text))] == []


def test_a_bad_line_would_be_seen() -> None:
    assert stopped("I promise you'll be fine, and I love you.")
