"""Every flow that is found: each path walked by the engine, each way out taken, each text fit."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import UTC, datetime
from functools import cache
from random import Random

import pytest

from evenkeel.core.dialogue import load_companion
from evenkeel.core.flows import (
    PERSON,
    STOPPED,
    Branch,
    Flow,
    FlowState,
    Said,
    Slot,
    SlotKind,
    Walkthrough,
    advance,
    begin,
    load_flows,
)
from evenkeel.core.flows.conditions import holds
from evenkeel.core.safety import SafetyState, Verdict
from evenkeel.site.library import Piece, problems
from tests.contract.replaying import replay

ALL = load_flows()
EACH = pytest.mark.parametrize("flow", ALL.values(), ids=ALL.keys())
WALKS = [(flow, walk) for flow in ALL.values() for walk in flow.walkthroughs]
NOW = datetime(2026, 3, 2, 15, tzinfo=UTC)
RATINGS = range(11)
VISITS = 2  # how often a path may come through one state


def fitting(slot: Slot | None) -> list[tuple[str, int | None]]:
    """Texts that fill a slot, with their number."""
    if slot is None:
        return [("well, that is how it is", None)]
    match slot.kind:
        case SlotKind.RATING:
            return [(str(n), n) for n in RATINGS]
        case SlotKind.CHOICE:
            return [(name.replace("_", " "), None) for name in slot.choices]
        case SlotKind.LIST:
            return [("one thing, another thing, a third thing", None), ("a, b", None)]
        case SlotKind.WHEN:
            return [("tomorrow after lunch", None)]
        case SlotKind.TEXT:
            plain = "some words that say it plainly enough to be an answer"
            return [(plain, None), (" and ".join([plain] * 3), None)]


HEARD = re.compile(r"[a-z]{4,}")


def unfit(slot: Slot | None, branch: Branch) -> list[tuple[str, int | None]]:
    """Texts that fill no slot, for branches on what was said instead."""
    words = ["…", "idk"]
    if branch.when:
        words += [f"{word} it is" for p in branch.when.hears for word in HEARD.findall(p)]
    return [(word, None) for word in words]


def messages(flow: Flow, state: FlowState, branch: Branch) -> Iterator[Said]:
    """Messages that may take this branch."""
    node = flow.states[state.state]
    slot = flow.slots[node.slot] if node.slot else None
    when = branch.when
    for text, number in (*fitting(slot), *unfit(slot, branch)):
        yield Said(
            text,
            number,
            cues=frozenset(when.cues[:1]) if when else frozenset(),
            emotions=frozenset(when.emotions[:1]) if when else frozenset(),
            traps=frozenset(when.traps[:1]) if when else frozenset(),
            triggers=frozenset(when.triggers[:1]) if when else frozenset(),
            intent=when.intent[0] if when and when.intent else "",
            intensity=(when.intensity.at_least or 0.0) if when and when.intensity else 0.0,
        )


def taken(flow: Flow, state: FlowState, said: Said) -> Branch | None:
    """The branch the engine's rules choose for this message; None when it asks again."""
    step = advance(flow, state, said)
    if step.asked_again:
        return None
    slots = step.state.slots if step.state else dict(state.slots)
    if step.state is None:
        node = flow.states[state.state]
        return next((b for b in node.go if b.to == step.exit), None)
    node = flow.states[state.state]
    return next(b for b in node.go if b.when is None or holds(b.when, said, slots, flow.measure))


@EACH
def test_every_branch_of_every_state_is_taken_on_some_path_and_every_path_ends(flow: Flow) -> None:
    """All paths, each state at most twice on one; states reached with different answers differ."""
    wanted = {(name, at) for name, node in flow.states.items() for at in range(len(node.go))}
    found: set[tuple[str, int]] = set()
    ends: set[str] = set()
    first = begin(flow).state
    assert first
    ahead: list[FlowState] = [first]
    seen: set[tuple[object, ...]] = set()
    while ahead:
        state = ahead.pop()
        ratings = tuple((k, v) for k, v in state.slots.items() if isinstance(v, int))
        choices = tuple(
            (k, v) for k, v in state.slots.items() if flow.slots[k].kind is SlotKind.CHOICE
        )
        key = (state.state, state.tries, ratings, choices)
        if key in seen:
            continue
        seen.add(key)
        node = flow.states[state.state]
        for at, branch in enumerate(node.go):
            for said in messages(flow, state, branch):
                step = advance(flow, state, said)
                assert step.says
                if taken(flow, state, said) is branch:
                    found.add((state.state, at))
                if step.exit:
                    ends.add(step.exit)
                if step.state and step.state.path.count(step.state.state) < VISITS:
                    ahead.append(step.state)
    assert not wanted - found
    assert ends >= set(flow.exits) - {STOPPED, PERSON}


@EACH
def test_from_every_state_there_is_a_way_out_and_a_way_to_a_person(flow: Flow) -> None:
    for name in flow.states:
        state = FlowState(flow=flow.id, state=name)
        left = advance(flow, state, Said("stop", stops=True))
        asked = advance(flow, state, Said("a human please", person=True))
        assert (left.state, left.exit) == (None, STOPPED)
        assert (asked.state, asked.exit) == (None, PERSON)
        assert "Help now" in " ".join(asked.says)
        assert not left.good
        assert not asked.good


@EACH
def test_an_answer_that_does_not_fit_is_asked_for_once_and_then_let_be(flow: Flow) -> None:
    for name, node in flow.states.items():
        if not node.slot or flow.slots[node.slot].kind is SlotKind.TEXT:
            continue
        state = FlowState(flow=flow.id, state=name)
        said = Said("?!")
        once = advance(flow, state, said)
        if once.asked_again:
            assert once.state
            assert not advance(flow, once.state, said).asked_again


@EACH
def test_its_words_are_fit_to_be_said(flow: Flow) -> None:
    assert not list(problems(Piece(flow.id, flow.texts, 5.0, flow.evidence)))
    for node in flow.states.values():
        for text in node.says:
            assert text.count("?") <= 1
            assert len(text.split()) <= 45


@cache
def companion():  # type: ignore[no-untyped-def]
    return load_companion()


@EACH
def test_the_guard_lets_every_text_through(flow: Flow) -> None:
    """What a flow says is what is said: nothing of it is replaced or mended."""
    safety, reader = companion().safety, companion().reader
    for said in ("hello", "it all feels pointless lately"):
        reading = reader.read(said, "en")
        decision = safety.assess(said, state=SafetyState(), reading=reading, now=NOW)
        if decision.required:
            continue
        card = safety.card(decision, "GB", NOW)
        for one in (*flow.states.values(), *flow.exits.values()):
            for text in (*one.says, *getattr(one, "again", ())):
                plain = re.sub(r"\{\w+\}", "a walk at noon", text)
                kept = safety.guard(plain, decision, card, recent=(), now=NOW, rng=Random(1))
                assert kept.verdict is Verdict.KEPT, (text, kept.reasons)


@pytest.mark.parametrize(("flow", "walk"), WALKS, ids=[f"{f.id}: {w.name}" for f, w in WALKS])
def test_a_stored_walkthrough_replays_with_the_real_reader(flow: Flow, walk: Walkthrough) -> None:
    replay(companion(), flow, walk, now=NOW, locale="en")
