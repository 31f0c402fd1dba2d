"""Answering a recognised situation: a line written for exactly it, then one that fits the answer.

Here: when the nearest case speaks, and what follows. Not here: finding it (`cases`), generic
listening (`explore`), danger (`core.safety`, which has spoken before).
"""

from __future__ import annotations

from typing import Any

from evenkeel.core.dialogue import acting, explore, rehearsal
from evenkeel.core.dialogue.cases import NEAR, SURE, Near
from evenkeel.core.dialogue.detail import details
from evenkeel.core.dialogue.moves import Awaiting, Move
from evenkeel.core.dialogue.plan import Part, Plan, Talk

# One word tells too little to say what it is about.
FEWEST_WORDS = 2
# So few tell it only where it is plain.
FRAGMENT_WORDS = 3
NEEDS_KEPT = 6
BARE_WORDS = 6
SMALL_ANSWERS = ("yes", "no", "small", "idk", "whatever", "its_fine", "silence", "nothing")
# Doing something unasked costs more than a line that misses.
ACT_FROM = 0.45
# Advice nobody asked for is given only where the message is as good as a question for it.
ADVISE_FROM = 0.85
# Advice written for what they told waits so many turns for them to ask.
HELD_LASTS = 5
# Against a sentence whose shape is plain, a situation has to be this near.
PLAIN = 0.9
WENT_WELL, CORRECTS = "went_well", "corrects_us"
# Within a talk so few words are mostly about what it is about already.
SHORT_IN_A_TALK, IN_A_TALK, A_TALK = 5, 0.6, 2
# A situation of death or fresh harm, where nothing in the words says so.
TENDER_SURE = 0.75
# While they are glad, only a message this long opens something else.
LONG_IN_GLADNESS = 18
# A longer answer says more than yes or no, whatever it begins with.
YES_NO_WORDS = 6


def recognised(talk: Talk) -> Plan | None:
    """The line of the nearest case, where one is near enough and not used up."""
    near = _near(talk, NEAR)
    if near is None or talk.heard.scene is not None:  # a scene's own lines are more particular
        return None
    if talk.heard.words <= BARE_WORDS and talk.heard.cue("asks_tool", "asks_advice"):
        return None  # "what should i do": of what was told, not of the question by itself
    if near.case.act and near.nearness < ACT_FROM:
        return None
    if near.case.act == "offer":
        return acting.offer(talk, explore.learn(talk))
    if near.case.act == "rehearse":
        return rehearsal.start(talk)
    return _answered(talk, near.id)


def noticed(talk: Talk) -> dict[str, Any]:
    """Advice that fits what they tell, kept until they ask for it."""
    near = talk.heard.near
    if near is None or not near.case.advice or near.nearness < NEAR or _asks_something(talk):
        return {}
    return {"held": near.id, "held_turn": talk.state.turn}


def held(talk: Talk) -> Plan | None:
    """They ask what to do: the advice written for what they told a moment ago, if there was any."""
    state = talk.state
    known = state.held in talk.content.cases
    if state.held is None or not known or state.turn - state.held_turn > HELD_LASTS:
        return None
    return _answered(talk, state.held)


def _answered(talk: Talk, name: str) -> Plan | None:
    """The lines of this case, and what the talk takes from it."""
    case = talk.content.cases[name]
    lines = _allowed(talk, case.says)
    near, of_others = talk.heard.near, talk.content.tongue.of_others
    if near is not None and near.id == name and near.nearness < SURE and not _somebody(talk):
        lines = tuple(one for one in lines if not of_others.search(one))
    if not lines:
        return None
    changes: dict[str, Any] = {
        **explore.learn(talk), "explored": talk.state.explored + 1, "awaiting": Awaiting.OPEN,
        "asked_about": None, "case": name, "case_turn": talk.state.turn,
        "thread": name, "thread_turn": talk.state.turn,
        "needs": tuple(dict.fromkeys((*case.needs, *talk.state.needs)))[:NEEDS_KEPT],
        "options": (), "tool": None, "echoes": 0,
    }  # fmt: skip
    if case.good:
        changes["good"] = True
    if case.tender:
        changes["tender"] = talk.state.tender or "news"
    move = Move.TEACH if case.advice else Move.REFLECT_CONTENT
    return Plan(move, (Part(f"case:{name}", lines, ask=_asks(lines)),), changes)


