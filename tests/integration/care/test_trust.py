"""/trust: public, made from the running version, and honest about what is not there."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.test import Client

from evenkeel.apps.care import trusting
from evenkeel.apps.care.markdown import to_html
from evenkeel.core.content import MODELS
from evenkeel.core.law import load_hazards, load_requirements
from evenkeel.core.safety import Element
from evenkeel.core.vocabulary import RiskLevel


@pytest.fixture
def text(client: Client) -> str:
    """No database is asked for: this test has none."""
    answer = client.get("/trust")
    assert answer.status_code == 200
    assert not answer.cookies
    return answer.content.decode()


def test_it_needs_no_script(text: str) -> None:
    assert "<script" not in text


def test_the_protocol_is_the_planners_own(text: str) -> None:
    for level in trusting.LEVELS:
        assert str(trusting.NAMES[level]) in text
    assert Element.EMERGENCY_FIRST in trusting.elements_at(RiskLevel.IMMINENT)
    assert {Element.MEANS_DISTANCE, Element.PROFESSIONAL, Element.GROUNDING} <= (
        trusting.elements_at(RiskLevel.HIGH)
    )
    assert Element.SAFETY_PLAN in trusting.elements_at(RiskLevel.RAISED)
    assert Element.CRISIS_LINE not in trusting.elements_at(RiskLevel.WATCH)


def test_every_element_has_words() -> None:
    assert set(trusting.ELEMENTS) == set(Element)


def test_every_hazard_and_row_is_on_it(text: str) -> None:
    for hazard in load_hazards().values():
        assert f'id="h-{hazard.id}"' in text
    for row in load_requirements():
        assert f'id="l-{row.id}"' in text


def test_models_have_their_cards(text: str) -> None:
    for card in MODELS.glob("*/card.md"):
        assert card.parent.name in text


def test_figures_are_shown_or_their_absence_is(
    client: Client, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(trusting, "FIGURES", tmp_path / "safety.md")
    trusting.figures.cache_clear()
    assert "does not hold the release" in client.get("/trust").content.decode()
    (tmp_path / "safety.md").write_text(
        "# Figures\n\n| goal | missed |\n| --- | --- |\n| S5 | 0 |\n"
    )
    trusting.figures.cache_clear()
    assert "<td>S5</td>" in client.get("/trust").content.decode()
    trusting.figures.cache_clear()


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("**a** `b`", "<p><strong>a</strong> <code>b</code></p>"),
        ("<script>x</script>", "<p>&lt;script&gt;x&lt;/script&gt;</p>"),
        ("- one\n- two\n  more", "<ul><li>one</li><li>two more</li></ul>"),
        ("[a](https://b.org)", '<p><a href="https://b.org" rel="noreferrer">a</a></p>'),
        ("[a](javascript:x)", "<p>a</p>"),
        ("<!-- made -->\n\ntext", "<p>text</p>"),
    ],
)
def test_our_markdown(text: str, html: str) -> Any:
    assert to_html(text) == html
