"""Themes and drift of words: against one's own usual, named by single words, never quoted."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta

import numpy as np
import pytest
from scipy.cluster.hierarchy import fcluster, linkage

from evenkeel.core.content.loader import LANGUAGES
from evenkeel.core.insights import DatedText, View, themes, word_drift, words_used
from evenkeel.core.insights.writing_words import writing_words
from evenkeel.core.vocabulary import DayTable

FIRST = date(2026, 1, 5)
ENGLISH = writing_words("en")
assert ENGLISH is not None
LISTS = ENGLISH.lists
PLAIN = "the kettle the window the river and a long road with rain on the hill near town"


def view(texts: list[DatedText], days: int = 112) -> View:
    dates = tuple(FIRST + timedelta(days=n) for n in range(days))
    return View(days=DayTable(dates, {}), texts=tuple(texts), lists=LISTS)


def diary(seed: int, *, lately: float, before: float = 0.08, word: str = "i") -> list[DatedText]:
    rng = np.random.default_rng(seed)
    made = []
    for day in range(0, 112, 2):
        share = lately if day >= 84 else before
        words = rng.choice(PLAIN.split(), 60).tolist()
        words = [word if rng.random() < share else one for one in words]
        made.append(DatedText(FIRST + timedelta(days=day), " ".join(words)))
    return made


def test_the_four_kinds_have_words() -> None:
    assert set(LISTS) == set(word_drift.KINDS)
    assert len(LISTS["absolute"]) == 19


WRITTEN = sorted(path.parents[1].name for path in LANGUAGES.glob("*/writing/kinds.yaml"))
ABOUT_ME = {"en": "i", "es": "yo", "de": "ich", "fr": "j'ai"}


def of_language(locale: str, texts: list[DatedText]) -> View:
    words, made = writing_words(locale), view(texts)
    assert words is not None
    return replace(
        made, lists=words.lists, stop_words=frozenset(words.stop_words.split()),
        elided=frozenset(words.elided.split()),
    )  # fmt: skip


@pytest.mark.parametrize("locale", WRITTEN)
def test_every_language_has_its_four_kinds_without_a_word_twice(locale: str) -> None:
    words = writing_words(locale)
    assert words is not None
    assert set(words.lists) == set(word_drift.KINDS)
    assert all(len(listed) >= 5 for listed in words.lists.values())
    assert all(len(kind.split()) == len(set(kind.split())) for kind in words.kinds.values())


@pytest.mark.parametrize("locale", sorted(ABOUT_ME))
def test_drift_is_heard_in_its_own_language(locale: str) -> None:
    written = of_language(locale, diary(1, lately=0.20, word=ABOUT_ME[locale]))
    found = word_drift.find(written, "")
    assert found is not None
    assert found.values["kind_word"] == "self"
    other = of_language("de" if locale != "de" else "fr", list(written.texts))
    quiet = word_drift.find(other, "")
    assert quiet is None or quiet.sentence == "as_usual"


def test_a_language_without_words_says_nothing() -> None:
    assert writing_words("sw") is None
    bare = replace(view(diary(1, lately=0.2)), lists={})
    assert word_drift.subjects(bare) == ()
    assert words_used.subjects(bare) == ()


def test_a_language_of_a_place_has_its_base() -> None:
    assert writing_words("es-mx") == writing_words("es")


def test_more_words_about_oneself_are_noticed() -> None:
    found = word_drift.find(view(diary(1, lately=0.20)), "")
    assert found is not None
    assert (found.sentence, found.values["kind_word"]) == ("more_days", "self")
    assert found.interval is not None
    assert found.interval[0] > 5
    assert date.fromisoformat(str(found.values["example_day"])) >= FIRST + timedelta(days=84)


def test_the_same_writing_is_told_as_usual() -> None:
    told = [word_drift.find(view(diary(seed, lately=0.08)), "") for seed in range(20)]
    assert sum(one is not None and one.sentence != "as_usual" for one in told) <= 3


def test_little_writing_says_nothing() -> None:
    assert word_drift.subjects(view(diary(1, lately=0.2)[:4])) == ()
    assert word_drift.subjects(view([])) == ()


def test_no_word_of_the_member_is_in_the_finding() -> None:
    found = word_drift.find(view(diary(2, lately=0.3, word="ashamed")), "")
    assert found is not None
    assert "ashamed" not in repr(found)


def piece(day: int, topic: int, text: str) -> DatedText:
    rng = np.random.default_rng(day)
    vector = np.zeros(16)
    vector[topic] = 1.0
    vector += 0.2 * rng.normal(size=16)
    return DatedText(
        FIRST + timedelta(days=day), text, tuple((vector / np.linalg.norm(vector)).tolist())
    )


def test_themes_are_named_by_their_own_words_and_dated() -> None:
    texts = [piece(n * 5, 0, f"mother rang again number{n}") for n in range(6)]
    texts += [piece(n * 5 + 1, 1, f"deadline at the office thing{n}") for n in range(6)]
    texts += [piece(n * 5 + 2, 2 + n, f"something{n} else{n}") for n in range(6)]
    found = themes.themes(view(sorted(texts, key=lambda text: text.on)))
    assert len(found) == 2
    assert any("mother" in one.words for one in found)
    assert any("deadline" in one.words or "office" in one.words for one in found)
    assert all(len(one.days) >= 5 for one in found)


@pytest.mark.parametrize("apart", [2, 5])
def test_a_few_days_are_an_event_not_a_theme(apart: int) -> None:
    texts = [piece(n * apart, 0, f"mother rang number{n}") for n in range(4)]
    texts += [piece(60 + n, 1 + n, f"other{n}") for n in range(10)]
    found = themes.themes(view(sorted(texts, key=lambda text: text.on)))
    assert bool(found) is (apart == 5)


@pytest.mark.parametrize("pieces", [2, 12, 150])
@pytest.mark.parametrize("cut", [0.3, 0.7, 0.95])
def test_pieces_are_joined_as_scipy_joins_them(pieces: int, cut: float) -> None:
    rng = np.random.default_rng(pieces)
    middles = 3 * rng.normal(size=(6, 32))
    vectors = rng.normal(size=(pieces, 32)) + middles[rng.integers(0, 6, pieces)]
    vectors /= np.linalg.norm(vectors, axis=1)[:, None]
    apart = np.clip(1 - vectors @ vectors.T, 0, 2)
    tree = linkage(apart[np.triu_indices(pieces, 1)], method="average")
    label = fcluster(tree, t=cut, criterion="distance")
    theirs = {tuple(np.flatnonzero(label == one).tolist()) for one in set(label.tolist())}
    assert {tuple(group) for group in themes._joined(apart, cut)} == theirs
