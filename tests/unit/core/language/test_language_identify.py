"""Which language, and whether to rely on it."""

from __future__ import annotations

import pytest

from evenkeel.core.language.identify import FEWEST_LETTERS, load_identifier, script_of


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("I have not slept properly since the move", "en"),
        ("im so tired of my flatmate tbh", "en"),
        ("Je n'arrive pas à dormir depuis la semaine dernière", "fr"),
        ("Ich kann seit Tagen nicht schlafen", "de"),
        ("Estoy muy cansada y no sé qué hacer", "es"),
        ("Não consigo dormir e estou com medo", "pt"),
        ("Non riesco a dormire e ho paura", "it"),
        ("Ik kan niet slapen en ik ben zo moe", "nl"),
        ("Uyuyamıyorum ve çok korkuyorum", "tr"),
        ("Nie mogę spać i bardzo się boję", "pl"),
        ("Я не могу спать уже несколько дней", "ru"),
        ("Δεν μπορώ να κοιμηθώ", "el"),
        ("لا أستطيع النوم", "ar"),
        ("אני לא מצליח לישון", "he"),
        ("眠れない日が続いています", "ja"),
        ("我最近睡不着觉", "zh"),
        ("मुझे नींद नहीं आती", "hi"),
        ("잠을 잘 수가 없어요", "ko"),
    ],
)
def test_language(text: str, language: str) -> None:
    assert load_identifier().identify(text).language == language


def test_without_letters_there_is_no_language() -> None:
    for text in ("", "123 !?", "😭"):
        assert load_identifier().identify(text) == ("", False)
        assert script_of(text) == ""


def test_few_letters_are_never_sure() -> None:
    assert not load_identifier().identify("ok bye"[: FEWEST_LETTERS - 1]).sure


def test_names_in_another_script_do_not_turn_the_language() -> None:
    assert script_of("my friend Δημήτρης left me yesterday") == "LATIN"
