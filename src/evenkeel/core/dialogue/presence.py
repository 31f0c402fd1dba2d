"""Being with somebody: news that stops every plan, sitting, telling, half sentences, small words.

Here: the gates before understanding and tools; most replies here are short and ask nothing. Not
here: what to ask when there is something to ask (`explore`), risk (`core.safety`).
"""

from __future__ import annotations

import re
from typing import Any

from evenkeel.core.dialogue import asking, explore
from evenkeel.core.dialogue.kin import fitted
from evenkeel.core.dialogue.moves import Awaiting
from evenkeel.core.dialogue.plan import Part, Plan, Talk

_SENTENCE = re.compile(r"(?<=[.?])\s+")
# In a sitting talk a message this long wants an answer to what it says.
LONG_IN_QUIET = 18
# After so many small words in a row, one gentle question whether to go on; then quiet again.
SMALL_BEFORE_ASKING = 2

# "no corrections!!" is as glad as what went before, whatever its words look like by themselves.
FEW_IN_GLADNESS = 3

# A name is a word.
NAME_WORDS = 1

NO_NAMES = (
    "small", "no", "yes", "idk", "nobody", "nobody_knows", "nothing", "whatever", "when", "later",
    "ironic_after_hard", "thanks", "ends",
)  # fmt: skip

# A tender situation heard by its meaning alone holds plans up for so many turns, no longer.
BY_A_CASE = "news"
TENDER_LASTS = 3

# What is coming tomorrow, which at night is met with rest.
WAITS_TILL_MORNING = ("exam_coming", "interview", "presentation", "monday_dread")

# Shapes that leave good news good; any other ends the gladness.
STAYS_GOOD = ("went_well", "did_it", "kept_going")

# Said about the talk itself: cue -> line. Each leaves tools and plans aside.
ABOUT_THE_TALK = (
    "parrot", "what_to_say", "say_useful", "distract", "new_here", "caps_sorry",
)  # fmt: skip
# About what they feel or do: cue -> line, answered as asked. The first are about this moment of the
# talk; for the others a situation's own words go first.
OF_THIS_MOMENT = (
    "advice_tonight", "bit_better", "later", "will_report", "get_up", "brb", "back", "clarifies",
    "nothing_new", "no_comfort", "wont_sleep",
)  # fmt: skip
ASKED_OF_US = ("allowed", "not_weird", "sure", "should_i", "dismisses", "wrong_with_me")
LINE_OF = {
    "caps_sorry": "caps.sorry", "advice_tonight": "advice.tonight", "secret_ask": "secret_yes",
}  # fmt: skip


def quiet(talk: Talk) -> Plan | None:
    """ "Can we just sit": yes. Nothing is asked until they write at length again."""
    if not talk.heard.cue("sit"):
        return None
    return talk.say("sit.with", changes={**_calm(), "sitting": True, **_kept(talk)})


def told(talk: Talk) -> Plan | None:
    """ "I just wanted to tell someone": then it is told, and no plan follows."""
    if not talk.heard.cue("told") or talk.heard.words > LONG_IN_QUIET:
        return None
    return talk.say("told", changes={**_calm(), "listening": True, **_kept(talk)})


def about_the_talk(talk: Talk) -> Plan | None:
    if talk.heard.cue("secret_ask"):
        return talk.say("secret_yes", changes=_calm())
    for cue in ABOUT_THE_TALK:
        if talk.heard.cue(cue):
            changes = _calm()
            if cue == "distract":
                changes["elsewhere"] = True
            if cue == "parrot":
                changes["echoes"] = explore.NO_MORE_ECHOES
            return _fit(talk, talk.say(LINE_OF.get(cue, cue), changes=changes))
    return None


def news(talk: Talk) -> Plan | None:
    """A death, a coming out, a slur, a lump, a break-up: answered as news, and no tool after it."""
    scene = talk.heard.scene
    if scene is None or scene.news is None:
        return None
    key = "loss.first" if scene.news == "loss" else f"news.first.{scene.news}"
    if scene.news == "good":
        key = "good.first"
    learnt = explore.learn(talk)
    heard = talk.heard.person
    only_pronoun = bool(heard) and "who" not in heard  # "he died": the one spoken of before
    person = {**talk.state.person, **heard} if only_pronoun else dict(heard)
    lines = fitted(talk.content.lines[key].says, person)
    may_ask = explore.may_ask(talk)
    if scene.news == "loss" and (not lines or not may_ask):
        lines = fitted(talk.content.lines["loss.first.plain"].says, person)
        lines = lines or (talk.content.tongue.file.loss_plain,)
    elif not may_ask:
        lines = talk.content.lines["good.more" if scene.news == "good" else "news.stay"].says
    changes: dict[str, Any] = {
        **_calm(), **learnt, "tender": None if scene.news == "good" else scene.news,
        "good": scene.news == "good", "glad": scene.news == "good", "person": person,
        "scene": scene.id, "scenes": (*talk.state.scenes, scene.id), "scene_turn": talk.state.turn,
        "explored": talk.state.explored + 1,
    }  # fmt: skip
    feels = talk.content.lines[key].empathy
    if feels and scene.news == "split" and talk.state.turn == talk.state.empathy_turn:
        lines, feels = tuple(map(_plainer, lines)), False
    part = Part(key, lines, empathy=feels)
    return Plan(talk.move_of(key), (part,), changes)


