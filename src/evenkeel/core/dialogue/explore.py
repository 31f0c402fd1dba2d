"""Understanding: answer what was said last, ask the next thing, and now and then only listen.

Here: the moves of the first stage. Not here: gates such as news or company (`presence`), tools and
steps (`acting`), answers about the companion itself or to plain cues (`answers`).
"""

from __future__ import annotations

from typing import Any

from evenkeel.core.dialogue import asking
from evenkeel.core.dialogue.content import Scene
from evenkeel.core.dialogue.detail import detail, details, listed
from evenkeel.core.dialogue.kin import fitted
from evenkeel.core.dialogue.moves import Awaiting, Dimension, Move
from evenkeel.core.dialogue.plan import Part, Plan, Talk, said_id
from evenkeel.core.dialogue.summary import ready, solid, summarise, telling

CLAUSES_KEPT = 8
RAMBLING_WORDS = 70
# Of a long message so many things they named are put side by side.
SEVERAL = 3
SCENE_LASTS = 1
# A recognised situation stays the topic for so many turns, unless another takes its place.
THREAD_LASTS = 4
# Two questions in a row, then one reply that only listens, unless there is much to ask about.
QUESTIONS_IN_A_ROW = 2
LONG_MESSAGE_WORDS = 25
FLOOD_WORDS = 80
# A clause is said back only out of a longer message: choosing one says something, an echo does not.
WORTH_ECHO_WORDS = 9
ECHO_WORDS = 5
ECHO_EVERY = 3
ECHOES_IN_A_ROW = 1
# Something said earlier is brought back from this turn on.
EARLIER_FROM = 3
GLADDER = 0.3
NO_MORE_ECHOES = 99
# The reader's guess at a feeling is offered only when it is this sure, and once in a talk.
SURE_FEELING = 0.75
# A line that only meets the mood says less and needs less.
FELT = 0.6
# Heard in words that often mean something else ("too much", "don't know"): not asked about as such.
LOOSE_FEELINGS = ("overwhelmed", "confused", "bored", "hopeless")
# And guessed from the air these are mostly something else.
LOOSE_IN_THE_AIR = (*LOOSE_FEELINGS, "numb", "guilt", "hurt")
# Hurt is met where somebody did or said something to them.
HURT = "hurt"
DONE_TO_THEM = ("they_said", "mocked", "ignored", "invisible", "they_hang_up", "it_hurts", "nobody")
# A topic that says only that the day was bad: nothing to ask about as such.
LOOSE_TOPICS = ("daily_hassles",)
SHORT_ANSWER_WORDS = 6
FRAGMENT_WORDS = 4
# Under this many words a question that fits anything fits nothing.
FITS_FROM_WORDS = 5
# What a trouble does and means is asked once something of it was told.
TOLD_SOMETHING = 2
# "work", "my boss": a topic on its own, to be asked about as one.
TOPIC_WORDS = 2
# Under this the reader finds a message unpleasant, on its -1 to 1 scale.
UNPLEASANT = -0.2

ORDER = (Dimension.EVENT, Dimension.MEANING, Dimension.EFFECT, Dimension.TRIED)


def explore(talk: Talk, learnt: dict[str, Any]) -> Plan:
    """The next turn of understanding, or the summary when there is enough to sum up."""
    if not _pleasant(talk) and ready(talk, learnt):
        return summarise(talk, learnt)
    lead, move, extra = _lead(talk, learnt)
    changes: dict[str, Any] = {
        **learnt, "explored": talk.state.explored + 1, "awaiting": Awaiting.OPEN, **extra,
    }  # fmt: skip
    if lead and lead.ask:
        return Plan(move=move, parts=(lead,), changes=changes)
    if not may_ask(talk):
        changes.pop("feeling_offered", None)
        part = lead or told_back(talk)
        if part is not None or not may_press(talk):
            return Plan(move if lead else Move.SIT, (part or listening(talk),), changes)
    asked, dimension = next_question(talk, learnt)
    changes |= {"asked_about": dimension, "covered": with_one(learnt["covered"], dimension)}
    if asked.key in ("ask.and_then", "earlier.ask"):
        changes["echo_turn"] = talk.state.turn
    if asked.key.startswith("detail."):
        changes["detail_turn"] = talk.state.turn + 1
    doubled = lead is not None and asked.key == "ask.and_then"  # one clause said back is enough
    parts = (lead, asked) if lead and not doubled else (asked,)
    alone = Move.ASK if asked.ask else Move.SIT
    return Plan(move=move if lead else alone, parts=parts, changes=changes)


