"""Memory in a talk: proposed, answered, used with its day; never in danger, never while off."""

from __future__ import annotations

import random
from datetime import UTC, date, datetime, timedelta

import pytest

from evenkeel.core.dialogue import Answer, DialogueState, Memory, PlannedStep
from evenkeel.core.dialogue.memory_turns import as_they_like
from evenkeel.core.dialogue.moves import Awaiting, Move
from evenkeel.core.dialogue.notes import MemoryKind, Note, Remembered
from evenkeel.core.vocabulary import RiskLevel
from tests.unit.core.dialogue.test_companion import companion

NOW = datetime(2026, 3, 6, 15, tzinfo=UTC)
ON = Memory(on=True)


def talk(*messages: str, memory: Memory = ON, now: datetime = NOW) -> list[Answer]:
    state, answers = DialogueState(), []
    for message in messages:
        answer = companion().reply(
            state, message, now=now, rng=random.Random(3), country="GB", memory=memory
        )
        state, now = answer.state, now + timedelta(minutes=1)
        answers.append(answer)
    return answers


def effects(answer: Answer, kind: str) -> list[str]:
    return [one.note.text for one in answer.effects if one.kind == kind]  # type: ignore[union-attr]


def kept(said_on: date = date(2026, 2, 20), **note: object) -> Remembered:
    return Remembered(note=Note.model_validate(note), said_on=said_on)


EXAM = {"kind": "event", "text": "your exam", "day": date(2026, 3, 5)}


def test_what_could_be_kept_is_proposed_once() -> None:
    first, second = talk("my exam is on tuesday", "my exam is on tuesday, i can't think")
    assert effects(first, "propose_note") == ["your exam"]
    assert effects(second, "propose_note") == []


def test_nothing_is_proposed_while_memory_is_off_or_the_thing_is_known() -> None:
    line = "my exam is on tuesday"
    note = Note(kind=MemoryKind.EVENT, text="your exam", day=date(2026, 3, 10))
    assert not talk(line, memory=Memory())[0].effects
    assert not talk(line, memory=Memory(on=True, known=(note.digest,)))[0].effects


def test_nothing_is_proposed_in_danger() -> None:
    answer = talk("my sister Ana found me, i want to kill myself")[0]
    assert answer.decision.level >= RiskLevel.RAISED
    assert effects(answer, "propose_note") == []
    assert "remember" not in answer.reply.lower()


@pytest.mark.parametrize(
    ("said", "kind"), [("yes please", "remember_note"), ("no thanks", "decline_note")]
)
def test_it_is_kept_with_a_yes_and_refused_with_a_no(said: str, kind: str) -> None:
    asked, answered = talk("call me Sam", said)
    assert asked.state.awaiting is Awaiting.REMEMBER
    assert asked.reply.endswith("?")
    assert effects(answered, kind) == ["Sam"]
    assert answered.state.awaiting is Awaiting.OPEN


def test_any_other_answer_keeps_nothing() -> None:
    _, answered = talk("call me Sam", "my manager shouted at me in front of everyone today")
    assert not {one.kind for one in answered.effects} & {"remember_note", "decline_note"}


def test_a_yes_counts_only_where_the_question_was_really_said() -> None:
    state = talk("call me Sam")[0].state.model_copy(update={"recent": ("Something else.",)})
    answer = companion().reply(state, "yes", now=NOW, rng=random.Random(1), memory=ON)
    assert effects(answer, "remember_note") == []


def test_what_they_ask_to_be_remembered_is_kept_at_once() -> None:
    answer = talk("please remember that I work nights")[0]
    assert effects(answer, "remember_note") == ["you work nights"]
    off = talk("please remember that I work nights", memory=Memory())[0]
    assert not off.effects
    assert "switched off" in off.reply


def test_after_an_event_it_is_asked_after_and_not_before() -> None:
    past = Memory(on=True, kept=(kept(**EXAM),))
    answer = talk("hi", memory=past)[0]
    assert "your exam" in answer.reply
    assert "Thursday" in answer.reply
    assert effects(answer, "asked_after") == ["your exam"]
    same_day = datetime(2026, 3, 5, 23, 30, tzinfo=UTC)
    today = talk("hi", memory=past, now=same_day)[0]
    assert "today" in today.reply.lower()
    assert effects(today, "asked_after") == []


def test_an_event_asked_after_or_long_ago_is_left_alone() -> None:
    done = kept(**EXAM).model_copy(update={"asked_after": True})
    assert "exam" not in talk("hi", memory=Memory(on=True, kept=(done,)))[0].reply
    old = kept(kind="event", text="your exam", day=date(2026, 2, 26))
    assert "exam" not in talk("hi", memory=Memory(on=True, kept=(old,)))[0].reply


def test_one_who_tells_of_it_is_not_asked_again() -> None:
    answer = talk("the exam was awful, i went blank", memory=Memory(on=True, kept=(kept(**EXAM),)))[
        0
    ]
    assert effects(answer, "asked_after") == ["your exam"]


