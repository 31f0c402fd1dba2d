"""What a passphrase must hold against, what is suggested, and the small judgements beside it."""

from __future__ import annotations

import pytest
from django.utils import translation

from evenkeel.apps.people import countries, devices, ideas, strength
from evenkeel.apps.people.models import nickname_key


def test_every_idea_holds() -> None:
    for _ in range(10):
        for idea in ideas.ideas():
            assert strength.judge(idea, nickname="Wren").enough, idea


def test_the_words_are_eight_bits_each() -> None:
    words = ideas.words()
    assert len(words) == len(set(words)) == 256
    assert all(word.isascii() and word.islower() for word in words)


@pytest.mark.parametrize(
    ("passphrase", "enough"),
    [
        ("x" * (strength.LEAST_LENGTH - 1), False),
        ("vK9#qLz2!mTw", True),
        ("vK9#qLz2!mT", False),  # one short
        ("correct horse", False),
        ("tide lamp moss anchor", True),
        ("1990010119900101", False),
        ("abcdefghijklmnop", False),
        ("пять тихих лодок у моста", True),
        ("静かな川と七つの灯りの夜", True),
        ("tide lamp moss anchor" * 40, True),
    ],
)
def test_judged(passphrase: str, enough: bool) -> None:
    found = strength.judge(passphrase, nickname="Wren")
    assert found.enough is enough, found.advice
    assert bool(found.advice) is not enough
    assert passphrase not in found.advice


@pytest.mark.parametrize("passphrase", ["a wren on the old stone wall", "AWRENONTHEOLDSTONEWALL"])
def test_a_nickname_in_it_is_refused(passphrase: str) -> None:
    assert not strength.judge(passphrase, nickname="Wren").enough
    assert strength.judge(passphrase, nickname="Heron").enough


def test_the_world_is_listed_by_name() -> None:
    names = dict(countries.names())
    assert len(names) > 240
    assert names["GB"] == "United Kingdom"
    assert not names.keys() & countries.NOT_COUNTRIES
    ordered = [name for _, name in countries.names()]
    assert ordered.index("Åland Islands") < ordered.index("Albania") < ordered.index("Zimbabwe")
    with translation.override("de"):
        assert countries.name("DE") == "Deutschland"
    assert countries.name("XX") == ""


@pytest.mark.parametrize(
    ("agent", "named"),
    [
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 17_5 like Mac OS X) Version/17.5 Safari/604.1",
         "Safari, iPhone"),
        ("Mozilla/5.0 (Windows NT 10.0) Chrome/126.0 Safari/537.36 Edg/126.0", "Edge, Windows"),
        ("Mozilla/5.0 (Linux; Android 14) Chrome/126.0 Mobile Safari/537.36", "Chrome, Android"),
        ("curl/8.0", ""),
        ("x" * 100_000, ""),
    ],
)  # fmt: skip
def test_a_browser_is_named_in_two_words(agent: str, named: str) -> None:
    assert devices.describe(agent) == named


@pytest.mark.parametrize("spelling", ["Wren", "WREN", "  wren ", "\uff37\uff32\uff25\uff2e"])
def test_one_nickname_in_many_spellings(spelling: str) -> None:
    assert nickname_key(spelling) == "wren"
