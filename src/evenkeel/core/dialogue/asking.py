"""What a message leaves open by itself, where nothing recognised it: its few words, its question,
its person.

Here: the last particular questions before any that would fit anything. Not here: the better ones,
of scenes, shapes and topics (`explore`), the wording (content, `lines/asking.yaml`).
"""

from __future__ import annotations

import re

from evenkeel.core.dialogue.detail import only_noun
from evenkeel.core.dialogue.kin import fitted
from evenkeel.core.dialogue.moves import Awaiting
from evenkeel.core.dialogue.plan import Part, Talk, said_id

# So few words without a verb are an answer in itself: "emails", "lemon drizzle".
FEW_WORDS = 3
# A question of theirs that nothing else met has this many words at least.
QUESTION_WORDS = 4
# Numbers above the 0 to 10 of a rating are an amount.
RATING_MOST = 10
_NUMBER = re.compile(
    r"^(?:£|\$|€|about |like |nearly |over |maybe )*(\d[\d,.]*)\s*(?:%|\w{0,12})$", re.IGNORECASE
)
_HOURS = re.compile(
    r"^(?:about |like |maybe |only |just )?\d{1,2}(?:\.5)? ?(?:hours?|hrs?|h)\b", re.I
)
_JUST = re.compile(r"^(?:just|only|mostly|mainly)\s+", re.I)
NEVER_SAID_BACK = (
    "yes", "no", "idk", "small", "whatever", "its_fine", "silence", "thanks", "greets", "ends",
    "half", "jokes", "insult", "not_helping", "when", "stop", "worse", "better", "done", "neither",
)  # fmt: skip
SLEEP, SLEEPLESS = "sleep", "sleepless"
# An event is said back from so many words on, out of a message of so many, once in so many turns.
EVENT_FROM, EVENT_WORDS, TOLD_EVERY = 3, 16, 2


def left_open(talk: Talk) -> Part | None:
    """The most particular question this message leaves open, or None."""
    return (
        hours(talk) or _amount(talk) or _few_words(talk) or question(talk) or _person(talk)
        or _and_then(talk)
    )  # fmt: skip


def hours(talk: Talk) -> Part | None:
    """ "4 hours", where sleep is the topic."""
    text = talk.heard.text.strip(" .!")
    topic = (talk.heard.trigger, *talk.state.triggers)
    asleep = SLEEP in topic or SLEEPLESS in (talk.heard.feeling, talk.state.feeling)
    if not asleep or not _HOURS.match(text) or talk.heard.words > FEW_WORDS + 1:
        return None
    return _line(talk, "ask.hours", fragment=text)


def _amount(talk: Talk) -> Part | None:
    """ "200": an amount of what was spoken of."""
    text = talk.heard.text.strip(" .!")
    found = _NUMBER.match(text)
    if found is None or talk.heard.words > FEW_WORDS or talk.content.tongue.duration.match(text):
        return None
    digits = re.sub(r"\D", "", found.group(1))
    return _line(talk, "ask.amount", fragment=text) if int(digits) > RATING_MOST else None


def amount_said(talk: Talk) -> Part | None:
    """The same where asking is not welcome."""
    asked = _amount(talk)
    return _line(talk, "amount.says", ask=False, **asked.slots) if asked else None


def _few_words(talk: Talk) -> Part | None:
    """A noun or two, in answer to us or as all they say: said back, and asked about."""
    heard, tongue = talk.heard, talk.content.tongue
    text = heard.text.strip(" .!,")
    if heard.words > FEW_WORDS or heard.cue(*NEVER_SAID_BACK) or not _sayable(text):
        return None
    if heard.feeling_named or tongue.has_verb.search(text) or tongue.grave.search(text):
        return None
    said = _JUST.sub("", tongue.hedge.sub("", text)).strip(" .,!")
    if not said or not only_noun(said, tongue.language):
        return None
    return _line(talk, "ask.few_words", fragment=said.lower() if said.isupper() else said)


def _sayable(text: str) -> bool:
    return bool(text) and all(one.isalpha() or one in " '-" for one in text)


def question(talk: Talk) -> Part | None:
    """A question that we cannot answer is not asked round: theirs is the nearer guess."""
    heard = talk.heard
    asks = heard.text.endswith("?") or talk.content.tongue.question.match(
        heard.folded.rstrip(" .!")
    )
    if not asks or heard.words < QUESTION_WORDS:
        return None
    return _line(talk, "ask.your_guess")


def _person(talk: Talk) -> Part | None:
    """About somebody, and not dead or in doubt of it: how they are in this."""
    heard, state = talk.heard, talk.state
    if not heard.person or state.tender or state.awaiting is Awaiting.FOLLOW_UP:
        return None
    if "who" not in heard.person:
        return None  # "him" may be anybody
    known = {**state.person, **heard.person}
    lines = fitted(talk.content.lines["ask.person"].says, known)
    fresh = tuple(line for line in lines if said_id(line) not in state.used)
    return Part("ask.person", fresh, ask=True) if "who" in known and fresh else None


def _and_then(talk: Talk) -> Part | None:
    """Something that happened: said back whole, and what came of it."""
    heard, state, tongue = talk.heard, talk.state, talk.content.tongue
    lately = state.turn - state.echo_turn < TOLD_EVERY or state.echoes > TOLD_EVERY
    if lately or heard.words > EVENT_WORDS:
        return None
    told = [c for c in heard.clauses if tongue.event.match(c) and not tongue.grave.search(c)]
    fresh = [c for c in told if c not in state.clauses and len(c.split()) >= EVENT_FROM]
    return _line(talk, "ask.and_then", clause=fresh[-1]) if fresh else None


def _line(talk: Talk, key: str, *, ask: bool = True, **slots: str) -> Part | None:
    """The lines of `key` not said yet, or None."""
    says = talk.content.lines[key].says
    fresh = tuple(line for line in says if said_id(line) not in talk.state.used)
    return Part(key, fresh, slots, ask=ask) if fresh else None
