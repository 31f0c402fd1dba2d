"""The one small next thing: asked for, never assigned; kept with its when; asked about once.

Here: from "what is one small thing" to the follow-up. Not here: tools (`acting`), endings without a
step (`answers`).
"""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from evenkeel.core.dialogue.clauses import turned
from evenkeel.core.dialogue.moves import Awaiting, Move, ScheduleFollowUp, Stage
from evenkeel.core.dialogue.plan import Plan, Talk
from evenkeel.core.dialogue.tongue import Tongue, load_tongue

STEP_MAX_CHARS = 140
WHEN_MAX_WORDS = 10
STEP_MIN_WORDS, STEP_MAX_WORDS = 2, 25
# The shape of a sentence in which somebody thinks of doing something.
IDEA = "plan_idea"
# A time given so many turns later still belongs to it.
IDEA_LASTS = 3
# After so many questions in a row its time is asked all the same; after more, not.
ROW_FOR_A_TIME = 2
# Cues that are answered as what they are; none of them names a thing to do.
NEVER_A_STEP = (
    "small", "thanks", "ends", "whatever", "its_fine", "silence", "greets", "not_helping", "sit",
    "no_tools", "told", "half", "insult", "idk", "dismisses", "jokes", "parrot", "distract",
)  # fmt: skip


def ask_step(talk: Talk, lead: str, changes: dict[str, Any], **slots: str) -> Plan:
    """One small next thing: asked for, never assigned. Met once; then the talk may end."""
    first = talk.line(lead, slots)
    if not talk.state.style.questions or talk.state.step:
        more = talk.line("close.more" if talk.state.style.questions else "sit.go_on")
        parts = (first,) if first.ask else (first, more)
        return Plan(Move.PLAN_STEP, parts, {**changes, "awaiting": Awaiting.MORE})
    parts = (first,) if first.ask else (first, talk.line(talk.variant("step.ask"), ask=True))
    changes = {**changes, "awaiting": Awaiting.STEP, "stage": Stage.NEXT}
    return Plan(Move.PLAN_STEP, parts, changes)


def answer_step(talk: Talk) -> Plan | None:
    """Their step, in their words; if it has no time yet, that is the one thing asked."""
    if talk.heard.cue("no", "idk", "neither", "nothing") and talk.heard.words <= 8:
        return talk.say("step.none", changes={"awaiting": Awaiting.MORE})
    if not is_step(talk) and not _named_thing(talk):
        return None
    step = step_from(talk.heard.text, talk.content.tongue)
    if talk.heard.cue("when"):
        return keep_step(talk, step)
    part = talk.line("step.when", {"step": step}, ask=True)
    changes = {
        "step": step, "idea": step, "idea_turn": talk.state.turn, "awaiting": Awaiting.WHEN,
    }  # fmt: skip
    return Plan(Move.PLAN_STEP, (part,), changes)


def answer_when(talk: Talk) -> Plan | None:
    step = talk.state.step
    if step is None:
        return None
    if talk.heard.cue("no", "idk", "small", "whatever", "its_fine") and talk.heard.words <= 6:
        return keep_step(talk, step)
    if talk.heard.words > WHEN_MAX_WORDS or not (talk.heard.cue("when") or _is_when(talk)):
        return None
    if is_step(talk) and _meant(talk.heard.text, talk.content.tongue):
        return keep_step(talk, step_from(talk.heard.text, talk.content.tongue))  # another, timed
    return keep_step(talk, f"{step}, {when_from(talk.heard.text, talk.content.tongue)}")


def volunteered(talk: Talk) -> Plan | None:
    """ "Maybe I could go tomorrow before work": a step with its time, kept without being asked."""
    state, heard = talk.state, talk.heard
    if state.step or state.tender or state.sitting or not heard.cue("when"):
        return None
    tongue = talk.content.tongue
    meant = _meant(heard.text, tongue)
    return keep_step(talk, step_from(heard.text, tongue)) if meant and is_step(talk) else None


