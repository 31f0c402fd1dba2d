"""The joined rooms: one turn, its state, its limits; with the real reader and safety room."""

from __future__ import annotations

import random
from datetime import UTC, date, datetime, timedelta
from functools import cache

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evenkeel.core.dialogue import (
    Companion,
    DialogueState,
    Memory,
    OfferSafetyPlan,
    PlannedStep,
    RememberToolEffect,
    ScheduleFollowUp,
    ToolEffect,
    load_companion,
)
from evenkeel.core.dialogue.realiser import budget
from evenkeel.core.dialogue.steps import follow_up_day, step_from
from evenkeel.core.vocabulary import RiskLevel
from tests.spec.dialogue.rules import always

NOW = datetime(2026, 3, 4, 15, tzinfo=UTC)


@cache
def companion() -> Companion:
    return load_companion()


def talk(*messages: str, seed: int = 1, memory: Memory | None = None, now: datetime = NOW):
    state, rng, answers = DialogueState(), random.Random(seed), []
    for message in messages:
        answer = companion().reply(state, message, now=now, rng=rng, country="GB", memory=memory)
        state, now = answer.state, now + timedelta(minutes=1)
        answers.append(answer)
    return answers


UNDERSTOOD = (
    "my manager moved the deadline again and i can't keep up",
    "he announced it on friday night in the group chat",
    "that he thinks i have no life",
    "i lie awake and my jaw hurts",
)
MORE = (
    "my manager never asks anyone before he decides",
    "my wife says i should look for something else",
    "i don't want to start again somewhere",
)


def test_the_state_survives_json():
    state = talk(*UNDERSTOOD, "yes", "the first one", "7")[-1].state
    assert DialogueState.model_validate_json(state.model_dump_json()) == state


def test_a_naive_time_is_refused():
    with pytest.raises(ValueError, match="aware"):
        companion().reply(DialogueState(), "hi", now=datetime(2026, 1, 1), rng=random.Random(1))


def test_a_talk_goes_from_understanding_to_a_kept_step():
    told = (*UNDERSTOOD, *MORE, "it has been like this since the summer", "i just go along with it")
    until = next(n for n in range(4, 10) if talk(*told[:n])[-1].move.value == "summarise")
    answers = talk(*told[:until], "that's it", "something to calm it", "the first one", "7", "done",
                   "done", "done", "4", "ring the doctor tomorrow at nine")  # fmt: skip
    moves = [answer.move.value for answer in answers]
    assert "summarise" in moves
    assert moves.index("summarise") < moves.index("offer")
    assert "guide" in moves
    kinds = {effect.kind for answer in answers for effect in answer.effects}
    assert kinds >= {"remember_tool_effect", "schedule_follow_up"}
    kept = next(e for a in answers for e in a.effects if isinstance(e, ScheduleFollowUp))
    assert "ring the doctor" in kept.text
    assert kept.day == date(2026, 3, 5)
    effect = next(e for a in answers for e in a.effects if isinstance(e, RememberToolEffect))
    assert (effect.before, effect.after) == (7, 4)


def test_two_tools_are_offered_with_a_reason_each():
    answers = talk(*UNDERSTOOD, "is there an exercise for that")
    offers = next(a.offers for a in answers if a.offers)
    assert len(offers) == 2
    assert all(offer.reason and offer.title for offer in offers)


def test_no_exercises_today_is_kept():
    answers = talk("no exercises today please", *UNDERSTOOD, "yes", "what should i do")
    assert not any(answer.offers for answer in answers)


def test_no_questions_is_kept():
    answers = talk("please no more questions", *UNDERSTOOD, "anyway")
    assert not [a.reply for a in answers if "?" in a.reply]


def test_shorter_is_kept():
    answers = talk("shorter please", *UNDERSTOOD)
    assert all(len(a.reply.split()) <= 40 for a in answers[1:])


def test_breathing_refused_is_not_offered_again():
    answers = talk("i'm so anxious about my exam", "breathing exercises don't work on me",
                   "what should i do", seed=3)  # fmt: skip
    assert not [o.title for a in answers for o in a.offers if "breath" in o.title.lower()]


def test_what_helped_before_is_recalled_with_its_day():
    memory = Memory(
        effects=(
            ToolEffect(tool="pile-to-list", title="Pile to list", before=7, after=4,
                       on=date(2026, 3, 3)),
        )
    )  # fmt: skip
    first = "i'm overwhelmed, everything is piling up"
    answers = talk(first, "what can i do", memory=memory)
    assert "7" in answers[-1].reply
    assert "Tuesday" in answers[-1].reply


def test_what_was_planned_is_asked_by_its_own_words():
    planned = PlannedStep(text="call the dentist", day=date(2026, 3, 4), said_on=date(2026, 3, 3))
    answer = talk("hi", memory=Memory(due=(planned,)))[0]
    assert "call the dentist" in answer.reply
    assert "Tuesday" in answer.reply


def test_an_invented_memory_is_impossible():
    assert "planned" not in talk("hi")[0].reply


def test_danger_is_led_by_the_safety_room():
    answer = talk("i want to kill myself")[0]
    assert answer.decision.level >= RiskLevel.HIGH
    assert OfferSafetyPlan() in answer.effects
    assert answer.resources
    assert answer.card.country == "GB"
    assert not answer.offers


def test_without_a_country_no_number_is_shown():
    answer = companion().reply(
        DialogueState(), "i want to kill myself", now=NOW, rng=random.Random(1)
    )
    assert not [line.number for line in answer.resources]
    assert answer.card.directory_url


def test_a_step_is_said_back_in_their_words():
    assert step_from("I could maybe text my sister.") == "text your sister"
    assert follow_up_day("on monday at nine", date(2026, 3, 4)) == date(2026, 3, 10)
    assert follow_up_day("in the morning", date(2026, 3, 4)) == date(2026, 3, 5)


def test_the_length_follows_theirs():
    assert budget(40, night=False, brief=False) == 60
    assert budget(1, night=True, brief=False) <= 32


@pytest.mark.parametrize(
    "message",
    ["my boss is unfair", "idk", "hi", "thanks", "no", "yes", "...", "lol", "are you real", "\x00",
     "bye", "5", "this isn't helping", "i need a hug", "shorter please", "i'm panicking"],
)  # fmt: skip
def test_twenty_identical_messages_get_no_repeated_reply_in_the_window(message):
    answers = talk(*[message] * 20)
    said: list[str] = []
    for answer in answers:
        assert answer.reply not in said[-5:]
        said.append(answer.reply)


@settings(max_examples=60, deadline=None)
@given(st.lists(st.text(max_size=60), min_size=1, max_size=5), st.integers(0, 23))
def test_any_text_has_an_answer_that_keeps_the_rules(messages, hour):
    said: list[str] = []
    for answer in talk(*messages, now=NOW.replace(hour=hour)):
        assert not always(answer, said, asked=set())
        said.append(answer.reply)


def test_a_megabyte_is_answered():
    assert talk("why " * 300_000)[0].reply
