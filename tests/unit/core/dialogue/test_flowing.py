"""A flow in a talk with the real companion: offered by name, interrupted, gone back to, ended."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from functools import cache
from random import Random

import pytest

from evenkeel.core.dialogue import Companion, DialogueState, RememberToolEffect, load_companion
from evenkeel.core.dialogue.moves import Awaiting, Move, ScheduleFollowUp
from evenkeel.core.dialogue.outcome import Answer
from evenkeel.core.flows import Flow, Interrupted, SlotKind, load_flows
from evenkeel.core.vocabulary import RiskLevel

NOW = datetime(2026, 3, 2, 15, tzinfo=UTC)
ALL = load_flows()
EACH = pytest.mark.parametrize("flow", ALL.values(), ids=ALL.keys())
MEASURED = next(flow for flow in ALL.values() if flow.measure)


@cache
def companion() -> Companion:
    return load_companion()


def say(state: DialogueState, text: str, now: datetime = NOW) -> Answer:
    return companion().reply(state, text, now=now, rng=Random(1), country="GB")


def started(flow: Flow, *texts: str) -> DialogueState:
    """A talk that is in this flow, after these messages."""
    state = say(DialogueState(), flow.title).state
    for text in texts:
        state = say(state, text).state
    return state


@EACH
def test_a_flow_begins_when_it_is_asked_for_by_its_title(flow: Flow) -> None:
    answer = say(DialogueState(), flow.title)
    assert answer.state.flow
    assert answer.state.flow.flow == flow.id
    assert answer.move is Move.GUIDE
    assert answer.reply in flow.states[flow.start].says


@pytest.mark.parametrize(
    ("words", "begins"),
    [
        ("can we do a thought record", True),
        ("let's plan something for tomorrow", True),
        ("help me solve this problem", True),
        ("i tried to plan my week and then my sister cancelled on me", False),
        ("my therapist made me do a thought record last week", False),
        ("i can't solve this problem", False),
    ],
)
def test_asking_for_a_kind_begins_it_and_telling_of_one_does_not(words: str, begins: bool) -> None:
    assert (say(DialogueState(), words).state.flow is not None) is begins


@EACH
@pytest.mark.parametrize(
    "words", ["stop", "not now", "can we leave it please", "this isn't helping"]
)
def test_it_is_left_with_a_word(flow: Flow, words: str) -> None:
    answer = say(started(flow), words)
    assert answer.state.flow is None
    assert answer.state.awaiting is Awaiting.OPEN


@EACH
def test_a_person_is_one_sentence_away(flow: Flow) -> None:
    answer = say(started(flow), "I want to talk to a real person")
    assert answer.state.flow is None
    assert "Help now" in answer.reply


@EACH
def test_distress_interrupts_it_and_it_waits_sealed_in_the_state(flow: Flow) -> None:
    before = started(flow)
    assert before.flow
    answer = say(before, "I want to kill myself")
    assert answer.decision.level >= RiskLevel.RAISED
    assert answer.state.awaiting is not Awaiting.FLOW
    later = say(answer.state, "thank you for asking that").state
    assert later.flow
    assert later.flow.state == before.flow.state
    stored = DialogueState.model_validate_json(later.model_dump_json())
    assert stored == later
    calm = stored.model_copy(update={"safety": DialogueState().safety})
    back = say(calm, "ok let's go on")
    assert back.state.awaiting is Awaiting.FLOW
    assert back.state.flow
    assert (back.state.flow.state, back.state.flow.waits) == (before.flow.state, None)


@EACH
def test_panic_comes_first_and_the_flow_waits(flow: Flow) -> None:
    answer = say(started(flow), "i can't breathe, my heart is going mad")
    assert answer.state.awaiting is not Awaiting.FLOW
    assert answer.state.flow
    assert answer.state.flow.waits in (Interrupted.DIGRESSION, Interrupted.DISTRESS, None)


@EACH
def test_a_remark_about_the_talk_is_answered_and_the_question_follows(flow: Flow) -> None:
    before = started(flow)
    answer = say(before, "shorter please")
    assert answer.state.style.brief
    assert answer.state.awaiting is Awaiting.FLOW
    assert answer.state.flow
    assert answer.state.flow.state == flow.start
    assert answer.reply.count("?") <= 1


def test_another_subject_makes_it_wait_and_go_on_brings_it_back() -> None:
    rating = next(
        f for f in ALL.values() if f.slots.get(f.states[f.start].slot or "", None)
        and f.slots[f.states[f.start].slot or ""].kind is SlotKind.RATING
    )  # fmt: skip
    elsewhere = (
        "actually my sister rang this morning and told me that she is moving to another country"
    )
    answer = say(started(rating), elsewhere)
    assert answer.state.awaiting is not Awaiting.FLOW
    assert answer.state.flow
    assert answer.state.flow.waits is Interrupted.DIGRESSION
    back = say(answer.state, "go on")
    assert back.state.flow
    assert back.state.flow.state == rating.start
    assert back.state.awaiting is Awaiting.FLOW


@EACH
def test_tomorrow_it_is_asked_about_once_and_goes_on_or_is_let_go(flow: Flow) -> None:
    before = started(flow)
    tomorrow = NOW + timedelta(days=1)
    greeted = say(before, "hi", tomorrow)
    assert flow.title in greeted.reply
    assert greeted.state.awaiting is Awaiting.FLOW_BACK
    went_on = say(greeted.state, "yes", tomorrow)
    assert went_on.state.awaiting is Awaiting.FLOW
    let_go = say(greeted.state, "no, leave it", tomorrow)
    assert let_go.state.flow is None
    again = say(say(greeted.state, "my boss shouted at me today", tomorrow).state, "hi", tomorrow)
    assert flow.title not in again.reply


def test_it_is_carried_into_a_new_talk() -> None:
    left = started(MEASURED).flow
    fresh = DialogueState(flow=left)
    assert MEASURED.title in say(fresh, "hello", NOW + timedelta(days=1)).reply


def test_a_plan_is_followed_up_and_numbers_are_remembered() -> None:
    effects: list[object] = []
    for flow in ALL.values():
        for walk in flow.walkthroughs:
            state = started(flow)
            for turn in walk.turns:
                answer = say(state, turn.me)
                state = answer.state
                effects += answer.effects
    assert any(isinstance(one, ScheduleFollowUp) for one in effects)
    assert any(isinstance(one, RememberToolEffect) for one in effects)


def test_a_flow_that_is_gone_from_the_library_does_not_break_a_talk() -> None:
    left = started(MEASURED)
    assert left.flow
    gone = left.model_copy(
        update={"flow": left.flow.model_copy(update={"flow": "gone"}), "awaiting": Awaiting.FLOW}
    )
    assert say(gone, "my day was long and loud").reply