def may_ask(talk: Talk) -> bool:
    """Whether this reply may ask: they allow it, and the last ones did not all ask."""
    state, heard = talk.state, talk.heard
    if not state.style.questions or state.sitting:
        return False
    topic = bool(heard.trigger) and heard.words <= TOPIC_WORDS
    much = topic or heard.words >= LONG_MESSAGE_WORDS or heard.text.endswith("?")
    return state.asked_row < QUESTIONS_IN_A_ROW or (
        (much or heard.scene is not None) and state.asked_row <= QUESTIONS_IN_A_ROW
    )


def may_press(talk: Talk) -> bool:
    """Whether one question more is better than a reply that says nothing."""
    state = talk.state
    held = state.sitting or state.listening or state.tender or not state.style.questions
    return not held and state.asked_row <= QUESTIONS_IN_A_ROW


def told_back(talk: Talk) -> Part | None:
    """A reply that asks nothing and fits just this message, where there is one."""
    person = {**talk.state.person, **talk.heard.person}
    for shape in talk.heard.shapes:
        if says := unsaid(talk, fitted(shape.says, person)):
            return Part(f"shape:{shape.id}", says)
    return felt_line(talk) or asking.amount_said(talk)


def listening(talk: Talk) -> Part:
    """A reply that asks nothing: what fits this kind of sentence, else that it was read."""
    if (fitting := told_back(talk)) is not None:
        return fitting
    found = details(talk.heard.text, talk.content.tongue.language)
    named = _detail(talk, "detail.says") if any(not one.person for one in found) else None
    if named is not None:
        return named
    fits = talk.content.fits_anything
    return Part("fits.says", fits.good if _pleasant(talk) else fits.says)


def _detail(talk: Talk, *keys: str) -> Part | None:
    """A line about the last thing they named, or the last person, where one is left to say."""
    named = detail(talk.heard.text, talk.content.tongue.language)
    if named is None or ("detail.person" in keys and _maybe_gone(talk)):
        return None
    for key in keys:
        if lines := unsaid(talk, talk.content.lines[key].says):
            return Part(key, lines, {"thing": named}, ask=all("?" in one for one in lines))
    return None


def _maybe_gone(talk: Talk) -> bool:
    """Whether somebody named may be dead: then nothing is asked that takes them for alive."""
    state, heard = talk.state, talk.heard
    grieves = "grief" in (heard.feeling, state.feeling) or "loss" in (
        heard.trigger,
        *state.triggers,
    )
    tongue = talk.content.tongue
    return grieves or bool(tongue.grave.search(heard.text) or tongue.since.match(heard.text))


def _pleasant(talk: Talk) -> bool:
    group = talk.content.feelings.get(talk.heard.feeling or "")
    return group is not None and group.pleasant and talk.heard.feeling_named


def unsaid(talk: Talk, lines: tuple[str, ...]) -> tuple[str, ...]:
    """Those of the lines that were not said in this talk."""
    return tuple(line for line in lines if said_id(line) not in talk.state.used)


