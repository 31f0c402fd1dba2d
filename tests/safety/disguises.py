"""Ways in which people disguise or mistype words: applied to labelled utterances by the tests."""

from __future__ import annotations

import random
import re
from collections.abc import Callable

KEY = re.compile(
    r"\b(suicid\w*|kill\w*|die|dead|dying|myself|overdos\w*|hang\w*|alive|pills|hopeless|burden)\b",
    re.I,
)
_LEET = str.maketrans("aeiost", "4310$7")
_LOOKALIKE = str.maketrans("aeopcx", "аеорсх")


def _at_keys(text: str, change: Callable[[str], str]) -> str:
    return KEY.sub(lambda match: change(match.group()), text)


def spaced(text: str, rng: random.Random) -> str:
    return _at_keys(text, " ".join)


def dotted(text: str, rng: random.Random) -> str:
    return _at_keys(text, ".".join)


def leet(text: str, rng: random.Random) -> str:
    return _at_keys(text, lambda word: word.lower().translate(_LEET))


def lookalike(text: str, rng: random.Random) -> str:
    return _at_keys(text, lambda word: word.lower().translate(_LOOKALIKE))


def invisible(text: str, rng: random.Random) -> str:
    return _at_keys(text, "\u200b".join)


def loud(text: str, rng: random.Random) -> str:
    return text.upper() + "....."


def stretched(text: str, rng: random.Random) -> str:
    return _at_keys(text, lambda word: word + word[-1] * 3 if word[-1].isalpha() else word)


def bare(text: str, rng: random.Random) -> str:
    """No apostrophes, no commas, no capitals."""
    return re.sub(r"[',.]", "", text.lower())


def swapped(text: str, rng: random.Random) -> str:
    """Two neighbouring letters exchanged inside long key words."""

    def swap(word: str) -> str:
        if len(word) < 6:
            return word
        at = rng.randrange(1, len(word) - 2)
        return word[:at] + word[at + 1] + word[at] + word[at + 2 :]

    return _at_keys(text, swap)


def algospeak(text: str, rng: random.Random) -> str:
    return re.sub(
        r"\bkill(ing)? myself\b", r"unalive\1 myself".replace("e\\1", "e"), text, flags=re.I
    )


DISGUISES = (spaced, dotted, leet, lookalike, invisible, loud, stretched, bare, swapped, algospeak)
