"""The planner: one message in its talk -> one `Plan`. The order of the deciders is the design.

Here: who is asked first. Not here: what each decides (`answers`, `acting`, `explore`) and how it
is worded (`realiser`).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from evenkeel.core.dialogue import acting, answers, explore, rehearsal, steps
from evenkeel.core.dialogue.moves import Awaiting, Dimension, Stage
from evenkeel.core.dialogue.plan import Plan, Talk

# "the second one please", not a sentence that happens to hold "first".
LATE_PICK_WORDS = 4

# While rehearsing, their lines are lines to somebody else; only these are meant for us.
LEAVES_REHEARSAL = ("panic", "stop", "not_helping", "ends", "thanks", "shorter", "human")

Decider = Callable[[Talk], Plan | None]

# Whatever we asked, these come first: the body in panic, and what they say about the talk itself.
ALWAYS: tuple[Decider, ...] = (
    answers.unreadable,
    answers.panic,
    answers.style_request,
    answers.breathing_refused,
    answers.about_us,
    answers.wants_human,
    answers.not_helping,
    answers.goodbye,
)
AFTER_ANSWERS: tuple[Decider, ...] = (
    answers.thanks,
    answers.greeting,
    answers.small_cues,
    rehearsal.begin,
    answers.wants_tool,
    answers.progress,
    answers.joke,
    answers.off_topic,
    answers.declines,
)


def plan(talk: Talk) -> Plan:
    """What to do with this message. Pure: the same talk gives the same plan."""
    expected = ANSWERS.get(talk.state.awaiting) if talk.state.awaiting else None
    if _late_number(talk):
        expected = acting.answer_after
    elif _late_pick(talk):
        expected = acting.answer_offer
    if talk.state.awaiting is Awaiting.REHEARSE and not talk.heard.cue(*LEAVES_REHEARSAL):
        return rehearsal.go_on(talk)
    deciders = (*ALWAYS, *((expected,) if expected else ()), *AFTER_ANSWERS)
    for decide in deciders:
        made: Plan | None = decide(talk)
        if made is not None:
            return made
    if _time_to_offer(talk):
        return acting.offer(talk, explore.learn(talk))
    if explore.dug_enough(talk) and talk.state.style.questions:
        return _something_else(talk)
    return explore.explore(talk)


def _something_else(talk: Talk) -> Plan:
    """Asked enough: a tool if none was offered yet, else a small step, else leave it to them."""
    learnt = explore.learn(talk) | {"deeper": 0}
    if talk.state.offered_at < 0 and (learnt["feeling"] or learnt["triggers"]):
        return acting.offer(talk, learnt)
    if talk.state.step is None and talk.state.stage is not Stage.NEXT:
        return steps.ask_step(talk, "step.turn", learnt)
    return talk.say("sit.or_enough", changes={**learnt, "awaiting": Awaiting.MORE})


def _late_number(talk: Talk) -> bool:
    """A bare number after a tool answers the question asked before a detour."""
    state = talk.state
    waiting = state.tool is not None and state.before is not None and state.after is None
    detour = state.awaiting in (None, Awaiting.OPEN)
    return waiting and detour and talk.heard.number is not None and talk.heard.words <= 4


def _late_pick(talk: Talk) -> bool:
    """A choice among what was offered a few turns ago still counts."""
    few = talk.heard.words <= LATE_PICK_WORDS and talk.heard.cue("first", "second", "either")
    open_choice = bool(talk.state.options) and talk.state.awaiting in (None, Awaiting.OPEN)
    return few and open_choice and talk.state.tool is None


def _time_to_offer(talk: Talk) -> bool:
    """Understood and still talking: after two more turns the tools are put on the table once."""
    state = talk.state
    wanted = state.style.questions
    fits = state.stage is Stage.UNDERSTOOD and not state.tried and state.offered_at < 0
    return wanted and fits and state.explored >= explore.MOST_TURNS + 1


def _answer_open(talk: Talk) -> Plan | None:
    """An open question was answered; only "what would help?" leads somewhere of its own."""
    if talk.state.asked_about is not Dimension.WANT:
        return None
    if talk.heard.cue("wants_edge"):
        return acting.offer(talk)
    if talk.heard.cue("wants_sort"):
        return steps.ask_step(talk, "want.sort", {})
    if talk.heard.cue("wants_heard"):
        return talk.say("want.heard", changes={"awaiting": Awaiting.OPEN})
    return None


def _answer_feeling(talk: Talk) -> Plan | None:
    """A feeling was offered: taken, or ours was the wrong word."""
    offered = talk.state.feeling_offered
    if offered is None or talk.heard.words > 8:
        return None
    if talk.heard.cue("no") and not talk.heard.feeling_named:
        wrong = (*talk.state.feelings_wrong, offered)
        denied = {"feelings_wrong": wrong, "feeling": None, "awaiting": Awaiting.OPEN}
        return talk.say("feeling.no", changes=denied)
    if talk.heard.cue("yes"):
        learnt = explore.learn(talk) | {"feeling": offered, "feeling_sure": True}
        asked, dimension = explore.next_question(talk, learnt)
        covered = learnt["covered"] if dimension is None else (*learnt["covered"], dimension)
        changes: dict[str, Any] = {
            **learnt, "covered": covered, "asked_about": dimension, "awaiting": Awaiting.OPEN,
            "explored": talk.state.explored + 1,
        }  # fmt: skip
        first = talk.line("feeling.yes", ask=False, keep=False)
        return Plan(talk.move_of("feeling.yes"), (first, asked), changes)
    return None


def _answer_summary(talk: Talk) -> Plan | None:
    """The summary was checked: right leads to a choice of two, wrong to what was missed."""
    understood: dict[str, Any] = {"stage": Stage.UNDERSTOOD}
    if talk.heard.cue("no") and talk.heard.words <= 8:
        return talk.say("summary.missed", changes={**understood, "awaiting": Awaiting.OPEN})
    pleasant = talk.content.feelings.get(talk.state.feeling or "")
    if talk.heard.cue("yes") and talk.heard.words <= 12:
        if pleasant and pleasant.pleasant:
            return talk.say("pleasant.close", changes={**understood, "awaiting": Awaiting.MORE})
        return acting.offer(talk, explore.learn(talk) | understood)
    return None


def _answer_more(talk: Talk) -> Plan | None:
    settled = talk.state.stage is Stage.CLOSED and talk.heard.cue("yes", "whatever")
    if (settled or talk.heard.cue("no", "ends", "thanks")) and talk.heard.words <= 10:
        key = "close.step" if talk.state.step else talk.variant("close.plain")
        changes = {"stage": Stage.CLOSED, "awaiting": None}
        return talk.say(key, changes=changes, step=talk.state.step or "")
    return None


ANSWERS: Mapping[Awaiting, Decider] = {
    Awaiting.OPEN: _answer_open,
    Awaiting.FEELING: _answer_feeling,
    Awaiting.SUMMARY: _answer_summary,
    Awaiting.OFFER: acting.answer_offer,
    Awaiting.BEFORE: acting.answer_before,
    Awaiting.GUIDE: acting.answer_guide,
    Awaiting.AFTER: acting.answer_after,
    Awaiting.OTHER_TOOL: acting.answer_other_tool,
    Awaiting.STEP: steps.answer_step,
    Awaiting.WHEN: steps.answer_when,
    Awaiting.MORE: _answer_more,
    Awaiting.FOLLOW_UP: answers.answer_follow_up,
    Awaiting.PERSON: answers.answer_person,
}
