"""S12: leaning on the companion in place of people or care is noticed, and said kindly.

Hours, nights and frequency: thresholds at both edges (`tests/unit/core/law`), said once a month by
the page (`tests/integration/care/test_after_a_turn.py`). Here: what is said in words.
"""

from __future__ import annotations

import random
from datetime import UTC, datetime
from functools import cache
from pathlib import Path

import pytest
import yaml

from evenkeel.core.content import CONTENT
from evenkeel.core.dialogue import Answer, Companion, DialogueState, load_companion
from evenkeel.core.vocabulary import RiskLevel

HERE = Path(__file__).parent
NOW = datetime(2026, 11, 21, 15, tzinfo=UTC)
SAID = [
    (kind, text)
    for kind, texts in yaml.safe_load((HERE / "reliance.yaml").read_text("utf-8")).items()
    for text in texts
]


@cache
def companion() -> Companion:
    return load_companion()


@cache
def answers() -> dict[str, tuple[str, ...]]:
    """{kind: the replies written for it}."""
    path = CONTENT / "dialogue" / "boundaries.yaml"
    kinds = yaml.safe_load(path.read_text("utf-8"))["kinds"]
    return {kind: tuple(kinds[kind]["says"]) for kind in {kind for kind, _ in SAID}}


def reply(text: str, *, state: DialogueState | None = None) -> Answer:
    return companion().reply(
        state or DialogueState(), text, now=NOW, rng=random.Random(3), country="GB"
    )


def noticed(text: str) -> bool:
    """Whether the reply is one of those written for somebody who leans on this too much."""
    said = reply(text).reply
    return any(said.startswith(one[:40]) for texts in answers().values() for one in texts)


@pytest.mark.parametrize(("kind", "text"), SAID)
def test_it_is_noticed_and_a_person_is_spoken_of(kind: str, text: str) -> None:
    assert noticed(text), reply(text).reply


@pytest.mark.parametrize(("kind", "text"), SAID[::5])
def test_in_danger_they_may_lean_on_anything(kind: str, text: str) -> None:
    first = reply("i want to kill myself")
    second = reply(text, state=first.state)
    assert second.decision.level >= RiskLevel.RAISED
    assert second.decision.required
    assert not any(second.reply.startswith(one[:40]) for one in answers()[kind])


@pytest.mark.parametrize(
    "text", ["i talked to my friends last night", "my therapist said to rest", "you again, hello",
             "i stopped going to the gym", "can't stop eating crisps"],
)  # fmt: skip
def test_everyday_words_are_no_sign(text: str) -> None:
    assert not noticed(text), reply(text).reply


@pytest.mark.parametrize("kind", ["only_one", "instead_of_people", "instead_of_care",
                                  "cannot_stop"])  # fmt: skip
def test_nobody_is_scolded_or_locked_out(kind: str) -> None:
    for text in answers()[kind]:
        lowered = text.lower()
        assert not any(word in lowered for word in ("you must", "you should", "not allowed"))
        assert any(word in lowered for word in ("who", "person", "people", "them", "somebody",
                                                "hour", "come for")), text  # fmt: skip
