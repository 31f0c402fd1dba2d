"""After a scene: one thing that worked and one to try, each with the member's own line.

Here: choosing what to say about the lines. Not here: the words (the coach's content), asking for a
second take (`core.dialogue.rehearsal`).
"""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from evenkeel.core.rehearsal.hearing import Said
from evenkeel.core.rehearsal.schema import Coach, Mark

# A line that is quoted whole; a longer one by its beginning.
QUOTED_WORDS: Final = 18
# A line to keep is one breath.
KEPT_WORDS: Final = 25

GOOD: Final = (Mark.ASK, Mark.BOUNDARY, Mark.FEELING, Mark.OFFER, Mark.FACT, Mark.LISTENED)
"""What is worth praising, the most needed first (DEAR MAN: assert before the rest)."""
SPOILS: Final = (Mark.ATTACK, Mark.GAVE_IN, Mark.APOLOGY, Mark.LONG, Mark.HEDGE)
"""What is worth trying without, the costliest first."""


@dataclass(frozen=True)
class Feedback:
    """`worked` and `try_next` are sentences; the keys name what they are about."""

    worked: str
    try_next: str
    worked_key: str
    try_key: str


def feedback(
    lines: Sequence[Said], coach: Coach, rng: random.Random, *, want: str = "",
    before: Sequence[Said] = (),
) -> Feedback:  # fmt: skip
    """What to say about a take; `before` are the lines of the first take, where this is the second.

    What is new since the first take is named first.
    """
    worked_key, line = _worked(lines, before)
    pool = coach.gained if worked_key.startswith("gained.") else coach.praise
    worked = rng.choice(pool[worked_key.removeprefix("gained.")])
    try_key, other = _to_try(lines)
    if try_key == "no_ask" and want:
        try_key = "no_ask_want"
    slots = {"line": quoted(line), "bare": quoted(other).rstrip(".?!"), "want": want.strip(" .")}
    slots["count"] = str(len(lines))
    advice = rng.choice(coach.advice[try_key])
    return Feedback(worked.format(**slots), advice.format(**slots), worked_key, try_key)


def best_line(lines: Sequence[Said]) -> str | None:
    """The line worth keeping: it asks or holds, attacks nobody, and is one breath long.

    >>> best_line([Said(text="hm"), Said(text="I need Friday.", marks=(Mark.ASK,))])
    'I need Friday.'
    """
    short = [one for one in lines if len(one.text.split()) <= KEPT_WORDS and not one.has(*SPOILS)]
    for marks in ((Mark.ASK, Mark.BOUNDARY), (Mark.OFFER,)):
        fit = [one.text for one in short if one.has(*marks)]
        if fit:
            return fit[-1]
    return None


def quoted(text: str) -> str:
    """A line as it is quoted: whole, or its beginning.

    >>> quoted("I need Friday off")
    'I need Friday off.'
    """
    words = text.strip(" \"'").split()
    if len(words) > QUOTED_WORDS:
        return " ".join(words[:QUOTED_WORDS]).rstrip(",;.") + "…"
    line = " ".join(words)
    return line if line[-1:] in ".?!…" or not line else f"{line}."


def _worked(lines: Sequence[Said], before: Sequence[Said]) -> tuple[str, str]:
    had = {mark for one in before for mark in one.marks}
    if before:
        for mark in GOOD:
            if mark not in had and (line := _with(lines, mark)):
                return f"gained.{mark}", line
        dropped = [mark for mark in SPOILS if mark in had and not _with(lines, mark)]
        if dropped:
            return f"gained.without_{dropped[0]}", ""
    firm = [one for one in lines if one.has(Mark.ASK, Mark.BOUNDARY) and not one.has(*SPOILS[:2])]
    if len(firm) > 1 and not any(one.has(Mark.GAVE_IN) for one in lines):
        return "held", firm[-1].text
    for mark in GOOD:
        if line := _with(lines, mark):
            return mark, line
    return "stayed", lines[-1].text if lines else ""


def _to_try(lines: Sequence[Said]) -> tuple[str, str]:
    for mark in SPOILS[:3]:
        if line := _with(lines, mark, clean=False):
            return mark, line
    if not any(one.has(Mark.ASK, Mark.BOUNDARY, Mark.OFFER) for one in lines):
        return "no_ask", ""
    for mark in SPOILS[3:]:
        if line := _with(lines, mark, clean=False):
            return mark, line
    if not any(one.has(Mark.FEELING) for one in lines):
        return "no_feeling", ""
    if not any(one.has(Mark.FACT) for one in lines):
        return "no_fact", ""
    return "nothing", ""


def _with(lines: Sequence[Said], mark: Mark, *, clean: bool = True) -> str:
    """The line that has the mark, one without spoilt parts before others."""
    found = [one for one in lines if one.has(mark)]
    best = [one for one in found if not one.has(*SPOILS)] if clean else []
    return next((one.text for one in (*best, *found)), "")
