"""The messages behind the risk heads: enough, freely written, no copies, split by writing batch."""

from __future__ import annotations

from collections import Counter

import pytest

from evenkeel.core.vocabulary import RiskLevel
from tests.safety.agreement import agreement, second
from tests.safety.graded import graded, locales, near_duplicates

LEAST = {"en": 4_000}
LEAST_OTHER = 300
TEN = {"es", "de", "fr", "pt", "hi", "zh", "ar", "ru", "id", "sw"}
FREE_SHARE = 0.5
SECOND_SHARE = 0.1
A_WORD = 3  # characters; "ok" is written by everybody


def test_ten_languages_beside_english() -> None:
    assert set(locales()) >= {"en", *TEN}


@pytest.mark.parametrize("locale", locales())
def test_there_are_enough_at_every_level(locale: str) -> None:
    rows = graded(locale)
    assert len(rows) >= LEAST.get(locale, LEAST_OTHER)
    levels = Counter(row.level for row in rows)
    assert set(levels) == {level.name.lower() for level in RiskLevel}
    assert min(levels.values()) >= len(rows) / 20, levels


@pytest.mark.parametrize("locale", locales())
def test_half_and_more_is_written_freely(locale: str) -> None:
    rows = graded(locale)
    assert sum(row.free for row in rows) / len(rows) >= FREE_SHARE


@pytest.mark.parametrize("locale", locales())
def test_no_message_is_nearly_another(locale: str) -> None:
    texts = [row.text for row in graded(locale) if len(row.text) > A_WORD]
    assert near_duplicates(texts) == []


def test_a_near_copy_is_noticed() -> None:
    one = "i keep looking at the river on the way home"
    assert near_duplicates([one, f"{one}.", "the bus was late"]) == [(one, f"{one}.")]


@pytest.mark.parametrize("locale", locales())
def test_the_test_part_is_whole_batches(locale: str) -> None:
    batches: dict[str, set[bool]] = {}
    for row in graded(locale):
        batches.setdefault(row.batch, set()).add(row.held_out)
    assert all(len(parts) == 1 for parts in batches.values())
    assert any(parts == {True} for parts in batches.values())


@pytest.mark.parametrize("locale", sorted(TEN))
def test_one_in_ten_was_labelled_a_second_time(locale: str) -> None:
    texts = {row.text for row in graded(locale)}
    assert set(second()[locale]) <= texts
    assert len(second()[locale]) >= SECOND_SHARE * len(texts)


def test_two_labellers_mean_the_same_by_the_levels() -> None:
    found = agreement(sorted(TEN))
    assert found.quadratic >= 0.9
    assert found.danger >= 0.8
    assert found.lost == 0


def test_one_in_ten_of_the_later_english_was_labelled_a_second_time() -> None:
    """The batches before were counted once (`docs/reference/labelling-agreement.md`)."""
    texts = {
        row.text
        for row in graded("en")
        if row.batch.startswith(("g3", "g4", "g5", "g6", "g7", "blind"))
    }
    assert set(second()["en"]) <= texts
    assert len(second()["en"]) >= SECOND_SHARE * len(texts)
    found = agreement(["en"])
    assert found.quadratic >= 0.9
    assert found.danger >= 0.8
    assert found.lost / found.labelled <= 0.01
