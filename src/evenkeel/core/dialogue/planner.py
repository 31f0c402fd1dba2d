"""The planner: one message in its talk -> one `Plan`. The order of the deciders is the design.

Here: who is asked first. Not here: what each decides (`presence`, `answers`, `acting`, `explore`)
and how it is worded (`realiser`).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace

from evenkeel.core.dialogue import (
    acting,
    answers,
    arc,
    dry,
    explore,
    flowing,
    lighter,
    memory_turns,
    presence,
    pushback,
    rehearsal,
    situations,
    steps,
)
from evenkeel.core.dialogue.moves import Awaiting, Dimension, Move, Stage
from evenkeel.core.dialogue.plan import Part, Plan, Talk

# "the second one please", not a sentence that happens to hold "first".
LATE_PICK_WORDS = 4
# "yes, that's it"; longer and it is a sentence that begins with a yes.
YES_WORDS = 4
# A sitting talk goes on as a talk once they write at this length.
TALKS_AGAIN_WORDS = 18

Decider = Callable[[Talk], Plan | None]

# Whatever we asked, these come first: the body in panic, what they say about the talk itself, and
# news that stops every plan.
ALWAYS: tuple[Decider, ...] = (
    answers.unreadable,
    answers.panic,
    presence.quiet,
    presence.told,
    memory_turns.asked,
    memory_turns.shown,
    memory_turns.answer,
    answers.style_request,
    answers.breathing_refused,
    presence.friend_at_risk,
    answers.boundary,
    presence.about_the_talk,
    pushback.pushed_back,
    dry.dry,
    answers.about_us,
    flowing.back,
    flowing.after_a_while,
    flowing.asked,
    answers.wants_human,
    answers.not_helping,
    answers.goodbye,
    answers.enough,
    answers.thanks,
    presence.news,
    lighter.glad,
    lighter.elsewhere,
    presence.still,
)
# Remarks about the talk itself, answered within a flow, which then goes on. All but the first only
# where they are spoken to us: "what if she never comes back" is an answer to a flow.
ASIDES: tuple[Decider, ...] = (
    answers.style_request,
    answers.boundary,
    presence.about_the_talk,
    answers.about_us,
)
AFTER_ANSWERS: tuple[Decider, ...] = (
    memory_turns.volunteered,
    presence.night_ahead,
    memory_turns.hello,
    answers.greeting,
    rehearsal.begin,
    presence.of_this_moment,
    presence.named,
    arc.what_worked,
    arc.asked_for_help,
    presence.half_said,
    steps.agreed,
    steps.timed,
    steps.volunteered,
    steps.thought_of,
    situations.followed,
    situations.recognised,
    presence.asked_of_us,
    answers.small_cues,
    answers.wants_tool,
    answers.declines,
    presence.bare_number,
    presence.small_words,
    answers.progress,
    answers.joke,
    answers.off_topic,
)


def plan(talk: Talk) -> Plan:
    """What to do with this message. Pure: the same talk gives the same plan."""
    talk = memory_turns.knowing(talk)
    made = memory_turns.with_memory(talk, _plan(talk))
    noticed = situations.noticed(talk) | ({"hard_turn": talk.state.turn} if talk.hard else {})
    return replace(made, changes={**noticed, **made.changes}) if noticed else made


def _plan(talk: Talk) -> Plan:
    if talk.state.flow is None:
        return _planned(talk)
    if talk.state.awaiting is Awaiting.FLOW:
        asides = ASIDES if flowing.spoken_to_us(talk) else ASIDES[:1]
        about = next((made for decide in asides if (made := decide(talk)) is not None), None)
        if about is not None:
            return flowing.aside(talk, about)
        if (made := flowing.go_on(talk)) is not None:
            return made
    return flowing.waiting(talk, _planned(talk))


def _planned(talk: Talk) -> Plan:
    first: tuple[Decider, ...] = ()
    expected = ANSWERS.get(talk.state.awaiting) if talk.state.awaiting else None
    if _late_number(talk):
        expected = acting.answer_after
    elif _late_pick(talk):
        expected = acting.answer_offer
    if talk.state.awaiting is Awaiting.OFFER and acting.by_title(talk) is not None:
        expected, first = acting.answer_offer, (acting.answer_offer,)
    rehearses = talk.state.awaiting is Awaiting.REHEARSE
    if rehearses and (line := rehearsal.go_on(talk)) is not None:
        return line
    deciders = (*first, *ALWAYS, *((expected,) if expected else ()), *AFTER_ANSWERS)
    for decide in deciders:
        made: Plan | None = decide(talk)
        if made is not None:
            return made
    learnt = explore.learn(talk)
    return (
        presence.tender(talk, learnt) or arc.move_on(talk, learnt) or explore.explore(talk, learnt)
    )


def _late_number(talk: Talk) -> bool:
    """A bare number after a tool answers the question asked before a detour."""
    state = talk.state
    waiting = state.before is not None and state.after is None and bool(state.tried)
    detour = state.awaiting in (None, Awaiting.OPEN)
    return waiting and detour and talk.heard.number is not None and talk.heard.words <= 4


def _late_pick(talk: Talk) -> bool:
    """A choice among what was offered a few turns ago still counts."""
    few = talk.heard.words <= LATE_PICK_WORDS and talk.heard.cue("first", "second", "either")
    open_choice = bool(talk.state.options) and talk.state.awaiting in (None, Awaiting.OPEN)
    return few and open_choice and talk.state.tool is None


def _answer_open(talk: Talk) -> Plan | None:
    """An open question was answered; only "what would help?" leads somewhere of its own."""
    if talk.state.asked_about is not Dimension.WANT:
        return None
    if talk.heard.cue("wants_edge", "wants_sort"):
        sorting = talk.heard.cue("wants_sort") and not talk.heard.cue("wants_edge")
        return (situations.held(talk) if sorting else None) or acting.offer(talk)
    if talk.heard.cue("wants_heard"):
        changes = {"awaiting": Awaiting.OPEN, "listening": True, "asked_about": None}
        return talk.say("want.heard", changes=changes)
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
    if talk.heard.cue("yes") and talk.heard.words <= YES_WORDS:
        learnt = explore.learn(talk) | {"feeling": offered, "feeling_sure": True}
        changes = {**learnt, "awaiting": Awaiting.OPEN, "explored": talk.state.explored + 1}
        asks = talk.content.feelings[offered].ask.get(Dimension.MEANING, ())
        first = talk.line("feeling.yes", ask=False)
        if not asks or not explore.may_ask(talk):
            return Plan(Move.REFLECT_FEELING, (first,), changes)
        asked = Part(f"feeling:{offered}.meaning", asks, ask=True)
        return Plan(Move.REFLECT_FEELING, (first, asked), changes)
    return None


def _answer_summary(talk: Talk) -> Plan | None:
    """The summary was checked: right leads to what they want now, wrong to what was missed."""
    understood = {"stage": Stage.UNDERSTOOD, "awaiting": Awaiting.OPEN}
    if talk.heard.cue("asks_advice", "asks_tool"):
        return None
    if talk.heard.cue("no") and talk.heard.words <= 8:
        return talk.say("summary.missed", changes=understood)
    if talk.heard.cue("yes") and talk.heard.words <= 8:
        if talk.state.choices or not talk.state.style.questions:
            return talk.say("small.go_on", changes=understood)
        wants = {**understood, "asked_about": Dimension.WANT, "choices": talk.state.choices + 1}
        return talk.say(talk.variant("ask.want"), changes=wants)
    return None


def _answer_more(talk: Talk) -> Plan | None:
    settled = talk.state.stage is Stage.CLOSED and talk.heard.cue("yes", "whatever", "small")
    if (settled or talk.heard.cue("no", "ends", "thanks", "small")) and talk.heard.words <= 10:
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
