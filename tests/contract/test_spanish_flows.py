"""Flows in Spanish: every one is written, and its stored walkthroughs replay with the real reader.

Here: what an overlay of a flow must hold. Not here: their charts (`test_flows`), talks.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime
from functools import cache

import pytest

from evenkeel.core.content.languages import is_written
from evenkeel.core.dialogue import Companion, load_companion
from evenkeel.core.flows import Flow, Walkthrough, load_flows
from tests.contract.replaying import replay

ENGLISH, SPANISH = load_flows(), load_flows("es")
EACH = pytest.mark.parametrize("flow", SPANISH.values(), ids=SPANISH.keys())
WALKS = [(flow, walk) for flow in SPANISH.values() for walk in flow.walkthroughs]
NOW = datetime(2026, 3, 2, 15, tzinfo=UTC)
MOST_WORDS = 45


@cache
def companion() -> Companion:
    return load_companion(locale="es")


@EACH
def test_it_is_written_and_nothing_of_it_is_english(flow: Flow) -> None:
    assert is_written("es", "flows", flow.id)
    english = ENGLISH[flow.id]
    assert set(flow.texts) & set(english.texts) == set()
    assert set(flow.asked_for) & set(english.asked_for) == set()
    for name, slot in flow.slots.items():
        for choice, patterns in slot.choices.items():
            assert patterns != english.slots[name].choices[choice]
    for name, node in flow.states.items():
        for mine, theirs in zip(node.go, english.states[name].go, strict=True):
            assert mine.to == theirs.to
            heard = mine.when.hears if mine.when else ()
            assert not heard or (theirs.when and heard != theirs.when.hears)
    assert {x.plan for x in flow.exits.values() if re.search("[a-z]{4}", x.plan)} <= {
        x.plan for x in flow.exits.values()
    } - {x.plan for x in english.exits.values() if not x.plan.startswith("{")}


@EACH
def test_its_words_are_fit_to_be_said(flow: Flow) -> None:
    for node in flow.states.values():
        for text in node.says:
            assert text.count("?") == text.count("¿") <= 1
            assert "!" not in text
            assert len(text.split()) <= MOST_WORDS
    assert "Ayuda ahora" in " ".join(flow.exits["person"].says)


@pytest.mark.parametrize(("flow", "walk"), WALKS, ids=[f"{f.id}: {w.name}" for f, w in WALKS])
def test_a_stored_walkthrough_replays_in_spanish(flow: Flow, walk: Walkthrough) -> None:
    replay(companion(), flow, walk, now=NOW, locale="es")
