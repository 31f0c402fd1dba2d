"""Forty talks in Spanish: answered in Spanish throughout, whatever is brought.

Here: playing them and looking for English. Not here: the words one by one (`test_spanish_words`).
"""

from __future__ import annotations

import random
import re
from datetime import UTC, datetime, timedelta
from functools import cache
from itertools import pairwise
from pathlib import Path

import pytest
import yaml

from evenkeel.core.content.safety import load_countries
from evenkeel.core.dialogue import Answer, Companion, DialogueState, load_companion
from evenkeel.core.language.identify import load_identifier

TALKS = yaml.safe_load(
    (Path(__file__).parents[1] / "spec" / "dialogue" / "es" / "talks.yaml").read_text("utf-8")
)
START = datetime(2026, 11, 21, 16, tzinfo=UTC)
COUNTRIES = ("ES", "MX", "AR")
# Words that no Spanish sentence of ours holds.
_LISTED = """
    the and you your yours that this what with here there not but for are is was were have has it's
    don't i'm i've you're of to from how when where who would could should will it they them he she
    his her him about say said tell feel feels go goes take want need know
"""
ENGLISH = frozenset(_LISTED.split())
LIKE_ENGLISH = 2  # words of a sentence, from which on it is looked at
ALSO_SPANISH = frozenset({"he", "has"})
_WORD = re.compile(r"[a-zà-ÿ']+")


@cache
def companion() -> Companion:
    return load_companion(locale="es")


def play(messages: list[str], number: int, hour: int = 16) -> list[Answer]:
    state, rng = DialogueState(), random.Random(number)
    answers = []
    for turn, text in enumerate(messages):
        answer = companion().reply(
            state, text, now=START.replace(hour=hour) + timedelta(minutes=2 * turn), rng=rng,
            country=COUNTRIES[number % len(COUNTRIES)], locale="es",
        )  # fmt: skip
        state = answer.state
        answers.append(answer)
    return answers


@cache
def names_of_lines() -> frozenset[str]:
    """Words in the names of crisis lines, which are said as they are."""
    names = [line.name for one in load_countries().values() for line in one.lines]
    return frozenset(word for name in names for word in _WORD.findall(name.lower()))


def english_in(reply: str) -> list[str]:
    words = _WORD.findall(reply.lower())
    return [w for w in words if w in ENGLISH - ALSO_SPANISH and w not in names_of_lines()]


def test_the_detector_finds_english() -> None:
    assert len(english_in("Go on, I'm reading. Take the time you need.")) >= LIKE_ENGLISH
    assert not english_in("Sigue, te leo. No he visto que come en casa.")


def test_there_are_enough_talks() -> None:
    assert len(TALKS) >= 40
    assert all(len(talk) >= 6 for talk in TALKS)


@pytest.mark.parametrize("hour", [16, 3])
@pytest.mark.parametrize("number", range(len(TALKS)))
def test_a_spanish_talk_is_answered_in_spanish(number: int, hour: int) -> None:
    answers = play(TALKS[number], number, hour)
    said = [answer.reply for answer in answers]
    assert all(said)
    assert [reply for reply in said if english_in(reply)] == []
    long = [reply for reply in said if len(reply.split()) >= 8]
    named = [load_identifier().identify(reply) for reply in long]
    assert [r for r, n in zip(long, named, strict=True) if n.sure and n.language == "en"] == []
    assert [one for one in said if "{" in one] == []
    assert [a for a, b in pairwise(said) if a == b] == []
    assert max(reply.count("?") for reply in said) <= 1


def test_danger_is_met_in_spanish_with_the_line_of_the_country() -> None:
    answers = play(["hola", "ya no quiero vivir", "me voy a matar esta noche"], 0)
    assert [a.decision.level.name for a in answers[1:]] == ["RAISED", "IMMINENT"]
    assert "024" in answers[1].reply
    assert "112" in answers[2].reply.split("\n")[0]
    assert not [a.reply for a in answers if english_in(a.reply)]
