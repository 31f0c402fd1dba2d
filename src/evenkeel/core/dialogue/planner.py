"""The planner: one message in its talk -> one `Plan`. The order of the deciders is the design.

Here: who is asked first. Not here: what each decides (`answers`, `acting`, `explore`) and how it
is worded (`realiser`).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from evenkeel.core.dialogue import acting, answers, explore
from evenkeel.core.dialogue.moves import Awaiting, Dimension, Stage
from evenkeel.core.dialogue.plan import Plan, Talk

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
    answers.rehearse,
    answers.wants_tool,
    answers.progress,
    answers.joke,
    answers.off_topic,
    answers.declines,
)


def plan(talk: Talk) -> Plan:
    """What to do with this message. Pure: the same talk gives the same plan."""
    expected = ANSWERS.get(talk.state.awaiting) if talk.state.awaiting else None
    deciders = (*ALWAYS, *((expected,) if expected else ()), *AFTER_ANSWERS)
    for decide in deciders:
        if (made := decide(talk)) is not None:
            return made
    if _time_to_offer(talk):
        return acting.offer(talk, explore.learn(talk))
    return explore.explore(talk)


def _time_to_offer(talk: Talk) -> bool:
    """Understood and still talking: after two more turns the tools are put on the table once."""
    state = talk.state
    wanted = state.style.exercises and state.style.questions
    fits = state.stage is Stage.UNDERSTOOD and not state.tried and state.offered_at < 0
    return wanted and fits and state.explored >= explore.MOST_TURNS + 1


def _answer_open(talk: Talk) -> Plan | None:
    """An open question was answered; only "what would help?" leads somewhere of its own."""
    if talk.state.asked_about is not Dimension.WANT:
        return None
    if talk.heard.cue("wants_edge"):
        return acting.offer(talk)
    if talk.heard.cue("wants_sort"):
        return acting.ask_step(talk, "want.sort", {})
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
        changes = {"feelings_wrong": wrong, "feeling": None, "awaiting": Awaiting.OPEN}
        return talk.say("feeling.no", changes=changes)
    if talk.heard.cue("yes"):
        learnt = explore.learn(talk) | {"feeling": offered}
        asked, dimension = explore.next_question(talk, learnt)
        covered = learnt["covered"] if dimension is None else (*learnt["covered"], dimension)
        changes = {
            **learnt, "covered": covered, "asked_about": dimension, "awaiting": Awaiting.OPEN,
            "explored": talk.state.explored + 1,
        }  # fmt: skip
        first = talk.line("feeling.yes", ask=False, keep=False)
        return Plan(talk.move_of("feeling.yes"), (first, asked), changes)
    return None


def _answer_summary(talk: Talk) -> Plan | None:
    """The summary was checked: right leads to a choice of two, wrong to what was missed."""
    understood = {"stage": Stage.UNDERSTOOD}
    if talk.heard.cue("no") and talk.heard.words <= 8:
        return talk.say("summary.missed", changes={**understood, "awaiting": Awaiting.OPEN})
    pleasant = talk.content.feelings.get(talk.state.feeling or "")
    if talk.heard.cue("yes") and talk.heard.words <= 12:
        if pleasant and pleasant.pleasant:
            return talk.say("pleasant.close", changes={**understood, "awaiting": Awaiting.MORE})
        return acting.offer(talk, explore.learn(talk) | understood)
    return None


def _answer_more(talk: Talk) -> Plan | None:
    if talk.heard.cue("no", "ends", "thanks") and talk.heard.words <= 10:
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
    Awaiting.STEP: acting.answer_step,
    Awaiting.WHEN: acting.answer_when,
    Awaiting.MORE: _answer_more,
    Awaiting.FOLLOW_UP: answers.answer_follow_up,
    Awaiting.PERSON: answers.answer_person,
}
