"""Disguised words are read; honest words stay what they are."""

from __future__ import annotations

import pytest

from evenkeel.core.safety import english_rules

NORMAL = english_rules().normaliser


@pytest.mark.parametrize(
    "disguised",
    [
        "kill myself", "KILL MYSELF", "k1ll mys3lf", "k!ll myself", "kiiiill myself",
        "k i l l  m y s e l f", "k.i.l.l myself", "k-i-l-l myself", "killmyself", "#killmyself",
        "kill my self", "kil myslef", "k\u200bill mys\u00adelf", "ｋｉｌｌ myself", "кill myself",
        "k*ll myself", "kill. myself", "kíll mýself", "k_i_l_l myself", "kill\u202e myself",
    ],
)  # fmt: skip
def test_one_phrase_in_many_disguises(disguised: str) -> None:
    assert "kill myself" in NORMAL(disguised)


@pytest.mark.parametrize(
    ("typed", "read"),
    [
        ("su1c1de", "suicide"), ("s u i c i d e", "suicide"), ("sewerslide", "suicide"),
        ("suicidall", "suicidal"), ("hopelss", "hopeless"), ("im gonna", "im going to"),
        ("I don’t wanna", "i dont want to"), ("💊", "pills"),
    ],
)  # fmt: skip
def test_spellings(typed: str, read: str) -> None:
    assert read in NORMAL(typed)


@pytest.mark.parametrize(
    "word", ["better", "letter", "charming", "homeless", "painless", "putting"]
)
def test_real_words_are_not_corrected(word: str) -> None:
    assert NORMAL(word) == f" . {word} . "


@pytest.mark.parametrize(
    "text", ["", "\0", "....", "?" * 9000, "\ud800", "a" * 2_000_000, "🔫" * 5000]
)
def test_any_string_is_read(text: str) -> None:
    assert NORMAL(text).startswith(" .")


def test_fillers_go_only_from_the_terse_form() -> None:
    normal = NORMAL("i really just want to die")
    assert "really" in normal
    assert NORMAL.terse(normal) == " . i want to die . "


@pytest.mark.parametrize(
    ("said", "left"),
    [
        ("so i'm a trainee nurse, and my shift was long", "and my shift was long"),
        ("my name is Wren. nothing helps", "nothing helps"),
        ("Robin here, nothing helps", "nothing helps"),
        ("nothing helps (she/her)", "nothing helps"),
        ("nothing helps, and hiking was worse", "nothing helps, and hiking was worse"),
    ],
)
def test_who_somebody_says_they_are_is_found_as_they_write_it(said: str, left: str) -> None:
    known = english_rules().lexicon.introductions
    assert known is not None
    for written in (said, said.replace("'", "’"), said.replace("'", "")):
        assert known.pattern.sub(" ", written).strip() == left
