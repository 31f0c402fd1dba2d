"""Where a talk goes: when enough is told to ask what would help, and what is done when they ask.

Here: the turn from understanding to doing, and the one thing left at a close. Not here: the tools
themselves (`acting`), the questions of understanding (`explore`), whether asking is welcome at all.
"""

from __future__ import annotations

from typing import Any

from evenkeel.core.dialogue import acting, explore, offers, rehearsal, situations, summary
from evenkeel.core.dialogue.moves import Awaiting, Dimension, Move, Stage
from evenkeel.core.dialogue.plan import Part, Plan, Talk, said_id

# After so many turns of substance a friend would ask what is wanted of them, once.
TOLD_ENOUGH = 4
# And so many turns after that, what one small thing would make a difference.
SINCE_ASKED = 4
WANTED = ("ask.want", "ask.want.night")
# Up to so many turns later where what they say is particular each time.
PATIENCE = 2
# A shorter message is no point to change course at.
FEWEST_WORDS = 3
# From this many turns on, a close may leave one thing to take along.
LEAVES_SOMETHING = 3
# A question for help is short; in a longer message it is one sentence among others.
HELP_WORDS = 30


def asked_for_help(talk: Talk) -> Plan | None:  # noqa: PLR0911 (one bar after another)
    """ "How do I stop?", "what would you do?": answered with something to do, not by asking."""
    heard, state = talk.heard, talk.state
    asks = heard.cue("asks_how", "asks_tool", "asks_advice", "asks_words")
    if not asks or heard.words > HELP_WORDS:
        return None
    if heard.cue("should_i", "sure", "allowed") and not heard.cue("asks_tool"):
        return None
    raw = state.tender == "loss" or (state.tender is not None and not state.needs)
    if raw and not heard.cue("asks_tool"):
        return _after_news(talk)
    if state.sitting or (heard.cue("asks_flow") and heard.cue("rehearse")):
        return None
    near = heard.near
    known = bool(state.case or state.scene or state.triggers or state.needs or state.feeling)
    if near is not None and near.case.advice:
        advice = situations.recognised(talk)
        if advice is not None:
            return advice
    if heard.cue("asks_words"):
        return rehearsal.start(talk)
    if not acting.helped_before(talk) and (told := situations.held(talk)) is not None:
        return told
    if not known and state.explored == 0 and not heard.cue("asks_tool"):
        return talk.say("advice.first", changes={"awaiting": Awaiting.OPEN})
    return acting.offer(talk)


def _after_news(talk: Talk) -> Plan | None:
    """After such news: the advice written for just this question, else very little to do."""
    near = talk.heard.near
    if near is not None and near.case.advice and (told := situations.recognised(talk)):
        return told
    if (told := situations.held(talk)) is not None:
        return told
    lines = talk.content.lines["advice.tonight"].says
    asks = talk.heard.cue("asks_how", "asks_advice") and explore.unsaid(talk, lines)
    return talk.say("advice.tonight", changes={"awaiting": Awaiting.OPEN}) if asks else None


def what_worked(talk: Talk) -> Plan | None:
    """ "What did I do yesterday that worked?": the tool, its two numbers, its day; and again?"""
    effects = [e for e in talk.memory.effects if e.before - e.after >= acting.NOTICEABLE]
    if not talk.heard.cue("what_worked") or not effects:
        return None
    last = max(effects, key=lambda one: one.on)
    slots = {
        "tool": last.title, "before": str(last.before), "after": str(last.after),
        "day": talk.content.tongue.day(last.on),
    }  # fmt: skip
    changes: dict[str, Any] = {**explore.learn(talk), "awaiting": Awaiting.OPEN}
    told = talk.line("recall.effect", slots, ask=False)
    again = next((one for one in acting.known_tools(talk) if one.id == last.tool), None)
    if again is None:
        return Plan(Move.RECALL, (told,), changes)
    changes |= {"awaiting": Awaiting.OTHER_TOOL, "options": (again,), "before": None}
    ask = talk.line("recall.again", ask=True)
    return Plan(Move.RECALL, (told, ask), changes, offers=(again,))


