"""The one small next thing: asked for, never assigned; kept with its when; asked about once.

Here: from "what is one small thing" to the follow-up. Not here: tools (`acting`), endings without a
step (`answers`).
"""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import Any

from evenkeel.core.dialogue.clauses import turned
from evenkeel.core.dialogue.moves import Awaiting, Move, ScheduleFollowUp, Stage
from evenkeel.core.dialogue.plan import Plan, Talk

STEP_MAX_CHARS = 140
WHEN_MAX_WORDS = 10
_WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_STEP_LEAD = re.compile(
    r"^(?:(?:ok|okay|yes|yeah|well|maybe|probably|so|um|and|i guess|i think|i could|i can|i'll"
    r"|i will|i might|i'd|i want to|i'm going to|im going to|i would|just|to|try to|try and"
    r"|perhaps)\b[\s,]*)+",
    re.IGNORECASE,
)


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
    if talk.heard.words < 2 or talk.heard.text.endswith("?"):
        return None
    step = step_from(talk.heard.text)
    if talk.heard.cue("when"):
        return keep_step(talk, step)
    part = talk.line("step.when", {"step": step}, ask=True)
    return Plan(Move.PLAN_STEP, (part,), {"step": step, "awaiting": Awaiting.WHEN})


def answer_when(talk: Talk) -> Plan | None:
    step = talk.state.step
    if step is None:
        return None
    if talk.heard.cue("no", "idk") and talk.heard.words <= 6:
        return keep_step(talk, step)
    when = turned(talk.heard.text.strip(" .")) if talk.heard.words <= WHEN_MAX_WORDS else ""
    return keep_step(talk, f"{step}, {lower_start(when)}" if when else step)


def keep_step(talk: Talk, step: str) -> Plan:
    """Say it back, promise one question about it, and leave well."""
    day = follow_up_day(talk.heard.text, talk.now.date())
    effect = ScheduleFollowUp(text=step, day=day)
    key = "step.kept" if day == talk.now.date() + timedelta(days=1) else "step.kept.later"
    part = talk.line(talk.variant(key), {"step": step, "day": f"{day:%A}"}, ask=False)
    changes = {"step": step, "awaiting": Awaiting.MORE, "stage": Stage.CLOSED}
    return Plan(Move.PLAN_STEP, (part,), changes, effects=(effect,))


def follow_up_day(text: str, today: date) -> date:
    """The day after the weekday they named, else tomorrow.

    >>> follow_up_day("after work on friday", date(2026, 3, 4)).isoformat()
    '2026-03-07'
    """
    lower = text.lower()
    for index, name in enumerate(_WEEKDAYS):
        if name in lower:
            ahead = (index - today.weekday()) % 7 or 7
            return today + timedelta(days=ahead + 1)
    return today + timedelta(days=1)


def step_from(text: str) -> str:
    """Their step as it can be said back: "i could maybe call her" -> "call her".

    >>> step_from("I could maybe text my sister.")
    'text your sister'
    """
    bare = _STEP_LEAD.sub("", text.strip()).strip(" .,!")[:STEP_MAX_CHARS]
    return lower_start(turned(bare).strip(" .")) or text.strip()[:STEP_MAX_CHARS]


def lower_start(text: str) -> str:
    """A sentence's start in lower case, unless it is a name in capitals.

    >>> lower_start("Call her"), lower_start("BBC first")
    ('call her', 'BBC first')
    """
    follows = text[1:2]
    return text[:1].lower() + text[1:] if follows.islower() or follows in " '" else text
