"""Rehearsing a hard conversation in a talk (F7): set the scene, play it, look at it, keep a line.

Here: the seam between `core.rehearsal` and the planner. Not here: roles and their answers
(`content/rehearsal`), what is heard in a line (`core.rehearsal.hearing`). Where a language has no
roles, a short rehearsal without a scene is done instead (`rehearsal_short`).
"""

from __future__ import annotations

import random
import re
import zlib
from collections.abc import Iterable
from dataclasses import replace
from typing import Any, Final

from evenkeel.core.dialogue import rehearsal_short
from evenkeel.core.dialogue.moves import Awaiting, Move, ProposeNote, RememberNote
from evenkeel.core.dialogue.notes import MemoryKind, Note
from evenkeel.core.dialogue.plan import Part, Plan, Talk
from evenkeel.core.dialogue.playing import Phase, Play
from evenkeel.core.dialogue.state import DialogueState
from evenkeel.core.dialogue.tongue import Tongue
from evenkeel.core.rehearsal import (
    Coach,
    Exchange,
    Role,
    Scene,
    best_line,
    feedback,
    hear_line,
    load_coach,
    load_roles,
    opening,
    reply,
    role_in,
)
from evenkeel.core.rehearsal.feedback import quoted
from evenkeel.core.rehearsal.hearing import (
    fear_in,
    finished,
    goes_again,
    leaves,
    overwhelmed,
    said_to_them,
)
from evenkeel.core.vocabulary import Pathway, Reading

TAKES: Final = 2
WANT_WORDS: Final = 25
GRAVE: Final = 0.6
KEEP_FROM_WORDS: Final = 3
MIDDLE_LEVEL: Final = 2
# While a scene is played, only these are meant for us; all else is a line to the other.
MEANT_FOR_US: Final = ("panic", "wants_human", "human", "privacy")
LEAVES: Final = ("thanks", "ends", "sit", "not_helping", "greets")
# "Enough", "no thanks": longer than this and it is a line.
ENOUGH_WORDS: Final = 4
LINE_WORDS: Final = 5


def in_role(reading: Reading, state: DialogueState) -> Reading:
    """The reading of a line that is spoken to somebody else, while a scene is played.

    The trained risk head was taught on messages about oneself and mishears an ask made of a boss;
    its guess is left out unless it is sure of grave danger. Every rule still hears the line.
    """
    levels = reading.risk_levels
    grave = levels.get("high", 0.0) + levels.get("imminent", 0.0)
    if not is_playing(state) or grave >= GRAVE:
        return reading
    return replace(reading, risk_levels={}, risk_pathways={})


def is_playing(state: DialogueState) -> bool:
    """Whether the next line is spoken to somebody else, in a scene."""
    return state.awaiting is Awaiting.REHEARSE and state.play is not None


# How a line of theirs is quoted, in one language or another.
QUOTES = ('"{}"', "«{}»")


def without_quotes(text: str, play: Play | None) -> str:
    """Feedback without the member's own lines: their "I" is not ours, and the guard may take it so.

    >>> without_quotes("Try it again.", None)
    'Try it again.'
    """
    for said in play.all_lines if play else ():
        for line in (quoted(said.text), quoted(said.text).rstrip(".?!")):
            forms = (line, line.replace("?", "."))
            for theirs in (mark.format(form) for form in forms for mark in QUOTES):
                opening = rf"(^|[.?!] ){re.escape(theirs)}"
                text = re.sub(opening, r"\1What you said just there.", text)
                text = text.replace(theirs, "what you said just there")
    return text


def begin(talk: Talk) -> Plan | None:
    """They want to practise."""
    return start(talk) if talk.heard.cue("rehearse") else None


