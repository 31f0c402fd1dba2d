"""Which answers fit a slot, and how a slot is said back.

Here: reading one value out of a message, and filling prompts. Not here: asking again (`engine`).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import TYPE_CHECKING

from evenkeel.core.flows.schema import Flow, Slot, SlotKind

if TYPE_CHECKING:
    from evenkeel.core.flows.engine import Said

Value = int | str | tuple[str, ...]

# Said back, the member's words are cut at a word, so that a prompt stays a prompt.
SAID_BACK_CHARS = 90
KEPT_CHARS = 2000
# Answers that are no answer to a question for words.
_NOTHING = re.compile(
    r"^\s*(?:i )?(?:idk|dunno|don'?t know|do not know|no idea|not sure|nothing|none|\?+|hm+|um+"
    r"|er+)[\s.?!…]*$",
    re.IGNORECASE,
)
_PARTED = re.compile(r"\s*(?:\n|;|,|\band then\b|\band\b)\s*")
_NUMBERED = re.compile(r"^\s*\d{1,2}[.)]\s*")
_WHEN = re.compile(
    r"\b(?:today|tonight|tomorrow|this|next|every|(?:mon|tues?|wednes|thurs?|fri|satur|sun)(?:day)?s?"
    r"|mornings?|afternoons?|evenings?|nights?|noon|midday|midnight|lunch|dinner|tea|breakfast"
    r"|before|after|at \d{1,2}|\d{1,2} ?(?:am|pm)|half past|quarter (?:past|to)|on (?:the|my) way"
    r"|in the|\d{1,2}[:.]\d\d|when|once|weekends?|now|later|o'?clock|(?:a few|some|\d+) minutes?"
    r"|hours?|first thing|work|bed|bedtime)\b",
    re.IGNORECASE,
)


def value_in(slot: Slot, said: Said) -> Value | None:
    """The slot's value in a message, or None where it does not fit.

    >>> from evenkeel.core.flows import Said, Slot
    >>> value_in(Slot(kind="rating"), Said("a 7", number=7))
    7
    >>> value_in(Slot(kind="list", least_items=2), Said("call her, write it down and wait"))
    ('call her', 'write it down', 'wait')
    >>> value_in(Slot(kind="text", least_words=3), Said("dunno")) is None
    True
    """
    text = " ".join(said.text.split())[:KEPT_CHARS]
    match slot.kind:
        case SlotKind.RATING:
            return said.number
        case SlotKind.CHOICE:
            return _choice(slot, text)
        case SlotKind.LIST:
            return _list(slot, said.text[:KEPT_CHARS])
        case SlotKind.WHEN:
            return text if _WHEN.search(text) else None
        case SlotKind.TEXT:
            enough = len(text.split()) >= slot.least_words
            return text if enough and not _NOTHING.match(text) else None


def filled(flow: Flow, slots: Mapping[str, Value]) -> Mapping[str, str]:
    """Every slot as it is said back; one without a value is three dots.

    >>> from evenkeel.core.flows import load_flows
    >>> flow = next(iter(load_flows().values()))
    >>> set(filled(flow, {}).values())
    {'…'}
    """
    return {name: _said(slots[name]) if name in slots else "…" for name in flow.slots}


def _said(value: Value) -> str:
    text = ", ".join(value) if isinstance(value, tuple) else str(value)
    text = text.strip().rstrip(".")
    if len(text) <= SAID_BACK_CHARS:
        return text
    return text[:SAID_BACK_CHARS].rsplit(" ", 1)[0].rstrip(",;") + " …"


def _choice(slot: Slot, text: str) -> str | None:
    plain = text.lower()
    for name, patterns in slot.choices.items():
        own = re.escape(name.replace("_", " "))
        if re.search("|".join((rf"\b{own}\b", *patterns)), plain, re.IGNORECASE):
            return name
    return None


def _list(slot: Slot, text: str) -> tuple[str, ...] | None:
    items = [_NUMBERED.sub("", part).strip(" .!-•*") for part in _PARTED.split(text)]
    found = tuple(item for item in items if item and not _NOTHING.match(item))
    return found if len(found) >= slot.least_items else None
