"""Danger told in pieces, through the whole companion: it asks, and an answer is met."""

from __future__ import annotations

import random
from datetime import UTC, datetime, timedelta

from evenkeel.core.dialogue import Answer, DialogueState
from evenkeel.core.dialogue.companion import load_companion
from evenkeel.core.dialogue.moves import Awaiting
from evenkeel.core.dialogue.playing import Phase, Play
from evenkeel.core.language import MESSAGES
from evenkeel.core.safety import Question
from evenkeel.core.vocabulary import Pathway, RiskLevel

NOW = datetime(2026, 11, 21, 15, tzinfo=UTC)
WATCHED = (
    "my husband read my messages again",
    "he's never hit me",
    "he threw a plate once",
    "it was near me not at me",
    "i dont have my own bank card",
    "he checks this phone too",
    "he comes home at 6",
)
A_BAD_WEEK = (
    "my boss moved the deadline again",
    "i worked till ten three nights",
    "the coffee machine broke as well",
    "my wife made soup and we watched something silly",
    "i'm tired more than anything",
    "saturday is free at last",
    "maybe a walk",
)


def talk(said: tuple[str, ...]) -> list[Answer]:
    companion, state, answers = load_companion(), DialogueState(), list[Answer]()
    for at, text in enumerate(said):
        answer = companion.reply(
            state, text, now=NOW + at * timedelta(seconds=40), rng=random.Random(7), country="GB"
        )
        state = answer.state
        answers.append(answer)
    return answers


def test_what_adds_up_is_asked_about_and_a_yes_is_met_as_that_danger() -> None:
    answers = talk(WATCHED)
    asked = [at for at, one in enumerate(answers) if one.decision.question is Question.CHECK]
    assert asked
    assert answers[asked[0]].decision.pathway is Pathway.HARM_FROM_OTHERS
    assert answers[asked[0]].reply.endswith("?")
    met = talk((*WATCHED[: asked[0] + 1], "yes"))[-1].decision
    assert (met.level, met.pathway) == (RiskLevel.RAISED, Pathway.HARM_FROM_OTHERS)


def test_a_bad_week_is_not_asked_about() -> None:
    assert all(one.decision.question is None for one in talk(A_BAD_WEEK))


def test_a_talk_keeps_its_last_messages_for_this_and_no_more() -> None:
    state = talk(A_BAD_WEEK)[-1].state
    assert state.told == A_BAD_WEEK[1 - MESSAGES :]


def test_what_is_said_in_a_scene_is_not_told_of_oneself() -> None:
    playing = DialogueState(
        awaiting=Awaiting.REHEARSE, play=Play(phase=Phase.PLAY, role="boss"), told=("hello",)
    )
    companion = load_companion()
    answer = companion.reply(
        playing, "i want a day off", now=NOW, rng=random.Random(7), country="GB"
    )
    assert answer.state.told == ("hello",)
