"""What a companion must not call itself (SAFETY.md L2), and what it may say all the same."""

from __future__ import annotations

import pytest

from evenkeel.core.law.names import NAMES, NOT_SELF, SELF, breaches

NAMED = [
    ("en", "I am a therapist."),
    ("en", "I'm your personal counsellor."),
    ("en", "Evenkeel is a licensed service"),
    ("en", "Meet your AI therapist"),
    ("en", "our clinical assistant"),
    ("en", "a virtual psychologist for everyone"),
    ("de", "Ich bin dein Therapeut."),
    ("es", "Soy tu psicóloga."),
    ("es", "Tu nuevo terapeuta"),
    ("es", "Quiero ser tu terapeuta."),
    ("fr", "Votre nouveau thérapeute"),
    ("fr", "Je suis un thérapeute."),
    ("pt", "Eu sou seu terapeuta."),
    ("hi", "मैं एक मनोवैज्ञानिक हूँ"),
    ("zh", "我是一名心理咨询师"),
    ("ar", "أنا معالج نفسي"),
    ("ru", "Я ваш психолог."),
    ("id", "Saya adalah psikolog"),
    ("sw", "Mimi ni daktari"),
]
ALLOWED = [
    ("en", "I'm not a therapist, and I can't replace one."),
    ("en", "It is not a therapist, a doctor or an emergency service."),
    ("en", "Your therapist may have said something else."),
    ("en", "Tell your doctor today."),
    ("en", "A doctor, a clinic, somebody who knows you there."),
    ("en", "Are you seeing a counsellor?"),
    ("de", "Ich bin kein Therapeut."),
    ("es", "No soy terapeuta."),
    ("es", "Cuéntaselo hoy a tu médico."),
    ("fr", "Parlez-en à votre médecin."),
    ("fr", "Je ne suis pas un médecin."),
    ("zh", "我不是医生"),
    ("ru", "Я не врач."),
]


@pytest.mark.parametrize(("language", "text"), NAMED)
def test_what_it_must_not_call_itself(language: str, text: str) -> None:
    assert list(breaches(text, language))


@pytest.mark.parametrize(("language", "text"), ALLOWED)
def test_what_it_may_say(language: str, text: str) -> None:
    assert list(breaches(text, language)) == []


def test_each_language_has_all_three_lists() -> None:
    assert set(NAMES) == set(SELF) == set(NOT_SELF)
    assert len(NAMES) >= 11
