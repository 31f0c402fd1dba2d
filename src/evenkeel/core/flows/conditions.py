"""Whether a branch's condition holds for a message and the answers so far.

Here: the comparison, all of what is given. Not here: reading the message (`core.language`).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import TYPE_CHECKING

from evenkeel.core.flows.schema import Between, Measure, When
from evenkeel.core.flows.slots import Value

if TYPE_CHECKING:
    from evenkeel.core.flows.engine import Said


def holds(
    when: When, said: Said, slots: Mapping[str, Value], measure: Measure | None = None
) -> bool:
    """Whether everything that `when` names holds.

    >>> from evenkeel.core.flows import Said, When
    >>> holds(When(cues=("yes", "idk")), Said("yes", cues=frozenset({"yes"})), {})
    True
    >>> holds(When(slots={"fear": {"at_least": 7}}), Said("7"), {"fear": 6})
    False
    """
    return all(
        (
            _any(when.cues, said.cues),
            not when.hears or any(re.search(p, said.text, re.IGNORECASE) for p in when.hears),
            _any(when.emotions, said.emotions),
            _any(when.traps, said.traps),
            _any(when.triggers, said.triggers),
            not when.intent or said.intent in when.intent,
            when.intensity is None or when.intensity.holds(said.intensity),
            when.words is None or when.words.holds(len(said.text.split())),
            all(_compares(slots.get(name), test) for name, test in when.slots.items()),
            when.moved is None or _moved(when.moved, slots, measure),
        )
    )


def _any(wanted: tuple[str, ...], found: frozenset[str]) -> bool:
    return not wanted or bool(found.intersection(wanted))


def _compares(value: Value | None, test: Between | tuple[str, ...]) -> bool:
    if isinstance(test, Between):
        return isinstance(value, int) and test.holds(value)
    return isinstance(value, str) and value in test


def _moved(test: Between, slots: Mapping[str, Value], measure: Measure | None) -> bool:
    if measure is None:
        return False
    before, after = slots.get(measure.before), slots.get(measure.after)
    return isinstance(before, int) and isinstance(after, int) and test.holds(before - after)
