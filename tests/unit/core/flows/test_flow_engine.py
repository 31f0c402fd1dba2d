"""The engine, on a flow made here: answers, branches, again once, ways out, waiting, resuming."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from evenkeel.core.flows import (
    FlowState,
    Interrupted,
    Said,
    Slot,
    advance,
    begin,
    pause,
    resume,
)
from evenkeel.core.flows.engine import LONGEST_PATH
from evenkeel.core.flows.slots import SAID_BACK_CHARS, value_in
from tests.unit.core.flows.test_flow_schema import made

NOW = datetime(2026, 3, 2, tzinfo=UTC)
MEASURED = {"measure": {"before": "fear", "after": "step"}, "slots": {
    "fear": {"kind": "rating"}, "step": {"kind": "rating"}}}  # fmt: skip


def started() -> FlowState:
    state = begin(made()).state
    assert state
    return state


def test_an_answer_fills_its_slot_and_chooses_the_branch() -> None:
    step = advance(made(), started(), Said("5", number=5))
    assert step.state
    assert (step.state.state, step.state.slots, step.state.path) == (
        "last",
        {"fear": 5},
        ("first",),
    )
    assert step.fill["fear"] == "5"
    assert advance(made(), started(), Said("8", number=8)).exit == "much"


def test_an_answer_that_does_not_fit_is_asked_for_once_more_only() -> None:
    once = advance(made(), started(), Said("dunno"))
    assert once.asked_again
    assert once.state
    assert once.says == ("A number?",)
    twice = advance(made(), once.state, Said("dunno"))
    assert twice.state
    assert (twice.state.state, twice.state.slots, twice.state.tries) == ("last", {}, 0)


def test_the_end_has_the_plan_in_their_words_and_what_moved() -> None:
    flow = made()
    at_last = advance(flow, started(), Said("5", number=5)).state
    assert at_last
    end = advance(flow, at_last, Said("ring my sister."))
    assert (end.state, end.exit, end.good, end.plan) == (None, "done", True, "ring my sister")
    measured = made(**MEASURED)
    at_last = advance(measured, started(), Said("5", number=5)).state
    assert at_last
    assert advance(measured, at_last, Said("2", number=2)).measured == (5, 2)


def test_stop_and_a_person_come_before_the_answer() -> None:
    assert advance(made(), started(), Said("5", number=5, stops=True)).exit == "stopped"
    assert advance(made(), started(), Said("5", number=5, person=True, stops=True)).exit == "person"


def test_a_state_that_is_gone_ends_the_flow_and_resuming_it_begins_afresh() -> None:
    gone = FlowState(flow="a-flow", state="removed", slots={"fear": 3})
    assert advance(made(), gone, Said("5", number=5)).exit == "stopped"
    again = resume(made(), gone)
    assert again.state
    assert (again.state.state, again.state.slots) == ("first", {"fear": 3})


def test_a_path_without_end_is_cut() -> None:
    long = FlowState(flow="a-flow", state="first", path=("first",) * LONGEST_PATH)
    assert advance(made(), long, Said("5", number=5)).exit == "stopped"


def test_waiting_keeps_everything_and_the_first_reason() -> None:
    at_last = advance(made(), started(), Said("5", number=5)).state
    assert at_last
    waits = pause(at_last, Interrupted.DISTRESS, now=NOW)
    assert pause(waits, Interrupted.AWAY, now=NOW).waits is Interrupted.DISTRESS
    back = resume(made(), waits).state
    assert back
    assert (back.state, back.slots, back.waits, back.since) == ("last", {"fear": 5}, None, None)


def test_its_state_survives_json() -> None:
    state = pause(started(), Interrupted.AWAY, now=NOW)
    assert FlowState.model_validate_json(state.model_dump_json()) == state


DISTANT = {"kind": "choice", "choices": {"far_off": [r"\bdistant\b"]}}


@pytest.mark.parametrize(
    ("slot", "text", "number", "value"),
    [
        ({"kind": "rating"}, "a 7", 7, 7),
        ({"kind": "rating"}, "a lot", None, None),
        ({"kind": "text", "least_words": 3}, "two words", None, None),
        ({"kind": "text", "least_words": 3}, "now three words", None, "now three words"),
        ({"kind": "text"}, "I don't know", None, None),
        ({"kind": "text"}, "…?", None, "…?"),
        ({"kind": "list", "least_items": 2}, "one", None, None),
        ({"kind": "list", "least_items": 2}, "1) one\n2) two", None, ("one", "two")),
        ({"kind": "list"}, "bread and butter", None, ("bread", "butter")),
        ({"kind": "when"}, "half past five", None, "half past five"),
        ({"kind": "when"}, "maybe", None, None),
        ({"kind": "when"}, "money", None, None),
        ({"kind": "when"}, "on sundays", None, "on sundays"),
        (DISTANT, "Distant I think", None, "far_off"),
        (DISTANT, "far off", None, "far_off"),
        (DISTANT, "near", None, None),
    ],
)  # fmt: skip
def test_what_fits_a_slot(
    slot: dict[str, object], text: str, number: int | None, value: object
) -> None:
    assert value_in(Slot.model_validate(slot), Said(text, number)) == value


def test_long_words_are_said_back_cut_at_a_word() -> None:
    flow = made()
    at_last = advance(flow, started(), Said("5", number=5)).state
    assert at_last
    end = advance(flow, at_last, Said("word " * 200))
    assert end.fill["step"].endswith("…")
    assert len(end.fill["step"]) <= SAID_BACK_CHARS + 2
    assert not end.fill["step"].startswith(" ")
