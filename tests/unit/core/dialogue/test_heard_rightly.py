"""Messages that were once taken for something else, each as one of its kind.

Here: what a reply must not be about, and what it must be, in short talks with the real reader. Not
here: what counts as a filler over many talks (`tests/conversations`), danger (`tests/safety`).
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from functools import cache

import pytest

from evenkeel.core.dialogue import (
    Answer,
    Companion,
    DialogueState,
    Memory,
    explore,
    load_companion,
)
from evenkeel.core.dialogue.content import load_dialogue
from evenkeel.core.dialogue.hearing import Heard
from evenkeel.core.dialogue.plan import Talk, said_id
from evenkeel.core.vocabulary import Reading

EVENING = datetime(2026, 3, 4, 19, tzinfo=UTC)


@cache
def companion() -> Companion:
    return load_companion()


def answers(*messages: str, seed: int = 1, now: datetime = EVENING) -> list[Answer]:
    state, rng, made = DialogueState(), random.Random(seed), []
    for message in messages:
        answer = companion().reply(state, message, now=now, rng=rng, country="GB")
        state, now = answer.state, now + timedelta(minutes=1)
        made.append(answer)
    return made


def last(*messages: str, seed: int = 1, now: datetime = EVENING) -> Answer:
    return answers(*messages, seed=seed, now=now)[-1]


@cache
def _names() -> dict[str, str]:
    content = load_dialogue()
    return {said_id(text): name for name, text in _named(content)}


def _named(content) -> Iterator[tuple[str, str]]:
    for key, line in content.lines.items():
        yield from ((key, one) for one in line.says)
    for shape in content.shapes:
        yield from ((f"shape:{shape.id}", one) for one in (*shape.ask, *shape.says))
    for scene in content.scenes.values():
        asked = [one for those in scene.ask.values() for one in those]
        yield from ((f"scene:{scene.id}", one) for one in (*scene.reflect, *asked))
    for name, case in content.cases.items():
        then = (*case.then.yes, *case.then.no, *case.then.other)
        yield from ((f"case:{name}", one) for one in (*case.says, *then))


def said(answer: Answer) -> set[str]:
    """What of the content this reply is made of."""
    state = answer.state
    return {_names().get(one, "") for one, turn in state.used.items() if turn == state.turn}


NOTHING_OF_THE_KIND = [
    # what they wrote, and what it was taken for
    (("i have my chem mock on monday and i know nothing",), "shape:mocked"),
    (("i heard a bang and i can't stop shaking",), "shape:keep_doing"),
    (("had a row with my sister about mum's care home",), "scene:fight_with_parent"),
    (("my landlord put the rent up again", "he doesn't answer the phone"), "scene:ghosted"),
    (("they moved my shift again", "told him no", "did it anyway"), "scene:went_anyway"),
    (("they moved my shift again", "told him no", "did it anyway"), "progress"),
    (("the wedding is in june", "the seating plan broke me"), "shape:money"),
    (("my knee hurts since the race", "anyway did you see the football"), "shape:kept_going"),
    (("i got passed over again", "i want to walk out and quit"), "shape:i_want"),
    (("i told my dad i'm gay and he just hugged me",), "case:identity.came_out_badly"),
    (("i told my dad i'm gay and he just hugged me",), "shape:they_never"),
    (
        ("baby won't settle", "my husband's back at work and he snores through it"),
        "case:last_days.sitting_with_the_dying",
    ),
    (
        ("i saw my nephew", "he's lovely. that's the problem"),
        "shape:they_are_kind",
    ),
]


@pytest.mark.parametrize(("messages", "wrong"), NOTHING_OF_THE_KIND)
@pytest.mark.parametrize("seed", range(3))
def test_it_is_not_taken_for_something_else(messages, wrong, seed) -> None:
    assert wrong not in said(last(*messages, seed=seed))


OF_ITS_KIND = [
    (("everyone has a boyfriend except me", "it's not even that i want one"), "shape:corrects_us"),
    (("all a bit much here", "like i'm a spare chair"), "shape:felt_like"),
    (("nothing happened. that's all",), "shape:nothing_happened"),
    (("my baby is 5 weeks", "she only sleeps on me"), "shape:baby_awake"),
    (("the boiler is dead", "the council doesn't care"), "shape:nobody_there_moves"),
    (("everything's late", "yeah but it's my job"), "shape:yes_but"),
]


@pytest.mark.parametrize(("messages", "right"), OF_ITS_KIND)
def test_it_is_heard_for_what_it_is(messages, right) -> None:
    assert right in said(last(*messages))


def test_not_being_known_by_somebody_loved_is_met_as_that() -> None:
    reply = last("hello", "my wife doesn't always know me").reply
    assert reply.endswith(("doesn't?", "show?", "afternoon."))


def test_what_somebody_else_thinks_cannot_be_seen_from_here() -> None:
    for seed in range(3):
        reply = last("hello", "do u think she hates me", seed=seed).reply
        assert "see into her" in reply or "your side" in reply


def test_what_it_is_is_told_however_it_is_asked() -> None:
    assert "program" in last("is this one of those ai things").reply


def test_a_few_odd_words_in_a_talk_are_no_foreign_language() -> None:
    answer = last("i have a chem exam on monday and i know nothing", "organic chemistry mostly")
    assert "language.unsupported" not in said(answer)
    assert "English works" not in answer.reply


def test_another_language_at_the_start_is_still_told() -> None:
    assert "language.unsupported" in said(last("je ne sais pas quoi faire de ma vie"))


def test_one_plain_word_answers_a_question() -> None:
    answer = last("work is too much", "work", "everything")
    assert "case:talk_short_answers.short_everything" in said(answer)


def test_no_advice_and_let_me_rant_is_a_wish_to_be_heard() -> None:
    answer = last("please don't give me advice i just need to rant for a sec")
    assert "style.just_listen" in said(answer)
    assert not answer.state.style.questions


def test_a_choice_with_a_complaint_in_it_is_a_choice() -> None:
    first, second = answers(
        "give me something for anxiety", "the second one is too long, do the first"
    )
    assert second.state.tool == first.state.options[0].id
    assert not second.state.style.brief


def test_a_tool_is_picked_by_a_word_of_its_family() -> None:
    first = last("give me something quick for anxiety")
    breath = next(one for one in first.state.options if "breath" in one.title.lower())
    picked = last("give me something quick for anxiety", "the breathing one")
    assert picked.state.tool == breath.id


def test_an_offer_is_taken_up_by_pointing_at_it() -> None:
    first, second = answers("give me something quick for anxiety", "ok i'll do that")
    assert second.state.tool == first.state.options[0].id


def test_do_that_is_no_step_by_itself() -> None:
    told = ("work is a heap of letters and i don't open them", "i could open the oldest three")
    answer = last(*told, "ok i'll do that tomorrow morning")
    assert answer.state.step == "open the oldest three, tomorrow morning"
    assert [one.text for one in answer.effects if one.kind == "schedule_follow_up"] == [
        "open the oldest three"
    ]


def test_do_that_without_an_idea_is_asked_for_in_their_words() -> None:
    answer = last("my brother never rings", "i feel bad about it", "ok i'll do that")
    assert answer.state.step is None
    assert said(answer) & {"step.own_words", "step.agreed"}


def test_rent_is_not_met_with_a_look_at_ones_thoughts() -> None:
    answer = last(
        "my landlord put the rent up by 180 a month", "so what do i do. move out? with what money"
    )
    needs = {one.id for one in answer.offers}
    content = load_dialogue()
    known = {**content.guides, **content.exercises, **content.flows}
    assert needs
    assert "overwhelm" in known[answer.offers[0].id].needs


def test_good_news_is_not_asked_for_its_hardest_bit() -> None:
    made = answers(
        "guess what, i got the flat!!!", "yeah after 14 viewings",
        "i can finally have my own kitchen, no more washing other people's pans",
    )  # fmt: skip
    assert all(said(one) <= {"good.ask", "good.more", "good.named"} for one in made)


def test_somebody_who_used_to_sit_with_me_is_no_wish_for_quiet() -> None:
    answer = last("my friend maya used to sit with me now she sits with jake")
    assert not answer.state.sitting
    assert "boundary:meet" not in said(answer)
    assert last("can you just sit with me").state.sitting


def test_a_short_line_in_a_talk_opens_nothing_new() -> None:
    answer = last("my wife's gone into the home", "it's silent here", "the cat looks for her")
    assert "case:last_days.pet_missing" not in said(answer)


def test_a_question_in_the_quiet_is_answered() -> None:
    answer = last("can we just sit", "do you think she hates me")
    assert "sit.still" not in said(answer)


def test_a_question_without_its_mark_is_a_question() -> None:
    answer = last(
        "my manager wants me to be more visible", "he said it twice", "what does that even mean"
    )
    assert "fits.says" not in said(answer)


def test_something_said_earlier_comes_before_a_question_that_fits_anything() -> None:
    clause = "your manager moved the deadline again last night"
    state = DialogueState(turn=5, explored=2, clauses=(clause,), echo_turn=1)
    text = "it goes on and on like that somehow"
    heard = Heard(
        text=text, reading=Reading(text=text, valence=-0.5), cues=frozenset(), words=8,
        night=False, folded=text,
    )  # fmt: skip
    talk = Talk(state=state, heard=heard, content=load_dialogue(), memory=Memory(), now=EVENING)
    asked, _ = explore.next_question(talk, explore.learn(talk))
    assert asked.key == "earlier.ask"
    assert asked.slots["clause"] == clause
