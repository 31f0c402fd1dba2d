"""How hard a text is to read: the Flesch-Kincaid grade, and the reading age it stands for.

Kincaid JP, Fishburne RP, Rogers RL, Chissom BS (1975), Naval Technical Training, Report 8-75.
Syllables are counted by vowel groups: right for most English words, a little high for some.
Here: counting. Not here: which grade a kind of content may have (`evenkeel.site.library`).
"""

from __future__ import annotations

import re
from collections.abc import Iterable

_SENTENCE = re.compile(r"[.?:]+(?=\s|$)")
_WORD = re.compile(r"[a-z]+(?:['’][a-z]+)?")
_VOWELS = re.compile(r"[aeiouy]+")
# A child begins the first grade at about six.
_AGE_AT_GRADE_NOUGHT = 5.5
_YOUNGEST_READER = 6


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
    """School grade (United States) from which the text can be read; 8 is about 13 years old.

    >>> grade("Put your feet on the floor. Breathe out.") < 1
    True
    """
    words = _WORD.findall(text.lower())
    sentences = max(1, len(_SENTENCE.findall(text)))
    counted = sum(map(syllables, words))
    return 0.39 * len(words) / sentences + 11.8 * counted / max(1, len(words)) - 15.59


def grade_of(texts: Iterable[str]) -> float:
    """The grade of several texts read one after the other; each ends its sentence.

    >>> grade_of(["Sit down", "Breathe out"]) == grade("Sit down. Breathe out.")
    True
    """
    ended = [text if text[-1] in ".?" else f"{text}." for text in map(str.strip, texts) if text]
    return grade(" ".join(ended))


def reading_age(grade: float) -> int:
    """The age in years that a grade stands for, never under six.

    >>> reading_age(4.4), reading_age(6.5), reading_age(-2)
    (10, 12, 6)
    """
    return max(_YOUNGEST_READER, round(grade + _AGE_AT_GRADE_NOUGHT))
