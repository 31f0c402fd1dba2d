"""How hard a text is to read: the Flesch-Kincaid grade.

Kincaid JP, Fishburne RP, Rogers RL, Chissom BS (1975), Naval Technical Training, Report 8-75.
Syllables are counted by vowel groups: right for most English words, a little high for some.
"""

from __future__ import annotations

import re

_SENTENCE = re.compile(r"[.?:]+(?=\s|$)")
_WORD = re.compile(r"[a-z]+(?:['’][a-z]+)?")
_VOWELS = re.compile(r"[aeiouy]+")


def syllables(word: str) -> int:
    """Vowel groups, without a silent e or ed at the end.

    >>> [syllables(word) for word in ("breathe", "panic", "tired", "moved", "wanted")]
    [1, 2, 1, 1, 2]
    """
    plain = re.sub(r"['’].*", "", word)
    if plain.endswith("ed") and not plain.endswith(("ted", "ded")) and len(plain) > 3:
        plain = plain[:-2]
    elif plain.endswith("e") and not plain.endswith("le"):
        plain = plain[:-1]
    return max(1, len(_VOWELS.findall(plain)))


def grade(text: str) -> float:
    """School grade (United States) from which the text can be read; 8 is about 13 years old."""
    words = _WORD.findall(text.lower())
    sentences = max(1, len(_SENTENCE.findall(text)))
    counted = sum(map(syllables, words))
    return 0.39 * len(words) / sentences + 11.8 * counted / max(1, len(words)) - 15.59
