"""Danger told in another language is answered in it, in contract, whatever a draft says."""

from __future__ import annotations

import random
from dataclasses import replace
from pathlib import Path

import pytest
import yaml

from evenkeel.core.safety import RiskDecision, check, guard, risk_reply
from evenkeel.core.safety.abroad import abroad_breaches, spoken
from evenkeel.core.safety.abroad_words import OF_DYING, ORDER
from evenkeel.core.safety.contract import MAX_WORDS, crossed, question_count, word_count
from evenkeel.core.safety.decision import Element, Question, SafetyState, Stance
from evenkeel.core.safety.needs import QUESTION_ELEMENT
from evenkeel.core.safety.packaged import packaged_tongues
from evenkeel.core.vocabulary import Pathway, RiskLevel
from tests.safety.talking import BEGIN, SAFETY, Talk

TALKS = {
    "ar": ("LB", ["أريد أن أموت", "نعم", "لا", "لا أعرف", "..."]),
    "de": ("DE", ["ich will sterben", "ja", "nein", "weiß nicht", "danke"]),
    "es": ("ES", ["quiero morirme", "sí", "no", "no sé", "gracias"]),
    "fr": ("FR", ["je veux mourir", "oui", "non", "je sais pas", "merci"]),
    "hi": ("IN", ["मैं मरना चाहता हूँ", "हाँ", "नहीं", "पता नहीं", "..."]),
    "id": ("ID", ["aku ingin mati", "iya", "nggak", "mungkin", "makasih"]),
    "pt": ("BR", ["quero morrer", "sim", "não", "não sei", "obrigada"]),
    "ru": ("RU", ["я хочу умереть", "да", "нет", "не знаю", "спасибо"]),
    "sw": ("KE", ["nataka kufa", "ndiyo", "hapana", "sijui", "asante"]),
    "zh": ("TW", ["我想死", "是", "没有", "不知道", "谢谢"]),
}
MOST = 8  # elements that a plan ever requires at once
LONGEST = 700  # characters of a turn in a script without spaces


def test_every_language_that_is_heard_is_answered() -> None:
    assert set(SAFETY.phrases.abroad) == set(packaged_tongues().locales) == set(TALKS)


def test_the_data_says_who_has_checked_it() -> None:
    assert all(one.reviewed.strip() for one in SAFETY.phrases.abroad.values())


@pytest.mark.parametrize("country", ["own", None, "US"])
@pytest.mark.parametrize("locale", TALKS)
def test_a_talk_stays_in_its_language_and_in_contract(locale: str, country: str | None) -> None:
    own, lines = TALKS[locale]
    for seed in (1, 2, 3):
        talk = Talk(country=own if country == "own" else country, seed=seed)
        for line in lines:
            talk.says(line)
            assert talk.state.tongue == locale
        assert talk.breaches == []
        assert len(talk.replies) == len(lines)
        assert len(set(talk.replies)) == len(talk.replies)
        assert all(len(reply) <= LONGEST for reply in talk.replies)


@pytest.mark.parametrize("locale", TALKS)
def test_yes_and_no_are_understood(locale: str) -> None:
    country, (first, yes, *_) = TALKS[locale]
    talk = Talk(country=country)
    talk.says(first)
    assert talk.state.pending is Question.DIRECT
    assert talk.says(yes).level >= RiskLevel.HIGH


@pytest.mark.parametrize("locale", TALKS)
def test_any_turn_holds_what_is_required_and_any_draft_becomes_one(locale: str) -> None:
    rng, words = random.Random(locale), SAFETY.phrases.abroad[locale]
    for _ in range(20):
        talk = Talk(country=rng.choice([TALKS[locale][0], "GB", None]))
        question = rng.choice([None, *Question])
        needed = set(rng.sample(ORDER, rng.randint(1, MOST)))
        needed |= {QUESTION_ELEMENT[question]} if question in QUESTION_ELEMENT else set()
        decision = RiskDecision(
            level=rng.choice(list(RiskLevel)[1:]), pathway=rng.choice([None, *Pathway]),
            evidence=(), required=frozenset(needed or {Element.FEELING}), question=question,
            state=SafetyState(tongue=locale, turn=rng.randrange(9)),
        )  # fmt: skip
        card = talk.card(decision)
        reply = risk_reply(decision, card=card, phrases=SAFETY.phrases, now=BEGIN, seed=1)
        assert abroad_breaches(reply, decision, card, words) == []
        assert word_count(reply) <= MAX_WORDS
        assert question_count(reply) == (spoken(question, {}) is not None)
        for draft in (None, "", "You matter!", "x " * 400, reply + " Call 0800 000 000.", reply):
            shown = guard(draft, decision=decision, card=card, phrases=SAFETY.phrases, now=BEGIN)
            assert check(shown.text, decision=decision, card=card, phrases=SAFETY.phrases) == (), (
                draft
            )


