"""Other languages are read when somebody writes in them, and lose nothing by waiting."""

from __future__ import annotations

import re
from datetime import UTC, datetime

import pytest

from evenkeel.core.safety import assess, english_rules
from evenkeel.core.safety.packaged import packaged_tongues
from evenkeel.core.safety.rules import RiskRules
from evenkeel.core.safety.tongues import ExplicitFile, Tongues
from evenkeel.core.vocabulary import RiskLevel

NOW = datetime(2026, 11, 21, tzinfo=UTC)
PARTS = re.compile(r"[\s|?*^$@]+")
FIRST = {
    "ar": "أريد أن أموت",
    "de": "ich will sterben",
    "es": "quiero morirme",
    "fr": "je veux mourir",
    "hi": "मैं मरना चाहता हूँ",
    "id": "aku ingin mati",
    "pt": "quero morrer",
    "ru": "я хочу умереть",
    "sw": "nataka kufa",
    "zh": "我想死",
}
SMALL = ExplicitFile.model_validate(
    {
        "lexicon": {"aliases": {"kiero": "quiero"}},
        "words": {"die": "morir; morirme"},
        "statements": {
            "raised": [{"pathway": "suicide", "sign": "wish", "any": "quiero <die>; hartísimo ya"}]
        },
    }
)


def fresh(asked: list[str]) -> Tongues:
    """Tongues that have read no rules yet, and note for whom they are asked."""

    def load(locale: str) -> RiskRules:
        asked.append(locale)
        return packaged_tongues().rules(locale)

    words = {
        locale: frozenset(
            word for word, those in packaged_tongues().spoken_in.items() if locale in those
        )
        for locale in packaged_tongues().locales
    }
    return Tongues(words, load=load, english=english_rules())


@pytest.mark.parametrize("locale", FIRST)
def test_the_very_first_message_is_heard(locale: str) -> None:
    asked: list[str] = []
    decision = assess(FIRST[locale], now=NOW, tongues=fresh(asked))
    assert decision.level >= RiskLevel.RAISED
    assert locale in asked


@pytest.mark.parametrize(
    "text", ["i want to die", "my manager moved the deadline again", "thanks, that helped"]
)
def test_english_reads_no_other_rules(text: str) -> None:
    asked: list[str] = []
    assess(text, now=NOW, tongues=fresh(asked))
    assert asked == []


def test_rules_are_read_once() -> None:
    asked: list[str] = []
    tongues = fresh(asked)
    for _ in range(3):
        assess(FIRST["es"], now=NOW, tongues=tongues)
    assert asked.count("es") == 1


@pytest.mark.parametrize("locale", FIRST)
def test_every_word_of_the_rules_wakes_the_language(locale: str) -> None:
    """Nothing that the compiled rules know is missing from what wakes them, but yes and no."""
    rules = packaged_tongues().rules
    known = rules(locale).normaliser.known | set(rules(locale).lexicon.aliases)
    waking = {word for word, those in packaged_tongues().spoken_in.items() if locale in those}
    answers = rules(locale).cues.answers.values()
    known -= {word for those in answers for one in those for word in one.replace("|", " ").split()}
    spoken = (*rules(locale).cues.stances.values(), *rules(locale).cues.offers.values())
    known -= {word for those in spoken for one in those for word in PARTS.split(one)}
    plain = {word for word in known - english_rules().normaliser.known if word.isalnum()}
    plain -= {word for word in plain if word.isascii() and (len(word) == 1 or word.isdigit())}
    assert plain <= waking


def test_words_known_are_folded_and_without_signs_of_the_pattern_language() -> None:
    assert SMALL.words_known() == {"kiero", "quiero", "morir", "morirme", "hartisimo", "ya"}
