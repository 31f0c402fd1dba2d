"""The scorer, on questionnaires made here: no content file is needed to be right."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from evenkeel.core.instruments import Instrument, Refused, is_reliable_change, score
from evenkeel.core.vocabulary import Pathway

OPTIONS = [{"value": value, "label": f"answer {value}"} for value in range(4)]


def made(**changes: Any) -> Instrument:
    """A questionnaire of four items, 0 to 3 each, two bands; `changes` replace its keys."""
    items = [{"id": f"q{n}", "text": f"Question {n}"} for n in range(1, 5)]
    parts: dict[str, Any] = {
        "id": "made",
        "title": "Made for a test",
        "short": "MADE",
        "measures": "nothing",
        "about": "Four questions.",
        "minutes": 1,
        "recall": "today",
        "stem": "How often",
        "rhythm_days": 7,
        "direction": "higher_is_worse",
        "options": OPTIONS,
        "items": items,
        "missing": {"allow": 1, "source": "here"},
        "bands": [band(0, 5, "low"), band(6, 12, "high")],
        "validated": {"ages": "any", "languages": ["en"]},
        "scale_source": "here",
        "scoring_source": "here",
        "bands_source": "here",
        "licence": {
            "terms": "made for this test, free to use",
            "source": "this file",
            "notice": "a notice",
            "commercial_use": True,
        },
        "examples": [{"answers": [0] * 4, "total": 0}, {"answers": [3] * 4, "total": 12}],
    }
    return Instrument.model_validate({**parts, **changes})


def band(low: float, high: float, name: str) -> dict[str, Any]:
    return {"low": low, "high": high, "name": name, "meaning": f"is {name}", "next_step": "rest"}


def test_answers_are_added_up_and_put_in_their_band() -> None:
    result = score(made(), [1, 2, 1, 1])
    assert (result.total, result.band, result.meaning) == (5, "low", "is low")
    assert score(made(), [1, 2, 2, 1]).band == "high"


def test_a_mapping_says_the_same_as_a_list() -> None:
    assert score(made(), {"q4": 3, "q1": 1, "q3": 0, "q2": 2}) == score(made(), [1, 2, 0, 3])


def test_one_missing_answer_takes_the_mean_of_the_others_rounded_half_up() -> None:
    result = score(made(), [1, 1, None, 2])
    assert result.total == 5  # 4 / 3 * 4 = 5.33
    assert result.missing == ("q3",)
    assert result.estimated
    half = made(missing={"allow": 2, "source": "here"})
    assert score(half, [1, 2, None, None]).total == 6
    assert score(made(missing={"allow": 3, "source": "here"}), [None] * 3 + [1]).total == 4


def test_too_many_missing_answers_give_no_total_and_no_words() -> None:
    result = score(made(), [1, None, None, 2])
    assert result.total is None
    assert result.band is None
    assert result.meaning == ""
    assert result.missing == ("q2", "q3")
    assert not result.estimated


@pytest.mark.parametrize("answers", [{}, [None] * 4, {"q1": None}])
def test_no_answer_at_all_is_no_score_even_where_all_may_be_missing(answers: Any) -> None:
    anything_goes = made(missing={"allow": 4, "source": "here"})
    assert score(anything_goes, answers).total is None


def test_a_reversed_item_counts_the_other_way_round() -> None:
    items = [{"id": f"q{n}", "text": "x", "reverse": n == 1} for n in range(1, 5)]
    assert score(made(items=items), [0, 0, 0, 0]).total == 3
    assert score(made(items=items), [3, 0, 0, 0]).total == 0


def test_an_item_that_is_not_scored_is_kept_out() -> None:
    items = [{"id": f"q{n}", "text": "x", "scored": n < 4} for n in range(1, 5)]
    bands = [band(0, 9, "all")]
    result = score(made(items=items, bands=bands), [3, 3, 3, 3])
    assert result.total == 9
    assert score(made(items=items, bands=bands), [3, 3, 3, None]).missing == ()


def test_an_optional_item_left_out_counts_its_lowest_value_and_is_not_missing() -> None:
    items = [{"id": f"q{n}", "text": "x", "optional": n == 2} for n in range(1, 5)]
    result = score(made(items=items), [3, None, 3, 3])
    assert (result.total, result.missing, result.estimated) == (9, (), False)


def test_skipped_items_count_nothing_whatever_was_sent_for_them() -> None:
    skip = {"item": "q1", "value": 0, "skips": ["q2", "q3", "q4"]}
    assert score(made(skip=skip), [0, None, None, None]).total == 0
    assert score(made(skip=skip), [0, 3, 3, 3]).total == 0
    assert score(made(skip=skip), [1, None, None, None]).total is None


def test_parts_have_their_own_totals_multipliers_bands_and_rules() -> None:
    part = {
        "title": "First",
        "items": ["q1", "q2"],
        "multiplier": 2,
        "allow_missing": 1,
        "bands": [{"low": 0, "high": 6, "name": "few"}, {"low": 8, "high": 12, "name": "many"}],
    }
    instrument = made(subscales={"first": part})
    found = score(instrument, [3, None, 0, 0]).subscales["first"]
    assert (found.total, found.range, found.band) == (12, (0, 12), "many")
    assert score(instrument, [None, None, 0, 0]).subscales["first"].total is None


def test_without_a_total_the_highest_part_speaks() -> None:
    def part(*items: str) -> dict[str, Any]:
        bands = [{"low": 0, "high": 2, "name": "few"}, {"low": 3, "high": 6, "name": "many"}]
        return {"title": "Part", "items": items, "bands": bands}

    says = {
        "few": {"meaning": "calm", "next_step": "none"},
        "many": {"meaning": "a lot", "next_step": "a call"},
    }
    instrument = made(
        has_total=False,
        bands=[],
        subscales={"a": part("q1", "q2"), "b": part("q3", "q4")},
        parts_say=says,
    )
    result = score(instrument, [0, 0, 3, 3])
    assert result.total is None
    assert (result.meaning, result.next_step) == ("a lot", "a call")
    assert score(instrument, [0, 0, 0, 0]).meaning == "calm"
    assert score(instrument, [None] * 4).meaning == ""


def test_a_safety_item_speaks_at_its_threshold_and_not_below() -> None:
    safe = made(safety=[{"item": "q4", "at_least": 2, "pathway": "suicide"}])
    assert score(safe, [3, 3, 3, 1]).safety_flag is None
    flag = score(safe, [0, 0, 0, 2]).safety_flag
    assert flag is not None
    assert (flag.item, flag.answer, flag.label, flag.pathway) == (
        "q4",
        2,
        "answer 2",
        Pathway.SUICIDE,
    )


def test_a_safety_item_speaks_even_when_nothing_can_be_scored() -> None:
    safe = made(safety=[{"item": "q4", "at_least": 1, "pathway": "suicide"}])
    result = score(safe, {"q4": 1})
    assert result.total is None
    assert result.safety_flag is not None


@pytest.mark.parametrize(
    ("answers", "item"),
    [
        ({"q1": 4}, "q1"),
        ({"q1": -1}, "q1"),
        ({"q1": True}, "q1"),
        ({"q1": "1"}, "q1"),
        ({"q9": 1}, "q9"),
        ([1, 2], ""),
    ],
)
def test_an_answer_that_is_not_offered_is_refused_by_name(answers: Any, item: str) -> None:
    with pytest.raises(Refused) as refused:
        score(made(), answers)
    assert refused.value.item == item


def test_an_unknown_questionnaire_is_a_key_error() -> None:
    with pytest.raises(KeyError):
        score("no-such-questionnaire", [])


def test_reliable_change_is_known_only_where_it_is_published() -> None:
    assert is_reliable_change(made(), 1, 11) is None
    changing = made(change={"points": 5, "source": "here"})
    assert is_reliable_change(changing, 10, 5) is True
    assert is_reliable_change(changing, 10, 6) is False


@given(st.lists(st.none() | st.integers(0, 3), min_size=4, max_size=4))
def test_every_total_is_within_its_range_and_has_a_band(answers: list[int | None]) -> None:
    result = score(made(), answers)
    if answers.count(None) > 1:
        assert result.total is None
    else:
        assert result.total is not None
        assert 0 <= result.total <= 12
        assert result.band in {"low", "high"}


@given(st.lists(st.integers(0, 3), min_size=4, max_size=4), st.permutations(range(4)))
def test_the_order_of_answers_to_like_items_does_not_matter(
    answers: list[int], order: list[int]
) -> None:
    assert score(made(), answers).total == score(made(), [answers[n] for n in order]).total


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"bands": [band(0, 4, "low"), band(6, 12, "high")]}, "neighbours"),
        ({"bands": [band(0, 6, "low"), band(6, 12, "high")]}, "neighbours"),
        ({"bands": [band(1, 5, "low"), band(6, 12, "high")]}, "must run from 0 to 12"),
        ({"bands": [band(0, 5, "low"), band(6, 11, "high")]}, "must run from 0 to 12"),
        ({"bands": []}, "needs bands"),
        ({"safety": [{"item": "q7", "at_least": 1, "pathway": "suicide"}]}, "q7"),
        ({"skip": {"item": "q1", "value": 0, "skips": ["q7"]}}, "q7"),
        ({"subscales": {"a": {"title": "A", "items": ["q7"]}}}, "q7"),
        ({"items": [{"id": "q1", "text": "x"}, {"id": "q1", "text": "y"}]}, "same id"),
        ({"options": OPTIONS[:1]}, "two options"),
        ({"examples": [{"answers": [0], "total": 0}] * 2}, "one answer"),
        ({"colour": "blue"}, "colour"),
    ],
)
def test_a_wrong_file_is_refused_with_the_place(changes: dict[str, Any], says: str) -> None:
    with pytest.raises(ValidationError, match=says):
        made(**changes)
