"""The companion's words as content: schemas, and one loaded, checked `DialogueContent`.

Here: what `content/dialogue` may hold and how it is read. Not here: choosing among lines.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any, Literal, TypeVar

from pydantic import BaseModel, ConfigDict

from evenkeel.core.content.loader import (
    CONTENT,
    LANGUAGES,
    Content,
    ContentError,
    load_file,
    load_folder,
)
from evenkeel.core.dialogue.boundaries import Boundaries, load_boundaries
from evenkeel.core.dialogue.cases import Case, load_cases
from evenkeel.core.dialogue.moves import Dimension, Frozen, Move
from evenkeel.core.dialogue.tongue import Tongue, load_tongue
from evenkeel.core.flows import Flow, load_flows
from evenkeel.core.safety.at_once import Patterns

# A first sentence with fewer words than this says too little to be a reason.
REASON_WORDS = 12

Asks = Mapping[Dimension, tuple[str, ...]]
T = TypeVar("T")


class Feeling(Content):
    """One group of feelings: how it is heard, offered, asked about and explained.

    `labels` are the reader's emotion names; `words` the member's own, as patterns; `noun` fits
    "more like {noun}". `named` answers a feeling they said, `offered` one they did not;
    `says` meets one that is only in the air, without naming it.
    """

    labels: tuple[str, ...] = ()
    words: tuple[str, ...] = ()
    noun: str
    pleasant: bool = False
    needs: tuple[str, ...] = ()
    named: tuple[str, ...] = ()
    offered: tuple[str, ...] = ()
    says: tuple[str, ...] = ()
    ask: Asks = {}
    teach: tuple[str, ...] = ()
    source: str = ""


class TriggerTalk(Content):
    """What to ask next when something particular set the feeling off."""

    words: tuple[str, ...] = ()
    needs: tuple[str, ...] = ()
    noun: str
    ask: Asks


class Scene(Frozen):
    """One recognisable moment, with lines that fit it and nothing else.

    `when` are patterns that must all be found; `unless` are patterns of which none may be.
    """

    id: str
    when: tuple[str, ...]
    unless: tuple[str, ...] = ()
    trigger: str | None = None
    feeling: str | None = None
    news: Literal["loss", "told", "health", "slur", "split", "good"] | None = None
    move: Move = Move.REFLECT_CONTENT
    reflect: tuple[str, ...] = ()
    ask: Asks = {}
    needs: tuple[str, ...] = ()


class SceneFile(Content):
    scenes: tuple[Scene, ...]


class Shape(Frozen):
    """A kind of sentence, and what a listener asks or says next whatever it is about.

    `when`: any of the patterns; `unless`: none of them; `tender`: fit to be asked after a death;
    `first`: plainer than any situation that only sounds like it.
    """

    id: str
    when: tuple[str, ...]
    unless: tuple[str, ...] = ()
    tender: bool = False
    first: bool = False
    ask: tuple[str, ...]
    says: tuple[str, ...]


class FitsAnything(Frozen):
    """Lines for a sentence of no known shape; `hard` for an unpleasant, `good` for a good one."""

    ask: tuple[str, ...]
    hard: tuple[str, ...]
    says: tuple[str, ...]
    good: tuple[str, ...]


class Shapes(Content):
    """`shapes.yaml`: the first shape that fits is taken."""

    doing: str
    shapes: tuple[Shape, ...]
    fits_anything: FitsAnything


class Guide(Content):
    """A tool done in the talk itself, step by step. `reason` says why it might help."""

    title: str
    minutes: float
    needs: tuple[str, ...]
    reason: str
    steps: tuple[tuple[str, ...], ...]
    source: str


class Line(Frozen):
    """Variants of one thing to say. `empathy` marks lines that name or honour a feeling."""

    move: Move = Move.ANSWER
    empathy: bool = False
    says: tuple[str, ...]


class LineFile(Content):
    lines: Mapping[str, Line]


class Cues(Content):
    """Patterns that show, in words, what a message is for."""

    cues: Mapping[str, tuple[str, ...]]


class ExerciseCard(BaseModel):
    """The little of an exercise file that an offer needs; its full schema is its owner's."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    id: str
    title: str
    minutes: float
    needs: tuple[str, ...] = ()
    not_for: tuple[str, ...] = ()
    night: bool = False
    in_talk: bool = True
    why: str = ""

    @property
    def reason(self) -> str:
        """Why it might help: its first sentence, and the next where that is very short."""
        parts = re.split(r"(?<=[.])\s", self.why)
        enough = len(parts[0].split()) >= REASON_WORDS or len(parts) == 1
        return parts[0] if enough else " ".join(parts[:2])


