"""Memory in a talk: what may be kept is proposed, what was kept is used, with its day.

Here: when to ask "Shall I remember that ...?", the answer, "remember that ...", greeting by name,
asking after an event, recalling what was said. Not here: hearing notes (`remembering`), keeping
them (the shell: a proposal is not kept without a yes), tools and their numbers (`acting`).
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace
from datetime import timedelta
from typing import Any, Final

from evenkeel.core.dialogue.content import DialogueContent
from evenkeel.core.dialogue.kin import words_for
from evenkeel.core.dialogue.moves import (
    AskedAfter,
    Awaiting,
    DeclineNote,
    Effect,
    Move,
    ProposeNote,
    RememberNote,
)
from evenkeel.core.dialogue.notes import MemoryKind, Note, Remembered
from evenkeel.core.dialogue.plan import Plan, Talk
from evenkeel.core.dialogue.remembering import asked_to_forget, asked_to_keep, notes_in, statement
from evenkeel.core.dialogue.state import DialogueState, Memory, Style

# An event is asked after from the next day on, for a week; and mentioned the day before.
ASKED_WITHIN: Final = timedelta(days=7)
SOON: Final = timedelta(days=1)
# How they want to be talked to is asked about at once; the rest waits for a pause in the talk.
AT_ONCE: Final = frozenset({"called", "brief", "no_questions", "no_exercises"})
AT_ONCE_WORDS: Final = 9
NOTED_KEPT: Final = 60
WAITING_KEPT: Final = 3
ANSWER_WORDS: Final = 8
GREETING_WORDS: Final = 5
ASKS_WORDS: Final = 12
SAID_AT_ONCE: Final = 2
# Words too plain to recognise a note by.
FEWEST_LETTERS: Final = 4

# A plan or an event of another day is asked after once so many turns went by without anything hard.
CALM_TURNS: Final = 2

_QUIET_MOVES: Final = frozenset(
    {Move.AFFIRM, Move.REFLECT_CONTENT, Move.REFLECT_FEELING, Move.TEACH, Move.PLAN_STEP, Move.SIT}
)
_PAUSES: Final = frozenset({None, Awaiting.OPEN, Awaiting.MORE})
_RECALLED: Final = frozenset({MemoryKind.TRIGGER, MemoryKind.HELPS, MemoryKind.GOAL})
_LEADS: Final = frozenset({Move.ASK, Move.REFLECT_CONTENT, Move.OFFER, Move.SIT})


def asked(talk: Talk) -> Plan | None:
    """ "Remember that ...", "forget that ...": done at once, because they asked."""
    language = talk.content.tongue.language
    if asked_to_forget(talk.heard.text, locale=language):
        return talk.say("memory.forget", changes={"memory_asked": None})
    note = asked_to_keep(talk.heard.text, today=talk.now.date(), locale=language)
    if note is None:
        return None
    if not talk.memory.on:
        return talk.say("memory.off")
    kept = talk.say(
        "memory.kept", changes={"noted": _noted(talk, (note,))}, statement=_said(talk, note)
    )
    return replace(kept, effects=(RememberNote(note=note),))


def shown(talk: Talk) -> Plan | None:
    """ "What do you remember about me?": what they agreed to, and where it all is."""
    if not talk.heard.cue("memory") or talk.heard.words > ASKS_WORDS or not talk.memory.on:
        return None
    kept = [_said(talk, one.note) for one in talk.memory.kept[:SAID_AT_ONCE]]
    if not kept:
        return talk.say("memory.nothing")
    key = "memory.shown" if len(kept) == 1 else "memory.shown.two"
    slots = {"first": kept[0], "second": kept[-1]}
    return Plan(Move.RECALL, (talk.line(key, slots, ask=False),), {"awaiting": talk.state.awaiting})


def volunteered(talk: Talk) -> Plan | None:
    """ "Call me Sam": asked about at once, in so many words."""
    if talk.heard.words > AT_ONCE_WORDS or not talk.memory.on:
        return None
    note = next((n for n in _fresh(talk) if n.form in AT_ONCE), None)
    if note is None:
        return None
    changes = {"memory_asked": note, "awaiting": Awaiting.REMEMBER}
    return talk.say("memory.ask", changes=changes, statement=_said(talk, note))


def answer(talk: Talk) -> Plan | None:
    """Yes keeps it, no does not; anything else goes on as a talk, and nothing is kept."""
    note, heard = talk.state.memory_asked, talk.heard
    if talk.state.awaiting is not Awaiting.REMEMBER or note is None:
        return None
    if heard.words > ANSWER_WORDS or not _was_asked(talk, note):
        return None
    done: dict[str, Any] = {"awaiting": Awaiting.OPEN}
    if heard.cue("no", "neither"):
        declined = talk.say("memory.not_kept", changes=done)
        return replace(declined, effects=(DeclineNote(note=note),))
    if heard.cue("yes", "either"):
        kept = talk.say("memory.kept", changes=done, statement=_said(talk, note))
        return replace(kept, effects=(RememberNote(note=note),))
    return None


def hello(talk: Talk) -> Plan | None:
    """A greeting back: after an event it is asked after; before one it is known; else by name."""
    heard, memory = talk.heard, talk.memory
    if not heard.cue("greets") or heard.words > GREETING_WORDS or talk.state.turn:
        return None
    opened: dict[str, Any] = {"awaiting": Awaiting.OPEN}
    if (past := happened(talk)) is not None and past.note.day is not None:
        day = talk.content.tongue.weekday(past.note.day)
        said = talk.say("follow_up.event", changes=opened, text=past.note.text, day=day)
        return replace(said, effects=(AskedAfter(note=past.note),))
    if memory.due:
        return None
    if (coming := _coming(talk)) is not None:
        today = coming.note.day == talk.now.date()
        key = "event.today" if today else "event.tomorrow"
        return talk.say(key, changes=opened, text=coming.note.text)
    name = next((r.note.name for r in memory.kept if r.note.form == "called"), "")
    return talk.say(talk.variant("greet.named"), changes=opened, name=name) if name else None


def knowing(talk: Talk) -> Talk:
    """The talk, with a person they named known by what they are: "Ana" is a sister."""
    if "who" in talk.heard.person:
        return talk
    for one in talk.memory.kept:
        note = one.note
        named = note.kind is MemoryKind.PERSON and note.name
        if named and re.search(rf"\b{re.escape(note.name)}\b", talk.heard.text):
            person = {**words_for(note.relation), **talk.heard.person, "who": note.name}
            return replace(talk, heard=replace(talk.heard, person=person))
    return talk


def with_memory(talk: Talk, plan: Plan) -> Plan:
    """The plan, with what may be kept proposed and at most one thing said of what was kept."""
    others = plan.move in (Move.RISK, Move.REHEARSE)  # lines to somebody else are not about them
    if not talk.memory.on or others or talk.state.awaiting is Awaiting.REHEARSE:
        return plan
    fresh = _fresh(talk)
    told = _told_of(talk)
    effects: tuple[Effect, ...] = (*plan.effects, *(ProposeNote(note=n) for n in fresh), *told)
    waiting = (*talk.state.memory_waiting, *(n for n in fresh if n.key != _asking(plan)))
    changes = {
        **plan.changes, "noted": _noted(talk, fresh), "memory_waiting": waiting[:WAITING_KEPT],
    }  # fmt: skip
    plan = replace(plan, effects=effects, changes=changes)
    if (recalled := _recalled(talk, plan)) is not None:
        return recalled
    if _at_rest(talk, plan) and (asked_after := _asked_after(talk, plan)) is not None:
        return asked_after
    dated_first = sorted(waiting, key=lambda one: one.kind is not MemoryKind.EVENT)
    note = next(iter(dated_first), None)
    if note is None or talk.hard or not talk.state.turn or not _pause(talk, plan):
        return plan
    return _asking_aloud(talk, plan, note)


def as_they_like(state: DialogueState, memory: Memory, content: DialogueContent) -> DialogueState:
    """A fresh talk begun the way they asked to be talked to, without what is no use to them."""
    forms = {one.note.form for one in memory.kept}
    style = Style(
        brief="brief" in forms,
        questions="no_questions" not in forms,
        exercises="no_exercises" not in forms,
    )
    refused = tuple(_refused(memory.kept, content))
    return state.model_copy(update={"style": style, "declined": (*state.declined, *refused)})


def happened(talk: Talk) -> Remembered | None:
    """The latest event whose day is over on the member's own clock, not yet asked after."""
    today = talk.now.date()
    over = [
        one
        for one in talk.memory.kept
        if one.note.day is not None
        and not one.asked_after
        and today - ASKED_WITHIN <= one.note.day < today
    ]
    return max(over, key=lambda one: one.note.day or today, default=None)