def move_on(talk: Talk, learnt: dict[str, Any]) -> Plan | None:
    """Enough was told: once in a talk, what would be most use now."""
    if not _may_move_on(talk) or summary.ready(talk, learnt):
        return None
    if talk.state.awaiting is Awaiting.SUMMARY:
        return None  # they go on telling: first that
    state = talk.state
    changes: dict[str, Any] = {**learnt, "explored": state.explored + 1}
    if state.offered_at >= 0 or state.explored < TOLD_ENOUGH:
        return None
    if talk.heard.shapes and state.explored < TOLD_ENOUGH + PATIENCE:
        return None  # what they just said has a question of its own
    if state.choices:
        return _one_small_thing(talk, changes)
    changes |= {
        "awaiting": Awaiting.OPEN, "asked_about": Dimension.WANT, "stage": Stage.UNDERSTOOD,
        "choices": state.choices + 1,
    }  # fmt: skip
    ask = talk.line(talk.variant("ask.want"), ask=True)
    lead = _said_so_far(talk, learnt)
    parts: tuple[Part, ...] = (lead, ask) if lead else (ask,)
    return Plan(Move.SUMMARISE if lead else Move.ASK, parts, changes)


def _one_small_thing(talk: Talk, changes: dict[str, Any]) -> Plan | None:
    """Asked what would help, they went on telling: some turns later one small thing, once."""
    key = talk.variant("ask.small")
    says = talk.content.lines[key].says
    wanted = (line for each in WANTED for line in talk.content.lines[each].says)
    asked = max(talk.state.used.get(said_id(line), 0) for line in wanted)
    since = talk.state.turn - asked
    soon = since < SINCE_ASKED or (bool(talk.heard.shapes) and since < SINCE_ASKED + PATIENCE)
    if soon or talk.state.idea or explore.unsaid(talk, says) != says:
        return None
    changes |= {"awaiting": Awaiting.STEP, "stage": Stage.NEXT}
    return Plan(Move.PLAN_STEP, (talk.line(key, ask=True),), changes)


def _may_move_on(talk: Talk) -> bool:
    state, heard = talk.state, talk.heard
    held = state.tender or state.good or state.sitting or state.listening or state.step
    if held or talk.careful or state.stage is Stage.CLOSED:
        return False
    if heard.words < FEWEST_WORDS or heard.text.endswith("?") or heard.scene or heard.thought:
        return False
    if heard.cue("jokes", "idk", "progress", "better", "no"):
        return False
    return state.style.questions and state.asked_row <= explore.QUESTIONS_IN_A_ROW


def _said_so_far(talk: Talk, learnt: dict[str, Any]) -> Part | None:
    """One clause of theirs, before the question what would help."""
    clause = summary.telling(talk, learnt["clauses"])
    lately = " ".join(talk.state.recent).lower()
    if clause is None or clause.lower() in lately or talk.heard.night or talk.state.style.brief:
        return None
    return talk.line("so_far", {"clause": clause}, ask=False, keep=False)


def leave_with(talk: Talk) -> Plan | None:
    """A close after something hard and no step yet: one thing to take along, and no more."""
    state = talk.state
    held = state.tender or state.good or state.sitting or state.listening or state.tried
    if held or state.step or state.explored < LEAVES_SOMETHING or not state.style.exercises:
        return None
    if state.hard_turn < 0 or talk.careful or state.declined or not _knows(talk):
        return None
    left = [one for one in offers.choose(talk) if one.kind != "flow"]
    if not left:
        return None
    slots = {"tool": left[0].title, "minutes": f"{left[0].minutes:g}"}
    key = talk.variant("close.thing")
    changes = {"stage": Stage.CLOSED, "awaiting": None}
    return Plan(Move.CLOSE, (talk.line(key, slots, ask=False),), changes, offers=tuple(left[:1]))


def _knows(talk: Talk) -> bool:
    state = talk.state
    return bool(state.needs or state.triggers or state.feeling or state.scene)
