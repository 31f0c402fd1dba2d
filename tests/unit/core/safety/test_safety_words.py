"""The words of risk turns: every phrase for an element is known as that element by the guard."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from evenkeel.core.content.safety import load_phrases, load_safety
from evenkeel.core.safety import Element, card_for
from evenkeel.core.safety.contract import holds
from evenkeel.core.safety.heard import OF_PATHWAY
from evenkeel.core.safety.lines import filled_in
from evenkeel.core.safety.phrases import elements_of
from evenkeel.core.safety.registry import GENERIC, CrisisCard
from evenkeel.core.vocabulary import Pathway

NOW = datetime(2026, 11, 21, tzinfo=UTC)
SAFETY = load_safety()
PHRASES = load_phrases()
#: Answered by a number on the card or by a whole question, so checked by the property test.
NOT_WORDS = {Element.CRISIS_LINE, Element.EMERGENCY_FIRST}


def card() -> CrisisCard:
    return card_for(SAFETY.countries, "GB", Pathway.SUICIDE, NOW)


def said() -> list[tuple[str, Element, str]]:
    return [
        (f"{name}.{part}", element, text)
        for name, one in PHRASES.sets.items()
        for part in ("elements", "again", "clauses")
        for element, texts in getattr(one, part).items()
        if element not in NOT_WORDS
        for text in texts
    ]


@pytest.mark.parametrize(("where", "element", "text"), said())
def test_every_phrase_is_what_it_stands_for(where: str, element: Element, text: str) -> None:
    filled = filled_in(text, card())
    assert holds(element, filled, card=card(), phrases=PHRASES), (where, element, filled)


def held_together() -> list[tuple[str, str, str]]:
    return [
        (f"{name}.{part}", held, text)
        for name, one in PHRASES.sets.items()
        for part in ("together", "together_again")
        for held, texts in getattr(one, part).items()
        for text in texts
    ]


@pytest.mark.parametrize(("where", "names", "text"), held_together())
def test_a_sentence_for_several_elements_holds_each(where: str, names: str, text: str) -> None:
    shown = GENERIC if "{directory}" in text else card()
    filled = filled_in(text, shown)
    for element in elements_of(names):
        assert holds(element, filled, card=shown, phrases=PHRASES), (where, element, filled)


def test_what_was_felt_has_words() -> None:
    for name in SAFETY.rules.cues.felt:
        part = f"{name.split('_')[0]}_"
        sets = [PHRASES.shared]
        if part in OF_PATHWAY and part != "b_":
            sets = [PHRASES.sets[pathway] for pathway in OF_PATHWAY[part]]
        if part != "b_":
            assert all(f"felt.{name}" in one.answers for one in sets), name


def test_answers_are_named_for_a_question_and_its_answer() -> None:
    from evenkeel.core.safety import Question  # noqa: PLC0415

    known = {str(question) for question in Question} | {
        "friend",
        "said",
        "felt",
        "built",
        "quoted",
        "line",
        "joking",
        "refused",
    }
    named = {name.split(".")[0] for one in PHRASES.sets.values() for name in one.answers}
    assert named <= known, named - known


def test_only_questions_ask_and_a_first_line_never_does() -> None:
    """One question a turn: a question mark belongs to `questions` alone."""
    asking = [
        (name, part, text)
        for name, one in PHRASES.sets.items()
        for part in (
            "signs", "stances", "elements", "again", "answers", "leads", "together",
            "together_again", "clauses",
        )
        for texts in getattr(one, part).values()
        for text in texts
        if "?" in text
    ]  # fmt: skip
    assert asking == []
