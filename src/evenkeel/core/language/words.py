"""The words a member used: content words and how often, for "words you used" and themes.

Here: counting over texts. Not here: drawing them, weighing them over time (`core.insights`).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from evenkeel.core.language.lexicon import load_lexicon

# Plurals and their singular are one word; endings that must not lose their s.
_ES = ("sses", "shes", "ches", "xes")
_KEEPS_S = ("ss", "us", "is", "ous", "news", "stress")


def content_words(text: str, locale: str = "en") -> list[str]:
    """The words of `text` that carry its theme, plain and in order, repeats kept.

    >>> content_words("My boss moved the deadlines again and I'm so tired of deadlines")
    ['boss', 'moved', 'deadline', 'tired', 'deadline']
    """
    lexicon = load_lexicon(locale)
    words = (_singular(word) for word in lexicon.tokenizer.words(text))
    return [
        word
        for word in words
        if len(word) >= lexicon.shortest_theme_word
        and word not in lexicon.stopwords
        and not any(c.isdigit() for c in word)
    ]


def count_words(
    texts: Iterable[str], locale: str = "en", *, most: int = 50
) -> list[tuple[str, int]]:
    """[(word, number of texts that hold it)], the most frequent first, ties by alphabet.

    A word counts once a text, so that one long entry does not drown the others.

    >>> count_words(["work, work, work", "work and sleep"])
    [('work', 2), ('sleep', 1)]
    """
    counts: Counter[str] = Counter()
    for text in texts:
        counts.update(set(content_words(text, locale)))
    return sorted(counts.items(), key=lambda pair: (-pair[1], pair[0]))[:most]


def _singular(word: str) -> str:
    word = word.removesuffix("'s")
    if len(word) > 4 and word.endswith("s") and not word.endswith(_KEEPS_S):
        if word.endswith("ies"):
            return word[:-3] + "y"
        return word[:-2] if word.endswith(_ES) else word[:-1]
    return word
