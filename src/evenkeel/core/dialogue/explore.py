"""Understanding: say back something particular, then ask the next thing, until there is enough.

Here: the moves of the first stage. Not here: tools and steps (`acting`), answers about the
companion itself or to plain cues (`answers`).
"""

from __future__ import annotations

from typing import Any

from evenkeel.core.dialogue.content import Scene
from evenkeel.core.dialogue.moves import Awaiting, Dimension, Move, Stage
from evenkeel.core.dialogue.plan import Part, Plan, Talk, said_id

# Two to six turns of understanding, then a summary (VOICE.md, "Shape of a good talk").
ENOUGH_TURNS = 3
MOST_TURNS = 5
ENOUGH_CLAUSES = 2
CLAUSES_KEPT = 8
MOST_SUMMED = 3
RAMBLING_WORDS = 70
FEW_WORDS = 2
SCENE_LASTS = 2
DEEPER_AT_MOST = 2
SHORT_ANSWER_WORDS = 6
# Said back every time, a person's words turn into an echo: after two, one turn without.
ECHOES_IN_A_ROW = 2

ORDER = (Dimension.EVENT, Dimension.MEANING, Dimension.EFFECT, Dimension.TRIED, Dimension.WANT)


def explore(talk: Talk) -> Plan:
    """The next turn of understanding, or the summary when there is enough to sum up."""
    learnt = _learn(talk)
    if _nothing_new(talk):
        return _invite(talk, learnt)
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
    changes["deeper"] = talk.state.deeper + (dimension is None)
    parts = (reflection, asked) if reflection else (asked,)
    return Plan(move=move if reflection else Move.ASK, parts=parts, changes=changes)


def _nothing_new(talk: Talk) -> bool:
    """A word or two that adds nothing to go on: "yes", "ok", "5"."""
    heard = talk.heard
    known = heard.clauses or heard.scene or heard.feeling_named or heard.fragment or heard.trigger
    return not known and heard.words <= FEW_WORDS and talk.state.turn > 0


def _invite(talk: Talk, learnt: dict[str, Any]) -> Plan:
    """Met with little: a short "and then?", or something to choose from, or quiet."""
    changes = {**learnt, "awaiting": Awaiting.OPEN, "echoes": 0}
    if not talk.state.style.questions:
        return Plan(Move.SIT, (talk.line("sit.go_on"),), changes)
    known = learnt["feeling"] or learnt["triggers"]
    if known and not talk.heard.cue("yes", "no", "whatever") and talk.heard.number is None:
        asked, dimension = next_question(talk, learnt)
        changes |= {"asked_about": dimension, "covered": _with(learnt["covered"], dimension)}
        changes["deeper"] = talk.state.deeper + (dimension is None)
        return Plan(Move.ASK, (asked,), changes | {"explored": talk.state.explored + 1})
    key = "ask.more" if talk.heard.cue("yes") else "ask.choice"
    asks = tuple(v for v in talk.content.lines[key].says if said_id(v) not in talk.state.used)
    if not asks:
        return Plan(Move.SIT, (talk.line("sit.go_on"),), changes)
    return Plan(Move.ASK, (Part(key, asks, ask=True),), changes)


def summarise(talk: Talk, learnt: dict[str, Any]) -> Plan:
    """Their words in their order, and a check: "Have I got that right?"."""
    clauses: tuple[str, ...] = learnt["clauses"]
    feeling = learnt["feeling"]
    picked = _spread(clauses)
    slots = {f"c{i + 1}": clause for i, clause in enumerate(picked)}
    key = f"summary.{len(picked)}"
    if feeling in talk.content.feelings and learnt["feeling_sure"]:
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
        move=Move.SUMMARISE, parts=(talk.line(key, slots, ask=False), check), changes=changes
    )


def learn(talk: Talk) -> dict[str, Any]:
    """What this message adds to the state, for planners outside this stage."""
    return _learn(talk)