def start(talk: Talk) -> Plan:
    """The scene is set one question at a time; what they said already is not asked again."""
    language = talk.content.tongue.language
    if not load_roles(language):
        return rehearsal_short.start(talk)
    if talk.state.safety.pathway is Pathway.HARM_FROM_OTHERS:
        return talk.say("rehearse.not_safe", changes={"awaiting": Awaiting.PERSON, "play": None})
    role = role_in(talk.heard.text, language) or _role_before(talk)
    if role is None:
        return _ask(talk, "rehearse.who", Play(phase=Phase.WHO))
    play = Play(phase=Phase.WANT, role=role.id)
    return _ask(talk, "rehearse.want", play, title=role.title)


def go_on(talk: Talk) -> Plan | None:
    """The next step of the rehearsal, or None where they have left it for something else."""
    play = talk.state.play
    if play is None:
        return rehearsal_short.go_on(talk)
    coach = load_coach(talk.content.tongue.language)
    if (out := _way_out(talk, play, coach)) is not None:
        return _left(talk, out)
    if _is_elsewhere(talk, play):
        return None
    if play.phase is Phase.PLAY:
        return _played(talk, play, coach)
    if play.phase in _SETTING and _begun(talk, coach):
        return _begins(talk, play, coach)
    return _STEPS[play.phase](talk, play, coach)


def _is_elsewhere(talk: Talk, play: Play) -> bool:
    """Whether the message is for us and not part of the rehearsal: then it is answered as such."""
    heard, few = talk.heard, talk.heard.words <= ENOUGH_WORDS
    if heard.cue(*MEANT_FOR_US) or (few and heard.cue("ends") and play.phase is not Phase.AGAIN):
        return True
    asks = heard.text.endswith("?") or heard.cue(*LEAVES)
    return play.phase in _SETTING and asks and not heard.cue("idk")


def _begun(talk: Talk, coach: Coach) -> bool:
    """Whether they already say it to the other: "mum, i love you and i can't ..."."""
    text = talk.heard.text
    return said_to_them(text, coach) and bool(hear_line(text, coach).marks)


def _begins(talk: Talk, play: Play, coach: Coach) -> Plan:
    language = talk.content.tongue.language
    role = (
        play.role
        or (role_in(talk.heard.text, language) or load_roles(language)[_anybody(language)]).id
    )
    scene = Scene(role=role, level=MIDDLE_LEVEL, fear=play.fear)
    begun = play.model_copy(update={"phase": Phase.PLAY, "role": role, "scene": scene})
    return _played(talk, begun, coach)


def _way_out(talk: Talk, play: Play, coach: Coach) -> str | None:
    """The line to leave with: when it got too close, or "stop", from every step."""
    if play.phase is Phase.PLAY and overwhelmed(talk.heard.text, coach):
        return "rehearse.too_close"
    if play.phase is not Phase.AGAIN and leaves(talk.heard.text, coach):
        return "rehearse.out"
    return None


def _who(talk: Talk, play: Play, coach: Coach) -> Plan:
    """Somebody named; anybody else is played by the role that fits everyone."""
    del coach
    language = talk.content.tongue.language
    role = role_in(talk.heard.text, language) or load_roles(language)[_anybody(language)]
    asked = play.model_copy(update={"phase": Phase.WANT, "role": role.id})
    return _ask(talk, "rehearse.want", asked, title=role.title)


def _want(talk: Talk, play: Play, coach: Coach) -> Plan:
    del coach
    unknown = talk.heard.cue("idk") or talk.heard.words > WANT_WORDS
    want = "" if unknown else talk.heard.text
    asked = play.model_copy(update={"phase": Phase.FEAR, "want": want})
    return _ask(talk, "rehearse.fear", asked)


def _fear(talk: Talk, play: Play, coach: Coach) -> Plan:
    fear = fear_in(talk.heard.text, coach)
    asked = play.model_copy(update={"phase": Phase.LEVEL, "fear": fear})
    part = talk.line("rehearse.level", ask=True)
    return Plan(Move.REHEARSE, (part,), _changes(asked))


def _level(talk: Talk, play: Play, coach: Coach) -> Plan:
    del coach
    number = talk.heard.number
    level = number if number in (1, 2, 3) else MIDDLE_LEVEL
    scene = Scene(role=play.role, level=level, fear=play.fear)
    return _opened(talk, play, scene, "rehearse.open")