def test_where_the_danger_is_another_person_it_is_asked_about_safety() -> None:
    assert Pathway.HARM_FROM_OTHERS not in OF_DYING
    talk = Talk(country="ES")
    decision = talk.says("quiero morirme")
    other = replace(decision, pathway=Pathway.HARM_FROM_OTHERS)
    reply = risk_reply(
        other, card=talk.card(other), phrases=SAFETY.phrases, now=BEGIN, seed=1, recent=()
    )
    assert "a salvo" in reply
    assert "matarte" not in reply


def test_plain_english_is_answered_in_english_again() -> None:
    talk = Talk(country="ES")
    talk.says("quiero morirme")
    assert talk.state.tongue == "es"
    talk.says("sorry, i can write in english if you like")
    assert talk.state.tongue is None
    assert "safety plan" in talk.replies[-1]


@pytest.mark.parametrize("text", ["i want to die", "quiero morir but mostly i want to kill myself"])
def test_english_danger_is_answered_in_english(text: str) -> None:
    talk = Talk()
    talk.says(text)
    assert talk.state.tongue is None


@pytest.mark.parametrize("locale", TALKS)
def test_no_sentence_crosses_a_boundary_or_prints_a_number(locale: str) -> None:
    for name, sentence in SAFETY.phrases.abroad[locale].sentences():
        assert crossed(sentence, SAFETY.phrases) == [], (name, sentence)
        assert not any(c.isdigit() for c in sentence), (name, sentence)
        assert "!" not in sentence, (name, sentence)


@pytest.mark.parametrize("locale", TALKS)
def test_an_overdose_puts_the_emergency_number_first(locale: str) -> None:
    decision = RiskDecision(
        level=RiskLevel.IMMINENT, pathway=Pathway.SUICIDE, evidence=(), question=Question.CALLED,
        required=frozenset({Element.EMERGENCY_FIRST, Element.SOMEONE_NOW, Element.STAYS}),
        state=SafetyState(tongue=locale),
    )  # fmt: skip
    card = Talk(country=TALKS[locale][0]).card(decision)
    reply = risk_reply(decision, card=card, phrases=SAFETY.phrases, now=BEGIN)
    assert card.emergency is not None
    assert str(card.emergency.number) in reply.split("\n", 1)[0]


SPOKEN = [
    (locale, stance, text)
    for locale, stances in yaml.safe_load(
        (Path(__file__).parent / "abroad_stances.yaml").read_text("utf-8")
    ).items()
    for stance, texts in stances.items()
    for text in texts
]


@pytest.mark.parametrize(("locale", "stance", "text"), SPOKEN)
def test_refusal_anger_jokes_and_company_are_heard_and_answered(
    locale: str, stance: str, text: str
) -> None:
    country, (first, *_) = TALKS[locale]
    talk = Talk(country=country)
    talk.says(first)
    decision = talk.says(text)
    assert decision.stance == stance
    assert talk.breaches == []
    words = SAFETY.phrases.abroad[locale].stances[Stance(stance)]
    assert any(one in talk.replies[-1] for one in words)


@pytest.mark.parametrize("locale", TALKS)
def test_a_declined_line_rests_for_three_messages(locale: str) -> None:
    country, (first, *_) = TALKS[locale]
    text = next(t for where, stance, t in SPOKEN if (where, stance) == (locale, "refused_line"))
    talk = Talk(country=country)
    talk.says(first)
    assert Element.CRISIS_LINE not in talk.says(text).required
    assert [Element.CRISIS_LINE in talk.says("...").required for _ in range(3)] == [
        False, False, True,
    ]  # fmt: skip
