"""What can be read at all: not noise, not bare pictures, not another language.

Here: the limits and the questions put to a text before any reading. Not here: the reading.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence

from evenkeel.core.language.identify import Identified
from evenkeel.core.language.tokens import Token

# Only so much of a message is read; a longer one says so by "text" in `unsure`.
MOST_CHARACTERS = 6_000
# More than this share of control, private or broken characters is not a message.
MOST_NOISE = 0.1
# More emoji than this without a single word say nothing that can be read.
MOST_BARE_EMOJI = 12
# A text in another language holds fewer English function words than this share.
MOST_ENGLISH = 0.3
# Letters from which on capitals are shouting, and their share.
SHOUTED_LETTERS, SHOUTED_SHARE = 8, 0.7

_NOISE = frozenset(("Cc", "Cs", "Co", "Cn"))
_PLAIN_CONTROLS = frozenset("\n\r\t")


def is_noise(text: str) -> bool:
    """Whether too many characters are control, private-use or broken ones for a message."""
    if text.isascii() and text.isprintable():
        return False
    noise = sum(c not in _PLAIN_CONTROLS and unicodedata.category(c) in _NOISE for c in text)
    return noise > MOST_NOISE * len(text)


def readable(text: str, tokens: Sequence[Token]) -> bool:
    """Whether there is a word, or a few pictures that stand for one."""
    if any(c.isalnum() for c in text):
        return bool(tokens)
    said = any(token.word != "." for token in tokens)
    return said and sum(ord(c) > 0x25FF for c in text) <= MOST_BARE_EMOJI


def foreign(named: Identified, tokens: Sequence[Token], known: frozenset[str]) -> bool:
    """Whether a text is surely in another language than English. `known`: English words without a
    theme of their own; a text that holds many of them is English or mixed, and is read."""
    if named.language in ("", "en") or not named.sure:
        return False
    words = [token.word for token in tokens if token.word.isalpha()]
    return sum(word in known for word in words) < MOST_ENGLISH * max(len(words), 1)


def shouted(text: str) -> bool:
    """Whether a text of some length is mostly in capitals."""
    letters = [c for c in text if c.isalpha()]
    return len(letters) >= SHOUTED_LETTERS and sum(
        c.isupper() for c in letters
    ) > SHOUTED_SHARE * len(letters)
