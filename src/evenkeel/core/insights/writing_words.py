"""Words of one language that insights about writing count, or leave out: data, not code.

Here: reading `languages/<locale>/writing/kinds.yaml`, and parting a text into words. Not here:
what is made of the counts (`word_drift`, `words_used`, `themes`). A language without that file is
not counted at all, and nothing is said about it.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from functools import cache

from evenkeel.core.content.loader import LANGUAGES, Content, load_file

_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*")


class WritingWords(Content):
    """Words of a language, parted by spaces: `kinds` are counted together, `stop_words` carry no
    theme, `elided` are written onto the next word and count apart from it (French j', qu')."""

    kinds: Mapping[str, str]
    stop_words: str
    elided: str = ""

    @property
    def lists(self) -> dict[str, frozenset[str]]:
        """The words of each kind."""
        return {name: frozenset(words.casefold().split()) for name, words in self.kinds.items()}


@cache
def writing_words(locale: str) -> WritingWords | None:
    """The words of a language or, failing that, of its base (`pt-br` of `pt`); None without any.

    Raises `ContentError` when the file is wrong.

    >>> writing_words("en") is not None, writing_words("tlh")
    (True, None)
    """
    for name in (locale.replace("_", "-").lower(), re.split("[-_]", locale)[0].lower()):
        path = LANGUAGES / name / "writing" / "kinds.yaml"
        if path.exists():
            return load_file(path, WritingWords)
    return None


def words_in(text: str, *, elided: Collection[str] = ()) -> list[str]:
    """The words of a text in small letters, in their order; what is elided counts by itself.

    >>> words_in("J’ai dit qu'il NEIGE", elided=("j'", "qu'"))
    ["j'", 'ai', 'dit', "qu'", 'il', 'neige']
    >>> words_in("I didn’t")
    ['i', "didn't"]
    """
    found: list[str] = []
    for match in _WORD.findall(text):
        word = match.replace("’", "'").casefold()
        begin, mark, rest = word.partition("'")
        if mark and begin + mark in elided:
            found += [begin + mark, rest]
        else:
            found.append(word)
    return found
