"""Every reader's artefact: its size, its card, and that anything at all can be put to it."""

from __future__ import annotations

from pathlib import Path

import pytest

from evenkeel.core.content import MODELS
from evenkeel.core.language import load_reader
from evenkeel.core.vocabulary import Intent, Pathway, RiskLevel

LARGEST_MB = 30
ARTEFACTS = sorted(MODELS.glob("reader-*"))
# Words a model card has to have (data, licences, seeds, limits).
SAID_ON_A_CARD = ("seed", "limits", "by")


@pytest.mark.parametrize("folder", ARTEFACTS, ids=lambda path: path.name)
def test_artefact_is_small_and_has_a_card(folder: Path) -> None:
    size = sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())
    assert size <= LARGEST_MB * 1_000_000
    card = (folder / "card.md").read_text(encoding="utf-8").lower()
    assert all(word in card for word in SAID_ON_A_CARD)


def test_the_heads_speak_the_shared_vocabulary() -> None:
    reading = load_reader().read("my manager shouted at me and i feel sick about tomorrow")
    assert set(reading.risk_levels) == {level.name.lower() for level in RiskLevel}
    assert set(reading.risk_pathways) <= {pathway.value for pathway in Pathway}
    assert sum(reading.risk_levels.values()) == pytest.approx(1, abs=0.01)
    assert isinstance(reading.intent, Intent)
    assert len(reading.emotions) == 36
