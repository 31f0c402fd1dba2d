"""Answers to plain cues: what the companion is, what it cannot do, how to talk, hello and goodbye.

Here: turns that answer the message itself and then return to the person. Not here: understanding
(`explore`), tools (`acting`), danger (`core.safety`).
"""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any

from evenkeel.core.dialogue import acting, arc, explore
from evenkeel.core.dialogue.moves import Awaiting, Dimension, Move, Stage
from evenkeel.core.dialogue.plan import Part, Plan, Talk
from evenkeel.core.dialogue.state import Style
from evenkeel.core.vocabulary import Tense

# Cue -> line, first match wins. Each is answered, then handed back to the person.
ABOUT_US = ("injection", "are_you_there", "app_cost", "app_how", "insult")
JUST_LISTEN = "just_listen"
STYLE_CUES = (
    "shorter",
    "longer",
    "no_questions",
    "no_tools",
    "just_listen",
    "questions_ok",
    "tools_ok",
)
_WORD = re.compile(r"\b[a-zA-Z]+\b")
_SENTENCE = re.compile(r"(?<=[.?])\s+")
# A word or two is too little to tell a language by.
FOREIGN_WORDS = 3
# Once some of a talk was understood, a few odd words are a name or a school subject.
FOREIGN_WORDS_LATER = 6
PANIC_GUIDE_NEED = "panic"
THANKS_WORDS = 14
GOODBYE_WORDS = 18
# By its meaning alone a longer message asks us something only where it speaks to us.
SHORT_ASK_WORDS = 6
JOKE_WORDS = 25
PROGRESS_WORDS = 20
GREETING_WORDS = 5
# "That's it" after so many turns of telling is the end of it.
TOLD_SOME = 3


def unreadable(talk: Talk) -> Plan | None:
    if talk.heard.cue("silence"):
        return talk.say("silence", changes={"awaiting": talk.state.awaiting})
    reading, text = talk.heard.reading, talk.heard.text
    least = FOREIGN_WORDS if talk.state.explored == 0 else FOREIGN_WORDS_LATER
    telling = len(text.split()) >= least or not text.isascii()
    reads = talk.content.tongue.language  # its safety floor is met (SAFETY.md E6)
    if reading.unreadable and reading.language != reads and telling:
        return talk.say("language.unsupported", changes={"awaiting": Awaiting.OPEN})
    words = len(_WORD.findall(talk.heard.text))
    if (talk.heard.reading.unreadable and words < 2) or not talk.heard.text:
        return talk.say("unreadable")
    return None


def panic(talk: Talk) -> Plan | None:
    """A short instruction at once; the medical caveat once; then the next step each turn."""
    over = talk.heard.cue("not_panic_now") or talk.heard.reading.frame.tense is Tense.PAST
    if not talk.heard.cue("panic") or over or talk.state.awaiting is Awaiting.GUIDE:
        return None
    guide = next((g for g in talk.content.guides.values() if PANIC_GUIDE_NEED in g.needs), None)
    caveat = () if talk.state.caveat_given else (talk.line("panic.caveat"),)
    again = "panic.again" if talk.state.caveat_given else talk.variant("panic.first")
    parts = (talk.line(again, ask=False), *caveat)
    changes: dict[str, Any] = {
        "caveat_given": True, "awaiting": Awaiting.GUIDE, "tool": guide.id if guide else None,
        "tool_kind": "guide", "guide_step": 0, "stage": Stage.ACT, "feeling": "panic",
        "before": None,
    }  # fmt: skip
    return Plan(Move.GUIDE, parts, changes)


def style_request(talk: Talk) -> Plan | None:
    """ "Shorter please", "no questions", "no exercises today": done at once, and kept."""
    asked = [cue for cue in STYLE_CUES if talk.heard.cue(cue)]
    if not asked or (talk.state.awaiting is Awaiting.OFFER and talk.heard.cue("first", "second")):
        return None  # "the second is too long, do the first": a choice
    old = talk.state.style
    brief = "shorter" in asked or (old.brief and "longer" not in asked)
    quiet = "no_questions" in asked or "just_listen" in asked
    style = Style(
        brief=brief,
        questions=not quiet and (old.questions or "questions_ok" in asked),
        exercises="no_tools" not in asked and (old.exercises or "tools_ok" in asked),
    )
    changes: dict[str, Any] = {"style": style, "awaiting": talk.state.awaiting}
    if not style.exercises:
        changes |= {"options": (), "awaiting": Awaiting.OPEN}
    said = JUST_LISTEN if JUST_LISTEN in asked else asked[0]  # "no advice, let me rant"
    return talk.say(f"style.{said}", changes=changes)


