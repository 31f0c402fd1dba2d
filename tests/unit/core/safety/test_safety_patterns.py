"""The pattern language: each sign of it, and that the index never hides a match."""

from __future__ import annotations

import pytest

from evenkeel.core.safety.patterns import PatternIndex

WORDS = {"die": ("die", "be <gone>"), "gone": ("gone", "dead")}


@pytest.mark.parametrize(
    ("pattern", "text", "found"),
    [
        ("want to <die>", " . i want to be dead . ", True),
        ("want to <die>", " . i want to be deadly . ", False),
        ("want|need to die", " . i need to die . ", True),
        ("want to? die", " . i want die . ", True),
        ("take * pills", " . take all my pills . ", True),
        ("take * pills", " . take all of my old pills . ", False),
        ("take ** pills", " . take all of my old pills . ", True),
        ("take ** pills", " . take it . the pills . ", False),
        ("^ die", " . die . ", True),
        ("^ die", " . to die . ", False),
        ("die $", " . to die now . ", False),
        ("@ want", " . want . ", True),
        ("@ want", " . they want . ", False),
        ("cut|<die> now", " . be gone now . ", True),
    ],
)
def test_signs(pattern: str, text: str, found: bool) -> None:
    assert bool(list(PatternIndex([[pattern]], WORDS).search(text))) is found
