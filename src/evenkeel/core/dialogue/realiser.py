"""The authored realiser: a plan becomes sentences, none of them said before in the window.

Here: choosing variants, filling slots, keeping the length. Not here: deciding what to say
(`planner`) and the language-model realiser, which takes the same plan (`ports.LanguageModel`).
"""

from __future__ import annotations

import random
import re
from dataclasses import dataclass

from evenkeel.core.dialogue.plan import Part, Plan, said_id
from evenkeel.core.dialogue.state import DialogueState

# VOICE.md: match their length, never more than double it; 20 to 60 words is usual.
LEAST_WORDS = 24
MOST_WORDS = 60
BRIEF_WORDS = 20
NIGHT_WORDS = 32
# No sentence returns within this many replies; no question returns at all.
WINDOW = 6
USED_KEPT = 600

_SENTENCE = re.compile(r"(?<=[.?…])\s+")


@dataclass(frozen=True)
class Draft:
    """The words, and what of the content was said: `used` line keys, whether empathy was in it."""

    text: str
    used: tuple[str, ...]
    empathy: bool


def budget(words: int, *, night: bool, brief: bool) -> int:
    """How many words a reply to a message of `words` may have.

    >>> budget(3, night=False, brief=False), budget(25, night=False, brief=False)
    (24, 50)
    >>> budget(200, night=True, brief=False)
    32
    """
    most = BRIEF_WORDS if brief else NIGHT_WORDS if night else MOST_WORDS
    return min(most, max(LEAST_WORDS, 2 * words))


def realise(plan: Plan, *, state: DialogueState, rng: random.Random, limit: int) -> Draft:
    """Word the plan: each part once, optional parts left out when there is no room for them."""
    said: list[str] = []
    used: list[str] = []
    empathy = False
    room = limit
    for part in _within(plan.parts, limit):
        text, key = _word(part, state, rng, room, said)
        said.append(text)
        used.append(key)
        empathy = empathy or part.empathy
        room -= len(text.split())
    return Draft(" ".join(said), tuple(used), empathy)


def sentences(text: str) -> tuple[str, ...]:
    """Lower-case sentences of a reply, for the no-repeat window.

    >>> sentences("A 7. What makes it a 7?")
    ('a 7.', 'what makes it a 7?')
    """
    return tuple(s.strip().lower() for s in _SENTENCE.split(text) if s.strip())


def _within(parts: tuple[Part, ...], limit: int) -> tuple[Part, ...]:
    """Leave out optional parts, the first one first, until the shortest wording fits."""
    kept = list(parts)
    while sum(_least(p) for p in kept) > limit:
        spare = next((p for p in kept if not p.keep), None)
        if spare is None or len(kept) == 1:
            break
        kept.remove(spare)
    asks = [p for p in kept if p.ask]
    return tuple(p for p in kept if not p.ask or p is asks[-1])


def _least(part: Part) -> int:
    return min(len(_fill(v, part).split()) for v in part.variants)


def _word(
    part: Part, state: DialogueState, rng: random.Random, room: int, said: list[str]
) -> tuple[str, str]:
    options = list(part.variants)
    rng.shuffle(options)
    filled = [(_fill(v, part), said_id(v)) for v in options]

    heard_lately = {s for reply in (*state.recent, *said) for s in sentences(reply)}

    def rank(item: tuple[str, str]) -> tuple[bool, int, bool]:
        text, key = item
        heard = any(s in heard_lately for s in sentences(text))
        return (heard, state.used.get(key, -1), len(text.split()) > room)

    return min(filled, key=rank)


def _fill(variant: str, part: Part) -> str:
    slots = dict(part.slots)
    for name, value in part.slots.items():
        slots[name[:1].upper() + name[1:]] = value[:1].upper() + value[1:]
    return " ".join((variant.format_map(slots) if slots else variant).split())
