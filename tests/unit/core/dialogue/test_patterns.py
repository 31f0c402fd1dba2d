"""One pass over many patterns finds what trying each of them finds."""

from __future__ import annotations

import re

import pytest
import yaml

from evenkeel.core.content.loader import LANGUAGES
from evenkeel.core.dialogue.content import DialogueContent, load_dialogue
from evenkeel.core.safety.at_once import Patterns

ODD = ("", " ", "\x00", "a\nb", "Straße CAFÉ, i can't stop", "i CAN'T SLEEP\U0001f62d", "x" * 6000)


def messages() -> list[str]:
    file = yaml.safe_load((LANGUAGES / "en" / "risk" / "utterances" / "safe.yaml").read_text())
    return [line for group in file["groups"] for line in group["texts"].splitlines()]


@pytest.mark.parametrize("name", ["cue", "scene", "feeling", "trigger", "shape"])
def test_the_pass_dismisses_nothing_that_is_there(name: str) -> None:
    content: DialogueContent = load_dialogue("en")
    patterns: Patterns = getattr(content, f"{name}_patterns")
    hits = 0
    for text in (*messages(), *ODD):
        expected = {n for n, one in patterns.each() if one.search(text)}
        assert patterns.names(text) == expected, text
        hits += len(expected)
    assert hits > 0


def test_look_arounds_and_other_alphabets_are_left_to_python() -> None:
    patterns = Patterns(
        {"ahead": re.compile("(?!no)sleep"), "word": re.compile(r"\bcaf\b"), "any": re.compile("é")}
    )
    assert patterns.names("no sleep") == {"ahead"}
    assert patterns.names("café") == {"any"}
    assert patterns.names("caf") == {"word"}


def test_without_patterns_nothing_is_found() -> None:
    assert Patterns({}).names("anything") == frozenset()


def test_every_shape_says_when() -> None:
    assert all(shape.when for shape in load_dialogue("en").shapes)
