"""Acting: two tools with reasons, doing one together, number against number.

Here: tools in a talk. Not here: understanding (`explore`), which tools fit (`offers`), the one
small next thing (`steps`).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from evenkeel.core.dialogue import explore, flowing, offers, presence
from evenkeel.core.dialogue.moves import (
    Awaiting,
    Effect,
    Move,
    Offer,
    RememberToolEffect,
    Stage,
    StartExercise,
)
from evenkeel.core.dialogue.plan import Part, Plan, Talk
from evenkeel.core.dialogue.steps import ask_step, pointed_at

# On a 0 to 10 rating of one feeling, less than one point apart is called no change.
NOTICEABLE = 1
SHORT_WORDS = 4
# "The breathing one" means "Slow breaths out".
STEM = 5
_LAST = re.compile(r"[,.;] *(?=\S)|\bbut\b")
# While a guide runs, an answer is short; longer than this and it is about something else.
ELSEWHERE_WORDS = 7
# An offer without its reasons, as it is made at night.
SHORT_OFFER = "offer.two.night"
# Asked what to do at all, not for an exercise.
OPEN_QUESTIONS = ("asks_how", "asks_advice", "wants_sort")
# On a 0 to 10 rating in panic, the wave is down.
EASED = 4


def offer(talk: Talk, learnt: dict[str, Any] | None = None) -> Plan:
    """Two tools and why, or one small step instead when they want no exercises today."""
    changes: dict[str, Any] = {**(learnt or explore.learn(talk)), "stage": Stage.ACT, "deeper": 0}
    if not talk.state.style.exercises:
        return ask_step(talk, "step.instead", changes)
    chosen = offers.choose(talk)
    if not chosen:
        return ask_step(talk, "step.no_tool", changes)
    chosen = tuple(_with_reason(talk, each) for each in chosen)
    slots = {"first": _name(talk, chosen[0]), "first_reason": chosen[0].reason}
    if len(chosen) > 1:
        slots |= {"second": _name(talk, chosen[1]), "second_reason": chosen[1].reason}
    key = talk.variant("offer.two") if len(chosen) > 1 else "offer.one"
    if talk.state.style.brief and len(chosen) > 1:
        key = SHORT_OFFER  # they asked for less: the names alone
    part = talk.line(key, slots, ask=True)
    open_question = talk.heard.cue(*OPEN_QUESTIONS) and not talk.heard.cue("asks_tool")
    changes |= {
        "awaiting": Awaiting.OFFER, "options": chosen, "offered_at": talk.state.turn,
        "asked_open": open_question,
    }  # fmt: skip
    recalled = _recall(talk, chosen)
    parts = (recalled, part) if recalled else (part,)
    move = Move.RECALL if recalled else Move.OFFER
    return Plan(move=move, parts=parts, changes=changes, offers=chosen)


def answer_offer(talk: Talk) -> Plan | None:
    """Their choice among the options, or a no, taken as a no."""
    options = talk.state.options
    picked = by_title(talk) or _picked(talk, options)
    if picked is not None:
        return begin(talk, picked)
    if options and talk.heard.cue("what_is_it"):
        minutes = f"{options[0].minutes:g}"
        return talk.say("offer.what", changes={"awaiting": Awaiting.OFFER}, minutes=minutes)
    if talk.heard.cue("no", "neither", "breathing_no", "told", "no_tools"):
        declined = (*talk.state.declined, *(o.id for o in options))
        changes = {"declined": declined, "options": (), "awaiting": Awaiting.OPEN}
        if _wants_something_else(talk):
            own = {**changes, "awaiting": Awaiting.STEP, "stage": Stage.NEXT}
            return talk.say("offer.left.own", changes=own)
        return talk.say("offer.left", changes=changes)
    return None


def _wants_something_else(talk: Talk) -> bool:
    """They asked what to do, and it was none of ours: their own idea, unless they want none."""
    state, heard = talk.state, talk.heard
    if heard.cue("told", "no_tools", "breathing_no") or not state.style.questions:
        return False
    if not state.asked_open:
        return False  # they asked for an exercise, and a no to it is met with less
    own = talk.content.lines["offer.left.own"].says
    return not (state.step or state.tender or state.listening) and (
        explore.unsaid(talk, own) == own and state.offered_at == state.turn - 1
    )


def begin(talk: Talk, tool: Offer) -> Plan:
    """Start a tool: the number before it, once; then the first step or the player."""
    if tool.kind == "flow":
        return flowing.start(talk, tool.id)
    changes: dict[str, Any] = {
        "tool": tool.id, "tool_kind": tool.kind, "guide_step": 0, "stage": Stage.ACT, "after": None,
    }  # fmt: skip
    if talk.state.before is None and talk.state.style.questions and not talk.heard.cue("panic"):
        part = talk.line("scale.before", ask=True)
        return Plan(Move.SCALE, (part,), {**changes, "awaiting": Awaiting.BEFORE})
    return _first_step(talk, tool.id, tool.kind, changes)


def answer_before(talk: Talk) -> Plan | None:
    """The number before. Without one we start all the same, unless they went elsewhere."""
    tool, kind = talk.state.tool, talk.state.tool_kind
    if tool is None or kind is None:
        return None
    if talk.heard.cue("no", "neither", "stop", "no_tools"):
        return talk.say("guide.stop", changes={"awaiting": Awaiting.OPEN, "tool": None})
    if talk.heard.number is None and not talk.heard.cue("small", "idk", "yes", "asks_tool"):
        left = {"awaiting": Awaiting.OPEN, "tool": None, "options": ()}
        return talk.say("before.listen", changes=left)
    return _first_step(talk, tool, kind, {"before": talk.heard.number})


def _first_step(talk: Talk, tool: str, kind: str, changes: dict[str, Any]) -> Plan:
    tried = {"tried": (*talk.state.tried, tool)}
    if kind == "exercise":
        card = talk.content.exercises[tool]
        offered = Offer(
            id=tool, kind="exercise", title=card.title, minutes=card.minutes, reason=card.reason
        )
        part = talk.line("exercise.open", {"title": card.title})
        return Plan(
            Move.GUIDE, (part,), {**changes, **tried, "awaiting": Awaiting.AFTER},
            offers=(offered,), effects=(StartExercise(exercise=tool),),
        )  # fmt: skip
    step = _guide_part(talk, tool, 0)
    return Plan(
        Move.GUIDE, (step,), {**changes, **tried, "awaiting": Awaiting.GUIDE, "guide_step": 1}
    )


def answer_guide(talk: Talk) -> Plan | None:  # noqa: PLR0911 (a ladder)
    """The next step of what we are doing together; then the number after."""
    tool, step = talk.state.tool or "", talk.state.guide_step
    if tool not in talk.content.guides:
        return None
    if talk.state.feeling == "panic" and (met := _panic_met(talk)) is not None:
        return met
    if talk.heard.words > ELSEWHERE_WORDS and (talk.heard.scene or talk.heard.text.endswith("?")):
        return None
    if step and talk.heard.number is not None and talk.heard.words <= SHORT_WORDS:
        return answer_after(talk) if talk.state.before is not None else check_effect(talk)
    refused = step <= 1 and talk.heard.cue("no", "neither") and not talk.state.caveat_given
    if refused or talk.heard.cue("stop", "not_helping", "no_tools"):
        return talk.say("guide.stop", changes={"awaiting": Awaiting.OPEN, "tool": None})
    if step < len(talk.content.guides[tool].steps):
        part = _guide_part(talk, tool, step)
        return Plan(Move.GUIDE, (part,), {"guide_step": step + 1, "awaiting": Awaiting.GUIDE})
    return check_effect(talk)


def _panic_met(talk: Talk) -> Plan | None:
    """In panic: the fear of dying met once, a number or "better" taken, other talk followed."""
    heard, over = talk.heard, {"awaiting": Awaiting.OPEN, "tool": None, "feeling": None}
    if heard.cue("dying"):
        return talk.say("panic.dying", changes={"awaiting": Awaiting.GUIDE})
    few = heard.words <= ELSEWHERE_WORDS
    if heard.number is not None and few:
        if heard.number <= EASED:
            return talk.say("panic.easing", changes=over)
        return talk.say(
            "panic.number", changes={"awaiting": Awaiting.GUIDE}, after=str(heard.number)
        )
    if heard.cue("better") and not heard.cue("worse"):
        return talk.say("panic.easing", changes=over)
    elsewhere = heard.shape is not None or heard.scene is not None or not few
    if elsewhere and not heard.cue("panic") and talk.state.guide_step:
        left = talk.without_panic()
        return presence.night_ahead(left) or explore.explore(left, explore.learn(left))
    return None


def _guide_part(talk: Talk, tool: str, step: int) -> Part:
    return Part(f"guide:{tool}.{step}", talk.content.guides[tool].steps[step], ask=False)


def check_effect(talk: Talk, changes: dict[str, Any] | None = None) -> Plan:
    """Number against number."""
    before = talk.state.before
    key = "scale.after" if before is not None else "scale.now"
    part = talk.line(key, {"before": str(before)}, ask=True)
    return Plan(Move.CHECK_EFFECT, (part,), {**(changes or {}), "awaiting": Awaiting.AFTER})


def answer_after(talk: Talk) -> Plan | None:
    """What the two numbers say: better, the same, or worse; each has its own next thing."""
    before, after = talk.state.before, talk.heard.number
    if after is None:
        if talk.heard.cue("worse", "not_helping"):
            return _other_tool(talk, "effect.worse_words", {})
        if talk.heard.cue("better"):
            return ask_step(talk, "effect.better_words", {})
        if talk.heard.cue("done", "yes") and talk.heard.words <= SHORT_WORDS:
            return check_effect(talk)
        return None
    changes = {"after": after, "stage": Stage.NEXT}
    if before is None:
        return ask_step(talk, "effect.one_number", changes, after=str(after))
    slots = {"before": str(before), "after": str(after)}
    memory = _to_remember(talk, before, after)
    if before - after >= NOTICEABLE:
        plan = ask_step(talk, "effect.better", changes, **slots)
    else:
        key = "effect.same" if before == after else "effect.worse"
        plan = _other_tool(talk, key, changes, **slots)
    return Plan(Move.CHECK_EFFECT, plan.parts, plan.changes, plan.offers, memory)


def _to_remember(talk: Talk, before: int, after: int) -> tuple[Effect, ...]:
    tool = talk.state.tool
    known = talk.content.guides.get(tool or "") or talk.content.exercises.get(tool or "")
    if known is None:
        return ()
    effect = RememberToolEffect(tool=known.id, title=known.title, before=before, after=after)
    return (effect,)


def _other_tool(talk: Talk, key: str, changes: dict[str, Any], **slots: str) -> Plan:
    """That one did not do it: the other one, or leave it."""
    left = [o for o in talk.state.options if o.id not in (talk.state.tool, *talk.state.tried)]
    part = talk.line(key, slots, ask=False)
    if not left:
        return ask_step(talk, key, changes, **slots)
    ask = talk.line("offer.other", {"other": _name(talk, left[0])}, ask=True)
    changes = {**changes, "awaiting": Awaiting.OTHER_TOOL, "options": (left[0],), "before": None}
    return Plan(Move.CHECK_EFFECT, (part, ask), changes, offers=(left[0],))


def answer_other_tool(talk: Talk) -> Plan | None:
    if talk.heard.cue("yes") and talk.state.options:
        return begin(talk, talk.state.options[0])
    if talk.heard.cue("no", "neither"):
        return talk.say("offer.left", changes={"options": (), "awaiting": Awaiting.OPEN})
    return None


def by_title(talk: Talk) -> Offer | None:
    """The tool they name in full: nothing else in such a message is meant."""
    low = talk.heard.text.lower()
    named = (one for one in talk.state.options if one.title.lower() in low)
    return None if talk.heard.cue("neither") else next(named, None)


def _picked(talk: Talk, options: Sequence[Offer]) -> Offer | None:
    text, common = talk.heard.text.lower(), talk.content.tongue.file.telling_nothing
    for option in options:
        title = re.findall(r"[^\W\d_]{4,}", option.title.lower())
        words = [w[:STEM] for w in title if w not in common]
        if option.title.lower() in text or any(re.search(rf"\b{w}", text) for w in words):
            return None if talk.heard.cue("no") else option
    both = talk.heard.cue("first") and talk.heard.cue("second")
    first = both and "first" in talk.content.cue_patterns.names(_LAST.split(text)[-1])
    if talk.heard.cue("second") and len(options) > 1 and not first:
        return options[1]
    if talk.heard.cue("first", "either") and options:
        return options[0]
    agreed = talk.heard.words <= 3 and talk.heard.cue("yes")
    agreed = agreed or pointed_at(talk.heard.text, talk.content.tongue)  # "ok i'll do that"
    return options[0] if agreed and options else None


def _with_reason(talk: Talk, tool: Offer) -> Offer:
    """A tool without a reason of its own gets the reason of the need it meets."""
    if tool.reason:
        return tool
    tags = talk.content.exercises[tool.id].needs
    for need in (*offers.needs_now(talk), "any"):
        line = talk.content.lines.get(f"reason.{need}")
        if line and (need in tags or need == "any"):
            return tool.model_copy(update={"reason": line.says[0]})
    return tool


def helped_before(talk: Talk) -> bool:
    """Whether what would be offered now did them good on another day."""
    if not talk.memory.effects or not talk.state.style.exercises:
        return False
    return _recall(talk, offers.choose(talk)) is not None


def _recall(talk: Talk, chosen: Sequence[Offer]) -> Part | None:
    for effect in sorted(talk.memory.effects, key=lambda e: e.on, reverse=True):
        tool = next((o for o in chosen if o.id == effect.tool), None)
        if tool and effect.before - effect.after >= NOTICEABLE:
            slots = {
                "tool": tool.title, "before": str(effect.before), "after": str(effect.after),
                "day": talk.content.tongue.day(effect.on),
            }  # fmt: skip
            return talk.line("recall.effect", slots, ask=False)  # fmt: skip
    return None


def known_tools(talk: Talk) -> tuple[Offer, ...]:
    """Every exercise and guide as it would be offered."""
    content = talk.content
    exercises = [
        Offer(id=e.id, kind="exercise", title=e.title, minutes=e.minutes, reason=e.reason)
        for e in content.exercises.values()
    ]
    guides = [
        Offer(id=g.id, kind="guide", title=g.title, minutes=g.minutes, reason=g.reason)
        for g in content.guides.values()
    ]
    return (*exercises, *guides)


def _name(talk: Talk, tool: Offer) -> str:
    words = talk.content.tongue.file
    return f"{words.quoted.format(tool.title)} ({tool.minutes:g} {words.minutes})"
