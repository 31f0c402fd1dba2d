"""Our own labelled lines: known labels, enough of them, and no line on both sides."""

from __future__ import annotations

from collections import Counter

import pytest

from evenkeel.core.content.loader import LANGUAGES, load_file
from evenkeel.core.language.lexicon import TrapFile
from evenkeel.core.language.tokens import normalise
from evenkeel.core.vocabulary import Intent
from training.utterances import Utterances

FOLDER = LANGUAGES / "en" / "utterances"
HEADS = ("intent", "traps", "states")
STATES = {
    "overwhelmed", "lonely", "hopeless", "numb", "ashamed", "stressed", "exhausted", "hurt",
    "nothing",
}  # fmt: skip


def load(head: str) -> Utterances:
    return load_file(FOLDER / f"{head}.yaml", Utterances)


@pytest.mark.parametrize("head", HEADS)
def test_no_line_is_both_trained_and_tested_on(head: str) -> None:
    file = load(head)
    sides: dict[bool, set[str]] = {True: set(), False: set()}
    for name, batch in file.batches.items():
        sides[name in file.held_out] |= {normalise(x) for lines in batch.values() for x in lines}
    assert set(file.held_out) < set(file.batches)
    assert sides[True]
    assert not sides[True] & sides[False]


@pytest.mark.parametrize("head", HEADS)
def test_a_line_stands_once_under_a_label(head: str) -> None:
    for batch in load(head).batches.values():
        for lines in batch.values():
            assert [k for k, n in Counter(lines).items() if n > 1] == []


def test_every_label_is_known_and_in_every_batch() -> None:
    traps = load_file(LANGUAGES / "en" / "lexicon" / "traps.yaml", TrapFile).traps
    known = {
        "intent": {intent.value for intent in Intent},
        "traps": {*traps, "none"},
        "states": STATES,
    }
    for head in HEADS:
        for batch in load(head).batches.values():
            assert set(batch) == known[head]


def test_there_are_enough_intent_lines() -> None:
    batches = load("intent").batches.values()
    assert sum(len(lines) for batch in batches for lines in batch.values()) >= 500