def test_the_day_before_it_is_known() -> None:
    soon = kept(kind="event", text="your viva", day=date(2026, 3, 7))
    assert "your viva tomorrow" in talk("hello", memory=Memory(on=True, kept=(soon,)))[0].reply


def test_a_plan_that_is_due_is_asked_after_when_no_event_is() -> None:
    step = PlannedStep(text="call your sister", day=NOW.date(), said_on=date(2026, 3, 5))
    name = kept(kind="preference", form="called", text="Sam", name="Sam")
    answer = talk("hi", memory=Memory(on=True, kept=(name,), due=(step,)))[0]
    assert "call your sister" in answer.reply


def test_they_are_greeted_by_the_name_they_gave() -> None:
    name = kept(kind="preference", form="called", text="Sam", name="Sam")
    assert "Sam" in talk("hi", memory=Memory(on=True, kept=(name,)))[0].reply


def test_what_was_said_is_recalled_with_its_day_once() -> None:
    fact = kept(kind="trigger", text="crowds", verb="make", feeling="anxious")
    memory = Memory(on=True, kept=(fact,))
    answers = talk(
        "there was a huge crowd at the match and i wanted out",
        "another crowd today at the shops, same thing",
        memory=memory,
    )
    said = [one.reply for one in answers if "20 February" in one.reply]
    assert len(said) <= 1
    assert all("crowds make you anxious" in one for one in said)


def test_what_was_said_today_is_not_recalled_as_old() -> None:
    fact = kept(NOW.date(), kind="trigger", text="crowds", verb="make", feeling="anxious")
    reply = talk("a crowd again", memory=Memory(on=True, kept=(fact,)))[0].reply
    assert "told me" not in reply


def test_a_name_is_known_for_who_it_is() -> None:
    ana = kept(kind="person", text="Ana", name="Ana", relation="sister")
    answer = talk("Ana stopped talking to me last week", memory=Memory(on=True, kept=(ana,)))[0]
    assert answer.state.person.get("who") == "Ana"
    assert answer.state.person.get("he") == "she"


def test_a_fresh_talk_begins_the_way_they_like_it() -> None:
    notes = (
        kept(kind="preference", form="brief", text="brief"),
        kept(kind="preference", form="no_use", text="breathing exercises", verb="don't work"),
    )
    state = as_they_like(DialogueState(), Memory(on=True, kept=notes), companion().content)
    assert state.style.brief
    assert state.style.questions
    assert any("breath" in tool for tool in state.declined)


def test_what_is_remembered_is_told_when_asked() -> None:
    ana = kept(kind="person", text="Ana", name="Ana", relation="sister")
    reply = talk("what do you remember about me?", memory=Memory(on=True, kept=(ana,)))[0].reply
    assert "your sister is called Ana" in reply
    nothing = talk("what do you remember about me?")[0]
    assert nothing.move is Move.ANSWER


def test_without_a_greeting_it_is_asked_after_at_a_pause() -> None:
    memory = Memory(on=True, kept=(kept(**EXAM),))
    lines = (
        "i had a row with my flatmate about the bins again",
        "she said i never do anything",
        "yeah",
        "i don't know",
        "ok",
        "hmm",
    )
    answers = talk(*lines, memory=memory)
    asked = [one for one in answers if "your exam" in one.reply]
    assert len(asked) >= 1
    assert effects(asked[0], "asked_after") == ["your exam"]


def test_a_plan_is_asked_after_at_a_pause_once() -> None:
    step = PlannedStep(text="call your sister", day=NOW.date(), said_on=date(2026, 3, 5))
    memory = Memory(on=True, due=(step,))
    lines = ("the bins again, i had a row with my flatmate", "yeah", "i don't know", "ok", "hmm")
    replies = [one.reply for one in talk(*lines, memory=memory)]
    assert sum("call your sister" in one for one in replies) == 1


RIVER = PlannedStep(text="ten minutes by the river", day=NOW.date(), said_on=date(2026, 3, 5))


def test_a_plan_is_not_asked_after_while_a_feeling_is_fresh() -> None:
    lines = (
        "my boss moved the deadline again, the night before",
        "i'm so angry i could scream",
        "angry at myself mostly",
        "because i never say anything",
        "i just nod like an idiot",
    )
    replies = [one.reply for one in talk(*lines, memory=Memory(on=True, due=(RIVER,)))]
    assert not any("river" in one for one in replies)


def test_a_calm_beginning_is_an_arrival() -> None:
    replies = [one.reply for one in talk("just checking in", memory=Memory(on=True, due=(RIVER,)))]
    assert "ten minutes by the river" in replies[0]


def test_only_one_plan_is_asked_after_in_a_talk() -> None:
    other = RIVER.model_copy(update={"text": "ring the bank"})
    lines = ("hi", "yeah i did it", "it was ok", "nothing much today", "ok", "yeah", "hmm")
    replies = [one.reply for one in talk(*lines, memory=Memory(on=True, due=(RIVER, other)))]
    asked = [one for one in replies if "river" in one or "ring the bank" in one]
    assert len(asked) == 1
