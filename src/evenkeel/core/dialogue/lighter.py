"""The lighter side: good news savoured, and talk of something else when they ask for it.

Here: turns that stay with what is good, or with soup, and offer nothing. Not here: jokes
(`answers.joke`), good news told by a scene (`presence.news`), what hurts (`explore`).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from evenkeel.core.dialogue import explore
from evenkeel.core.dialogue.detail import detail
from evenkeel.core.dialogue.moves import Awaiting, Move
from evenkeel.core.dialogue.plan import Part, Plan, Talk, said_id

# Questions about a good thing; after these it is only shared.
ASKS_OF_GOOD = 2
# Of something else they can be asked as often as they like to go on with it.
ASKS_ELSEWHERE = 4
# A longer message in a light talk is about something, and answered as such.
LIGHT_WORDS = 20
GLAD_WORDS = 40
# So few words have the mood of what they follow.
FEW_WORDS = 8
# Below this the reader finds a message unpleasant: no longer glad, no longer light.
SOUR = -0.45
# Words of good news count only where the message does not sound the opposite; in a talk about
# something hard it has to sound glad.
IN_A_NEW_TALK, IN_A_HARD_TALK = -0.8, 0.3
IN_A_NEW_TALK_TURNS = 1
FREE = (None, Awaiting.OPEN, Awaiting.MORE, Awaiting.FEELING, Awaiting.FOLLOW_UP)
ASKS = ("asks_how", "asks_words", "asks_tool", "asks_advice")
# Good news has its stalls and its nerves in it; only below this is it good no more.
BITTER = -0.25
# While it is fresh, the reader's bare impression counts less than that nothing hard was said.
FRESH_BITTER = -0.5


def glad(talk: Talk) -> Plan | None:  # noqa: PLR0911 (one bar after another)
    """Good news, in words that say so: one question about it, another, then only shared."""
    heard, state = talk.heard, talk.state
    if _named_hard(talk) or state.tender or (heard.scene and heard.scene.news):
        return None
    if state.awaiting not in FREE:
        return None  # a number, a step or a choice was asked for
    if heard.text.endswith("?") or heard.cue(*ASKS, "ends", "thanks", "idk", "whatever"):
        return None
    begins = heard.cue("good_news") and not heard.cue("but_not_good", "jokes")
    sour = heard.reading.valence < (IN_A_HARD_TALK if state.explored > 1 else IN_A_NEW_TALK)
    plain = not heard.shapes and not heard.thought and not heard.cue("but_not_good")
    bitter = FRESH_BITTER if plain and state.explored <= IN_A_NEW_TALK_TURNS else BITTER
    pleasant = heard.reading.valence > bitter or heard.words <= FEW_WORDS
    goes_on = state.glad and heard.words <= GLAD_WORDS and pleasant and heard.scene is None
    if not (goes_on or (begins and not sour)):
        return None
    changes = {
        **explore.learn(talk), "good": True, "glad": True, "awaiting": Awaiting.OPEN, "options": (),
        "tool": None, "feeling": None, "asked_about": None,
    }  # fmt: skip
    both = explore.unsaid(talk, talk.content.lines["good.mixed"].says)
    if both and heard.cue("good_mixed"):
        return Plan(Move.AFFIRM, (Part("good.mixed", both, empathy=True),), changes)
    lines = _left(talk, "good.ask", ASKS_OF_GOOD)
    closed = heard.cue("nothing", "no", "small")
    if lines and state.asked_row == 0 and not closed and explore.may_ask(talk):
        return Plan(Move.AFFIRM, (Part("good.ask", lines, ask=True),), changes)
    named = detail(heard.text, talk.content.tongue.language)
    fresh = explore.unsaid(talk, talk.content.lines["good.named"].says)
    if named is not None and fresh and not begins:
        return Plan(Move.AFFIRM, (Part("good.named", fresh, {"thing": named}),), changes)
    more = explore.unsaid(talk, talk.content.lines["good.more"].says)
    return Plan(Move.AFFIRM, (Part("good.more", more),), changes) if more else None


def elsewhere(talk: Talk) -> Plan | None:
    """After "can we talk about something else": about that, lightly, until something hard comes."""
    heard, state = talk.heard, talk.state
    if not state.elsewhere or heard.words > LIGHT_WORDS or not _still_light(talk):
        return None
    if _named_hard(talk) or heard.scene or heard.cue("asks_tool", "asks_advice", "distract"):
        return None
    if heard.cue("ends", "thanks", "told"):
        return None
    changes: dict[str, Any] = {"awaiting": Awaiting.OPEN, "asked_about": None}
    lines = _left(talk, "elsewhere.ask", ASKS_ELSEWHERE)
    if lines and state.asked_row <= explore.QUESTIONS_IN_A_ROW and explore.may_ask(talk):
        return Plan(Move.SIT, (Part("elsewhere.ask", lines, ask=True),), changes)
    more = explore.unsaid(talk, talk.content.lines["elsewhere.more"].says)
    return Plan(Move.SIT, (Part("elsewhere.more", more),), changes) if more else None


def _left(talk: Talk, key: str, most: int) -> tuple[str, ...]:
    """Its lines not said yet, while fewer than `most` of them were."""
    says: Sequence[str] = talk.content.lines[key].says
    said = sum(said_id(one) in talk.state.used for one in says)
    return explore.unsaid(talk, tuple(says)) if said < most else ()


def _named_hard(talk: Talk) -> bool:
    feeling = talk.content.feelings.get(talk.heard.feeling or "")
    return talk.heard.feeling_named and feeling is not None and not feeling.pleasant


def _still_light(talk: Talk) -> bool:
    return talk.heard.reading.valence > SOUR
