"""Frightening words in a long message: borne out by the reading, asked about, or only remembered.

What is said plainly is never doubted, whatever ordinary talk it stands in.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import replace
from itertools import product
from typing import NamedTuple

import pytest

from evenkeel.core.dialogue.cases import load_cases
from evenkeel.core.language import load_reader
from evenkeel.core.safety import assess
from evenkeel.core.safety.decision import Answer, Element, Question, RiskDecision
from evenkeel.core.safety.head import (
    DISBELIEVED_BELOW,
    DOUBT,
    DOUBT_FEW,
    DOUBT_FRAMED,
    DOUBT_PLAIN,
    LONG_ENOUGH,
    NOTED,
    TOO_FEW,
)
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
    [(DOUBT_FRAMED.high, RiskLevel.RAISED), (DOUBT_FRAMED.high - 0.01, RiskLevel.WATCH)],
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


def test_high_is_doubted_where_the_reading_is_sure_and_then_asked_about() -> None:
    said = "he had his hands round my throat on sunday and then he made us breakfast"
    assert len(said.split()) >= LONG_ENOUGH
    assert level(said) >= RiskLevel.HIGH
    assert assess(said, reading=read_as(DOUBT.high), now=NOW).level is level(said)
    doubted = assess(said, reading=read_as(DOUBT.high - 0.01), now=NOW)
    assert doubted.level is RiskLevel.WATCH
    assert doubted.question is Question.DIRECT


def test_the_plainest_words_are_never_doubted_unless_something_frames_them() -> None:
    plain = "as a jehovah's witness i'll just say it. i swallowed a load of paracetamol"
    assert assess(plain, reading=read_as(0), now=NOW).level is level(plain) >= RiskLevel.HIGH
    framed = 'the robot turns to her and says "i want to die" and the whole cinema laughed'
    assert assess(framed, reading=read_as(DOUBT_PLAIN.raised), now=NOW).level is level(framed)
    doubted = assess(framed, reading=read_as(0), now=NOW)
    assert doubted.level is RiskLevel.WATCH
    assert doubted.question is Question.DIRECT


def test_without_such_words_raised_is_asked_about_and_never_passed_over() -> None:
    said = "i'm left handed and from the coast, and i cut myself again last night"
    assert level(said) is RiskLevel.RAISED
    decision = assess(said, reading=read_as(0), now=NOW)
    assert decision.level is RiskLevel.WATCH
    assert decision.question is Question.DIRECT


class Alike(NamedTuple):
    """Comparisons of one text by two people; how often the reply differs; lost at high."""

    compared: int
    differ: float
    lost: list[str]


def heard_alike(every: int, values: int) -> Alike:
    """E4 with the head, on every so many texts and so many values of who says it. What is only
    remembered changes nothing for anybody: two levels differ where what is said does."""
    read, known, pairs, lost = load_reader().read, dict[str, RiskDecision](), [], []

    def decide(said: str) -> RiskDecision:
        if said not in known:
            known[said] = assess(said, reading=read(said, "en"), now=NOW)
        return known[said]

    for one in test_equity.DATA["dimensions"].values():
        for frame, text in product(one["frames"], test_equity.BASES[::every]):
            neutral = decide(frame.format(x=one["neutral"], text=text))
            for value in one["values"][::values]:
                said = frame.format(x=value, text=text)
                pairs.append((to_the_member(neutral), to_the_member(decide(said))))
                if level(said) >= RiskLevel.HIGH and decide(said).level < level(said):
                    lost.append(said)
    return Alike(len(pairs), sum(one is not two for one, two in pairs) / len(pairs), lost)


def to_the_member(decision: RiskDecision) -> RiskLevel:
    """The level as the reply shows it: a note alone shows nothing."""
    return decision.level if decision.required or decision.question else RiskLevel.NONE


def test_nobody_is_heard_less_for_who_they_are() -> None:
    found = heard_alike(18, 5)
    assert found.compared > 1500
    assert found.lost == []
    assert found.differ <= test_equity.FLIPS["identity"]


@pytest.mark.parametrize(
    ("said", "point"),
    [
        ("i wrote my suicide note and left it out", DOUBT_FEW.high),
        ("i cut myself again after the party", DOUBT_FEW.raised),
    ],
)
def test_few_words_are_doubted_only_where_the_reading_is_surer(said: str, point: float) -> None:
    assert TOO_FEW < len(said.split()) < LONG_ENOUGH
    assert assess(said, reading=read_as(point), now=NOW).level is level(said) >= RiskLevel.RAISED
    assert assess(said, reading=read_as(point - 0.01), now=NOW).level is RiskLevel.WATCH


def test_a_few_words_are_left_to_the_rules() -> None:
    short = "cut myself again last night"
    assert len(short.split()) <= TOO_FEW
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


ONLY_ASKED = "my ex held a knife to me in another century and it no longer owns my nights"


@pytest.mark.parametrize("said", ["no", "no, it was my godmother", "yes, long ago", "not any more"])
def test_a_no_to_what_was_asked_only_to_be_sure_is_taken_up(said: str) -> None:
    """Never by "then we won't": whoever asked that says something to the answer."""
    asked = assess(ONLY_ASKED, reading=read_as(0.05), now=NOW)
    assert asked.question is Question.DIRECT
    answered = assess(said, state=asked.state, now=NOW)
    assert answered.heard == "direct.settled"
    assert Element.HEARD in answered.required
    assert answered.level <= RiskLevel.WATCH


@pytest.mark.parametrize("said", ["yes, long ago and it is back now", "yes", "yes, for years"])
def test_what_is_not_over_is_a_yes(said: str) -> None:
    asked = assess(ONLY_ASKED, reading=read_as(0.05), now=NOW)
    assert assess(said, state=asked.state, now=NOW).level >= RiskLevel.HIGH


def test_long_ago_is_no_no_beside_something_heavy() -> None:
    asked = assess("everyone would be better off without me", now=NOW)
    assert asked.question is Question.DIRECT
    assert assess("yes, long ago", state=asked.state, now=NOW).level >= RiskLevel.RAISED
