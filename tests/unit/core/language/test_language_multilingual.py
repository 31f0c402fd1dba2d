"""Other languages: what is known is read, what is not is said to be unknown, nothing raises."""

from __future__ import annotations

import shutil
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evenkeel.core.language import load_reader
from evenkeel.core.language.foreign import impression, more_dangerous
from evenkeel.core.language.model import ModelError
from evenkeel.core.language.multilingual import (
    DESCRIBED,
    MOST_CHARACTERS,
    PACKAGED,
    TABLE,
    grams,
    load_multilingual,
)

SAD = {
    "es": "Estoy muy triste, he llorado todo el día",
    "ru": "Мне очень грустно, я плачу весь день",
}


@pytest.mark.parametrize(("language", "text"), SAD.items())
def test_sadness_is_heard(language: str, text: str) -> None:
    found = load_multilingual().read(text, language)
    assert found is not None
    assert found.emotions["sadness"] > found.emotions["joy"]


def test_an_artefact_without_a_table_is_refused(tmp_path: Path) -> None:
    shutil.copy(PACKAGED / DESCRIBED, tmp_path / DESCRIBED)
    with np.load(PACKAGED / TABLE) as file:
        kept = {name: file[name] for name in file.files if not name.startswith("de.")}
    np.savez(tmp_path / TABLE, **kept)
    with pytest.raises(ModelError, match="cannot be read"):
        load_multilingual(tmp_path)


def test_an_unknown_language_is_none() -> None:
    assert load_multilingual().read("tere", "xx") is None
    reading = impression("tere", "tere", "xx")
    assert reading.unreadable
    assert not reading.emotions


@given(st.text(max_size=200))
@settings(max_examples=80, deadline=None)
def test_any_text_gives_probabilities(text: str) -> None:
    found = load_multilingual().read(text, "de")
    assert found is not None
    assert all(0 <= p <= 1 for p in found.emotions.values())
    assert sum(found.risk_levels.values()) == pytest.approx(1, abs=0.01)
    assert 0 <= found.intensity <= 3


def test_only_so_much_is_read() -> None:
    long = "müde " * MOST_CHARACTERS
    assert grams(long)[0].tolist() == grams(long[:MOST_CHARACTERS])[0].tolist()


def test_the_reader_hands_another_language_on() -> None:
    reading = load_reader().read("Ich will nicht mehr leben, ich will heute Nacht sterben")
    assert reading.language == "de"
    assert reading.unreadable
    assert reading.risk_levels["none"] < 0.5


def test_of_two_readings_the_more_dangerous_counts() -> None:
    quiet, loud = {"none": 0.9, "high": 0.1}, {"none": 0.2, "high": 0.8}
    assert more_dangerous(quiet, loud) == more_dangerous(loud, quiet) == loud
    assert more_dangerous({}, loud) == loud
    assert more_dangerous(quiet, {}) == quiet
