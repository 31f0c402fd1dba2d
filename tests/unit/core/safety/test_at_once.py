"""The guard's one pass over everything no reply says finds what trying each of it finds."""

from __future__ import annotations

import re

import pytest
import yaml

from evenkeel.core.content.safety import load_safety
from evenkeel.core.safety.at_once import Patterns
from evenkeel.core.safety.contract import crossed, plain, sentences
from tests.safety.test_guard_drafts import DRAFTS

PHRASES = {locale: load_safety(locale=locale).phrases for locale in ("en", "es")}
# What RE2 could see otherwise than Python: other alphabets, odd spaces, breaks, length.
ODD = (
    "", "You’re a burden.", "you\x0bare a burden", "you\x1fare\xa0a burden", "ändere deine dosis",
    "take 50\u00a0mg tonight", "i am\nhuman", "x " * 6000 + "you are a burden", "you " * 3000,
)  # fmt: skip


def drafts() -> list[str]:
    texts: list[str] = []
    for file in sorted(DRAFTS.glob("*.yaml")):
        held = yaml.safe_load(file.read_text("utf-8"))["drafts"]
        texts += held if isinstance(held, list) else [one for kind in held.values() for one in kind]
    return texts


def one_by_one(text: str, locale: str) -> list[str]:
    lowered = [plain(one) for one in sentences(text)]
    return [
        one.id
        for one in PHRASES[locale].boundaries
        if any(
            one.forbidden.search(sentence) and not (one.allowed and one.allowed.search(sentence))
            for sentence in lowered
        )
    ]


@pytest.mark.parametrize("locale", PHRASES)
def test_no_boundary_is_missed_or_made_up(locale: str) -> None:
    hits = 0
    for text in (*drafts(), *PHRASES[locale].all_texts(), *ODD):
        expected = one_by_one(text, locale)
        assert crossed(text, PHRASES[locale]) == expected, text
        hits += bool(expected)
    assert hits > 300


def test_each_boundary_is_sought_in_the_pass() -> None:
    # One that RE2 cannot read is tried on every sentence of every reply.
    assert not PHRASES["en"].forbidden._always


@pytest.mark.parametrize("text", ["a\x0bb", "a\x1fb", "a b", "a\tb", "a\nb"])
def test_spaces_are_what_python_takes_for_spaces(text: str) -> None:
    patterns = Patterns({"space": re.compile(r"a\sb")})
    assert patterns.any_in(text)
    assert patterns.names(text) == {"space"}


def test_any_in_tells_whether_there_is_one() -> None:
    patterns = Patterns({"one": re.compile("one"), "twice": re.compile(r"(\w)\1")})
    assert patterns.any_in("only one")
    assert patterns.any_in("see")
    assert not patterns.any_in("nothing")
    assert not Patterns({}).any_in("anything")


def test_limits_are_for_python_alone() -> None:
    patterns = Patterns(
        {"gap": re.compile(r"you[^.]{0,5} are"), "digits": re.compile(r"\b\d{3,}\b"),
         "set": re.compile(r"x[{2}]y"), "plain": re.compile(r"a\{2\}b")}
    )  # fmt: skip
    assert patterns.names("you too are 1234") == {"gap", "digits"}
    assert patterns.names("you and all the others are 12") == frozenset()
    assert patterns.names("x2y x{y xxy") == {"set"}
    assert patterns.names("aab a{2}b") == {"plain"}
