"""Which answers fit a slot, and how a slot is said back.

Here: reading one value out of a message, and filling prompts. Not here: asking again (`engine`).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from evenkeel.core.content.loader import LANGUAGES, Content, load_file
from evenkeel.core.flows.schema import Flow, Slot, SlotKind

if TYPE_CHECKING:
    from evenkeel.core.flows.engine import Said

Value = int | str | tuple[str, ...]

# Said back, the member's words are cut at a word, so that a prompt stays a prompt.
SAID_BACK_CHARS = 90
KEPT_CHARS = 2000
_NUMBERED = re.compile(r"^\s*\d{1,2}[.)]\s*")


class AnswersFile(Content):
    """`languages/<locale>/lexicon/answers.yaml`: patterns, tried without regard to case.

    `nothing`: a whole message that is no answer; `parted`: between two things of a list; `moment`:
    a time, a day or a place in the day.
    """

    nothing: str
    parted: str
    moment: str


@dataclass(frozen=True, slots=True)
class Answers:
    """What counts as an answer in one language, compiled."""

    nothing: re.Pattern[str]
    parted: re.Pattern[str]
    moment: re.Pattern[str]


@lru_cache(maxsize=8)
def load_answers(locale: str = "en") -> Answers:
    """A language's patterns; English where it has none of its own. Raises `ContentError`.

    >>> bool(load_answers("es").moment.search("mañana después de comer"))
    True
    """
    own = LANGUAGES / locale / "lexicon" / "answers.yaml"
    path = own if own.exists() else LANGUAGES / "en" / "lexicon" / "answers.yaml"
    file = load_file(path, AnswersFile)
    return Answers(
        *(re.compile(one, re.IGNORECASE) for one in (file.nothing, file.parted, file.moment))
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
    answers = load_answers(said.locale)
    match slot.kind:
        case SlotKind.RATING:
            return said.number
        case SlotKind.CHOICE:
            return _choice(slot, text)
        case SlotKind.LIST:
            return _list(slot, said.text[:KEPT_CHARS], answers)
        case SlotKind.WHEN:
            return text if answers.moment.search(text) else None
        case SlotKind.TEXT:
            enough = len(text.split()) >= slot.least_words
            return text if enough and not answers.nothing.match(text) else None


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


def _list(slot: Slot, text: str, answers: Answers) -> tuple[str, ...] | None:
    items = [_NUMBERED.sub("", part).strip(" .!-•*") for part in answers.parted.split(text)]
    found = tuple(item for item in items if item and not answers.nothing.match(item))
    return found if len(found) >= slot.least_items else None
