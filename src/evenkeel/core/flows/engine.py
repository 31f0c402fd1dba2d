"""One message takes a flow to its next state, asks again, ends it, or leaves it waiting.

Here: the pure step, pausing and resuming. Not here: what a cue is or how a line is chosen among its
variants (`core.dialogue`); which answers fit a slot (`slots`); what holds (`conditions`).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from types import MappingProxyType

from pydantic import BaseModel, ConfigDict

from evenkeel.core.flows.conditions import holds
from evenkeel.core.flows.schema import PERSON, STOPPED, Flow, When
from evenkeel.core.flows.slots import Value, filled, value_in

# How often an answer that does not fit is asked for again, before the flow goes on without it.
ASKS_AGAIN = 1
# A path is kept for the record; longer than this and something goes round.
LONGEST_PATH = 60


class Interrupted(StrEnum):
    """Why a flow waits."""

    DISTRESS = "distress"
    DIGRESSION = "digression"
    AWAY = "away"


class FlowState(BaseModel):
    """Where a member is in a flow: JSON-serialisable, kept in the conversation's sealed state.

    `tries` counts asking again in this state; `waits` says why it is interrupted, `since` when.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    flow: str
    state: str
    slots: dict[str, Value] = {}
    path: tuple[str, ...] = ()
    tries: int = 0
    waits: Interrupted | None = None
    since: datetime | None = None


@dataclass(frozen=True, slots=True)
class Said:
    """One message as a flow sees it: its text and what the reader and the companion heard in it.

    `stops` and `person` are the two ways out: the companion decides what counts as either.
    `locale` is the language that it is read in.
    """

    text: str
    number: int | None = None
    cues: frozenset[str] = frozenset()
    emotions: frozenset[str] = frozenset()
    traps: frozenset[str] = frozenset()
    triggers: frozenset[str] = frozenset()
    intent: str = ""
    intensity: float = 0.0
    stops: bool = False
    person: bool = False
    locale: str = "en"


@dataclass(frozen=True, slots=True)
class Step:
    """What comes of a message. `state` is None once the flow is over, then `exit` names how.

    `key` is a stable name of what is said; `says` are its variants, `fill` their slots.
    `asked_again` is true when the answer did not fit. `plan` is a small next step in the member's
    words; `measured` the two ratings where both are there.
    """

    state: FlowState | None
    key: str
    says: tuple[str, ...]
    fill: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    exit: str | None = None
    good: bool = False
    asked_again: bool = False
    plan: str = ""
    measured: tuple[int, int] | None = None


def begin(flow: Flow, slots: Mapping[str, Value] | None = None) -> Step:
    """The first state. `slots` are answers already known, such as the thought just said.

    >>> from evenkeel.core.flows import load_flows
    >>> flow = next(iter(load_flows().values()))
    >>> begin(flow).state.state == flow.start
    True
    """
    known = {name: value for name, value in (slots or {}).items() if name in flow.slots}
    return _enter(flow, FlowState(flow=flow.id, state=flow.start, slots=known), flow.start)


def advance(flow: Flow, state: FlowState, said: Said) -> Step:
    """One message on. The two ways out come first, from every state; then the slot, then branches.

    A state that the file no longer has ends the flow, rather than the talk.
    """
    if said.person:
        return _leave(flow, state, PERSON)
    if said.stops or state.state not in flow.states or len(state.path) >= LONGEST_PATH:
        return _leave(flow, state, STOPPED)
    node = flow.states[state.state]
    slots = dict(state.slots)
    if node.slot:
        value = value_in(flow.slots[node.slot], said)
        if value is None:
            elsewhere = any(b.when and _holds(flow, b.when, said, slots) for b in node.go)
            if not elsewhere and state.tries < ASKS_AGAIN:
                again = state.model_copy(update={"tries": state.tries + 1, "waits": None})
                return Step(
                    again, f"flow:{flow.id}.{state.state}.again", node.again,
                    filled(flow, slots), asked_again=True,
                )  # fmt: skip
        else:
            slots[node.slot] = value
    to = next(b.to for b in node.go if b.when is None or _holds(flow, b.when, said, slots))
    moved = state.model_copy(
        update={"slots": slots, "tries": 0, "waits": None, "since": None,
                "path": (*state.path, state.state)}
    )  # fmt: skip
    return _leave(flow, moved, to) if to in flow.exits else _enter(flow, moved, to)


def pause(state: FlowState, why: Interrupted, *, now: datetime) -> FlowState:
    """The flow waits where it is; nothing said so far is lost. The first reason is kept."""
    if state.waits is not None:
        return state
    return state.model_copy(update={"waits": why, "since": now})


def resume(flow: Flow, state: FlowState) -> Step:
    """Asks again what was open when it was interrupted; a state that is gone starts afresh."""
    if state.state not in flow.states:
        return begin(flow, state.slots)
    going = state.model_copy(update={"waits": None, "since": None, "tries": 0})
    return _enter(flow, going, state.state)


def _holds(flow: Flow, when: When, said: Said, slots: Mapping[str, Value]) -> bool:
    return holds(when, said, slots, flow.measure)


def _enter(flow: Flow, state: FlowState, to: str) -> Step:
    here = state.model_copy(update={"state": to})
    return Step(here, f"flow:{flow.id}.{to}", flow.states[to].says, filled(flow, here.slots))


def _leave(flow: Flow, state: FlowState, way: str) -> Step:
    one = flow.exits[way]
    fill = filled(flow, state.slots)
    return Step(
        None, f"flow:{flow.id}.{way}", one.says, fill, exit=way,
        good=one.good and way not in (STOPPED, PERSON),
        plan=one.plan.format_map(fill) if one.plan else "",
        measured=_measured(flow, state.slots),
    )  # fmt: skip


def _measured(flow: Flow, slots: Mapping[str, Value]) -> tuple[int, int] | None:
    if flow.measure is None:
        return None
    before, after = slots.get(flow.measure.before), slots.get(flow.measure.after)
    return (before, after) if isinstance(before, int) and isinstance(after, int) else None
