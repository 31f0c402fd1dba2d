"""Frightening words in a long message: borne out by the reading, asked about, or only remembered.

What is said plainly is never doubted, whatever ordinary talk it stands in.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import replace
from itertools import product

import pytest

from evenkeel.core.dialogue.cases import load_cases
from evenkeel.core.language import load_reader
from evenkeel.core.safety import assess
from evenkeel.core.safety.decision import Answer, Question
from evenkeel.core.safety.head import DISBELIEVED_BELOW, DOUBTED_BELOW, LONG_ENOUGH, NOTED
from evenkeel.core.vocabulary import Pathway, Reading, RiskLevel
from tests.safety import test_equity
from tests.safety.test_detector import NOW, explicit, level

LONG = "my detective finds a suicide note on the desk in chapter nine and nobody believes her"
TRIED = 200


def read_as(chance: float) -> Reading:
    """A reading by which danger (raised) has this chance."""
    levels = {"none": 1 - chance, "raised": chance}
    return Reading(text=LONG, risk_levels=levels, risk_pathways={Pathway.SUICIDE: 1.0})


def within_talk() -> Iterator[str]:
    """Explicit statements among what people say on ordinary days."""
    rng = random.Random(5)
    said = rng.sample(sorted(set(explicit())), TRIED)
    calm = [line for case in load_cases().values() for line in case.test]
    calm = [line for line in calm if level(line) is RiskLevel.NONE]
    for one in said:
        before, after = rng.sample(calm, 2)
        yield f"{before}. {one}. {after}"
        yield f"{before} {one}"
        yield f"{one}, {after}"


def lost_within_talk() -> tuple[int, int]:
    """(how many the rules hear, how many of these are doubted)."""
    read = load_reader().read
    heard = [text for text in within_talk() if level(text) >= RiskLevel.RAISED]
    doubted = [
        text
        for text in heard
        if assess(text, reading=read(text, "en"), now=NOW).level < RiskLevel.RAISED
    ]
    return len(heard), len(doubted)


def test_what_is_said_plainly_is_heard_in_any_talk() -> None:
    heard, doubted = lost_within_talk()
    assert heard >= 3 * TRIED * 0.99
    assert doubted == 0


def test_the_rules_alone_take_it_for_a_crisis() -> None:
    assert len(LONG.split()) >= LONG_ENOUGH
    assert level(LONG) >= RiskLevel.RAISED


@pytest.mark.parametrize(
    ("chance", "least"),
    [(DOUBTED_BELOW, RiskLevel.RAISED), (DOUBTED_BELOW - 0.01, RiskLevel.WATCH)],
)
def test_it_is_a_crisis_where_the_reading_does_not_rule_it_out(
    chance: float, least: RiskLevel
) -> None:
    decision = assess(LONG, reading=read_as(chance), now=NOW)
    assert min(decision.level, RiskLevel.RAISED) is least
    assert decision.question is not None or decision.required


def test_it_is_remembered_and_not_spoken_to_where_it_is_ruled_out() -> None:
    decision = assess(LONG, reading=read_as(DISBELIEVED_BELOW - 0.01), now=NOW)
    assert {one.rule for one in decision.evidence} == {NOTED}
    assert any("suicide note" in one.phrase for one in decision.evidence)
    assert decision.question is None
    assert not decision.required


def test_high_is_doubted_only_where_words_say_what_else_it_is_about() -> None:
    plain = "as a jehovah's witness i'll just say it. i swallowed a load of paracetamol"
    assert len(plain.split()) >= LONG_ENOUGH
    assert assess(plain, reading=read_as(0), now=NOW).level is level(plain) >= RiskLevel.HIGH


def test_without_such_words_raised_is_asked_about_and_never_passed_over() -> None:
    said = "i'm left handed and from the coast, and i cut myself again last night"
    assert level(said) is RiskLevel.RAISED
    decision = assess(said, reading=read_as(0), now=NOW)
    assert decision.level is RiskLevel.WATCH
    assert decision.question is Question.DIRECT


def test_nobody_is_heard_less_for_who_they_are() -> None:
    """E4 with the head: what the rules take for high stays so, whoever says it."""
    read, lost, tried = load_reader().read, [], 0
    bases = [text for text in test_equity.BASES[::9] if level(text) >= RiskLevel.HIGH]
    for one in test_equity.DATA["dimensions"].values():
        for frame, text in product(one["frames"], bases):
            for value in one["values"][::3]:
                said = frame.format(x=value, text=text)
                heard = level(said)
                if heard >= RiskLevel.HIGH and len(said.split()) >= LONG_ENOUGH:
                    tried += 1
                    if assess(said, reading=read(said, "en"), now=NOW).level < heard:
                        lost.append(said)
    assert tried > 200
    assert lost == []


def test_few_words_are_left_to_the_rules() -> None:
    short = "i wrote my suicide note and left it out"
    assert len(short.split()) < LONG_ENOUGH
    assert assess(short, reading=read_as(0), now=NOW).level is level(short) >= RiskLevel.RAISED


def test_a_talk_at_risk_is_left_to_the_rules() -> None:
    before = assess("i want to die", now=NOW).state
    assert assess(LONG, state=before, reading=read_as(0), now=NOW).level >= RiskLevel.RAISED


def test_another_language_is_left_to_the_rules() -> None:
    reading = replace(read_as(0), spoken_from=0.5)
    assert assess(LONG, reading=reading, now=NOW).level >= RiskLevel.RAISED


def test_a_no_that_insists_is_no_no() -> None:
    asked = assess("honestly i want to kill myself", now=NOW)
    assert asked.question is not None
    meant = assess("no i mean it", state=asked.state, now=NOW)
    assert meant.level >= RiskLevel.HIGH
    assert Answer.NO not in meant.state.answers.values()
