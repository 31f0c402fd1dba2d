"""What check-ins and the journal offer, as content: every file keeps the same promises."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import chain

import pytest

from evenkeel.apps.checkins.catalogue import HIGH, LOW, Scale, WordGroup, catalogue, label_of
from evenkeel.apps.journal.prompts import needs, of_the_day, prompts

OFFERED = catalogue("en")
FEWEST_PROMPTS = 40


@pytest.mark.parametrize("scale", OFFERED.scales.values(), ids=OFFERED.scales.keys())
def test_scales(scale: Scale) -> None:
    assert min(scale.words) == LOW
    assert max(scale.words) < HIGH
    assert all(LOW <= place <= HIGH for place in scale.quick)
    assert list(scale.quick) == sorted(scale.quick)
    for place, word in scale.quick.items():
        assert scale.word_for(place) == word, "a tap and the slider must call it the same"
    assert scale.word_for(HIGH)


@pytest.mark.parametrize("kind", ["emotions", "triggers", "activities"])
def test_words_are_unique_within_their_kind(kind: str) -> None:
    groups: tuple[WordGroup, ...] = getattr(OFFERED, kind)
    words = list(chain.from_iterable(group.words for group in groups))
    assert len(words) == len(set(words))
    assert len(groups) >= 6
    labels = [label.casefold() for group in groups for label in group.words.values()]
    assert len(labels) == len(set(labels))
    assert label_of(groups, words[0]) in groups[0].words.values()


def test_there_are_as_many_hard_feelings_as_a_wheel_needs() -> None:
    assert {group.id for group in OFFERED.emotions} >= {"sad", "afraid", "angry", "calm", "glad"}


def test_an_unknown_word_is_shown_by_its_id() -> None:
    assert label_of(OFFERED.emotions, "long_gone") == "long gone"


def test_an_unknown_language_is_english() -> None:
    assert catalogue("xx").emotions == OFFERED.emotions


def test_prompts() -> None:
    every = prompts("en")
    assert len(every) >= FEWEST_PROMPTS
    texts = [prompt.text for prompt in every.values()]
    assert len(texts) == len(set(texts))
    for prompt in every.values():
        assert prompt.needs, prompt.id
        assert "!" not in prompt.text
        assert len(prompt.text) <= 120
    assert {"any", "night", "anxiety", "low", "gratitude"} <= set(needs("en"))


def test_a_prompt_for_every_day() -> None:
    week = {of_the_day(date(2026, 3, 2) + timedelta(days=n)) for n in range(3)}
    assert None not in week
    assert len(week) == 3
    assert of_the_day(date(2026, 3, 2), need="nothing of the kind") is None