def _opened(talk: Talk, play: Play, scene: Scene, key: str) -> Plan:
    role = _role(talk, play)
    made = opening(role, scene, _chance(talk))
    playing = play.model_copy(update={"phase": Phase.PLAY, "scene": made.scene})
    slots = {"title": role.title, "label": role.label, "says": made.says}
    return Plan(Move.REHEARSE, (talk.line(key, slots, ask=False),), _changes(playing))


def _played(talk: Talk, play: Play, coach: Coach) -> Plan:
    if play.scene is None:
        return _left(talk, "rehearse.out")
    few = talk.heard.words <= ENOUGH_WORDS
    asked = finished(talk.heard.text, coach) or (few and goes_again(talk.heard.text, coach))
    if asked and play.scene.lines:
        return _looked_at(talk, play, None, coach)
    role = _role(talk, play)
    made = reply(role, play.scene, hear_line(talk.heard.text, coach), _chance(talk))
    playing = play.model_copy(update={"scene": made.scene})
    if made.over:
        return _looked_at(talk, playing, made, coach)
    slots = {"label": role.label, "says": made.says}
    part = talk.line("rehearse.reply", slots, ask=False)
    return Plan(Move.REHEARSE, (part,), _changes(playing))


def _looked_at(talk: Talk, play: Play, last: Exchange | None, coach: Coach) -> Plan:
    """What worked, what to try, and whether to go again; or, after the last take, what to keep."""
    lines = play.scene.lines if play.scene else ()
    said = feedback(lines, coach, _chance(talk), want=play.want, before=play.first)
    parts: list[Part] = []
    if last is not None:
        slots = {"label": _role(talk, play).label, "says": last.says}
        parts.append(talk.line("rehearse.end", slots, ask=False))
    parts.append(Part(f"rehearse:{said.worked_key}", (said.worked,)))
    if play.take >= TAKES:
        keeping = play.model_copy(update={"all_lines": (*play.first, *lines)})
        return _keep(talk, keeping, tuple(parts))
    parts.append(Part(f"rehearse:{said.try_key}", (said.try_next,)))
    parts.append(talk.line("rehearse.once_more", ask=False))
    asked = play.model_copy(update={"phase": Phase.AGAIN, "all_lines": lines})
    return Plan(Move.REHEARSE, _one_question(parts), _changes(asked))


def _again(talk: Talk, play: Play, coach: Coach) -> Plan:
    """A second take, or enough; a line said at once is the second take begun."""
    text, few = talk.heard.text, talk.heard.words <= ENOUGH_WORDS
    enough = few and talk.heard.cue("no", "neither", "ends", "stop", "thanks")
    begun = talk.heard.words >= LINE_WORDS and bool(hear_line(text, coach).marks)
    old = play.scene or Scene(role=play.role, level=MIDDLE_LEVEL)
    fresh = old.model_copy(update={"lines": (), "feared": False})
    second = play.model_copy(
        update={"take": play.take + 1, "first": old.lines, "scene": fresh, "phase": Phase.PLAY}
    )
    if few and not enough and (goes_again(text, coach) or talk.heard.cue("yes", "either")):
        return _opened(talk, second, fresh, "rehearse.take_two")
    if begun:
        return _played(talk, second, coach)
    return _keep(talk, play, ())


def _keep(talk: Talk, play: Play, parts: tuple[Part, ...]) -> Plan:
    """One line to take along: theirs, and remembered only with their yes."""
    best = best_line(play.all_lines)
    done = _changes(play.model_copy(update={"phase": Phase.KEEP, "line": best or ""}))
    if best is None:
        asked = (*parts, talk.line("rehearse.keep.none", ask=True))
        return Plan(Move.REHEARSE, _one_question(asked), done)
    if talk.memory.on:
        kept = {"line": _in_quotes(best, talk.content.tongue)}
        part = talk.line("rehearse.keep", kept, ask=False)
        return Plan(Move.REHEARSE, _one_question((*parts, part)), done)
    slots = {"line": _in_quotes(best, talk.content.tongue).replace("?", ".")}
    part = talk.line("rehearse.keep.off", slots, ask=True)
    return Plan(Move.REHEARSE, _one_question((*parts, part)), _when(talk))