def learn(talk: Talk) -> dict[str, Any]:
    """What this message adds to the state."""
    state, heard = talk.state, talk.heard
    tongue = talk.content.tongue
    fresh = tuple(c for c in heard.clauses if c not in state.clauses and solid(c, tongue))
    if heard.words > FLOOD_WORDS:
        fresh = ()  # two clauses of such a message say little of it
    feeling = heard.feeling if heard.feeling not in state.feelings_wrong else None
    keep_old = state.feeling and not heard.feeling_named and feeling != state.feeling
    kept = state.feeling if keep_old else feeling
    triggers = state.triggers
    if heard.trigger and heard.trigger not in triggers:
        settled = state.explored > 1 and not heard.scene and bool(triggers)
        triggers = (
            (triggers[0], heard.trigger, *triggers[1:]) if settled else (heard.trigger, *triggers)
        )
    covered = with_one(state.covered, Dimension.EVENT) if heard.scene else state.covered
    learnt: dict[str, Any] = {
        "clauses": tuple(dict.fromkeys(state.clauses + fresh[:2]))[-CLAUSES_KEPT:],
        "feeling": kept,
        "feeling_sure": bool(kept)
        and (heard.feeling_named or (state.feeling_sure and kept == state.feeling)),
        "triggers": triggers,
        "covered": covered,
        "smalls": 0,
    }
    if heard.person:
        learnt["person"] = {**state.person, **heard.person}
    return learnt


def _lead(talk: Talk, learnt: dict[str, Any]) -> tuple[Part | None, Move, dict[str, Any]]:
    """What to say before the question, the most particular first; often nothing."""
    heard = talk.heard
    found = _scene_lead(talk) or _rambling(talk) or _thought(talk) or _feeling(talk)
    if found:
        return found
    if (offered := _feeling_offer(talk)) is not None:
        changes = {"feeling_offered": heard.feeling, "awaiting": Awaiting.FEELING}
        return offered, Move.REFLECT_FEELING, changes
    if (met := _fragment(talk) or _echo(talk)) is not None:
        return met
    nothing: dict[str, Any] = {"echoes": _echoes(talk, 0)}
    if (felt := felt_line(talk)) is not None:
        return felt, Move.REFLECT_FEELING, nothing
    return None, Move.ASK, nothing


Lead = tuple[Part, Move, dict[str, Any]]


def _scene_lead(talk: Talk) -> Lead | None:
    scene = talk.heard.scene
    if scene is None or talk.heard.words >= RAMBLING_WORDS:
        return None
    seen = (*talk.state.scenes, scene.id)
    changes = {"scene": scene.id, "scenes": seen, "scene_turn": talk.state.turn}
    if not scene.reflect:
        return None
    return Part(f"scene:{scene.id}", scene.reflect, keep=False), scene.move, changes


def _rambling(talk: Talk) -> Lead | None:
    """Of a long message one clause at most, the one with most feeling in it; else which part."""
    if talk.heard.words < RAMBLING_WORDS:
        return None
    tongue = talk.content.tongue
    told = [
        c for c in talk.heard.clauses if solid(c, tongue) and tongue.feels.search(tongue.folded(c))
    ]
    if talk.heard.scene and talk.heard.scene.reflect:
        told = []
    if not may_ask(talk):
        return listening(talk), Move.SIT, {}
    named = [one.text for one in details(talk.heard.text, tongue.language)]
    if len(named) >= SEVERAL:
        slots = {"things": listed(_spread(named, SEVERAL), tongue.language)}
        return talk.line("detail.several", slots, ask=True), Move.REFLECT_CONTENT, {}
    key = "rambling.clause" if told else "rambling"
    part = talk.line(key, {"clause": told[-1] if told else ""}, ask=True)
    return part, Move.REFLECT_CONTENT, {}


def _spread(named: list[str], count: int) -> list[str]:
    """So many of them, from the beginning, the middle and the end: a ramble has its point late."""
    return [named[round(at * (len(named) - 1) / (count - 1))] for at in range(count)]