def _coming(talk: Talk) -> Remembered | None:
    today = talk.now.date()
    soon = (r for r in talk.memory.kept if r.note.day and today <= r.note.day <= today + SOON)
    return next(soon, None)


def _fresh(talk: Talk) -> tuple[Note, ...]:
    """What this message could leave that is not known, proposed or refused already."""
    known, here = {*talk.memory.known}, {*talk.state.noted}
    found = notes_in(talk.heard.text, today=talk.now.date(), locale=talk.content.tongue.language)
    return tuple(note for note in found if note.digest not in known and note.key not in here)


def _noted(talk: Talk, notes: Iterable[Note]) -> tuple[str, ...]:
    return (*talk.state.noted, *(note.key for note in notes))[-NOTED_KEPT:]


def _asking(plan: Plan) -> str:
    note = plan.changes.get("memory_asked")
    return note.key if isinstance(note, Note) else ""


def _pause(talk: Talk, plan: Plan) -> bool:
    """Whether a question about memory would break into nothing."""
    state, heard = talk.state, talk.heard
    if state.memory_asked or heard.night or not state.style.questions:
        return False
    if state.tender or state.sitting or state.listening or state.safety.level:
        return False
    asks = any("?" in variant for part in plan.parts for variant in part.variants)
    awaited = plan.changes.get("awaiting", state.awaiting)
    return plan.move in _QUIET_MOVES and not asks and awaited in _PAUSES