def _kept(talk: Talk, play: Play, coach: Coach) -> Plan:
    """Yes keeps the line; another sentence in its place is proposed, not kept."""
    del coach
    own = talk.heard.words >= KEEP_FROM_WORDS and not talk.heard.cue("yes", "no", "idk")
    if own or not play.line:
        words = talk.heard.text if own else ""
        note = _note(words or play.line, talk.content.tongue)
        effects = (ProposeNote(note=note),) if note.text and talk.memory.on else ()
        part = talk.line("rehearse.done", ask=True)
        return Plan(Move.REHEARSE, (part,), _when(talk), effects=effects)
    if talk.heard.cue("yes", "either"):
        part = talk.line("rehearse.kept", ask=True)
        effects_kept = (RememberNote(note=_note(play.line, talk.content.tongue)),)
        return Plan(Move.REHEARSE, (part,), _when(talk), effects=effects_kept)
    return Plan(Move.REHEARSE, (talk.line("rehearse.not_kept", ask=True),), _when(talk))


_SETTING: Final = (Phase.WHO, Phase.WANT, Phase.FEAR, Phase.LEVEL)
_STEPS: Final = {
    Phase.WHO: _who, Phase.WANT: _want, Phase.FEAR: _fear, Phase.LEVEL: _level,
    Phase.AGAIN: _again, Phase.KEEP: _kept,
}  # fmt: skip


def _ask(talk: Talk, key: str, play: Play, **slots: str) -> Plan:
    return Plan(Move.REHEARSE, (talk.line(key, slots, ask=True),), _changes(play))


def _left(talk: Talk, key: str) -> Plan:
    return talk.say(key, changes={"awaiting": Awaiting.OPEN, "play": None})


def _changes(play: Play) -> dict[str, Any]:
    return {"awaiting": Awaiting.REHEARSE, "play": play, "options": (), "tool": None}


def _when(talk: Talk) -> dict[str, Any]:
    return {"awaiting": Awaiting.WHEN, "play": None, "step": talk.content.tongue.file.rehearsed}


def _note(line: str, tongue: Tongue) -> Note:
    return Note(kind=MemoryKind.LINE, text=_in_quotes(line, tongue) if line else "")


def _in_quotes(line: str, tongue: Tongue) -> str:
    bare = line.strip(" \"'«»")
    return tongue.file.quoted.format(bare if bare[-1:] in ".?!…" else f"{bare}.")


def _one_question(parts: Iterable[Part]) -> tuple[Part, ...]:
    """At most one question mark in a reply: the last one stays, quotes before it lose theirs."""
    seen, kept = False, []
    for part in reversed(list(parts)):
        asks = any("?" in one for one in (*part.variants, *part.slots.values()))
        kept.append(_told(part) if seen and asks else part)
        seen = seen or asks
    return tuple(reversed(kept))


def _told(part: Part) -> Part:
    slots = {name: value.replace("?", ".") for name, value in part.slots.items()}
    return replace(part, variants=tuple(v.replace("?", ".") for v in part.variants), slots=slots)


def _role(talk: Talk, play: Play) -> Role:
    return load_roles(talk.content.tongue.language)[play.role]


def _role_before(talk: Talk) -> Role | None:
    """The person spoken of so far, where they are somebody there is a role for."""
    who = talk.state.person.get("who", "")
    return role_in(who, talk.content.tongue.language) if who else None


def _anybody(language: str) -> str:
    return list(load_roles(language))[-1]


def _chance(talk: Talk) -> random.Random:
    """Varied from talk to talk, the same for the same turn: planning stays a pure function."""
    began = talk.state.started_at or talk.now
    seed = f"{began.isoformat()}|{talk.state.turn}|{talk.heard.text}"
    return random.Random(zlib.crc32(seed.encode()))  # noqa: S311 (which of several good wordings)