def _thought(talk: Talk) -> Lead | None:
    if not talk.heard.thought:
        return None
    part = talk.line("reflect.thought", {"thought": talk.heard.thought}, ask=False)
    return part, Move.REFLECT_CONTENT, {}


def _feeling(talk: Talk) -> Lead | None:
    """A feeling they said of themselves has a line of its own."""
    heard = talk.heard
    if not (heard.feeling and heard.feeling_named):
        return None
    if not talk.content.tongue.said_of_self.search(heard.folded):
        return None
    lines = unsaid(talk, talk.content.feelings[heard.feeling].named)
    if not lines or not _may_feel(talk) or talk.state.feeling == heard.feeling:
        return None
    part = Part(f"feeling:{heard.feeling}.named", lines, empathy=True, keep=False)
    return part, Move.REFLECT_FEELING, {}


def _feeling_offer(talk: Talk) -> Part | None:
    """A feeling they did not name, offered as a question; once in a talk, never first."""
    state, heard = talk.state, talk.heard
    feeling = heard.feeling
    if not feeling or heard.feeling_named or state.explored < 1 or not may_ask(talk):
        return None
    if state.feeling_offered or state.feelings_wrong or state.feeling or not _may_feel(talk):
        return None
    group = talk.content.feelings[feeling]
    if feeling == HURT and not _done_to_them(talk):
        return None
    sure = max((heard.reading.emotions.get(label, 0.0) for label in group.labels), default=0.0)
    if group.pleasant or sure < SURE_FEELING or heard.words <= SHORT_ANSWER_WORDS:
        return None
    return Part(f"feeling:{feeling}.offered", group.offered, ask=True, empathy=True)


def felt_line(talk: Talk) -> Part | None:
    """A line that meets what is in the air, without naming it; never twice running."""
    heard = talk.heard
    group = talk.content.feelings.get(heard.feeling or "")
    if group is None or heard.feeling_named or group.pleasant or not _may_feel(talk):
        return None
    sure = max((heard.reading.emotions.get(label, 0.0) for label in group.labels), default=0.0)
    if heard.feeling == HURT and not _done_to_them(talk):
        return None
    loose = heard.feeling in LOOSE_IN_THE_AIR
    if sure < (SURE_FEELING if loose else FELT) or heard.words < FITS_FROM_WORDS:
        return None
    if heard.reading.valence > UNPLEASANT:
        return None
    lines = unsaid(talk, group.says)
    key = f"feeling:{heard.feeling}.says"
    return Part(key, lines, empathy=True, keep=False) if lines else None


def _done_to_them(talk: Talk) -> bool:
    return any(shape.id in DONE_TO_THEM for shape in talk.heard.shapes)


def _fragment(talk: Talk) -> Lead | None:
    """A short answer of the kind "in my chest" or "4 years", and what follows from it."""
    heard = talk.heard
    if talk.state.awaiting is not Awaiting.OPEN or not may_ask(talk) or heard.shape:
        return None
    tongue = talk.content.tongue
    text = tongue.hedge.sub("", heard.text.strip(" .!")).strip(" .,!")
    if (hours := asking.hours(talk)) is not None:
        return hours, Move.REFLECT_CONTENT, {}
    lasted = tongue.duration.match(tongue.folded(text)) is not None
    noun = heard.fragment if not tongue.has_verb.search(heard.fragment or "") else None
    said_back = text if lasted else noun
    if not said_back or len(said_back.split()) > FRAGMENT_WORDS:
        return None
    key = "fragment.ask" if not lasted else "since" if tongue.since.search(text) else "duration"
    if not (lines := unsaid(talk, talk.content.lines[key].says)):
        return None
    return Part(key, lines, {"fragment": said_back}, ask=True), Move.REFLECT_CONTENT, {}


