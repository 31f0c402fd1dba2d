"""The companion's lines: complete, short, one question each, no banned word, slots that exist."""

from __future__ import annotations

import re
import string
from collections.abc import Iterator
from pathlib import Path

import pytest

import evenkeel.core.dialogue as package
from evenkeel.core.dialogue.content import load_dialogue
from evenkeel.core.dialogue.moves import Dimension
from tests.spec.dialogue.rules import BANNED

CONTENT = load_dialogue("en")
SLOTS = {
    "clause", "fragment", "c1", "c2", "c3", "feeling", "first", "first_reason", "second",
    "second_reason", "other", "thought", "tool", "before", "after", "day", "title", "step",
    "trigger", "who", "he", "him", "his", "thing", "things", "name", "minutes", "statement",
    "text", "label", "says", "line",
}  # fmt: skip
TRIGGERS = {
    "work", "study", "money", "family", "partner", "friends", "health", "sleep", "body_image",
    "loss", "loneliness", "decisions", "discrimination", "identity", "parenting",
    "pregnancy_birth", "substance_use", "world_events", "daily_hassles",
}  # fmt: skip
LONGEST_LINE = 45
# "Mm." and "Take your time." may stand in more than one place.
SHORT_WORDS = 6


def texts() -> Iterator[tuple[str, str]]:
    for key, line in CONTENT.lines.items():
        yield from ((key, text) for text in line.says)
    for name, feeling in CONTENT.feelings.items():
        said = (*feeling.named, *feeling.offered, *feeling.says, *feeling.teach)
        yield from ((name, text) for text in said)
        yield from ((name, text) for lines in feeling.ask.values() for text in lines)
    for name, trigger in CONTENT.triggers.items():
        yield from ((name, text) for lines in trigger.ask.values() for text in lines)
    for name, scene in CONTENT.scenes.items():
        yield from ((name, text) for text in scene.reflect)
        yield from ((name, text) for lines in scene.ask.values() for text in lines)
    for name, guide in CONTENT.guides.items():
        yield from ((name, text) for step in guide.steps for text in step)


ALL = list(texts())


def test_there_is_much_to_say():
    assert len(ALL) > 1000
    assert len(CONTENT.scenes) >= 60


@pytest.mark.parametrize(("key", "text"), ALL)
def test_each_line_has_the_ear(key, text):
    low = text.lower()
    assert "!" not in text
    assert "\u2014" not in text
    assert text.count("?") <= 2  # a question mark inside an example is not a question to answer
    assert len(text.split()) <= LONGEST_LINE, key
    assert not [word for word in BANNED if re.search(rf"\b{re.escape(word)}\b", low)], key
    assert text == text.strip()
    assert text[-1] in '.?"', key


@pytest.mark.parametrize(("key", "text"), ALL)
def test_slots_are_known_and_can_be_filled(key, text):
    names = {name.lower() for _, name, _, _ in string.Formatter().parse(text) if name}
    assert names <= SLOTS, key


def test_no_line_is_written_twice():
    seen: dict[str, str] = {}
    telling = [(key, text) for key, text in ALL if len(text.split()) > SHORT_WORDS]
    twice = [(key, text) for key, text in telling if seen.setdefault(text, key) != key]
    assert len(twice) <= 12, twice


def test_every_trigger_has_its_own_questions():
    assert set(CONTENT.triggers) == TRIGGERS
    for name, trigger in CONTENT.triggers.items():
        for dimension in (Dimension.EVENT, Dimension.MEANING, Dimension.EFFECT, Dimension.TRIED):
            lines = trigger.ask[dimension]
            assert len(lines) >= 2, (name, dimension)
            assert all(line.endswith("?") for line in lines)


def test_every_feeling_can_be_named_offered_and_asked_about():
    for name, feeling in CONTENT.feelings.items():
        assert feeling.named, name
        assert feeling.offered, name
        assert all(line.endswith("?") for line in feeling.offered), name
        assert {Dimension.EVENT, Dimension.MEANING, Dimension.EFFECT} <= set(feeling.ask), name
        assert feeling.teach, name
        assert feeling.source, name
        assert feeling.needs, name


def test_no_scene_reflection_asks():
    assert not [s.id for s in CONTENT.scenes.values() for r in s.reflect if "?" in r]


def test_scenes_name_known_triggers_and_feelings():
    for scene in CONTENT.scenes.values():
        assert scene.trigger is None or scene.trigger in CONTENT.triggers, scene.id
        assert scene.feeling is None or scene.feeling in CONTENT.feelings, scene.id


def test_every_need_has_a_guide_or_an_exercise():
    met = {need for guide in CONTENT.guides.values() for need in guide.needs}
    met |= {need for card in CONTENT.exercises.values() for need in card.needs}
    wanted = {n for f in CONTENT.feelings.values() for n in f.needs}
    wanted |= {n for t in CONTENT.triggers.values() for n in t.needs}
    wanted |= {n for s in CONTENT.scenes.values() for n in s.needs}
    assert wanted <= met, wanted - met


def test_every_key_the_code_asks_for_is_there():
    folder = Path(package.__file__).parent
    source = "\n".join(path.read_text("utf-8") for path in folder.glob("*.py"))
    calls = r"(?:talk\.(?:line|say|variant|move_of)|ask_step|_other_tool)"
    keys = set(re.findall(calls + r'\(\s*(?:talk, )?"([\w.]+)"', source))
    assert len(keys) > 30
    assert not [key for key in keys if key not in CONTENT.lines]
