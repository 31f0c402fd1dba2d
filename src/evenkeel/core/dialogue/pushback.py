"""What they say against the talk itself: "I just told you", "you don't get it", "a chatbot, great".

Here: taking it well, and putting it right with something they did say. Not here: "this isn't
helping" and "shorter please" (`answers`), insults (`answers.about_us`).
"""

from __future__ import annotations

from typing import Any

from evenkeel.core.dialogue import explore
from evenkeel.core.dialogue.moves import Awaiting, Move
from evenkeel.core.dialogue.plan import Part, Plan, Talk

# Said against us in a longer message, it is a remark on the way to something else.
AGAINST_US_WORDS = 24
CUES = ("told_already", "dont_get_it", "let_down")


def pushed_back(talk: Talk) -> Plan | None:
    """Taken, without defence; then what we have of it so far, to be put right."""
    heard = talk.heard
    cue = next((one for one in CUES if heard.cue(one)), None)
    if cue is None or heard.words > AGAINST_US_WORDS:
        return None
    learnt = explore.learn(talk)
    changes: dict[str, Any] = {**learnt, "awaiting": Awaiting.OPEN, "tool": None, "options": ()}
    lately = " ".join(talk.state.recent).lower()
    known = next((c for c in reversed(talk.state.clauses) if c.lower() not in lately), None)
    if known is not None and cue != "let_down":
        lines = explore.unsaid(talk, talk.content.lines[f"{cue}.known"].says)
        if lines:
            part = Part(f"{cue}.known", lines, {"clause": known}, ask=_asks(lines))
            return Plan(Move.ANSWER, (part,), changes)
    lines = explore.unsaid(talk, talk.content.lines[cue].says)
    return Plan(Move.ANSWER, (Part(cue, lines, ask=_asks(lines)),), changes) if lines else None


def _asks(lines: tuple[str, ...]) -> bool:
    return all("?" in one for one in lines)