def breathing_refused(talk: Talk) -> Plan | None:
    """ "Breathing doesn't work on me": left out, and what has worked is asked for."""
    if not talk.heard.cue("breathing_no"):
        return None
    named = [(g.id, g.title) for g in talk.content.guides.values()]
    named += [(e.id, e.title) for e in talk.content.exercises.values()]
    word = talk.content.tongue.file.breathing
    breathing = tuple(id for id, title in named if word in f"{id} {title}".lower())
    covered = (*talk.state.covered, Dimension.TRIED)
    changes = {
        "declined": (*talk.state.declined, *breathing), "awaiting": Awaiting.OPEN,
        "asked_about": Dimension.TRIED, "covered": tuple(dict.fromkeys(covered)),
    }  # fmt: skip
    return talk.say("breathing_no", changes=changes)


def about_us(talk: Talk) -> Plan | None:
    """One honest sentence or two about what this is, then back to where they were."""
    cue = next((name for name in ABOUT_US if talk.heard.cue(name)), None)
    if cue is None:
        return None
    return _answered(talk, talk.line(f"about.{cue}"))


def boundary(talk: Talk) -> Plan | None:
    """Asked for a promise, a dose, love, secrecy: what is true, and what can be done instead."""
    heard, known = talk.heard, talk.content.boundaries
    to_us = "?" in heard.text or talk.content.tongue.to_us.search(heard.folded or heard.text)
    of_us = to_us or (heard.words <= SHORT_ASK_WORDS and not _own_idea(talk))
    alike = heard.asks if of_us and not _of_others(talk) else None
    kind = known.asked(heard.text, heard.cues, alike)
    if kind is None or (known.kinds[kind].light and heard.cue("jokes")):
        return None
    said = known.kinds[kind].says, known.again
    if not explore.may_ask(talk) or talk.state.tender or talk.state.listening:
        said = tuple(map(_told, said[0])), tuple(map(_told, said[1]))
    lines = explore.unsaid(talk, said[0]) or explore.unsaid(talk, said[1])
    if not lines:
        return None
    return _answered(talk, Part(f"boundary:{kind}", lines, ask=all("?" in one for one in lines)))


def _own_idea(talk: Talk) -> bool:
    """ "I could order strings": something for them to do, and no request."""
    return any(shape.id == "plan_idea" for shape in talk.heard.shapes)


def _of_others(talk: Talk) -> bool:
    """ "Do you think she hates me": of her, and not of us."""
    return any(shape.id == "think_they" for shape in talk.heard.shapes)


def _told(line: str) -> str:
    """A line without its closing question, where none is welcome."""
    kept = [one for one in _SENTENCE.split(line) if not one.endswith("?")]
    return " ".join(kept) or line


def _answered(talk: Talk, answer: Part) -> Plan:
    changes = {
        "clauses": explore.learn(talk)["clauses"],
        "awaiting": talk.state.awaiting or Awaiting.OPEN,
    }
    if answer.ask or not explore.may_ask(talk) or talk.state.tender or talk.state.listening:
        return Plan(Move.ANSWER, (answer,), changes)
    told = tuple(line for line in answer.variants if "?" not in line)
    if not told:
        return Plan(Move.ANSWER, (answer,), changes)
    return Plan(Move.ANSWER, (replace(answer, variants=told), back(talk)), changes)


def wants_human(talk: Talk) -> Plan | None:
    """A person, please: a good wish. Which one, and what would the first sentence be?"""
    if not talk.heard.cue("wants_human"):
        return None
    return talk.say("wants_human", changes={"awaiting": Awaiting.PERSON})


def answer_person(talk: Talk) -> Plan | None:
    if talk.heard.cue("nobody"):
        return talk.say("person.nobody", changes={"awaiting": Awaiting.OPEN})
    if talk.heard.words <= 8 and not talk.heard.cue("no", "idk"):
        return talk.say("person.named", changes={"awaiting": Awaiting.STEP})
    return None


