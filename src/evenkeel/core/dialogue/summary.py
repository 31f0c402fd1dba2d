"""Summing up: two clauses of theirs that can stand alone, once, and only where it is wanted.

Here: which clauses are fit for it and when it is time. Not here: turning a clause to "you"
(`clauses`), the turns before it (`explore`).
"""

from __future__ import annotations

from typing import Any

from evenkeel.core.dialogue.moves import Awaiting, Move, Stage
from evenkeel.core.dialogue.plan import Plan, Talk
from evenkeel.core.dialogue.tongue import Tongue, load_tongue

# A summary needs that many turns of substance and that many clauses that can stand alone.
ENOUGH_TURNS = 5
ENOUGH_CLAUSES = 2
CLAUSE_WORDS = (4, 12)
# A clause without a feeling in it is worth saying back from so many words on.
SAYS_ENOUGH = 6
# Shapes of a talk that has moved on: no looking back over it now.
LOOKS_AHEAD = ("plan_idea", "went_well", "did_it", "worth_reporting")
# A shorter message is answered, not summed up.
FEWEST_WORDS = 4


def summarise(talk: Talk, learnt: dict[str, Any]) -> Plan:
    """Two clauses that can stand alone, in their order, and a check."""
    first, second = _two(learnt["clauses"], talk.content.tongue)
    slots = {"c1": first, "c2": second}
    questions = talk.state.style.questions
    check = talk.line("summary.check" if questions else "summary.check.no_questions")
    changes = {
        **learnt, "awaiting": Awaiting.SUMMARY, "asked_about": None, "stage": Stage.UNDERSTOOD,
        "summaries": talk.state.summaries + 1, "explored": talk.state.explored + 1,
    }  # fmt: skip
    parts = (talk.line("summary.2", slots, ask=False), check)
    return Plan(move=Move.SUMMARISE, parts=parts, changes=changes)


def solid(clause: str, tongue: Tongue | None = None) -> bool:
    """Whether a clause, already turned to "you", can stand alone in a summary.

    >>> solid("your manager moved the deadline again last night")
    True
    >>> solid("you told the doctor yeah"), solid("they keep transferring you")
    (False, False)
    """
    tongue = tongue or load_tongue()
    words, bare = clause.split(), tongue.folded(clause)
    fits = CLAUSE_WORDS[0] <= len(words) <= CLAUSE_WORDS[1] and "," not in clause
    plain = not tongue.weak.search(bare) and not tongue.grave.search(bare)
    return fits and bool(tongue.solid.match(bare)) and plain


def _two(clauses: tuple[str, ...], tongue: Tongue) -> tuple[str, str]:
    """The first and the most telling of the others."""

    def telling(clause: str) -> tuple[bool, int]:
        feels = tongue.feels.search(tongue.folded(clause))
        return feels is not None, clauses.index(clause)

    rest = sorted(clauses[1:], key=telling)
    return clauses[0], rest[-1]


def telling(talk: Talk, clauses: tuple[str, ...]) -> str | None:
    """The latest of these clauses that holds some feeling, or else says enough by itself."""
    tongue = talk.content.tongue
    felt = (c for c in reversed(clauses) if tongue.feels.search(tongue.folded(c)))
    said = (c for c in reversed(clauses) if len(c.split()) >= SAYS_ENOUGH)
    return next(felt, None) or next(said, None)


def ready(  # noqa: PLR0911 (one bar after another)
    talk: Talk, learnt: dict[str, Any]
) -> bool:
    """Whether there is enough to sum up, and nothing that forbids it."""
    state = talk.state
    if state.tender or state.listening or state.sitting or state.good:
        return False
    if state.summaries or state.choices:
        return False
    if talk.careful:
        return False
    heard = talk.heard
    if (
        heard.thought
        or heard.scene
        or heard.words < FEWEST_WORDS
        or heard.night
        or heard.text.endswith("?")
    ):
        return False
    if heard.cue("asks_advice", "asks_tool", "idk", "progress", "better"):
        return False
    if "!" in heard.text or (heard.shape and heard.shape.id in LOOKS_AHEAD):
        return False
    enough = len(learnt["clauses"]) >= ENOUGH_CLAUSES and telling(talk, learnt["clauses"])
    return bool(enough) and state.explored >= ENOUGH_TURNS