def _plainer(line: str) -> str:
    """Without its first sentence, where two more follow: no second "I'm sorry" in a row.

    >>> _plainer("I'm sorry. That's fresh. What's today like?")
    "That's fresh. What's today like?"
    """
    _, *rest = _SENTENCE.split(line)
    return " ".join(rest) if len(rest) > 1 else line


def friend_at_risk(talk: Talk) -> Plan | None:
    """ "What do I say to her", of somebody in danger: ask outright, and not alone."""
    if not talk.state.safety.about_other or not talk.heard.cue("say_to_friend"):
        return None
    return talk.say("friend_at_risk", changes=_calm())


def night_ahead(talk: Talk) -> Plan | None:
    """At night what waits tomorrow is left for tomorrow: body before thoughts, no homework."""
    heard = talk.heard
    ahead = heard.shape is not None and heard.shape.id == "event_ahead"
    if not heard.night or not (ahead or (heard.scene and heard.scene.id in WAITS_TILL_MORNING)):
        return None
    if talk.state.used and heard.words > LONG_IN_QUIET:
        return None
    return talk.say("night.ahead", changes={**_calm(), **_kept(talk)})


def bare_number(talk: Talk) -> Plan | None:
    """A number nobody asked for: taken, not made into anything."""
    heard = talk.heard
    if heard.number is None or heard.words > 1 or not heard.text.strip(" .!").isdigit():
        return None
    return talk.say("number.bare", changes=_calm(), after=str(heard.number))


def still(talk: Talk) -> Plan | None:
    """While sitting: a word back, no more, until they write at length or ask something."""
    heard = talk.heard
    asks = heard.text.endswith("?") or talk.content.tongue.question.match(heard.folded)
    if not talk.state.sitting or heard.words >= LONG_IN_QUIET or asks:
        return None
    if (asked := asked_of_us(talk)) is not None:
        return asked
    return talk.say("sit.still", changes={**_calm(), **_kept(talk)})


def named(talk: Talk) -> Plan | None:
    """A name in answer to "who?": taken, and asked about."""
    heard, state = talk.heard, talk.state
    last = state.recent[-1] if state.recent else ""
    asked = last.endswith("?") and talk.content.tongue.asks_who.search(last)
    if not asked or heard.words > NAME_WORDS or not heard.text.strip(" .!").isalpha():
        return None
    if heard.cue(*NO_NAMES) or heard.feeling_named:
        return None
    name = heard.text.strip(" .!")
    slots = {"name": name[:1].upper() + name[1:]}
    key = "name.said" if explore.may_ask(talk) else "name.told"
    return talk.say(key, changes={**_calm(), **_kept(talk)}, **slots)


def half_said(talk: Talk) -> Plan | None:
    """Half sentences are waited for; a tag question gets an answer, never its own words."""
    heard = talk.heard
    if heard.thought:
        return None
    for cue, key in (("bare_tag", "small.go_on"), ("tag_no", "tag.no"), ("tag_yes", "tag.yes")):
        if heard.cue(cue) and heard.words <= LONG_IN_QUIET:
            asks = key.startswith("tag") and explore.may_ask(talk)
            return talk.say(key if asks else "small.go_on", changes=_calm())
    if heard.cue("half") and heard.scene is None:
        return talk.say("half", changes={**_calm(), **_kept(talk)})
    return None


def of_this_moment(talk: Talk) -> Plan | None:
    """ "brb", "I'll tell you how it goes": answered briefly."""
    return _asked(talk, OF_THIS_MOMENT)


def asked_of_us(talk: Talk) -> Plan | None:
    """ "is it ok to be sad": answered as asked."""
    return _asked(talk, (*OF_THIS_MOMENT, *ASKED_OF_US))


def _asked(talk: Talk, cues: tuple[str, ...]) -> Plan | None:
    for cue in cues:
        if cue == "clarifies" and talk.state.warned_turn < 0:
            continue  # nothing was in doubt
        if talk.heard.cue(cue) and not talk.heard.thought:
            return talk.say(LINE_OF.get(cue, cue), changes={**_calm(), **_kept(talk)})
    return None