def not_helping(talk: Talk) -> Plan | None:
    """Met with less, not more, and with a change of course."""
    if not talk.heard.cue("not_helping"):
        return None
    return talk.say("not_helping", changes={"awaiting": Awaiting.OPEN, "tool": None})


def goodbye(talk: Talk) -> Plan | None:
    if not talk.heard.cue("ends"):
        return None
    if talk.heard.words > GOODBYE_WORDS and not talk.heard.cue("ends_plainly"):
        return None
    if (leaves := arc.leave_with(talk)) is not None:
        return leaves
    key = "close.step" if talk.state.step else talk.variant("close.plain")
    if talk.state.stage is Stage.CLOSED and talk.state.awaiting is None:
        key = "thanks.closed"  # it was said just before
    changes = {"stage": Stage.CLOSED, "awaiting": None}
    return talk.say(key, changes=changes, step=talk.state.step or "")


def enough(talk: Talk) -> Plan | None:
    """ "That's it really": nothing more is drawn out of them."""
    state = talk.state
    if not talk.heard.cue("enough") or state.explored < TOLD_SOME or state.tender:
        return None
    if state.awaiting not in (None, Awaiting.OPEN, Awaiting.MORE):
        return None
    key = "close.more" if state.style.questions and not state.listening else "thanks.closed"
    return talk.say(key, changes={"awaiting": Awaiting.MORE, "options": (), "tool": None})


def thanks(talk: Talk) -> Plan | None:
    if not talk.heard.cue("thanks") or talk.heard.words > THANKS_WORDS:
        return None
    offered = talk.state.awaiting in (Awaiting.OFFER, Awaiting.OTHER_TOOL)
    if offered and talk.heard.cue("no", "neither"):
        return None  # "no thank you": an answer to what was offered
    state = talk.state
    over = state.stage is Stage.CLOSED or state.tender or state.sitting or state.listening
    key = "thanks.closed" if over or not state.style.questions else "thanks"
    changes: dict[str, Any] = {"awaiting": Awaiting.MORE, "options": (), "tool": None}
    return talk.say(key, changes=changes)


def greeting(talk: Talk) -> Plan | None:
    """Hello; and if something was planned, ask after it by its own words and its day."""
    if not talk.heard.cue("greets") or talk.heard.words > GREETING_WORDS:
        return None
    due = talk.memory.due[0] if talk.memory.due else None
    if due and talk.state.turn == 0:
        changes = {
            "awaiting": Awaiting.FOLLOW_UP, "step": None,
            "recalled": (*talk.state.recalled, due.text),
        }  # fmt: skip
        return talk.say(
            "follow_up.ask",
            changes=changes,
            step=due.text,
            day=talk.content.tongue.weekday(due.said_on),
        )
    key = "greet.again" if talk.state.turn else "greet.first"
    return talk.say(talk.variant(key), changes={"awaiting": Awaiting.OPEN})


def answer_follow_up(talk: Talk) -> Plan | None:
    if talk.heard.cue("no", "not_done"):
        return talk.say("follow_up.not_done", changes={"awaiting": Awaiting.OPEN})
    if talk.heard.cue("yes", "done"):
        return talk.say("follow_up.done", changes={"awaiting": Awaiting.OPEN})
    return None


def joke(talk: Talk) -> Plan | None:
    """Humour only if they brought it, never about the pain, and never a lecture."""
    heard = talk.heard
    if not heard.cue("jokes") or heard.scene or heard.feeling_named or heard.shape:
        return None
    if heard.words > JOKE_WORDS or talk.state.safety.level:
        return None  # after danger a laugh is not joined in
    ask = talk.state.jokes == 0 and explore.may_ask(talk) and not talk.state.tender
    changes = {"awaiting": Awaiting.OPEN, "jokes": talk.state.jokes + 1}
    return talk.say("joke" if ask else "joke.light", changes=changes)


def off_topic(talk: Talk) -> Plan | None:
    if not talk.heard.cue("off_topic") or talk.heard.scene:
        return None
    return talk.say("off_topic", changes={"awaiting": talk.state.awaiting or Awaiting.OPEN})