def _learn(talk: Talk) -> dict[str, Any]:
    state, heard = talk.state, talk.heard
    fresh = tuple(c for c in heard.clauses if c not in (*state.clauses, heard.fragment or ""))
    fresh = tuple(c for c in fresh if not (heard.fragment and c in heard.fragment))
    if heard.thought and not fresh:
        fresh = (f'there\'s the thought "{heard.thought}"',)
    feeling = heard.feeling if heard.feeling not in state.feelings_wrong else None
    keep_old = state.feeling and not heard.feeling_named and feeling != state.feeling
    kept = state.feeling if keep_old else feeling
    triggers = state.triggers
    if heard.trigger and heard.trigger not in triggers:
        settled = state.explored > 1 and not heard.scene and bool(triggers)
        triggers = (
            (triggers[0], heard.trigger, *triggers[1:]) if settled else (heard.trigger, *triggers)
        )
    covered = state.covered
    if heard.scene or heard.clauses:
        covered = _with(covered, Dimension.EVENT)
    return {
        "clauses": tuple(dict.fromkeys(state.clauses + fresh[:3]))[-CLAUSES_KEPT:],
        "feeling": kept,
        "feeling_sure": bool(kept)
        and (heard.feeling_named or (state.feeling_sure and kept == state.feeling)),
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


def _reflect(  # noqa: PLR0911 (a ladder, the most particular rung first)
    talk: Talk, learnt: dict[str, Any]
) -> tuple[Part | None, Move, dict[str, Any]]:
    """The most particular thing there is to say back, and the changes that come with it."""
    state, heard = talk.state, talk.heard
    scene = heard.scene
    scene_change: dict[str, Any] = {}
    if scene:
        seen = (*state.scenes, scene.id)
        scene_change = {"scene": scene.id, "scenes": seen, "scene_turn": state.turn}
    if heard.words >= RAMBLING_WORDS and len(heard.clauses) >= 2:
        first, last = _ends(heard.clauses)
        part = talk.line("reflect.several", {"c1": first, "c2": last}, ask=False)
        return part, Move.REFLECT_CONTENT, scene_change
    if scene and scene.reflect:
        return Part(f"scene:{scene.id}", scene.reflect, keep=False), scene.move, scene_change
    if heard.thought:
        part = talk.line("reflect.thought", {"thought": heard.thought}, ask=False)
        return part, Move.REFLECT_CONTENT, scene_change
    if offered := _feeling_offer(talk, learnt):
        return offered, Move.REFLECT_FEELING, {
            **scene_change, "feeling_offered": heard.feeling, "awaiting": Awaiting.FEELING,
        }  # fmt: skip
    if heard.fragment and state.awaiting is Awaiting.OPEN:
        part = talk.line("reflect.fragment", {"fragment": heard.fragment}, ask=False, keep=False)
        return part, Move.REFLECT_CONTENT, scene_change
    fresh = [c for c in heard.clauses if c not in state.clauses]
    if fresh and heard.words > 4 and state.echoes < ECHOES_IN_A_ROW:
        part = talk.line("reflect.clause", {"clause": _fitting(fresh)}, ask=False, keep=False)
        return part, Move.REFLECT_CONTENT, {**scene_change, "echoes": state.echoes + 1}
    lines = talk.content.feelings[heard.feeling].named if heard.feeling else ()
    if lines and heard.feeling_named and _may_feel(talk):
        part = Part(f"feeling:{heard.feeling}.named", lines, empathy=True, keep=False)
        return part, Move.REFLECT_FEELING, scene_change
    return None, Move.ASK, {**scene_change, "echoes": 0}


def _feeling_offer(talk: Talk, learnt: dict[str, Any]) -> Part | None:
    """A feeling they did not name, offered as a question; once per feeling, never first."""
    state, heard = talk.state, talk.heard
    feeling = heard.feeling
    if not feeling or heard.feeling_named or state.explored < 1 or not _may_feel(talk):
        return None
    if feeling in (state.feeling_offered, *state.feelings_wrong) or state.feeling == feeling:
        return None
    lines = talk.content.feelings[feeling].offered
    if talk.content.feelings[feeling].pleasant or not lines or heard.words <= SHORT_ANSWER_WORDS:
        return None
    return Part(f"feeling:{feeling}.offered", lines, ask=True, empathy=True)


def _may_feel(talk: Talk) -> bool:
    """Never two empathy phrases in a row."""
    return talk.state.turn - talk.state.empathy_turn > 1


def next_question(talk: Talk, learnt: dict[str, Any]) -> tuple[Part, Dimension | None]:
    """The most particular question not asked yet: of the scene, trigger, feeling, or any."""
    covered = learnt["covered"]
    specific = talk.heard.scene or _recent_scene(talk) or learnt["triggers"] or learnt["feeling"]
    if not specific and not learnt["clauses"]:
        return talk.line(talk.variant("ask.specific")), Dimension.EVENT
    if fresh := _fresh_scene_question(talk):
        return fresh
    for dimension in (d for d in ORDER if d not in covered):
        part = _question_about(talk, dimension, learnt)
        if part:
            return part, dimension
    return talk.line("ask.deeper"), None


def dug_enough(talk: Talk) -> bool:
    """Every dimension asked and two questions more: time to do something else than ask."""
    return talk.state.deeper >= DEEPER_AT_MOST


def _fresh_scene_question(talk: Talk) -> tuple[Part, Dimension] | None:
    """A moment just recognised has its own next question, whatever was covered before it."""
    scene = talk.heard.scene
    if scene is None:
        return None
    covered = talk.state.covered
    for dimension, lines in sorted(scene.ask.items(), key=lambda item: item[0] in covered):
        unasked = tuple(v for v in lines if said_id(v) not in talk.state.used)
        if unasked:
            return Part(f"scene:{scene.id}.{dimension}", unasked, ask=True), dimension
    return None


def _question_about(talk: Talk, dimension: Dimension, learnt: dict[str, Any]) -> Part | None:
    content, state = talk.content, talk.state
    scene = talk.heard.scene or _recent_scene(talk)
    sources: list[tuple[str, tuple[str, ...]]] = []
    if scene:
        sources.append((f"scene:{scene.id}.{dimension}", scene.ask.get(dimension, ())))
    if talk.heard.night:
        line = content.lines.get(f"ask.{dimension}.night")
        sources.append((f"ask.{dimension}.night", line.says if line else ()))
    feeling = content.feelings.get(learnt["feeling"] or "")
    hard = not (feeling and feeling.pleasant)  # what is asked about a trigger assumes trouble
    for trigger in learnt["triggers"][:2] if hard else ():
        lines = content.triggers[trigger].ask.get(dimension, ())
        sources.append((f"trigger:{trigger}.{dimension}", lines))
    if learnt["feeling"] in content.feelings:
        lines = content.feelings[learnt["feeling"]].ask.get(dimension, ())
        sources.append((f"feeling:{learnt['feeling']}.{dimension}", lines))
    if talk.heard.feeling_named:  # their own word goes before our guess at the topic
        sources.sort(key=lambda source: not source[0].startswith(("scene", "feeling")))
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


def _recent_scene(talk: Talk) -> Scene | None:
    """A moment's own questions fit for a turn or two, and not once the talk has moved on."""
    state = talk.state
    lately = state.turn - state.scene_turn <= SCENE_LASTS
    moved_on = talk.heard.trigger and talk.heard.trigger not in state.triggers
    return talk.content.scenes.get(state.scene or "") if lately and not moved_on else None


def _ends(clauses: tuple[str, ...]) -> tuple[str, str]:
    """Of many clauses the first and the last that are easy to say back; the point is often last."""
    easy = [c for c in clauses if 5 <= len(c.split()) <= 14] or list(clauses)
    return (easy[0], easy[-1]) if len(easy) > 1 else (clauses[0], clauses[-1])


def _fitting(clauses: list[str]) -> str:
    """Between seven and twelve words reads best; the first of those, else the first."""
    return next((c for c in clauses if 4 <= len(c.split()) <= 12), clauses[0])


def _spread(clauses: tuple[str, ...]) -> tuple[str, ...]:
    """The three that tell most, in the order they were said."""
    ranked = sorted(range(len(clauses)), key=lambda place: (_telling(clauses[place]), place))
    return tuple(clauses[place] for place in sorted(ranked[-MOST_SUMMED:]))


def _telling(clause: str) -> float:
    words = clause.split()
    about_them = 1.0 if {"you", "your", "you're", "you've"} & set(words) else 0.0
    length = 1.0 if 5 <= len(words) <= 12 else 0.0
    joined = 0.5 if "also" in words or ("and" in words and len(words) > 8) else 0.0
    return about_them + length - joined + (0.5 if '"' in clause else 0.0)


def _with(covered: tuple[Dimension, ...], dimension: Dimension | None) -> tuple[Dimension, ...]:
    if dimension is None or dimension in covered:
        return covered
    return (*covered, dimension)
