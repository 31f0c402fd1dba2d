"""Suggests passphrases: random words, drawn for one page and kept nowhere."""

from __future__ import annotations

import secrets
from functools import cache
from typing import Final

from evenkeel.core.content import CONTENT, Content, load_file

WORDS_EACH: Final = 6
"""Of 256 words: 48 bits, 10^14 guesses at Argon2id's price."""
IDEAS: Final = 3


class Words(Content):
    words: tuple[str, ...]


@cache
def words() -> tuple[str, ...]:
    """The words that ideas are made of."""
    return load_file(CONTENT / "passphrase" / "words.yaml", Words).words


def ideas() -> list[str]:
    """A few passphrases to choose from, or to take apart."""
    return [" ".join(secrets.choice(words()) for _ in range(WORDS_EACH)) for _ in range(IDEAS)]
