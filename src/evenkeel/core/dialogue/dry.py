"""Irony: "oh great, another lovely monday". Heard as the opposite of what it says, and met dryly.

Here: telling it from good news, and the reply. Not here: jokes (`answers.joke`), insults aimed at
us (`answers.about_us`), what the reader makes of single words (`core.language`).
"""

from __future__ import annotations

from typing import Any

from evenkeel.core.dialogue import explore
from evenkeel.core.dialogue.moves import Awaiting, Move
from evenkeel.core.dialogue.plan import Part, Plan, Talk, said_id

# A short "brilliant" or "can't wait" is meant the other way round so soon after something hard.
HARD_LASTS = 4
# A longer message holds something to answer beside its tone.
MOST_WORDS = 18
# The tone is remarked on once in so many turns.
NOT_AGAIN = 6
# While these are awaited, "brilliant" is about what we are doing together.
BUSY = (
    Awaiting.GUIDE, Awaiting.BEFORE, Awaiting.AFTER, Awaiting.STEP, Awaiting.WHEN, Awaiting.MORE,
    Awaiting.FOLLOW_UP, Awaiting.REMEMBER, Awaiting.OFFER, Awaiting.OTHER_TOOL, Awaiting.SUMMARY,
    Awaiting.PERSON, Awaiting.FLOW_BACK,
)  # fmt: skip


MET, TRIED = "irony.met", "irony.tried"
FAR = -99


def dry(talk: Talk) -> Plan | None:
    """The tone is met once or twice; after that what is said is answered as any other."""
    heard, state = talk.heard, talk.state
    if state.awaiting in BUSY or heard.words > MOST_WORDS or state.tender or state.sitting:
        return None
    told = heard.scene is not None and heard.scene.news != "good"
    if told and heard.cue("good_news"):
        told = False  # "great news, they promoted the fraud": no moment of their own
    if told or heard.thought or not _ironic(talk):
        return None
    learnt: dict[str, Any] = {
        **explore.learn(talk), "clauses": state.clauses, "feeling": state.feeling, "good": False,
        "glad": False, "hard_turn": state.turn,
    }  # fmt: skip
    lines = _met(talk)
    if not lines:  # the tone is known by now: what they tell is answered
        made = explore.explore(talk, learnt)
        filler = all(part.key.startswith(("fits.", "ask.", "detail.")) for part in made.parts)
        lines = explore.unsaid(talk, talk.content.lines["irony.heard"].says) if filler else ()
        if not lines:
            return made
    changes = {
        **learnt, "explored": state.explored + 1, "awaiting": Awaiting.OPEN, "asked_about": None,
    }  # fmt: skip
    asks = all("?" in line for line in lines)
    return Plan(Move.REFLECT_CONTENT, (Part("irony", lines, ask=asks),), changes)


def _met(talk: Talk) -> tuple[str, ...]:
    """Lines that meet the tone, where it was not met just before."""
    if not explore.may_ask(talk) and not explore.may_press(talk):
        return ()
    lines = talk.content.lines
    if talk.heard.cue("ironic_tried") and (fresh := explore.unsaid(talk, lines[TRIED].says)):
        return fresh
    last = max((talk.state.used.get(said_id(one), FAR) for one in lines[MET].says), default=FAR)
    return explore.unsaid(talk, lines[MET].says) if talk.state.turn - last >= NOT_AGAIN else ()


def _ironic(talk: Talk) -> bool:
    heard, state = talk.heard, talk.state
    if heard.cue("ironic", "ironic_tried"):
        return True
    lately = state.turn - state.hard_turn <= HARD_LASTS
    if not lately or heard.cue("good_news", "thanks", "jokes", "ends"):
        return False
    return heard.cue("ironic_after_hard")
