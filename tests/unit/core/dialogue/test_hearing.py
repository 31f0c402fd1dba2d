"""What the planner hears in a message."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from evenkeel.core.dialogue.content import load_dialogue
from evenkeel.core.dialogue.hearing import Heard, hear, number_in
from evenkeel.core.dialogue.state import DialogueState
from evenkeel.core.vocabulary import About, Frame, Reading

NOON = datetime(2026, 3, 4, 12, tzinfo=UTC)


def heard(text: str, *, now: datetime = NOON, **reading: object) -> Heard:
    return hear(
        text, reading=Reading(text=text, **reading), state=DialogueState(),
        content=load_dialogue(), now=now,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("text", "cue"),
    [
        ("idk", "idk"),
        ("this isn't helping", "not_helping"),
        ("you don't even understand", "not_helping"),
        ("are you even real", "human"),
        ("just tell me if i have bipolar", "diagnosis"),
        ("can i stop taking my sertraline", "medicine"),
        ("shorter please", "shorter"),
        ("no exercises today", "no_tools"),
        ("no more questions please", "no_questions"),
        ("i just need to vent", "just_listen"),
        ("breathing exercises don't work on me", "breathing_no"),
        ("cant breathe. heart going mad", "panic"),
        ("promise you won't tell anyone", "secret"),
        ("what should i do", "asks_advice"),
        ("goodnight", "ends"),
        ("...", "silence"),
        ("whatever", "whatever"),
        ("haha yeah it's fine", "its_fine"),
        ("talk to a real person", "wants_human"),
        ("can we role play the talk with my boss", "rehearse"),
    ],
)
def test_a_cue_is_heard(text, cue):
    assert cue in heard(text).cues


@pytest.mark.parametrize(
    ("text", "cue"),
    [
        ("this is bullshit my landlord kept my whole deposit", "not_helping"),
        ("i feel useless at my job and this is what they said", "not_helping"),
        ("goodbye was the last thing he said to me before he drove off that day", "ends"),
        ("mum, i love you but i can't", "love"),
        ("the night shift was long", "ends"),
        ("i panicked last week but not now", "silence"),
        ("i know what you mean about being human", "human"),
    ],
)
def test_a_cue_is_not_heard_where_it_is_not_meant(text, cue):
    assert cue not in heard(text).cues


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("7", 7), ("about a 7 i think", 7), ("10/10", 10), ("eight", 8), ("since 7 am", None),
        ("3 years ago", None), ("12", None), ("no idea", None),
    ],
)  # fmt: skip
def test_a_rating_is_found_and_a_time_is_not_one(text, number):
    assert number_in(text) == number


def test_a_word_they_said_goes_before_the_readers_guess():
    said = heard("i'm furious about it", emotion_labels=("sadness",), emotions={"sadness": 0.9})
    assert (said.feeling, said.feeling_named) == ("anger", True)


def test_somebody_elses_feeling_is_not_theirs():
    assert heard("i can't say no without her crying").feeling is None
    assert heard("he's furious with the dog").feeling is None


def test_a_denied_feeling_is_not_theirs():
    assert not heard("i'm not angry").feeling_named


def test_a_reading_about_others_gives_no_feeling():
    frame = Frame(about=About.OTHER)
    said = heard(
        "the neighbour's house", emotion_labels=("fear",), emotions={"fear": 0.9}, frame=frame
    )
    assert said.feeling is None


def test_the_night_is_the_members_own():
    assert heard("x", now=datetime(2026, 3, 4, 3, tzinfo=UTC)).night
    assert not heard("x", now=datetime(2026, 3, 4, 7, tzinfo=UTC)).night


def test_a_megabyte_is_heard_in_its_first_part_only():
    assert heard("word " * 200_000).words <= 6000


def test_moments_are_recognised():
    assert heard("my dog died last night").scene.id == "pet_died"
    assert heard("they made a group chat without me").scene.id == "friend_excluded"
    assert heard("my boyfriend left me").scene.id == "broke_up"
    assert heard("he left me on read").scene.id != "broke_up"