def small_cues(talk: Talk) -> Plan | None:  # noqa: PLR0911 (one short cue after another)
    """Silence, "idk", apologies, "is this normal": short cues with an answer of their own."""
    heard = talk.heard
    if heard.cue("idk") and heard.words <= 6 and not heard.feeling_named:
        known = talk.state.unknowns or talk.state.explored > 1 or talk.state.tender
        again = "idk.known" if known or not explore.may_ask(talk) else talk.variant("idk")
        changes = {"unknowns": talk.state.unknowns + 1, "awaiting": Awaiting.OPEN}
        return talk.say(again, changes=changes)
    if heard.cue("whatever"):
        fine = any(one in heard.folded.lower() for one in talk.content.tongue.file.fine)
        key = "whatever.fine" if fine else "whatever"
        return talk.say(key, changes={"awaiting": Awaiting.OPEN})
    if heard.cue("its_fine") and not talk.state.good:
        early = talk.state.explored <= 1 and explore.may_ask(talk)
        key = "its_fine" if early else "whatever.fine"
        return talk.say(key, changes={"awaiting": Awaiting.OPEN})
    if heard.cue("nobody_knows"):
        return talk.say("nobody", changes={"awaiting": Awaiting.OPEN})
    for cue in ("sorry_rambling", "cant_talk", "hug", "are_you_ok"):
        if heard.cue(cue) and heard.words <= 20:
            return talk.say(cue, changes={"awaiting": Awaiting.OPEN})
    if heard.cue("why_feel") and (feeling := heard.feeling or talk.state.feeling):
        return _teach(talk, feeling)
    return None


def _teach(talk: Talk, feeling: str) -> Plan | None:
    lines = talk.content.feelings[feeling].teach
    if not lines:
        return None
    parts = [Part(f"feeling:{feeling}.teach", lines)]
    if talk.state.style.questions:
        parts.append(talk.line("teach.fits", ask=True))
    return Plan(Move.TEACH, tuple(parts), {"awaiting": Awaiting.OPEN, "feeling": feeling})


def wants_tool(talk: Talk) -> Plan | None:
    if not talk.heard.cue("asks_tool", "asks_advice"):
        return None
    if talk.state.tender and not talk.heard.cue("asks_tool"):
        return talk.say("advice.tonight", changes={"awaiting": Awaiting.OPEN})
    learnt = explore.learn(talk)
    known = learnt["feeling"] or learnt["triggers"] or talk.heard.scene
    only_advice = talk.heard.cue("asks_advice") and not talk.heard.cue("asks_tool")
    if only_advice and talk.state.explored == 0:  # one question first, even when asked
        return None if known else talk.say("advice.first", changes={"awaiting": Awaiting.OPEN})
    return acting.offer(talk, learnt)


def progress(talk: Talk) -> Plan | None:
    """They did something: say it back plainly, then number against number."""
    if not talk.heard.cue("progress") or talk.heard.words > PROGRESS_WORDS:
        return None
    feeling = talk.content.feelings.get(talk.heard.feeling or talk.state.feeling or "")
    if (talk.heard.scene and talk.heard.scene.reflect) or (feeling and feeling.pleasant):
        return None
    first = talk.line("progress", ask=False)
    if talk.state.before is not None and talk.state.after is None:
        ask = talk.line("scale.after", {"before": str(talk.state.before)}, ask=True)
        return Plan(Move.CHECK_EFFECT, (first, ask), {"awaiting": Awaiting.AFTER})
    changes = {"awaiting": Awaiting.OPEN, "explored": talk.state.explored + 1}
    if not explore.may_ask(talk):
        return Plan(Move.AFFIRM, (first,), changes)
    return Plan(Move.AFFIRM, (first, talk.line("progress.ask", ask=True)), changes)


def declines(talk: Talk) -> Plan | None:
    if talk.heard.cue("no") and talk.state.stage is Stage.CLOSED:
        return talk.say(talk.variant("close.plain"), changes={"awaiting": None})
    plain = any(shape.first for shape in talk.heard.shapes)  # "no, i'm not ok": no refusal
    if talk.heard.cue("no") and talk.heard.words <= 5 and not talk.heard.scene and not plain:
        return talk.say("no.plain", changes={"awaiting": Awaiting.OPEN})
    return None


def back(talk: Talk) -> Part:
    """Back to the person, by what they were talking about where that is known."""
    if talk.state.triggers and not talk.state.tender:
        noun = talk.content.triggers[talk.state.triggers[0]].noun
        return talk.line("back.trigger", {"trigger": noun}, ask=True)
    return talk.line("back.open" if talk.state.explored == 0 else "back.on", ask=True)
