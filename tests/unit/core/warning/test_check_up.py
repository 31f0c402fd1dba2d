"""The check-up: never a different result from the whole form, and a rule for every level."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evenkeel.core.instruments import load_instruments, score
from evenkeel.core.warning import detectors, load_next_steps, load_texts
from evenkeel.core.warning.check_up import Measure, load_plan, next_question, outcome
from evenkeel.core.warning.triage import Rule, load_levels, triage

PLAN, KNOWN = load_plan(), load_instruments()
VALUES = st.sampled_from([0, 0, 0, 1, 1, 2, 3])


def truths() -> st.SearchStrategy[dict[str, dict[str, int]]]:
    forms = {
        part.full: st.fixed_dictionaries({i.id: VALUES for i in KNOWN[part.full].scored_items})
        for part in PLAN.parts
    }
    return st.fixed_dictionaries(forms)


def ask(truth: dict[str, dict[str, int]], before: Any = None) -> dict[str, dict[str, int]]:
    answers: dict[str, dict[str, int]] = {}
    for _ in range(100):
        asked = next_question(answers, before=before)
        if asked is None:
            return answers
        part = next(one for one in PLAN.parts if asked.instrument in (one.screen, one.full))
        item = part.shared[asked.item] if asked.instrument == part.screen else asked.item
        assert asked.item not in answers.get(asked.instrument, {})
        answers.setdefault(asked.instrument, {})[asked.item] = truth[part.full][item]
    raise AssertionError("it does not end")


@settings(max_examples=300)
@given(truths(), truths())
def test_every_band_is_the_band_of_the_whole_form(truth: Any, before: Any) -> None:
    answers = ask(truth, ask(before))
    found = outcome(answers)
    assert found is not None
    assert found.asked <= found.of
    for one in found.measures:
        if one.instrument in truth:
            assert score(one.instrument, truth[one.instrument]).band == one.band
            total = sum(truth[one.instrument].values())
            assert one.low <= total <= one.high


@settings(max_examples=200)
@given(truths())
def test_an_opened_form_always_asks_its_safety_items(truth: Any) -> None:
    answers = ask(truth)
    for part in PLAN.parts:
        if sum(answers[part.screen].values()) >= part.opens_from:
            for one in KNOWN[part.full].safety:
                assert one.item in answers[part.full]


def test_no_signs_take_the_screens_alone() -> None:
    nothing = {p.full: dict.fromkeys((i.id for i in KNOWN[p.full].items), 0) for p in PLAN.parts}
    found = outcome(ask(nothing))
    assert found is not None
    assert found.asked == sum(len(KNOWN[p.screen].scored_items) for p in PLAN.parts)


@pytest.mark.parametrize("part", PLAN.parts, ids=lambda part: part.screen)
def test_the_line_of_each_screen_is_met_on_both_sides(part: Any) -> None:
    first, second = (item.id for item in KNOWN[part.screen].scored_items)
    under = {part.screen: {first: part.opens_from - 1, second: 0}}
    over = {part.screen: {first: part.opens_from - 1, second: 1}}
    asked_under, asked_over = next_question(under), next_question(over)
    assert asked_over is not None
    assert part.full in {q.instrument for q in (asked_over,)} or part is not PLAN.parts[0]
    assert asked_under is None or asked_under.instrument != part.full


def test_what_was_high_last_time_is_asked_first() -> None:
    part = PLAN.parts[0]
    items = [i.id for i in KNOWN[part.full].scored_items]
    screen = {part.screen: {i.id: 2 for i in KNOWN[part.screen].scored_items}}
    last = {part.full: dict.fromkeys(items, 0) | {items[6]: 3}}
    asked = next_question(screen, before=last)
    assert asked is not None
    assert asked.item == items[6]


def test_the_shared_items_are_word_for_word_the_same() -> None:
    for part in PLAN.parts:
        for short, long in part.shared.items():
            assert KNOWN[part.screen].item(short).text == KNOWN[part.full].item(long).text


def test_rules_name_what_is_there_and_begin_where_bands_do() -> None:
    for level in load_levels().values():
        for rule in level.rules:
            if rule.measure:
                bands = KNOWN[rule.measure].bands
                assert rule.at_least in {band.low for band in bands}, (level.id, rule.measure)
            if rule.warning:
                assert rule.warning in detectors()
        assert set(level.suggests) <= set(load_next_steps())
    for text in load_texts().values():
        assert set(text.suggests) <= set(load_next_steps())


@pytest.mark.parametrize(
    ("low", "level"), [(4, "self_help"), (5, "guided"), (9, "guided"), (10, "professional"),
                       (19, "professional"), (20, "urgent")],
)  # fmt: skip
def test_levels_at_both_edges(low: int, level: str) -> None:
    assert triage([Measure("phq-9", "any", low, low)]).level.id == level


def test_the_highest_level_wins_and_says_why() -> None:
    safe = triage([Measure("phq-9", "minimal", 1, 1, safety_item="q9")])
    assert safe.level.id == "urgent"
    assert [rule.safety for rule in safe.because] == [True]
    assert triage((), warnings=["decline"]).level.id == "guided"


def test_a_rule_has_one_condition() -> None:
    with pytest.raises(ValueError, match="one condition"):
        Rule(says="something", source="somewhere")
    with pytest.raises(ValueError, match="one condition"):
        Rule(measure="a", safety=True, says="something", source="somewhere")
