"""What is offered in a talk follows the member's own history; what is barred stays barred."""

from __future__ import annotations

import random
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import timedelta

import pytest

from evenkeel.core.dialogue import DialogueState, Offer
from evenkeel.core.personalisation.permitted import barred_in_talk, load_contraindications
from tests.unit.core.dialogue.test_companion import NOW, UNDERSTOOD, companion

ASKS = (*UNDERSTOOD, "is there an exercise for that")


@dataclass
class Advice:
    """An adviser as the shell gives one: an order of its own, and what it was asked."""

    order: Sequence[str] = ()
    barred: frozenset[str] = frozenset()
    asked: list[tuple[tuple[str, ...], frozenset[str]]] = field(default_factory=list)

    def best(self, needs: Sequence[str], *, without: Collection[str]) -> Sequence[str]:
        self.asked.append((tuple(needs), frozenset(without)))
        return [one for one in self.order if one not in without]


def offered(advice: Advice | None, *messages: str) -> tuple[Offer, ...]:
    state, rng, now = DialogueState(), random.Random(1), NOW
    found: tuple[Offer, ...] = ()
    for message in messages or ASKS:
        answer = companion().reply(state, message, now=now, rng=rng, country="GB", advise=advice)
        state, now, found = answer.state, now + timedelta(minutes=1), found or answer.offers
    return found


def exercise(offers: tuple[Offer, ...]) -> str:
    return next(one.id for one in offers if one.kind == "exercise")


def test_nothing_is_asked_before_something_is_offered() -> None:
    advice = Advice()
    assert offered(advice, *UNDERSTOOD[:2]) == ()
    assert advice.asked == []


def test_the_first_of_their_own_history_is_the_one_that_is_offered() -> None:
    plain = exercise(offered(None))
    probe = Advice()
    offered(probe)
    [(needs, without)] = probe.asked
    assert 1 <= len(needs) <= 2
    others = [id for id in companion().content.exercises if id not in without and id != plain]
    for id in others[:3]:
        assert exercise(offered(Advice(order=[id, plain]))) == id


def test_what_could_not_stand_there_is_told_beforehand() -> None:
    """So that the chance with which the chooser draws is the chance with which it is shown."""
    probe = Advice(order=list(companion().content.exercises))
    found = offered(probe)
    [(_needs, without)] = probe.asked
    assert exercise(found) == next(id for id in probe.order if id not in without)


def test_where_everything_was_turned_down_no_exercise_is_offered() -> None:
    assert all(one.kind != "exercise" for one in offered(Advice(order=())))


TALKS = (
    ASKS,
    ("my shoulders are like stone, i can't sleep", "since monday", "is there an exercise for that"),
    ("i'm so angry at him", "he said it in front of everyone", "is there an exercise for that"),
)


@pytest.mark.parametrize("condition", load_contraindications())
def test_nothing_that_is_barred_is_offered_whoever_ranks(condition: str) -> None:
    barred = barred_in_talk({condition})
    order = [*barred, *companion().content.exercises]
    for talk in TALKS:
        found = {one.id for one in offered(Advice(order=order, barred=barred), *talk)}
        assert found
        assert not found & barred


def test_a_barred_flow_is_not_begun_by_its_name() -> None:
    rng = random.Random(1)
    for barred, begun in ((frozenset[str](), True), (frozenset({"thought-record"}), False)):
        answer = companion().reply(
            DialogueState(), "can we do a thought record", now=NOW, rng=rng,
            advise=Advice(barred=barred),
        )  # fmt: skip
        assert (answer.state.flow is not None) is begun


@pytest.mark.parametrize("line", ["my heart is racing again and i'm scared of it", "i'm anxious"])
def test_what_belongs_inside_a_programme_is_never_offered_cold(line: str) -> None:
    cold = {one.id for one in companion().content.exercises.values() if not one.in_talk}
    assert "feelings-on-purpose" in cold
    talk = (*UNDERSTOOD, line, "is there an exercise for that", "something else please")
    everything = tuple(one for one in companion().content.exercises if one not in cold)
    advice = Advice(order=("feelings-on-purpose", *everything))
    assert not cold & {one.id for one in offered(advice, *talk)}
    assert not cold & {one.id for one in offered(None, *talk)}