def _echo(talk: Talk) -> Lead | None:
    """One clause out of several, said back; never the whole message, never twice running."""
    heard, state, tongue = talk.heard, talk.state, talk.content.tongue
    fresh = [
        c
        for c in heard.clauses
        if c not in state.clauses and solid(c, tongue) and len(c.split()) >= ECHO_WORDS
    ]
    lately = state.turn - state.echo_turn < ECHO_EVERY
    if not fresh or heard.words < WORTH_ECHO_WORDS or lately or state.echoes >= ECHOES_IN_A_ROW:
        return None
    telling = (c for c in reversed(fresh) if tongue.feels.search(tongue.folded(c)))
    best = next(telling, fresh[-1])
    part = talk.line("reflect.clause", {"clause": best}, ask=False, keep=False)
    changes = {"echoes": _echoes(talk, state.echoes + 1), "echo_turn": state.turn}
    return part, Move.REFLECT_CONTENT, changes


def _echoes(talk: Talk, count: int) -> int:
    return NO_MORE_ECHOES if talk.state.echoes >= NO_MORE_ECHOES else count


def _may_feel(talk: Talk) -> bool:
    """Never two empathy phrases in a row."""
    return talk.state.turn - talk.state.empathy_turn > 1


def next_question(  # noqa: PLR0911 (a ladder, the most particular rung first)
    talk: Talk, learnt: dict[str, Any]
) -> tuple[Part, Dimension | None]:
    """The most particular question not asked yet: of the moment, the sentence, the feeling, any."""
    heard, state = talk.heard, talk.state
    if fresh := _scene_question(talk, heard.scene):
        return fresh
    person = {**state.person, **heard.person}
    for shape in heard.shapes:
        if asks := unsaid(talk, fitted(shape.ask, person)):
            return Part(f"shape:{shape.id}", asks, ask=True), None
    if found := _topic_question(talk):
        return found
    if fresh := _scene_question(talk, _recent_scene(talk)):
        return fresh
    if state.explored == 0 and heard.words < WORTH_ECHO_WORDS and not heard.trigger:
        if (named := _about_named(talk)) is not None:
            return named, None
        return talk.line(talk.variant("ask.specific")), Dimension.EVENT
    if (named := _about_named(talk) or asking.left_open(talk)) is not None:
        return named, None
    if (further := _topic_further(talk, learnt)) is not None:
        return further
    if (thread := _thread(talk)) is not None:
        return thread, None
    fits = talk.content.fits_anything
    hard = heard.reading.valence < UNPLEASANT
    asks = unsaid(talk, (*fits.ask, *(fits.hard if hard and not state.glad else ())))
    if (earlier := _earlier(talk)) is not None:
        return earlier, None
    if asks and heard.words >= FITS_FROM_WORDS and not _pleasant(talk):
        return Part("fits.ask", asks, ask=True), None
    return listening(talk), None


def _about_named(talk: Talk) -> Part | None:
    """About something they named in this message; not twice running."""
    heard, state = talk.heard, talk.state
    if heard.words < FITS_FROM_WORDS or _pleasant(talk):
        return None
    found = details(heard.text, talk.content.tongue.language)
    things = [one for one in found if not one.person]
    if not found or state.detail_turn == state.turn:
        return None
    return _detail(talk, "detail.ask" if things else "detail.person")


def _topic_further(talk: Talk, learnt: dict[str, Any]) -> tuple[Part, Dimension] | None:
    """What this kind of trouble means, does and was met with so far: asked once each."""
    heard, state = talk.heard, talk.state
    if heard.words < FITS_FROM_WORDS or heard.reading.valence >= 0 or state.tender:
        return None
    if heard.trigger is None or heard.trigger not in learnt["triggers"][:1]:
        return None  # of a topic only where this very message is about it
    named = [name for name in learnt["triggers"][:1] if name not in LOOSE_TOPICS]
    topics = [talk.content.triggers[name].ask for name in named]
    if learnt["feeling"] and learnt["feeling_sure"]:
        topics.append(talk.content.feelings[learnt["feeling"]].ask)
    if state.explored < TOLD_SOMETHING:
        return None
    for dimension in (Dimension.EFFECT, Dimension.MEANING, Dimension.TRIED):
        for asks in topics:
            fresh = unsaid(talk, asks.get(dimension, ()))
            if dimension not in state.covered and fresh:
                return Part(f"topic.{dimension}", fresh, ask=True), dimension
    return None


