"""What the planner hears in a message: the Reading, plus the cues a conversation turns on.

Here: joining the Reading with content's patterns into one `Heard`. Not here: deciding what to do.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from evenkeel.core.dialogue.cases import ASKED_FROM, Asked, Near
from evenkeel.core.dialogue.clauses import clauses_back, fragment_back, said_back, thought_in
from evenkeel.core.dialogue.content import DialogueContent, Scene, Shape
from evenkeel.core.dialogue.kin import person_in
from evenkeel.core.dialogue.state import DialogueState
from evenkeel.core.dialogue.tongue import Tongue, load_tongue
from evenkeel.core.vocabulary import About, Intent, Reading

# The reader's own thresholds decide what it labels; below these it is not worth a reply's words.
FEELING_FLOOR = 0.30
TRIGGER_FLOOR = 0.7
# Patterns look at the first part of a message only: nobody waits for a megabyte of regexes.
HEAR_CHARS = 6000
# The shape of a sentence is looked for in the last clauses, then in the last stretch of text.
CLAUSES_SHAPED = 3
SHAPED_CHARS = 300
NIGHT_FROM, NIGHT_UNTIL = 0, 5
# So few words that name nobody are about whom the last ones were about.
SAME_PEOPLE_WORDS = 8


@dataclass(frozen=True)
class Heard:
    """One message, as the planner sees it. `feeling_named`: the member said the word themselves;
    `folded`: the text as patterns see it."""

    text: str
    reading: Reading
    cues: frozenset[str]
    words: int
    night: bool
    feeling: str | None = None
    feeling_named: bool = False
    trigger: str | None = None
    clauses: tuple[str, ...] = ()
    fragment: str | None = None
    thought: str | None = None
    scene: Scene | None = None
    number: int | None = None
    shapes: tuple[Shape, ...] = ()
    person: Mapping[str, str] = field(default_factory=dict)
    near: Near | None = None
    asks: str | None = None
    folded: str = ""

    @property
    def shape(self) -> Shape | None:
        """The first shape that fits."""
        return self.shapes[0] if self.shapes else None

    def meant(self, intent: Intent) -> bool:
        """Whether the reader is sure enough of this intent to act on it."""
        return self.reading.intent is intent and "intent" not in self.reading.unsure

    def cue(self, *names: str) -> bool:
        return not self.cues.isdisjoint(names)


def hear(
    text: str,
    *,
    reading: Reading,
    state: DialogueState,
    content: DialogueContent,
    now: datetime,
    near: Near | Asked | None = None,
) -> Heard:
    """Join the reading with content's patterns. `now` is the member's own clock, for the night;
    `near` is the situation that this message tells of, or what it asks of a program."""
    plain, tongue = flatten(text[:HEAR_CHARS]), content.tongue
    bare = tongue.folded(plain)
    feeling, named = _feeling(bare, reading, content, state)
    trigger = _trigger(bare, reading, content)
    scene = _scene(bare, reading, content, state)
    language = tongue.language
    person = person_in(plain) if tongue.kin is None else tongue.person_in(plain)
    if scene is not None and _still_of(scene, content, state) and "who" not in person:
        scene = scene if len(plain.split()) > SAME_PEOPLE_WORDS else None
    clauses = clauses_back(reading, language) if reading.frame.about is not About.FICTION else ()
    if not clauses and (whole := said_back(plain, language)):
        clauses = (whole,)
    return Heard(
        text=plain,
        reading=reading,
        cues=content.cue_patterns.names(bare),
        words=len(text[:HEAR_CHARS].split()),
        night=NIGHT_FROM <= now.hour < NIGHT_UNTIL,
        feeling=feeling or (scene.feeling if scene else None),
        feeling_named=named,
        trigger=(scene.trigger if scene else None) or trigger,
        clauses=clauses,
        fragment=fragment_back(plain, language),
        thought=thought_in(reading, language) if reading.frame.about is About.SELF else None,
        scene=scene,
        number=number_in(bare, tongue),
        shapes=_shapes(plain, reading, content),
        person=person,
        near=near if isinstance(near, Near) else None,
        asks=near.kind if isinstance(near, Asked) and near.nearness >= ASKED_FROM else None,
        folded=bare,
    )


def flatten(text: str) -> str:
    """One line, straight quotes, single spaces: what patterns are written against.

    >>> flatten("I can’t\\n  sleep")
    "I can't sleep"
    """
    return " ".join(text.replace("\u2019", "'").replace("\u2018", "'").replace("`", "'").split())


def number_in(text: str, tongue: Tongue | None = None) -> int | None:
    """The 0 to 10 rating in a message, or `None`.

    >>> number_in("about a 7 i think"), number_in("since 7 am"), number_in("eight")
    (7, None, 8)
    """
    tongue = tongue or load_tongue()
    if found := tongue.number.search(text):
        return int(found.group(1))
    words, known = re.findall(r"[a-z]+", text.lower()), tongue.file.number_words
    if len(words) <= 6:
        return next((known[w] for w in words if w in known), None)
    return None


def _feeling(
    text: str, reading: Reading, content: DialogueContent, state: DialogueState
) -> tuple[str | None, bool]:
    named: tuple[int, str] | None = None
    for name, found in content.feeling_patterns.found(text):
        before = text[: found.start()]
        if content.tongue.not_before.search(before) or content.tongue.others_before.search(before):
            continue
        if named is None or found.start() > named[0]:
            named = (found.start(), name)
    if named:
        return named[1], True
    if "emotions" in reading.unsure or reading.frame.about is not About.SELF:
        return None, False
    best: dict[str, float] = {}
    for label in reading.emotion_labels or tuple(reading.emotions):
        group = content.feeling_of_label.get(label)
        if group and group not in state.feelings_wrong:
            best[group] = max(best.get(group, 0.0), reading.emotions.get(label, 0.0))
    ranked = sorted(best.items(), key=lambda item: (content.feelings[item[0]].pleasant, -item[1]))
    return (ranked[0][0], False) if ranked and ranked[0][1] >= FEELING_FLOOR else (None, False)


def _trigger(text: str, reading: Reading, content: DialogueContent) -> str | None:
    sure = [
        t
        for t in reading.triggers
        if t.clause and t.confidence >= TRIGGER_FLOOR and t.name in content.triggers
    ]
    if sure:
        return max(sure, key=lambda t: t.confidence).name
    return next((name for name, _ in content.trigger_patterns.found(text)), None)


def _scene(
    text: str, reading: Reading, content: DialogueContent, state: DialogueState
) -> Scene | None:
    if reading.frame.about is About.FICTION:
        return None
    found = content.scene_patterns.names(text)
    begun = {one.rpartition(".")[0] for one in found}
    if not begun:
        return None
    for name, scene in content.scenes.items():
        if name not in begun or name in state.scenes or f"{name}.unless" in found:
            continue
        if all(f"{name}.{at}" in found for at in range(len(scene.when))):
            return scene
    return None


def _still_of(scene: Scene, content: DialogueContent, state: DialogueState) -> bool:
    """Whether this is more likely about those of the scene just answered: "he doesn't answer", of a
    landlord."""
    last = content.scenes.get(state.scene or "") if state.turn - state.scene_turn == 1 else None
    other = last is not None and last.trigger is not None and last.trigger != scene.trigger
    return other and scene.news is None


def _shapes(text: str, reading: Reading, content: DialogueContent) -> tuple[Shape, ...]:
    """The shapes of the last clause that has any: people are answered on what they said last."""
    clauses = [span.text for span in reading.clauses[-CLAUSES_SHAPED:]]
    for clause in dict.fromkeys((*reversed(clauses), text[-SHAPED_CHARS:])):
        bare = content.tongue.folded(flatten(clause).lower())
        found = content.shape_patterns.names(bare)
        fit = sorted(
            int(at)
            for at, part in (name.split(".") for name in found)
            if part == "when" and f"{at}.unless" not in found
        )
        if fit:
            return tuple(content.shapes[at] for at in fit)
    return ()
