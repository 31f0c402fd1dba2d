"""A short rehearsal without a scene, for a language that has no roles yet: two takes, one line.

Here: those takes. Not here: scenes with a role and a difficulty (`rehearsal`).
"""

from __future__ import annotations

from evenkeel.core.dialogue import explore
from evenkeel.core.dialogue.moves import Awaiting
from evenkeel.core.dialogue.plan import Plan, Talk

# Longer lines lose the listener (Linehan 2015, DEAR MAN: one clear ask).
LONG_LINE_WORDS = 30
# A rehearsal: their line, an answer that pushes back, a second take.
TAKES = ("rehearse.first", "rehearse.pushback")


def start(talk: Talk) -> Plan:
    """Who they are, and what is to be said."""
    changes = {"awaiting": Awaiting.REHEARSE, "guide_step": 0}
    unsaid = explore.unsaid(talk, talk.content.lines["rehearse"].says)
    return talk.say("rehearse" if unsaid else "rehearse.again", changes=changes)


def go_on(talk: Talk) -> Plan:
    """Their line, then what is in it, a second take, and one sentence to keep."""
    take = talk.state.guide_step
    if take >= len(TAKES):
        return talk.say(
            "rehearse.done",
            changes={"awaiting": Awaiting.WHEN, "step": talk.content.tongue.file.rehearsed},
        )
    changes = {"awaiting": Awaiting.REHEARSE, "guide_step": take + 1}
    return talk.say(_take(talk, TAKES[take]), changes=changes)


def _take(talk: Talk, key: str) -> str:
    """A long line is asked for shorter; a line without an "I" is asked for with one."""
    if key != "rehearse.first":
        return key
    if talk.heard.words > LONG_LINE_WORDS:
        return "rehearse.first.long"
    owns = {*talk.content.tongue.file.owns} & set(talk.heard.folded.lower().split())
    return "rehearse.first" if owns else "rehearse.first.no_i"
