"""Choosing: never what is forbidden, learns from runs, and at once from "not this"."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evenkeel.core.exercises import Kind, Need, Outcome, PastRun, load_exercises
from evenkeel.core.personalisation import (
    Moment,
    Past,
    Place,
    Space,
    believed,
    choose,
    load_contraindications,
    permitted,
    suggest,
)
from evenkeel.core.personalisation.belief import NOT_THIS, PRIOR, Learner, prior, reward_of
from evenkeel.core.personalisation.evaluate import FEWEST, Logged, value
from evenkeel.core.personalisation.not_this import REST_AFTER_NO
from evenkeel.core.personalisation.permitted import (
    AT_RISK_KINDS,
    AT_RISK_MINUTES,
    MOST_A_DAY,
    holds_breath,
)
from evenkeel.core.personalisation.simulated import mistakes, someone
from evenkeel.core.vocabulary import RiskLevel

DAY = datetime(2026, 5, 13, 14, tzinfo=UTC)
LIBRARY = load_exercises()
SPACE = Space.over(LIBRARY.values())
NEEDS = st.frozensets(st.sampled_from(list(Need)), max_size=3)
MOMENTS = st.builds(
    Moment,
    local_now=st.datetimes(datetime(2026, 1, 1), datetime(2026, 12, 31), timezones=st.just(UTC)),
    needs=NEEDS,
    minutes=st.none() | st.integers(1, 30),
    place=st.sampled_from(Place),
    strength=st.none() | st.integers(0, 10),
    risk=st.sampled_from(RiskLevel),
    conditions=st.frozensets(st.sampled_from(list(load_contraindications()))),
    declined=st.frozensets(st.sampled_from(list(LIBRARY)), max_size=4),
)


def rng(seed: int = 1) -> np.random.Generator:
    return np.random.default_rng(seed)


@settings(max_examples=300)
@given(MOMENTS, st.integers(0, 999))
def test_nothing_forbidden_is_ever_chosen(moment: Moment, seed: int) -> None:
    for one in choose(LIBRARY.values(), moment=moment, rng=rng(seed)):
        chosen = LIBRARY[one.exercise]
        assert not mistakes(moment, chosen)
        assert one.exercise not in moment.declined
        assert not moment.needs or moment.needs & set(chosen.needs)
        if moment.risk >= RiskLevel.RAISED:
            assert chosen.kind in AT_RISK_KINDS
            assert chosen.minutes <= AT_RISK_MINUTES
        assert 0 < one.propensity <= 1


def test_each_contraindication_names_what_is_there_and_forbids_something() -> None:
    for id, rule in load_contraindications().items():
        assert set(rule.exercises) <= set(LIBRARY), id
        assert any(rule.forbids(one) for one in LIBRARY.values()), id
        allowed = permitted(LIBRARY.values(), Moment(DAY, conditions=frozenset([id])))
        assert not any(rule.forbids(one) for one in allowed)


def test_breath_holds_are_seen_by_the_pattern_itself() -> None:
    held = {one.id for one in LIBRARY.values() if holds_breath(one)}
    assert held
    in_panic = permitted(LIBRARY.values(), Moment(DAY, frozenset({Need.PANIC, Need.STRESS})))
    assert not held & {one.id for one in in_panic}


def test_not_for_me_holds_at_once_and_ends_after_its_rest() -> None:
    moment = Moment(DAY, frozenset({Need.ANXIETY}))
    first = choose(LIBRARY.values(), moment=moment, rng=rng())[0].exercise
    no = PastRun(first, DAY - timedelta(minutes=1), 6, None, Outcome.NOT_FOR_ME)
    ids = {one.id for one in permitted(LIBRARY.values(), moment, [no])}
    assert first not in ids
    old = PastRun(first, DAY - REST_AFTER_NO, 6, None, Outcome.NOT_FOR_ME)
    assert first in {one.id for one in permitted(LIBRARY.values(), moment, [old])}


def test_not_for_me_also_speaks_of_its_kind() -> None:
    moment = Moment(DAY, frozenset({Need.ANXIETY}))
    breathing = [one for one in LIBRARY.values() if one.kind is Kind.BREATHING]
    no = [
        Past(PastRun(one.id, DAY - timedelta(days=1), 6, None, Outcome.NOT_FOR_ME), moment)
        for one in breathing[:2]
    ]
    before, after = believed(SPACE, (), now=DAY), believed(SPACE, no, now=DAY)
    other = SPACE.row(breathing[2].id, moment, ())
    assert after.expected(other[None])[0] < before.expected(other[None])[0] - 0.2


FEW = 30
"""A library small enough for one favourite to stand out, however much the real one grows."""


def test_what_helps_comes_first_more_often_and_says_so() -> None:
    moment = Moment(DAY, frozenset({Need.ANXIETY}))
    few = sorted(LIBRARY.values(), key=lambda one: one.id)[:FEW]
    allowed = permitted(few, moment)
    liked = allowed[-1].id
    past = [Past(PastRun(liked, DAY - timedelta(days=2 + n), 8, 3), moment) for n in range(6)]
    first = [choose(few, moment=moment, past=past, rng=rng(n), limit=1)[0] for n in range(40)]
    share = sum(one.exercise == liked for one in first) / 40
    assert share >= 0.35
    mine = next(one for one in first if one.exercise == liked)
    assert mine.because == "helped_before"
    assert mine.effect is not None
    assert mine.effect.n == 6
    assert abs(mine.propensity - share) < 0.25


def test_propensities_are_the_frequencies_with_which_each_comes_first() -> None:
    moment = Moment(DAY, frozenset({Need.WORRY}))
    told: dict[str, float] = {}
    counted: dict[str, int] = {}
    for n in range(400):
        one = choose(LIBRARY.values(), moment=moment, rng=rng(n), limit=1)[0]
        told[one.exercise] = one.propensity
        counted[one.exercise] = counted.get(one.exercise, 0) + 1
    for id, times in counted.items():
        assert abs(times / 400 - told[id]) < 0.12


def test_done_twice_today_is_enough() -> None:
    moment = Moment(DAY, frozenset({Need.ANXIETY}))
    one = permitted(LIBRARY.values(), moment)[0].id
    runs = [PastRun(one, DAY - timedelta(hours=n + 1), 6, 4) for n in range(MOST_A_DAY)]
    assert one in {e.id for e in permitted(LIBRARY.values(), moment, runs[:-1])}
    assert one not in {e.id for e in permitted(LIBRARY.values(), moment, runs)}


def test_what_takes_too_long_is_offered_only_where_nothing_else_fits() -> None:
    short = permitted(LIBRARY.values(), Moment(DAY, frozenset({Need.ANXIETY}), minutes=3))
    assert all(one.minutes <= 4.5 for one in short)
    assert permitted(LIBRARY.values(), Moment(DAY, frozenset({Need.GRIEF}), minutes=1))


def test_the_same_question_gets_the_same_answer_and_later_another() -> None:
    asked = {"needs": {Need.ANXIETY}, "local_now": DAY, "seed": "m"}
    assert suggest(LIBRARY, **asked) == suggest(LIBRARY, **asked)
    firsts = {
        suggest(LIBRARY, needs={Need.ANXIETY}, local_now=DAY + timedelta(days=n))[0].exercise
        for n in range(30)
    }
    assert len(firsts) > 1


def test_every_feature_has_a_prior_and_an_exercise_that_is_gone_changes_nothing() -> None:
    mean, spread = prior(SPACE)
    assert len(mean) == len(SPACE.names) == SPACE.rows(Moment(DAY), ()).shape[1]
    assert (spread > 0).all()
    assert set(PRIOR) >= {name.partition(":")[0] for name in SPACE.names}
    gone = [Past(PastRun("no-longer-here", DAY, 8, 2), Moment(DAY))]
    assert believed(SPACE, gone, now=DAY).runs == 0


def test_a_belief_is_the_least_squares_answer_and_is_drawn_as_wide_as_it_is() -> None:
    learner, draws = Learner(SPACE), rng(4)
    for run, relief in enumerate(draws.integers(-2, 6, 25).tolist()):
        at = DAY - timedelta(days=run)
        row = SPACE.row(sorted(LIBRARY)[run % 5], Moment(at), ())
        learner.learn(row, PastRun("any", at, 6, 6 - relief))
    held = learner.belief()
    spread = np.linalg.inv(learner.precision)
    assert np.allclose(held.mean, spread @ learner.weighted, atol=1e-10)
    rows = SPACE.rows(Moment(DAY), ())
    reached = held.apart(rows)
    assert np.allclose(reached.T @ reached, rows @ spread @ rows.T, atol=1e-10)
    drawn = held.sampled(rng(), times=4000)
    assert drawn.shape == (4000, len(SPACE.names))
    assert np.abs(drawn.std(axis=0) / np.sqrt(np.diag(spread)) - 1).max() < 0.08


def test_old_runs_count_less() -> None:
    moment, id = Moment(DAY), SPACE.exercises[0].id

    def told(ago: int) -> float:
        past = [Past(PastRun(id, DAY - timedelta(days=ago), 9, 1), moment)]
        return float(believed(SPACE, past, now=DAY).mean[SPACE.names.index(f"own:{id}")])

    assert told(1) > told(600) > 0


def test_what_a_run_says() -> None:
    assert reward_of(PastRun("a", DAY, 7, 4)) == 3.0
    assert reward_of(PastRun("a", DAY, 7, None, Outcome.NOT_FOR_ME)) == NOT_THIS
    assert reward_of(PastRun("a", DAY, 7, None)) is None


def test_off_policy_estimates_find_the_truth_of_another_way() -> None:
    """Two arms worth 1 and 3, logged mostly with the worse; always the better is worth 3."""
    draw = rng(4)
    logged = []
    for _ in range(3000):
        better = draw.uniform() < 0.25
        reward = (3.0 if better else 1.0) + draw.normal()
        logged.append(Logged(0.25 if better else 0.75, reward, float(better), 2.0, 2.0))
    for robust in (True, False):
        found = value(logged, robust=robust)
        assert abs(found.relief - 3.0) < 0.15
        assert found.interval[0] < 3.0 < found.interval[1]
        assert found.enough


@pytest.mark.parametrize(("n", "enough"), [(FEWEST - 1, False), (FEWEST, True)])
def test_too_few_offers_say_nothing(n: int, enough: bool) -> None:
    assert value([Logged(0.5, 1.0, 0.5)] * n).enough is enough


def test_a_few_people_lose_less_than_by_chance() -> None:
    """A small run of benchmarks/choice.py, so that a broken learner is noticed at once."""
    regret = {"ours": 0.0, "chance": 0.0}
    for n in range(3):
        for way in regret:
            person, draw = someone(SPACE, rng(n)), rng(n + 50)
            learner, history = Learner(SPACE), []
            for _ in range(60):
                moment = person.next_moment()
                truth = person.relief(moment, history)
                allowed = [
                    SPACE.place_of[o.id] for o in permitted(SPACE.exercises, moment, history)
                ]
                if not allowed:
                    continue
                at = int(draw.choice(allowed))
                if way == "ours":
                    past = [Past(run, moment) for run in history]
                    found = choose(SPACE.exercises, moment=moment, past=past, rng=draw, limit=1,
                                   belief=learner.belief())  # fmt: skip
                    at = SPACE.place_of[found[0].exercise]
                regret[way] += float(truth[allowed].max() - truth[at])
                before, after = person.rated(float(truth[at]), moment)
                run = PastRun(SPACE.exercises[at].id, moment.local_now, before, after)
                learner.learn(SPACE.row(run.exercise, moment, history), run)
                history.append(run)
    assert regret["ours"] < 0.6 * regret["chance"]