def thought_of(talk: Talk) -> Plan | None:
    """ "I could message her": something to do without a time yet; the time is what is asked."""
    state, heard = talk.state, talk.heard
    if state.step or state.tender == "loss" or state.sitting or not state.style.questions:
        return None
    tongue = talk.content.tongue
    if not any(shape.id == IDEA for shape in heard.shapes) or not is_step(talk):
        return None
    idea = step_from(heard.text, tongue)
    if idea.split(" ", 1)[0] not in talk.content.doing:
        return None
    changes: dict[str, Any] = {
        "idea": idea, "idea_turn": state.turn, "awaiting": Awaiting.OPEN, "asked_about": None,
        "explored": state.explored + 1,
    }  # fmt: skip
    key = talk.variant("idea.when")
    asks = talk.content.lines[key].says[0].endswith("?")
    if asks and state.asked_row > ROW_FOR_A_TIME:
        key = "idea.kept"
    return talk.say(key, changes=changes, step=idea)


def timed(talk: Talk) -> Plan | None:
    """A time for what they thought of a moment ago: kept as the step it is."""
    state, heard = talk.state, talk.heard
    late = state.turn - state.idea_turn > IDEA_LASTS
    kept = state.step is not None and state.step != state.idea
    if state.idea is None or kept or late or heard.words > WHEN_MAX_WORDS:
        return None
    if heard.cue("no", "neither", "idk") or not (heard.cue("when") or _is_when(talk)):
        return None
    when = when_from(heard.text, talk.content.tongue)
    return keep_step(talk, f"{state.idea}, {when}") if when else None


def agreed(talk: Talk) -> Plan | None:
    """ "OK I'll do that": of what was thought of, its time; else what it is, in their words."""
    state, heard, tongue = talk.state, talk.heard, talk.content.tongue
    if (
        not pointed_at(heard.text, tongue)
        or heard.words > WHEN_MAX_WORDS
        or state.options
        or heard.text.endswith("?")
    ):
        return None
    thought = state.idea if state.turn - state.idea_turn <= IDEA_LASTS else None
    if thought is not None and state.step in (None, thought):
        if heard.cue("when"):
            return keep_step(talk, f"{thought}, {_only_when(talk)}")
        changes = {"step": thought, "idea_turn": state.turn, "awaiting": Awaiting.WHEN}
        return Plan(Move.PLAN_STEP, (talk.line("step.when", {"step": thought}),), changes)
    hushed = state.sitting or state.listening or state.tender or not state.style.questions
    if state.step or hushed or heard.night or state.asked_row > ROW_FOR_A_TIME:
        return talk.say("step.agreed", changes={"awaiting": Awaiting.OPEN})
    asked = {"awaiting": Awaiting.STEP, "stage": Stage.NEXT}
    return talk.say("step.own_words", changes=asked)


def pointed_at(text: str, tongue: Tongue) -> bool:
    """Whether they mean to do something and only point at it: "ok i'll do that"."""
    return _meant(text, tongue) and names_nothing(text, tongue)


def _only_when(talk: Talk) -> str:
    """The time in "ok i'll do that tomorrow": what is left without "do that"."""
    tongue = talk.content.tongue
    words = step_from(talk.heard.text, tongue).split()
    return when_from(" ".join(words[2:]) or words[-1], tongue)


def names_nothing(text: str, tongue: Tongue | None = None) -> bool:
    """Whether what they would do is only pointed at.

    >>> names_nothing("ok i'll do that"), names_nothing("i'll do the washing up")
    (True, False)
    """
    tongue = tongue or load_tongue()
    bare = tongue.step_lead.sub("", text.strip()).strip(" .,!")
    return tongue.step_empty.match(bare) is not None


def is_step(talk: Talk) -> bool:
    """Whether a message names something to do: never thanks, a refusal, a feeling or a question."""
    heard = talk.heard
    if heard.words < STEP_MIN_WORDS or heard.words > STEP_MAX_WORDS or heard.text.endswith("?"):
        return False
    if heard.cue(*NEVER_A_STEP) or heard.scene or heard.thought:
        return False
    tongue = talk.content.tongue
    if names_nothing(heard.text, tongue):
        return False
    bare = step_from(heard.text, tongue).split(" ", 1)[0].lower()
    does = bare in talk.content.doing or _meant(heard.text, tongue)
    return does and bare not in tongue.file.step_not