@dataclass(frozen=True)
class DialogueContent:
    """All lines of one language, compiled once."""

    lines: Mapping[str, Line]
    feelings: Mapping[str, Feeling]
    triggers: Mapping[str, TriggerTalk]
    scenes: Mapping[str, Scene]
    guides: Mapping[str, Guide]
    exercises: Mapping[str, ExerciseCard]
    cue_patterns: Patterns
    scene_patterns: Patterns
    feeling_patterns: Patterns
    trigger_patterns: Patterns
    feeling_of_label: Mapping[str, str]
    shapes: tuple[Shape, ...]
    shape_patterns: Patterns
    fits_anything: FitsAnything
    doing: frozenset[str]
    cases: Mapping[str, Case]
    boundaries: Boundaries
    tongue: Tongue
    flows: Mapping[str, Flow]
    flow_names: Mapping[str, tuple[re.Pattern[str], re.Pattern[str]]]


@lru_cache(maxsize=8)
def load_dialogue(locale: str = "en") -> DialogueContent:
    """Read and check all dialogue content of a language; cached. Raises `ContentError`.

    >>> content = load_dialogue("en")
    >>> "anger" in content.feelings and "work" in content.triggers
    True
    """
    base = CONTENT / "dialogue"
    over = LANGUAGES / locale / "content" / "dialogue" if locale != "en" else None

    def folder(name: str, schema: type[Any]) -> Mapping[str, Any]:
        return load_folder(base / name, schema, overlay=over / name if over else None)

    shapes = load_file(base / "shapes.yaml", Shapes, overlay=over / "shapes.yaml" if over else None)
    cues = load_file(base / "cues.yaml", Cues, overlay=over / "cues.yaml" if over else None)
    lines = {
        key: line for file in folder("lines", LineFile).values() for key, line in file.lines.items()
    }
    scenes = {s.id: s for file in folder("scenes", SceneFile).values() for s in file.scenes}
    feelings: Mapping[str, Feeling] = folder("feelings", Feeling)
    triggers: Mapping[str, TriggerTalk] = folder("triggers", TriggerTalk)
    flows = _flows(locale)
    return DialogueContent(
        lines=lines,
        feelings=feelings,
        triggers=triggers,
        scenes=scenes,
        guides=folder("guides", Guide),
        exercises=_exercise_cards(locale),
        cue_patterns=_patterns_of(cues.cues),
        scene_patterns=_patterns_of(
            {f"{s.id}.{at}": (p,) for s in scenes.values() for at, p in enumerate(s.when)}
            | {f"{s.id}.unless": s.unless for s in scenes.values()}
        ),
        feeling_patterns=_patterns_of({f.id: f.words for f in feelings.values()}),
        trigger_patterns=_patterns_of({t.id: t.words for t in triggers.values()}),
        feeling_of_label={label: f.id for f in feelings.values() for label in f.labels},
        shapes=shapes.shapes,
        shape_patterns=_patterns_of(
            {f"{at}.when": s.when for at, s in enumerate(shapes.shapes)}
            | {f"{at}.unless": s.unless for at, s in enumerate(shapes.shapes)}
        ),
        fits_anything=shapes.fits_anything,
        doing=frozenset(shapes.doing.split()),
        cases=load_cases(locale),
        boundaries=load_boundaries(locale),
        tongue=load_tongue(locale),
        flows=flows,
        flow_names=_flow_names(flows),
    )


def _patterns_of(alternatives: Mapping[str, tuple[str, ...]]) -> Patterns:
    return Patterns({name: _any_of(name, one) for name, one in alternatives.items() if one})


def _any_of(name: str, patterns: tuple[str, ...]) -> re.Pattern[str]:
    """Any of the patterns of one thing. Raises `ContentError` with the one that is none."""
    try:
        return re.compile("|".join(f"(?:{pattern})" for pattern in patterns), re.IGNORECASE)
    except re.error as error:
        wrong = next((one for one in patterns if not _is_pattern(one)), patterns[0])
        raise ContentError(
            f"dialogue: `{name}`: not a pattern: {wrong!r} ({error.msg})."
        ) from error


def _is_pattern(line: str) -> bool:
    try:
        re.compile(line)
    except re.error:
        return False
    return True


def _exercise_cards(locale: str) -> Mapping[str, ExerciseCard]:
    over = LANGUAGES / locale / "content" / "exercises" if locale != "en" else None
    cards: Mapping[str, ExerciseCard] = load_folder(
        CONTENT / "exercises", ExerciseCard, overlay=over
    )
    return _written(cards, over)


def _flows(locale: str) -> Mapping[str, Flow]:
    over = LANGUAGES / locale / "content" / "flows" if locale != "en" else None
    return _written(load_flows(locale), over)


def _written(things: Mapping[str, T], over: Path | None) -> Mapping[str, T]:
    """Those that this language has words of its own for: nothing is offered in another one."""
    if over is None:
        return things
    return {name: one for name, one in things.items() if (over / f"{name}.yaml").exists()}


def _flow_names(
    flows: Mapping[str, Flow],
) -> Mapping[str, tuple[re.Pattern[str], re.Pattern[str]]]:
    """By flow: its title alone as a message, and how its kind is asked for."""
    return {
        name: (
            re.compile(rf"^{re.escape(flow.title)}\W*$", re.IGNORECASE),
            re.compile("|".join(f"(?:{p})" for p in flow.asked_for), re.IGNORECASE),
        )
        for name, flow in flows.items()
    }