def _earlier(talk: Talk) -> Part | None:
    """What they said some turns ago, brought beside this: nearer to them than a question that would
    fit anything."""
    state, heard, tongue = talk.state, talk.heard, talk.content.tongue
    light = state.tender or state.good or state.elsewhere or heard.night or state.style.brief
    if light or talk.careful or heard.reading.valence >= GLADDER or state.turn < EARLIER_FROM:
        return None
    if state.turn - state.echo_turn < ECHO_EVERY or heard.words < FITS_FROM_WORDS:
        return None
    lately = " ".join(state.recent).lower()
    fit = [c for c in state.clauses if solid(c, tongue) and c.lower() not in lately]
    best = telling(talk, tuple(c for c in fit if c not in heard.clauses))
    lines = unsaid(talk, talk.content.lines["earlier.ask"].says)
    return Part("earlier.ask", lines, {"clause": best}, ask=True) if best and lines else None


def _thread(talk: Talk) -> Part | None:
    """The situation heard a few turns ago is still the topic: its own lines before any that fit
    anything."""
    state = talk.state
    case = talk.content.cases.get(state.thread or "")
    if case is None or state.turn - state.thread_turn > THREAD_LASTS or case.advice:
        return None
    lines = unsaid(talk, case.then.other)
    return Part(f"case:{state.thread}.then", lines, ask=_all_ask(lines)) if lines else None


def _all_ask(lines: tuple[str, ...]) -> bool:
    return all("?" in line for line in lines)


def _topic_question(talk: Talk) -> tuple[Part, Dimension] | None:
    """Of the feeling they named, or, early on, of the topic they named in this very message."""
    heard, state = talk.heard, talk.state
    if heard.feeling and heard.feeling_named and heard.feeling not in LOOSE_FEELINGS:
        asks = talk.content.feelings[heard.feeling].ask
        for dimension in (Dimension.EVENT, Dimension.MEANING):
            if lines := unsaid(talk, asks.get(dimension, ())):
                return Part(f"feeling:{heard.feeling}.{dimension}", lines, ask=True), dimension
    early = state.explored == 0 and heard.reading.valence < 0
    named = early or heard.words <= TOPIC_WORDS
    if heard.trigger and named and not _pleasant(talk) and heard.trigger not in LOOSE_TOPICS:
        lines = unsaid(talk, talk.content.triggers[heard.trigger].ask.get(Dimension.EVENT, ()))
        if lines:
            return Part(f"trigger:{heard.trigger}.event", lines, ask=True), Dimension.EVENT
    return None


def _scene_question(talk: Talk, scene: Scene | None) -> tuple[Part, Dimension] | None:
    """A recognised moment has its own next question."""
    if scene is None:
        return None
    for dimension in sorted(scene.ask, key=lambda d: d in talk.state.covered):
        if lines := unsaid(talk, scene.ask[dimension]):
            return Part(f"scene:{scene.id}.{dimension}", lines, ask=True), dimension
    return None


def _recent_scene(talk: Talk) -> Scene | None:
    """A moment's own questions fit for one turn more, and not once the talk has moved on."""
    state = talk.state
    lately = state.turn - state.scene_turn <= SCENE_LASTS
    moved_on = talk.heard.trigger and talk.heard.trigger not in state.triggers
    return talk.content.scenes.get(state.scene or "") if lately and not moved_on else None


def with_one(covered: tuple[Dimension, ...], dimension: Dimension | None) -> tuple[Dimension, ...]:
    if dimension is None or dimension in covered:
        return covered
    return (*covered, dimension)