def _named_thing(talk: Talk) -> bool:
    """ "One page of chapter 4 before breakfast": no verb, and still the answer to what we asked."""
    heard, tongue = talk.heard, talk.content.tongue
    words = heard.folded.lower().split()
    if not STEP_MIN_WORDS <= len(words) <= WHEN_MAX_WORDS or heard.text.endswith("?"):
        return False
    if heard.cue(*NEVER_A_STEP, "no", "yes") or heard.feeling_named or heard.scene:
        return False
    if not heard.cue("when"):
        return False
    subject = words[0] in (*tongue.file.owns, *tongue.file.step_not)
    return not subject and not tongue.has_verb.search(heard.folded)


def _meant(text: str, tongue: Tongue) -> bool:
    lead = tongue.step_lead.match(text.strip())
    return lead is not None and tongue.step_meant.search(lead.group(0)) is not None


def _is_when(talk: Talk) -> bool:
    place = talk.content.tongue.step_place.match(talk.heard.text)
    return place is not None and not talk.heard.cue(*NEVER_A_STEP)


def keep_step(talk: Talk, step: str) -> Plan:
    """Say it back, promise one question about it, and leave well."""
    tongue = talk.content.tongue
    day = follow_up_day(talk.heard.text, talk.now.date(), tongue)
    effect = ScheduleFollowUp(text=without_day(step, tongue), day=day)
    key = "step.kept" if day == talk.now.date() + timedelta(days=1) else "step.kept.later"
    part = talk.line(talk.variant(key), {"step": step, "day": tongue.weekday(day)}, ask=False)
    changes = {"step": step, "awaiting": Awaiting.MORE, "stage": Stage.CLOSED}
    return Plan(Move.PLAN_STEP, (part,), changes, effects=(effect,))


def without_day(step: str, tongue: Tongue | None = None) -> str:
    """A step as it is asked about on another day, when its "tomorrow" is over.

    >>> without_day("ring at 9 tomorrow"), without_day("call her, tomorrow morning")
    ('ring at 9', 'call her')
    """
    bare = (tongue or load_tongue()).step_day.sub("", step).strip(" ,.")
    return bare if len(bare.split()) >= STEP_MIN_WORDS else step


def follow_up_day(text: str, today: date, tongue: Tongue | None = None) -> date:
    """The day after the weekday they named, else tomorrow.

    >>> follow_up_day("after work on friday", date(2026, 3, 4)).isoformat()
    '2026-03-07'
    """
    tongue = tongue or load_tongue()
    lower = tongue.folded(text.lower())
    for index, name in enumerate(tongue.file.weekdays):
        if tongue.folded(name.lower()) in lower:
            ahead = (index - today.weekday()) % 7 or 7
            return today + timedelta(days=ahead + 1)
    return today + timedelta(days=1)


def step_from(text: str, tongue: Tongue | None = None) -> str:
    """Their step as it can be said back: "i could maybe call her" -> "call her".

    >>> step_from("I could maybe text my sister.")
    'text your sister'
    """
    tongue = tongue or load_tongue()
    bare = tongue.step_lead.sub("", text.strip()).strip(" .,!")[:STEP_MAX_CHARS]
    return lower_start(turned(bare, tongue.language).strip(" .")) or text.strip()[:STEP_MAX_CHARS]


def when_from(text: str, tongue: Tongue | None = None) -> str:
    """Their time without what stands around it: "ok sunday then" -> "sunday".

    >>> when_from("Tomorrow after work, I guess."), when_from("when I get home")
    ('tomorrow after work', 'when you get home')
    """
    tongue = tongue or load_tongue()
    bare = text.strip(" .!,")
    while (shorter := tongue.hedge.sub("", bare).strip(" .!,")) != bare:
        bare = shorter
    return lower_start(turned(bare, tongue.language))


def lower_start(text: str) -> str:
    """A sentence's start in lower case, unless it is a name in capitals.

    >>> lower_start("Call her"), lower_start("BBC first")
    ('call her', 'BBC first')
    """
    follows = text[1:2]
    return text[:1].lower() + text[1:] if follows.islower() or follows in " '" else text
