"""A wrong flow is refused, and told what is wrong."""

from __future__ import annotations

from typing import Any

import pytest
from pydantic import ValidationError

from evenkeel.core.flows import Flow

MOVED = {"when": {"moved": {"at_least": 1}}, "to": "done"}
SAYS = ["One?", "The same?"]
ENDS = ["So be it.", "Fine."]
GOOD: dict[str, Any] = {
    "title": "A flow",
    "minutes": 3,
    "needs": ["stress"],
    "reason": "It may help to see it in order.",
    "for_whom": "Anybody at all.",
    "not_for_whom": ["Nobody."],
    "asked_for": [r"\ba flow\b"],
    "start": "first",
    "slots": {"fear": {"kind": "rating"}, "step": {"kind": "text"}},
    "states": {
        "first": {
            "says": SAYS, "slot": "fear", "again": ["A number?"],
            "go": [
                {"when": {"slots": {"fear": {"at_least": 8}}}, "to": "much"}, {"to": "last"},
            ],
        },
        "last": {
            "says": ["\"{fear}\"?", "So?"], "slot": "step", "again": ["?"], "go": [{"to": "done"}],
        },
    },
    "exits": {
        "done": {"says": ENDS, "plan": "{step}"}, "much": {"says": ENDS},
        "stopped": {"says": ENDS}, "person": {"says": ENDS},
    },
    "walkthroughs": [{"name": "a", "turns": [{"me": "9", "at": "much"}]}] * 2,
    "evidence": {"strength": "some", "says": "In small trials.", "sources": ["A (2001). B."]},
}  # fmt: skip


def made(**changes: Any) -> Flow:
    return Flow.model_validate({"id": "a-flow", **GOOD, **changes})


def with_state(name: str, **changes: Any) -> dict[str, Any]:
    states = GOOD["states"]
    return {"states": {**states, name: {**states.get(name, {}), **changes}}}


def test_the_good_one_is_good() -> None:
    assert made().targets("first") == ("much", "last")


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"start": "nowhere"}, "which is no state"),
        (with_state("last", go=[{"to": "nowhere"}]), "which is nowhere"),
        (with_state("last", go=[{"to": "last"}]), "nothing leads to"),
        (with_state("extra", says=SAYS, go=[{"to": "done"}]), "nothing leads to"),
        (with_state("last", says=["{who}?", "{who}?"]), "no such slot"),
        (with_state("last", slot="who"), "no such slot"),
        (with_state("last", again=[]), "again"),
        (with_state("last", says=["One?"]), "at least 2"),
        (with_state("last", go=[{"when": {"cues": ["yes"]}, "to": "done"}]), "no condition"),
        (with_state("last", go=[{"to": "done"}, {"to": "much"}]), "only the last"),
        (with_state("last", go=[{"when": {}, "to": "done"}, {"to": "done"}]), "at least one thing"),
        (with_state("last", go=[MOVED, {"to": "done"}]), "no measure"),
        ({"exits": {k: v for k, v in GOOD["exits"].items() if k != "person"}}, "person"),
        ({"slots": {**GOOD["slots"], "kind": {"kind": "choice"}}}, "choices belong"),
        ({"walkthroughs": GOOD["walkthroughs"][:1]}, "at least 2"),
        ({"asked_for": ["("]}, "no pattern"),
    ],
)  # fmt: skip
def test_a_wrong_one_is_refused(changes: dict[str, Any], says: str) -> None:
    with pytest.raises((ValidationError, ValueError), match=says):
        made(**changes)


def test_a_circle_without_an_end_is_refused() -> None:
    states = {
        "first": {"says": SAYS, "go": [{"to": "second"}]},
        "second": {
            "says": SAYS,
            "go": [{"when": {"cues": ["yes"]}, "to": "first"}, {"to": "second"}],
        },
    }
    exits = {"stopped": {"says": ENDS}, "person": {"says": ENDS}}
    with pytest.raises(ValidationError, match="no exit is reached"):
        made(states=states, exits=exits, slots={})
