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
    if not is_step(talk):
        return None
    step = step_from(talk.heard.text, talk.content.tongue)
    if talk.heard.cue("when"):
        return keep_step(talk, step)
    part = talk.line("step.when", {"step": step}, ask=True)
    return Plan(Move.PLAN_STEP, (part,), {"step": step, "awaiting": Awaiting.WHEN})


def answer_when(talk: Talk) -> Plan | None:
    step = talk.state.step
    if step is None:
        return None
    if talk.heard.cue("no", "idk", "small", "whatever", "its_fine") and talk.heard.words <= 6:
        return keep_step(talk, step)
    if talk.heard.words > WHEN_MAX_WORDS or not (talk.heard.cue("when") or _is_when(talk)):
        return None
    when = turned(talk.heard.text.strip(" ."), talk.content.tongue.language)
    return keep_step(talk, f"{step}, {lower_start(when)}")


def volunteered(talk: Talk) -> Plan | None:
    """ "Maybe I could go tomorrow before work": a step with its time, kept without being asked."""
    state, heard = talk.state, talk.heard
    if state.step or state.tender or state.sitting or not heard.cue("when"):
        return None
    tongue = talk.content.tongue
    meant = _meant(heard.text, tongue)
    return keep_step(talk, step_from(heard.text, tongue)) if meant and is_step(talk) else None


def is_step(talk: Talk) -> bool:
    """Whether a message names something to do: never thanks, a refusal, a feeling or a question."""
    heard = talk.heard
    if heard.words < STEP_MIN_WORDS or heard.words > STEP_MAX_WORDS or heard.text.endswith("?"):
        return False
    if heard.cue(*NEVER_A_STEP) or heard.scene or heard.thought:
        return False
    tongue = talk.content.tongue
    bare = step_from(heard.text, tongue).split(" ", 1)[0].lower()
    does = bare in talk.content.doing or _meant(heard.text, tongue)
    return does and bare not in tongue.file.step_not


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
    effect = ScheduleFollowUp(text=step, day=day)
    key = "step.kept" if day == talk.now.date() + timedelta(days=1) else "step.kept.later"
    part = talk.line(talk.variant(key), {"step": step, "day": tongue.weekday(day)}, ask=False)
    changes = {"step": step, "awaiting": Awaiting.MORE, "stage": Stage.CLOSED}
    return Plan(Move.PLAN_STEP, (part,), changes, effects=(effect,))


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


def lower_start(text: str) -> str:
    """A sentence's start in lower case, unless it is a name in capitals.

    >>> lower_start("Call her"), lower_start("BBC first")
    ('call her', 'BBC first')
    """
    follows = text[1:2]
    return text[:1].lower() + text[1:] if follows.islower() or follows in " '" else text
