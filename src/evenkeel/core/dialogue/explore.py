"""Understanding: say back something particular, then ask the next thing, until there is enough.

Here: the moves of the first stage. Not here: tools and steps (`acting`), answers about the
companion itself or to plain cues (`answers`).
"""

from __future__ import annotations

from typing import Any

from evenkeel.core.dialogue.moves import Awaiting, Dimension, Move, Stage
from evenkeel.core.dialogue.plan import Part, Plan, Talk, said_id
from evenkeel.core.vocabulary import Intent

# Two to six turns of understanding, then a summary (VOICE.md, "Shape of a good talk").
ENOUGH_TURNS = 3
MOST_TURNS = 5
ENOUGH_CLAUSES = 2
CLAUSES_KEPT = 8
RAMBLING_WORDS = 70
SHORT_ANSWER_WORDS = 6

ORDER = (Dimension.EVENT, Dimension.MEANING, Dimension.EFFECT, Dimension.TRIED, Dimension.WANT)


def explore(talk: Talk) -> Plan:
    """The next turn of understanding, or the summary when there is enough to sum up."""
    learnt = _learn(talk)
    if _ready(talk, learnt):
        return summarise(talk, learnt)
    if not talk.state.style.questions:
        return _company(talk, learnt)
    reflection, move, extra = _reflect(talk, learnt)
    changes: dict[str, Any] = {
        **learnt,
        "explored": talk.state.explored + 1,
        "awaiting": Awaiting.OPEN,
        **extra,
    }
    if reflection and reflection.ask:
        return Plan(move=move, parts=(reflection,), changes=changes)
    asked, dimension = next_question(talk, learnt)
    changes |= {"asked_about": dimension, "covered": _with(learnt["covered"], dimension)}
    parts = (reflection, asked) if reflection else (asked,)
    return Plan(move=move if reflection else Move.ASK, parts=parts, changes=changes)


def summarise(talk: Talk, learnt: dict[str, Any]) -> Plan:
    """Their words in their order, and a check: "Have I got that right?"."""
    clauses: tuple[str, ...] = learnt["clauses"]
    feeling = learnt["feeling"]
    picked = _spread(clauses)
    slots = {f"c{i + 1}": clause for i, clause in enumerate(picked)}
    key = f"summary.{len(picked)}"
    if feeling and talk.heard.words and feeling in talk.content.feelings:
        slots["feeling"] = talk.content.feelings[feeling].noun
        key += ".feeling"
    check = talk.line(
        "summary.check" if talk.state.style.questions else "summary.check.no_questions"
    )
    changes = {
        **learnt, "awaiting": Awaiting.SUMMARY, "asked_about": None, "stage": Stage.UNDERSTOOD,
        "summaries": talk.state.summaries + 1,
    }  # fmt: skip
    return Plan(
        move=Move.SUMMARISE, parts=(talk.line(key, ask=False, **slots), check), changes=changes
    )


def learn(talk: Talk) -> dict[str, Any]:
    """What this message adds to the state, for planners outside this stage."""
    return _learn(talk)


def _learn(talk: Talk) -> dict[str, Any]:
    state, heard = talk.state, talk.heard
    fresh = tuple(c for c in heard.clauses if c not in state.clauses)
    if not fresh and heard.fragment is None and heard.scene is None:
        fresh = ()
    feeling = heard.feeling if heard.feeling not in state.feelings_wrong else None
    keep_old = state.feeling and not heard.feeling_named and feeling != state.feeling
    triggers = state.triggers
    if heard.trigger and heard.trigger not in triggers:
        triggers = (heard.trigger, *triggers)
    covered = state.covered
    if heard.scene or heard.clauses:
        covered = _with(covered, Dimension.EVENT)
    return {
        "clauses": (state.clauses + fresh[:3])[-CLAUSES_KEPT:],
        "feeling": state.feeling if keep_old else feeling,
        "triggers": triggers,
        "covered": covered,
    }


def _ready(talk: Talk, learnt: dict[str, Any]) -> bool:
    turns = talk.state.explored
    if talk.state.summaries:
        return False
    if len(learnt["clauses"]) < 1 or not (learnt["feeling"] or learnt["triggers"]):
        return False
    if not talk.state.style.questions:
        return turns >= MOST_TURNS and len(learnt["clauses"]) >= ENOUGH_CLAUSES
    if turns >= MOST_TURNS:
        return True
    understood = {Dimension.EVENT, Dimension.MEANING} <= set(learnt["covered"])
    return turns >= ENOUGH_TURNS and understood and len(learnt["clauses"]) >= ENOUGH_CLAUSES


def _reflect(talk: Talk, learnt: dict[str, Any]) -> tuple[Part | None, Move, dict[str, Any]]:
    """The most particular thing there is to say back, and the changes that come with it."""
    state, heard = talk.state, talk.heard
    scene = heard.scene
    if scene and scene.reflect:
        part = Part(f"scene:{scene.id}", scene.reflect, keep=False)
        return part, scene.move, {"scene": scene.id, "scenes": (*state.scenes, scene.id)}
    scene_change = {"scene": scene.id, "scenes": (*state.scenes, scene.id)} if scene else {}
    if heard.words >= RAMBLING_WORDS and len(heard.clauses) >= 2:
        part = talk.line("reflect.several", ask=False, c1=heard.clauses[0], c2=heard.clauses[1])
        return part, Move.REFLECT_CONTENT, scene_change
    if offered := _feeling_offer(talk, learnt):
        return offered, Move.REFLECT_FEELING, {
            **scene_change, "feeling_offered": heard.feeling, "awaiting": Awaiting.FEELING,
        }  # fmt: skip
    if heard.fragment and state.awaiting is Awaiting.OPEN:
        part = talk.line("reflect.fragment", ask=False, keep=False, fragment=heard.fragment)
        return part, Move.REFLECT_CONTENT, scene_change
    fresh = [c for c in heard.clauses if c not in state.clauses]
    if fresh and heard.words > 4:
        part = talk.line("reflect.clause", ask=False, keep=False, clause=_fitting(fresh))
        return part, Move.REFLECT_CONTENT, scene_change
    if heard.feeling and heard.feeling_named and _may_feel(talk):
        lines = talk.content.feelings[heard.feeling].named
        if lines:
            part = Part(f"feeling:{heard.feeling}.named", lines, empathy=True, keep=False)
            return part, Move.REFLECT_FEELING, scene_change
    return None, Move.ASK, scene_change


