"""Flows: conversations with steps, as content: a statechart that asks, checks and branches.

Here: the schema of `content/flows/*.yaml`, and the engine that takes one message to the next state.
Not here: any one flow (each is one file, named nowhere else), when one is offered and how its words
are said (`core.dialogue`), where its state is kept (the shell, sealed).
"""

from evenkeel.core.flows.catalogue import load_flows
from evenkeel.core.flows.engine import (
    FlowState,
    Interrupted,
    Said,
    Step,
    advance,
    begin,
    pause,
    resume,
)
from evenkeel.core.flows.schema import (
    PERSON,
    STOPPED,
    Branch,
    Exit,
    Flow,
    FlowNode,
    Slot,
    SlotKind,
    Walkthrough,
    When,
)

__all__ = [
    "PERSON",
    "STOPPED",
    "Branch",
    "Exit",
    "Flow",
    "FlowNode",
    "FlowState",
    "Interrupted",
    "Said",
    "Slot",
    "SlotKind",
    "Step",
    "Walkthrough",
    "When",
    "advance",
    "begin",
    "load_flows",
    "pause",
    "resume",
]
