"""S5 in every packaged language: 0 misses over the generated grammar, whatever the locale is."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from evenkeel.core.content import LANGUAGES
from evenkeel.core.safety import assess
from evenkeel.core.vocabulary import RiskLevel
from tests.safety.grammar import locales, statements

NOW = datetime(2026, 11, 21, tzinfo=UTC)
HEARD = sorted(path.parts[-3] for path in LANGUAGES.glob("*/risk/explicit.yaml"))
LEAST_STATEMENTS = 500  # per language
LEAST_EVERYWHERE = 5_000  # SAFETY.md S5


def test_there_are_enough_statements_in_enough_languages() -> None:
    assert len(HEARD) >= 7  # and English
    assert set(HEARD) <= set(locales())
    counts = {locale: sum(1 for _ in statements(locale)) for locale in HEARD}
    assert min(counts.values()) >= LEAST_STATEMENTS
    assert sum(counts.values()) >= LEAST_EVERYWHERE


@pytest.mark.parametrize("locale", HEARD)
def test_no_explicit_statement_is_missed(locale: str) -> None:
    below = [
        (one.text, one.level.name)
        for one in statements(locale)
        if assess(one.text, now=NOW).level < one.level
    ]
    assert below == [], f"{len(below)} below their level"


@pytest.mark.parametrize(
    "text",
    ["me muero de risa jaja", "ich sterbe vor hunger", "je suis mort de rire", "hola, qué tal",
     "the die is cast", "i mate at chess on sundays", "sie kommt heute um acht", "笑死我了",
     "paracetamol para a febre", "la muerte de mi abuelo fue en marzo"],
)  # fmt: skip
def test_everyday_words_of_other_languages_are_no_alarm(text: str) -> None:
    assert assess(text, now=NOW).level < RiskLevel.RAISED