def _feeling_offer(talk: Talk, learnt: dict[str, Any]) -> Part | None:
    """A feeling they did not name, offered as a question; once per feeling, never first."""
    state, heard = talk.state, talk.heard
    feeling = heard.feeling
    if not feeling or heard.feeling_named or state.explored < 1 or not _may_feel(talk):
        return None
    if feeling in (state.feeling_offered, *state.feelings_wrong) or state.feeling == feeling:
        return None
    lines = talk.content.feelings[feeling].offered
    if not lines or heard.words <= SHORT_ANSWER_WORDS:
        return None
    return Part(f"feeling:{feeling}.offered", lines, ask=True, empathy=True)


def _may_feel(talk: Talk) -> bool:
    """Never two empathy phrases in a row."""
    return talk.state.turn - talk.state.empathy_turn > 1


def next_question(talk: Talk, learnt: dict[str, Any]) -> tuple[Part, Dimension | None]:
    """The most particular question not asked yet: of the scene, the trigger, the feeling, or any."""
    covered = learnt["covered"]
    specific = talk.heard.scene or talk.state.scene or learnt["triggers"] or learnt["feeling"]
    if not specific and not learnt["clauses"]:
        return talk.line(talk.variant("ask.specific")), Dimension.EVENT
    if fresh := _fresh_scene_question(talk):
        return fresh
    for dimension in (d for d in ORDER if d not in covered):
        part = _question_about(talk, dimension, learnt)
        if part:
            return part, dimension
    return talk.line("ask.deeper"), None


def _fresh_scene_question(talk: Talk) -> tuple[Part, Dimension] | None:
    """A moment just recognised has its own next question, whatever was covered before it."""
    scene = talk.heard.scene
    if scene is None:
        return None
    for dimension, lines in scene.ask.items():
        unasked = tuple(v for v in lines if said_id(v) not in talk.state.used)
        if unasked:
            return Part(f"scene:{scene.id}.{dimension}", unasked, ask=True), dimension
    return None


def _question_about(talk: Talk, dimension: Dimension, learnt: dict[str, Any]) -> Part | None:
    content, state = talk.content, talk.state
    scene = talk.heard.scene or content.scenes.get(state.scene or "")
    sources: list[tuple[str, tuple[str, ...]]] = []
    if scene:
        sources.append((f"scene:{scene.id}.{dimension}", scene.ask.get(dimension, ())))
    if talk.heard.night:
        line = content.lines.get(f"ask.{dimension}.night")
        sources.append((f"ask.{dimension}.night", line.says if line else ()))
    for trigger in learnt["triggers"][:2]:
        lines = content.triggers[trigger].ask.get(dimension, ())
        sources.append((f"trigger:{trigger}.{dimension}", lines))
    if learnt["feeling"] in content.feelings:
        lines = content.feelings[learnt["feeling"]].ask.get(dimension, ())
        sources.append((f"feeling:{learnt['feeling']}.{dimension}", lines))
    sources.append((f"ask.{dimension}", content.lines[f"ask.{dimension}"].says))
    for key, variants in sources:
        unasked = tuple(v for v in variants if said_id(v) not in state.used)
        if unasked:
            return Part(key, unasked, ask=True)
    return None


def _company(talk: Talk, learnt: dict[str, Any]) -> Plan:
    """They asked for no questions: say back something particular, or simply stay."""
    reflection, move, extra = _reflect(talk, learnt)
    changes = {**learnt, **extra, "explored": talk.state.explored + 1, "awaiting": None}
    changes.pop("feeling_offered", None)
    if reflection is None or reflection.ask:
        return Plan(move=Move.SIT, parts=(talk.line("sit.go_on"),), changes=changes)
    return Plan(move=move, parts=(reflection, talk.line("sit.go_on", keep=False)), changes=changes)


def _fitting(clauses: list[str]) -> str:
    """Between seven and twelve words reads best; the first of those, else the first."""
    return next((c for c in clauses if 4 <= len(c.split()) <= 12), clauses[0])


def _spread(clauses: tuple[str, ...]) -> tuple[str, ...]:
    """The first thing they said, the last, and one between: at most three."""
    if len(clauses) <= 3:
        return clauses
    return (clauses[0], clauses[len(clauses) // 2], clauses[-1])


def _with(covered: tuple[Dimension, ...], dimension: Dimension | None) -> tuple[Dimension, ...]:
    if dimension is None or dimension in covered:
        return covered
    return (*covered, dimension)


def wants_listening(talk: Talk) -> bool:
    """Whether this reads as pouring out rather than asking for anything."""
    return talk.heard.reading.intent is Intent.VENTING