def _at_rest(talk: Talk, plan: Plan) -> bool:
    """A pause in which nothing hard is fresh: on arrival, or some calm turns after it."""
    calm = talk.state.turn - talk.state.hard_turn > CALM_TURNS
    return calm and not talk.hard and _pause(talk, plan)


def _asked_after(talk: Talk, plan: Plan) -> Plan | None:
    """At a pause, what no greeting asked: how the event went, or whether the plan happened."""
    past = happened(talk)
    if (
        past is not None
        and past.note.day is not None
        and not _mentions(talk.heard.text, past.note.text)
    ):
        day = talk.content.tongue.weekday(past.note.day)
        part = talk.line("follow_up.event.later", {"text": past.note.text, "day": day}, ask=True)
        effects = (*plan.effects, AskedAfter(note=past.note))
        changes = {**plan.changes, "awaiting": Awaiting.OPEN}
        return replace(plan, parts=(*plan.parts, part), changes=changes, effects=effects)
    step = talk.memory.due[0] if talk.memory.due else None
    if step is None or any(one.text in talk.state.recalled for one in talk.memory.due):
        return None  # one a talk, whichever it was
    slots = {"step": step.text, "day": talk.content.tongue.weekday(step.said_on)}
    part = talk.line("follow_up.later", slots, ask=True)
    changes = {
        **plan.changes, "awaiting": Awaiting.FOLLOW_UP,
        "recalled": (*talk.state.recalled, step.text),
    }  # fmt: skip
    return replace(plan, parts=(*plan.parts, part), changes=changes)


def _asking_aloud(talk: Talk, plan: Plan, note: Note) -> Plan:
    part = talk.line("memory.ask", {"statement": _said(talk, note)}, ask=True)
    left = tuple(n for n in plan.changes["memory_waiting"] if n.key != note.key)
    changes = {
        **plan.changes, "memory_asked": note, "memory_waiting": left,
        "awaiting": Awaiting.REMEMBER,
    }  # fmt: skip
    return replace(plan, parts=(*plan.parts, part), changes=changes)


def _recalled(talk: Talk, plan: Plan) -> Plan | None:
    """What they said another day about the very thing they speak of, once, with its day."""
    if plan.move not in _LEADS or talk.state.tender or talk.state.sitting or talk.heard.night:
        return None
    if plan.move is Move.OFFER and any(part.key == "recall.effect" for part in plan.parts):
        return None
    today = talk.now.date()
    for one in talk.memory.kept:
        note = one.note
        spoken = plan.move is Move.OFFER and note.kind is MemoryKind.HELPS
        if note.kind not in _RECALLED or one.said_on >= today or note.key in talk.state.recalled:
            continue
        if spoken or (plan.move is not Move.OFFER and _mentions(talk.heard.text, note.text)):
            day = talk.content.tongue.day(one.said_on)
            slots = {"day": day, "statement": _said(talk, note)}
            part = replace(talk.line("recall.said", slots, ask=False), keep=False)
            changes = {**plan.changes, "recalled": (*talk.state.recalled, note.key)}
            return replace(plan, parts=(part, *plan.parts), changes=changes)
    return None


def _told_of(talk: Talk) -> tuple[Effect, ...]:
    """They speak of an event that is over: it need not be asked after."""
    past = happened(talk)
    if past is None or (talk.state.turn == 0 and talk.heard.cue("greets")):
        return ()
    return (AskedAfter(note=past.note),) if _mentions(talk.heard.text, past.note.text) else ()


def _mentions(text: str, noted: str) -> bool:
    """Whether a message speaks of the same thing: by its telling words, whatever their ending."""
    words = [w for w in re.findall(r"[a-zà-ÿ]+", noted.lower()) if len(w) >= FEWEST_LETTERS]
    words = [w for w in words if w not in _PLAIN]
    said = text.lower()
    return bool(words) and all(
        re.search(rf"\b{re.escape(word.rstrip('s'))}", said) for word in words
    )


_PLAIN: Final = frozenset(
    ("your", "about", "being", "with", "that", "this", "more", "from", "have", "into", "then")
)


def _was_asked(talk: Talk, note: Note) -> bool:
    """Whether the question really was said: a guard or a model may have changed the words."""
    last = talk.state.recent[-1] if talk.state.recent else ""
    return _said(talk, note).lower() in last.lower()


def _said(talk: Talk, note: Note) -> str:
    tongue = talk.content.tongue
    day = tongue.day(note.day) if note.day else ""
    return statement(note, day, locale=tongue.language)


def _refused(kept: Iterable[Remembered], content: DialogueContent) -> Iterable[str]:
    """Tools that a dislike is about, by the first word of what is disliked."""
    for one in kept:
        if one.note.form not in {"dislikes", "no_use"}:
            continue
        stem = one.note.text.split(" ", 1)[0].lower()[: FEWEST_LETTERS + 2]
        tools = [(guide.id, guide.title) for guide in content.guides.values()]
        tools += [(card.id, card.title) for card in content.exercises.values()]
        for id, title in tools:
            if len(stem) >= FEWEST_LETTERS and stem in f"{id} {title}".lower():
                yield id
