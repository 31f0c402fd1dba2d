"""Every questionnaire that is found: its worked examples, every band at both edges, its words."""

from __future__ import annotations

import re

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from evenkeel.core.instruments import Instrument, load_instruments, score
from tests.contract.readability import grade

ALL = load_instruments()
EACH = pytest.mark.parametrize("instrument", ALL.values(), ids=ALL.keys())
OURS = ("title", "about", "measures")
LABELS = re.compile(r"\bdiagnos|\byou are (depressed|ill|sick)|\bdisorder", re.IGNORECASE)
READABLE = 8.0  # US grade, about 13 years


def answering(instrument: Instrument, total: float) -> list[int] | None:
    """Answers that add up to `total`, found by raising one item after the other; None if none."""
    values = [
        sorted(option.value for option in instrument.options_of(item)) for item in instrument.items
    ]
    skip = instrument.skip
    chosen = [options[0] for options in values]
    if skip is not None:  # away from the answer that makes the other items fall away
        place = [item.id for item in instrument.items].index(skip.item)
        others = [value for value in values[place] if value != skip.value]
        chosen[place] = others[0]
    wanted = total / instrument.multiplier
    for place, item in enumerate(instrument.items):
        if not item.scored:
            continue
        for value in values[place]:
            now = sum(
                answer
                for answer, other in zip(chosen, instrument.items, strict=True)
                if other.scored and other.id != item.id
            )
            if value > chosen[place] and now + value <= wanted:
                chosen[place] = value
    result = score(instrument, chosen)
    return chosen if result.total == total else None


def test_there_are_questionnaires() -> None:
    assert len(ALL) >= 5


@EACH
def test_every_worked_example_comes_out(instrument: Instrument) -> None:
    for example in instrument.examples:
        result = score(instrument, example.answers)
        assert result.total == example.total, example
        assert result.band == example.band, example
        assert bool(result.safety_flag) == example.safety, example
        assert result.missing == example.missing, example
        for name, total in example.subscales.items():
            assert result.subscales[name].total == total, example


@EACH
def test_every_band_begins_and_ends_where_it_says(instrument: Instrument) -> None:
    reached = 0
    for band in instrument.bands:
        for edge in (band.low, band.high):
            answers = answering(instrument, edge)
            if answers is None:  # a total no complete answer gives (never drinking, then drinks)
                assert instrument.skip is not None
                continue
            reached += 1
            assert score(instrument, answers).band == band.name
    assert reached >= len(instrument.bands) or not instrument.has_total


@EACH
def test_examples_show_the_lowest_the_highest_and_a_missing_answer(instrument: Instrument) -> None:
    totals = {example.total for example in instrument.examples}
    if instrument.has_total:
        assert set(instrument.range) <= totals
    assert any(example.missing for example in instrument.examples)


@EACH
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(data=st.data())
def test_any_answers_give_a_total_in_range_with_words_or_say_what_is_missing(
    instrument: Instrument, data: st.DataObject
) -> None:
    answers = {
        item.id: data.draw(
            st.none() | st.sampled_from([o.value for o in instrument.options_of(item)]),
            label=item.id,
        )
        for item in instrument.items
    }
    result = score(instrument, answers)
    low, high = instrument.range
    if result.total is not None:
        assert low <= result.total <= high
        assert result.band
        assert result.meaning
        assert result.next_step
        assert len(result.missing) <= instrument.missing.allow
    elif instrument.has_total:
        assert result.missing
    for name, part in result.subscales.items():
        if part.total is not None:
            below, above = instrument.subscale_range(name)
            assert below <= part.total <= above
            assert part.band or not instrument.subscales[name].bands
    for watch in instrument.safety:
        given_answer = answers[watch.item]
        if given_answer is not None and given_answer >= watch.at_least:
            assert result.safety_flag is not None


@EACH
def test_no_answer_at_all_gives_no_score(instrument: Instrument) -> None:
    result = score(instrument, dict.fromkeys((item.id for item in instrument.items), None))
    assert result.total is None
    assert result.band is None
    assert result.safety_flag is None
    required = [item.id for item in instrument.scored_items if not item.optional]
    assert set(required) == set(result.missing)
    assert all(part.total is None for part in result.subscales.values())


@EACH
def test_our_words_are_short_plain_and_quiet(instrument: Instrument) -> None:
    ours = [getattr(instrument, name) for name in OURS]
    ours += [text for band in instrument.bands for text in (band.meaning, band.next_step)]
    for says in instrument.parts_say.values():
        ours += [says.meaning, says.next_step]
    for text in ours:
        assert "!" not in text
        assert not LABELS.search(text), text
        assert len(text.split()) <= 32, text
    assert grade(" ".join(f"{text.rstrip('.')}." for text in ours)) <= READABLE


@EACH
def test_the_worst_band_points_to_a_person(instrument: Instrument) -> None:
    says = [band.next_step for band in instrument.bands]
    if not says:
        says = [words.next_step for words in instrument.parts_say.values()]
    worst = says[0] if instrument.direction == "higher_is_better" else says[-1]
    assert re.search(r"doctor|therapist|someone", worst)


@EACH
def test_the_licence_is_quoted_with_its_place_and_commercial_terms_are_plain(
    instrument: Instrument,
) -> None:
    licence = instrument.licence
    assert licence.notice
    forbids = re.search(r"non-commercial|not for sale", licence.terms)
    assert bool(forbids) is not licence.commercial_use
    if forbids:
        assert "delete this file" in licence.terms


@EACH
def test_no_answer_is_worded_the_same_as_another(instrument: Instrument) -> None:
    for item in instrument.items:
        labels = [option.label for option in instrument.options_of(item)]
        assert len(labels) == len(set(labels))
