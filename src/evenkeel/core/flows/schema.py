"""What a flow file holds, and what makes one wrong.

Here: the frozen schema of `content/flows/*.yaml` and its checks: every state is reached, every
state can end. Not here: running one (`engine`).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from enum import StrEnum
from typing import Self

from pydantic import Field, field_validator, model_validator

from evenkeel.core.content.evidence import Evidence
from evenkeel.core.content.loader import Content
from evenkeel.core.exercises.schema import Need, Part

STOPPED = "stopped"
"""The exit every flow has for "stop", "not now", "enough": from every state."""
PERSON = "person"
"""The exit every flow has for "I want to talk to somebody": from every state."""
ALWAYS = (STOPPED, PERSON)

FEWEST_VARIANTS = 2
# A word in a prompt that is filled from a slot.
_FILLED = re.compile(r"\{([a-z][a-z0-9_]*)\}")


def _patterns(lines: tuple[str, ...]) -> tuple[str, ...]:
    for line in lines:
        try:
            re.compile(line)
        except re.error as error:
            raise ValueError(f"{line!r} is no pattern: {error}") from error
    return lines


class SlotKind(StrEnum):
    TEXT = "text"
    """Their own words; `least_words` and no fewer."""
    RATING = "rating"
    """A number from 0 to 10."""
    CHOICE = "choice"
    """One of `choices`, heard by its patterns."""
    LIST = "list"
    """Several things, separated by commas, "and" or lines; at least `least_items`."""
    WHEN = "when"
    """A time, a day or a place in the day; words are kept as said."""


class Slot(Part):
    """One thing a flow asks for, and what counts as an answer.

    `choices` maps a choice's id to patterns that say it (any case), its own id and words aside.
    """

    kind: SlotKind
    least_words: int = Field(default=1, ge=1, le=10)
    least_items: int = Field(default=1, ge=1, le=6)
    choices: Mapping[str, tuple[str, ...]] = {}

    @model_validator(mode="after")
    def _choices_where_due(self) -> Self:
        if (self.kind is SlotKind.CHOICE) != bool(self.choices):
            raise ValueError("choices belong to a slot of kind choice, and only there")
        for patterns in self.choices.values():
            _patterns(patterns)
        return self


class Between(Part):
    """A range of numbers, both ends included; an end that is not given is open."""

    at_least: float | None = None
    at_most: float | None = None

    def holds(self, value: float) -> bool:
        return (self.at_least is None or value >= self.at_least) and (
            self.at_most is None or value <= self.at_most
        )


class When(Part):
    """A condition on this message's Reading and on what was answered. All that is given must hold.

    `cues` are the companion's cues, such as yes, no, idk (any of them); `hears` are patterns over
    the message (any). `emotions`, `traps`, `triggers` and `intent` are the reader's labels (any).
    `slots` compares answers: a range for a rating, a list of ids for a choice.
    """

    cues: tuple[str, ...] = ()
    hears: tuple[str, ...] = ()
    emotions: tuple[str, ...] = ()
    traps: tuple[str, ...] = ()
    triggers: tuple[str, ...] = ()
    intent: tuple[str, ...] = ()
    intensity: Between | None = None
    words: Between | None = None
    slots: Mapping[str, Between | tuple[str, ...]] = {}
    moved: Between | None = None
    """The first measure minus the second: how much it came down. Needs `measure`."""

    _hears = field_validator("hears")(_patterns)

    @model_validator(mode="after")
    def _something(self) -> Self:
        if self == When.model_construct():
            raise ValueError("a condition names at least one thing")
        return self


class Branch(Part):
    """Where to go next: to `to` when `when` holds; without `when`, always. The first one counts."""

    when: When | None = None
    to: str


class FlowNode(Part):
    """One state: what is said, which slot the answer fills, what if it does not, where next.

    `again` is said once when the answer does not fit the slot; after that the slot stays empty
    and the flow goes on. A state without `slot` takes any answer. `{slot}` in a prompt is filled
    with the member's own words or number, so a prompt puts it in quotes.
    """

    says: tuple[str, ...] = Field(min_length=FEWEST_VARIANTS)
    slot: str | None = None
    again: tuple[str, ...] = ()
    go: tuple[Branch, ...] = Field(min_length=1)

    @model_validator(mode="after")
    def _ends_in_always(self) -> Self:
        if self.go[-1].when is not None:
            raise ValueError("the last branch has no condition: there is always a way on")
        if any(branch.when is None for branch in self.go[:-1]):
            raise ValueError("only the last branch has no condition")
        if self.slot and not self.again:
            raise ValueError("a state with a slot has `again`, for an answer that does not fit")
        return self


class Exit(Part):
    """One way to end. `plan` becomes a small next step that is asked about later; slots fill it."""

    says: tuple[str, ...] = Field(min_length=FEWEST_VARIANTS)
    plan: str = ""
    good: bool = True
    """Whether the flow came to its own end, rather than being left."""


class Measure(Part):
    """The two rating slots that are compared, number against number."""

    before: str
    after: str


class WalkTurn(Part):
    """What the member says, and the state or exit the flow is in after it."""

    me: str
    at: str


class Walkthrough(Part):
    """One stored talk through the flow, replayed by a test with the real reader."""

    name: str
    turns: tuple[WalkTurn, ...] = Field(min_length=1)


class Flow(Content):
    """A conversation with steps: states joined by branches, with exits.

    `reason` is why it may help, in one sentence, said when it is offered.
    """

    title: str
    minutes: int = Field(ge=2, le=30)
    needs: tuple[Need, ...] = Field(min_length=1)
    not_for: tuple[Need, ...] = ()
    night: bool = False
    reason: str = Field(min_length=20)
    for_whom: str = Field(min_length=10)
    not_for_whom: tuple[str, ...] = Field(min_length=1)
    asked_for: tuple[str, ...] = Field(min_length=1)
    """Patterns of a member asking for it by name."""
    start: str
    slots: Mapping[str, Slot]
    measure: Measure | None = None
    states: Mapping[str, FlowNode]
    exits: Mapping[str, Exit]
    walkthroughs: tuple[Walkthrough, ...] = Field(min_length=2)
    evidence: Evidence

    _asked_for = field_validator("asked_for")(_patterns)

    @property
    def texts(self) -> tuple[str, ...]:
        """Every text a member reads, sources and patterns aside."""
        texts = [self.title, self.reason, self.for_whom, *self.not_for_whom]
        for node in self.states.values():
            texts += [*node.says, *node.again]
        for one in self.exits.values():
            texts += one.says
        return (*texts, self.evidence.says)

    def targets(self, state: str) -> tuple[str, ...]:
        """Where a state can lead by its own branches, each once, in order."""
        return tuple(dict.fromkeys(branch.to for branch in self.states[state].go))

    @model_validator(mode="after")
    def _is_a_chart(self) -> Self:
        if missing := [name for name in ALWAYS if name not in self.exits]:
            raise ValueError(f"every flow has the exits {', '.join(ALWAYS)}; missing: {missing}")
        if set(self.states) & set(self.exits):
            raise ValueError("a state and an exit have the same name")
        if self.start not in self.states:
            raise ValueError(f"it starts in {self.start!r}, which is no state")
        for name in self.states:
            for to in self.targets(name):
                if to not in self.states and to not in self.exits:
                    raise ValueError(f"state {name} leads to {to!r}, which is nowhere")
        self._everything_is_reached()
        self._everything_can_end()
        self._slots_are_known()
        return self

    def _everything_is_reached(self) -> None:
        seen, ahead = set(), [self.start]
        while ahead:
            name = ahead.pop()
            if name in seen:
                continue
            seen.add(name)
            if name in self.states:
                ahead += self.targets(name)
        lost = (set(self.states) | set(self.exits)) - seen - set(ALWAYS)
        if lost:
            raise ValueError(f"nothing leads to {sorted(lost)}")

    def _everything_can_end(self) -> None:
        ending = set(self.exits) - set(ALWAYS)
        grown = True
        while grown:
            more = {s for s in self.states if s not in ending and set(self.targets(s)) & ending}
            grown = bool(more)
            ending |= more
        if stuck := set(self.states) - ending:
            raise ValueError(f"from {sorted(stuck)} no exit is reached")

    def _slots_are_known(self) -> None:
        used = [(name, node.slot) for name, node in self.states.items() if node.slot]
        used += (
            [("measure", s) for s in (self.measure.before, self.measure.after)]
            if (self.measure)
            else []
        )
        for name, node in self.states.items():
            used += [
                (name, slot) for branch in node.go if branch.when for slot in branch.when.slots
            ]
            if not self.measure and any(b.when and b.when.moved for b in node.go):
                raise ValueError(f"state {name} asks what moved; the flow has no measure")
            used += [(name, slot) for text in node.says for slot in _FILLED.findall(text)]
        for name, one in self.exits.items():
            used += [(name, s) for text in (*one.says, one.plan) for s in _FILLED.findall(text)]
        if unknown := sorted(
            {f"{place}: {slot}" for place, slot in used if slot not in self.slots}
        ):
            raise ValueError(f"no such slot: {', '.join(unknown)}")