def followed(talk: Talk) -> Plan | None:
    """Their answer to a case's question, unless it opens another situation plainly."""
    state, case = talk.state, talk.content.cases.get(talk.state.case or "")
    if case is None or state.turn - state.case_turn != 1 or _near(talk, SURE) is not None:
        return None
    if any(shape.id == CORRECTS for shape in talk.heard.shapes):
        return None  # then it was not that
    if talk.heard.words <= BARE_WORDS and talk.heard.cue("asks_tool", "asks_advice", "nothing"):
        return None
    short = talk.heard.words <= YES_NO_WORDS
    lines: tuple[str, ...] = ()
    if short and talk.heard.cue("no"):
        lines = case.then.no
    elif short and talk.heard.cue("yes"):
        lines = case.then.yes
    lines = _allowed(talk, lines or case.then.other)
    if not lines or talk.heard.cue("idk", "silence"):
        return None
    changes = {
        **explore.learn(talk), "explored": state.explored + 1, "awaiting": Awaiting.OPEN,
        "asked_about": None, "case": None,
    }  # fmt: skip
    part = Part(f"case:{state.case}.then", lines, ask=_asks(lines))
    return Plan(Move.REFLECT_CONTENT, (part,), changes)


def _near(  # noqa: PLR0911 (one bar after another)
    talk: Talk, least: float
) -> Near | None:
    near, state = talk.heard.near, talk.state
    if near is None or near.nearness < least:
        return None
    if talk.heard.words < FEWEST_WORDS and not _one_word(talk, near):
        return None
    if talk.heard.words <= FRAGMENT_WORDS and near.nearness < SURE:
        return None
    if state.good and not near.case.good and talk.heard.words < LONG_IN_GLADNESS:
        return None
    if near.case.good and talk.heard.reading.valence <= 0:
        return None
    if not near.case.good and near.nearness < PLAIN and _went_well(talk):
        return None
    if near.case.tender and not state.tender and near.nearness < _tender_from(talk):
        return None
    short = state.turn >= A_TALK and talk.heard.words <= SHORT_IN_A_TALK
    if short and near.nearness < IN_A_TALK and not near.case.answers and not near.case.advice:
        return None
    if near.case.answers and (state.asked_row == 0 or near.nearness < SURE):
        return None
    if near.nearness < PLAIN and any(
        shape.first or shape.id == CORRECTS for shape in talk.heard.shapes
    ):
        return None
    if near.id == state.case and state.turn - state.case_turn == 1:
        return None  # more of the same: it is answered as an answer
    if near.case.advice and not _asks_something(talk) and near.nearness < ADVISE_FROM:
        return None  # told, not asked: advice would come before understanding
    aside = state.tender == "loss" and not near.case.tender
    return None if aside and near.nearness < SURE else near


def _somebody(talk: Talk) -> bool:
    """Whether anybody else was named, so that a line may speak of them."""
    heard = talk.heard
    named = heard.person or talk.state.person or talk.content.tongue.of_others.search(heard.folded)
    return bool(named) or any(one.person for one in details(heard.text, heard.reading.language))


def _tender_from(talk: Talk) -> float:
    """A bed at a hospice is heard in snoring next door, unless something in the words is grave."""
    heard = talk.heard
    grave = talk.content.tongue.grave.search(heard.folded) or heard.trigger == "loss"
    return SURE if grave or heard.feeling_named or talk.careful else TENDER_SURE


def _went_well(talk: Talk) -> bool:
    """ "I told him, and he hugged me": no trouble of that kind."""
    return any(shape.id == WENT_WELL for shape in talk.heard.shapes)


def _one_word(talk: Talk, near: Near) -> bool:
    """ "Everything", in answer to "which of them?": plain enough by itself."""
    known = talk.heard.cue(*SMALL_ANSWERS) or talk.heard.feeling_named or talk.heard.trigger
    return near.case.answers and near.nearness >= PLAIN and not known


def _asks_something(talk: Talk) -> bool:
    heard = talk.heard
    return "?" in heard.text or heard.cue("asks_how", "asks_advice", "asks_tool", "rehearse")


def _allowed(talk: Talk, lines: tuple[str, ...]) -> tuple[str, ...]:
    """Lines not said yet; only those that ask nothing where asking is not welcome."""
    fresh = explore.unsaid(talk, lines)
    state = talk.state
    quiet = state.good or (state.tender is not None and state.asked_row > 0)
    quiet = quiet or (talk.heard.words == 1 and talk.heard.cue("no"))
    told = tuple(one for one in fresh if "?" not in one)
    if quiet or not (explore.may_ask(talk) or (not told and explore.may_press(talk))):
        return told
    return fresh


def _asks(lines: tuple[str, ...]) -> bool:
    return all("?" in line for line in lines)