def small_words(talk: Talk) -> Plan | None:
    """ "yeah", "ok", "hmm": room for more, and now and then whether to leave it."""
    heard, state = talk.heard, talk.state
    if not heard.cue("small") or heard.feeling_named or heard.trigger:
        return None
    if heard.cue("idk") or heard.cue("its_fine"):
        return None
    if heard.cue("jokes") and not state.safety.level:
        return talk.say("joke.light", changes=_calm())
    smalls = state.smalls + 1
    ask = smalls == SMALL_BEFORE_ASKING + 1 and explore.may_ask(talk) and not state.tender
    key = "small.leave_or_more" if ask else "small.go_on"
    return talk.say(key, changes={**_calm(), "smalls": smalls})


def tender(  # noqa: PLR0911 (a ladder, the most particular rung first)
    talk: Talk, learnt: dict[str, Any]
) -> Plan | None:
    """After such news: about the person, or nothing much; a question every other turn at most."""
    state, heard = talk.state, talk.heard
    if state.tender is None and not state.good:
        return None
    if state.tender == BY_A_CASE and state.turn - state.case_turn > TENDER_LASTS:
        learnt["tender"] = None
        return None
    person = state.person if "who" in state.person else {}
    changes = {
        **learnt,
        "person": state.person,
        "explored": state.explored + 1,
        "awaiting": Awaiting.OPEN,
    }
    ask = explore.may_ask(talk) and state.asked_row == 0
    if state.good:
        glad = heard.shape is None or heard.shape.id in STAYS_GOOD
        sour = heard.reading.valence < explore.UNPLEASANT and heard.words > FEW_IN_GLADNESS
        if not glad or sour or heard.words > LONG_IN_QUIET:
            learnt["good"] = False
            return None
        return talk.say("good.more", changes=changes)
    if state.tender == "loss" and heard.feeling == "numb" and heard.feeling_named:
        lines = fitted(talk.content.lines["loss.numb"].says, person)
        if lines and not set(lines) & set(state.recent):
            return Plan(
                talk.move_of("loss.numb"), (Part("loss.numb", lines, empathy=True),), changes
            )
    if state.tender != "loss" and heard.feeling_named:
        return None
    if state.tender == "loss" and (named_so := _by_name(talk, changes, person)) is not None:
        return named_so
    shape = heard.shape
    if shape is not None and shape.tender:
        lines = fitted(shape.ask if ask else shape.says, {**person, **heard.person})
        lines = explore.unsaid(talk, lines)
        if lines:
            return Plan(
                talk.move_of("loss.stay"), (Part(f"shape:{shape.id}", lines, ask=ask),), changes
            )
    if state.tender == "loss":
        if heard.person.get("who", person.get("who")) != person.get("who"):
            person = {}  # of somebody else now: nothing is said as if of the one who died
        lines = fitted(talk.content.lines["loss.ask" if ask else "loss.stay"].says, person)
        lines = explore.unsaid(talk, lines) or fitted(talk.content.lines["loss.stay"].says, person)
        return Plan(talk.move_of("loss.stay"), (Part("loss", lines, ask=ask),), changes)
    return None if ask and shape is not None else _after_news(talk, changes, ask=ask)


def _after_news(talk: Talk, changes: dict[str, Any], *, ask: bool) -> Plan:
    """After fresh news that is no death: about the day it makes, or their own words, or nothing."""
    if (guess := asking.question(talk)) is not None and explore.may_ask(talk):
        return Plan(talk.move_of(guess.key), (guess,), changes)
    asks = explore.unsaid(talk, talk.content.lines["news.ask"].says) if ask else ()
    if asks:
        return Plan(talk.move_of("news.ask"), (Part("news.ask", asks, ask=True),), changes)
    if (told := explore.told_back(talk)) is not None:
        return Plan(talk.move_of("news.stay"), (told,), changes)
    return talk.say("news.stay", changes=changes)


def _by_name(talk: Talk, changes: dict[str, Any], person: dict[str, str]) -> Plan | None:
    """ "His name was Arthur": said back, and used from then on."""
    found = talk.content.tongue.name_was.search(talk.heard.text)
    if found is None:
        return None
    name = found.group(1)[:1].upper() + found.group(1)[1:]
    known = {**person, **talk.heard.person, "who": name}
    lines = fitted(talk.content.lines["loss.named"].says, known)
    part = Part("loss.named", explore.unsaid(talk, lines) or lines, {"name": name})
    return Plan(talk.move_of("loss.named"), (part,), {**changes, "person": known})


def _kept(talk: Talk) -> dict[str, Any]:
    """What a gate keeps of the message for later, without acting on it."""
    return {"person": {**talk.state.person, **talk.heard.person}}


def _calm() -> dict[str, Any]:
    """Nothing is awaited, no tool is open."""
    return {"awaiting": Awaiting.OPEN, "options": (), "tool": None, "asked_about": None}


def _fit(talk: Talk, plan: Plan) -> Plan:
    return plan if talk.state.style.questions else _without_questions(talk, plan)


def _without_questions(talk: Talk, plan: Plan) -> Plan:
    if all(any("?" not in v for v in part.variants) for part in plan.parts):
        return plan
    return talk.say("small.go_on", changes=plan.changes)
