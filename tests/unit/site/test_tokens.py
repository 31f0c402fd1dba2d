"""Contrast of every pair of colours that meet, in both themes, from the stylesheet itself.

WCAG 2.2: text 4.5:1 (1.4.3), borders of controls and meaningful shapes 3:1 (1.4.11).
"""

import re
from pathlib import Path

import pytest

TOKENS = Path(__file__).parents[3] / "frontend/src/styles/tokens.css"

TEXT = [
    *((ink, on) for ink in ("ink", "ink-soft") for on in ("paper", "surface", "sunk")),
    *((ink, "accent-tint") for ink in ("ink", "ink-soft", "accent", "accent-strong")),
    *((ink, on) for ink in ("accent", "accent-strong") for on in ("paper", "surface", "sunk")),
    *(("warm", on) for on in ("paper", "surface", "warm-tint")),
    *(("danger", on) for on in ("paper", "surface", "danger-tint")),
    *(("ink", on) for on in ("warm-tint", "danger-tint")),
    *(("ink-soft", on) for on in ("warm-tint", "danger-tint")),
    ("on-accent", "accent"),
    ("on-accent", "accent-strong"),
    ("on-danger", "danger"),
]
CONTROLS = [("line-strong", on) for on in ("paper", "surface", "sunk", "accent-tint")]


def themes() -> dict[str, dict[str, str]]:
    """Colours by theme, as the stylesheet gives them; both dark blocks must be the same."""
    text = re.sub(r"/\*.*?\*/", "", TOKENS.read_text(encoding="utf-8"), flags=re.S)
    blocks = [dict(re.findall(r"--([\w-]+):\s*(#[0-9a-f]{6})", block)) for block in text.split("}")]
    light, by_device, by_choice = [block for block in blocks if "paper" in block]
    assert by_device == by_choice
    assert light.keys() == by_choice.keys()
    return {"light": light, "dark": by_choice}


def luminance(colour: str) -> float:
    """Relative luminance of #rrggbb (WCAG 2.2)."""
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts]
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    high, low = sorted((luminance(one), luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


def test_black_on_white_is_twenty_one() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize(("ink", "ground"), TEXT)
def test_text_is_legible(theme: str, ink: str, ground: str) -> None:
    colours = themes()[theme]
    assert contrast(colours[ink], colours[ground]) >= 4.5


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize(("edge", "ground"), CONTROLS)
def test_edges_of_controls_are_visible(theme: str, edge: str, ground: str) -> None:
    colours = themes()[theme]
    assert contrast(colours[edge], colours[ground]) >= 3
