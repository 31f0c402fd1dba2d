"""Finds listed phrases in a row of plain words, fast, with their places.

Here: the small pattern language of the lexicons and its matcher. Not here: what the phrases mean
(`languages/<locale>/lexicon/*.yaml` and the module that reads each of them).

A phrase is words; `work*` is any word that begins so; `a|b` is either; `...` is up to three words
in between; `^` and `$` are the message's start and end. Phrases are spelled plainly in the file:
they pass through the same tokenizer as the message ("can't" and "can not" are one phrase).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from itertools import product
from typing import NamedTuple

from evenkeel.core.language.tokens import Token, Tokenizer

START, END, GAP = "^", "$", "..."
LONGEST_GAP = 3
_STOPS = frozenset(".!?")


Phrase = tuple[str, tuple[str, ...]]
"""A label and the pattern that names it."""


class Match(NamedTuple):
    """`label` was named by the words from index `first` up to `last` (exclusive)."""

    label: str
    first: int
    last: int


class PhraseBook:
    """Phrases by label, ready to be looked up.

    >>> from evenkeel.core.language.tokens import load_tokenizer
    >>> book = PhraseBook({"work": ["my boss", "deadline*"]}, load_tokenizer())
    >>> words = "ugh my boss and these deadlines".split()
    >>> [m.label for m in book.find(words)]
    ['work', 'work']
    """

    def __init__(self, phrases: Mapping[str, Iterable[str]], tokenizer: Tokenizer) -> None:
        # By first word, and below it by second word where that is a plain one: most phrases begin
        # with the same few words ("i", "my"), and trying each of those was half a turn's time.
        self._pairs: dict[tuple[str, str], list[Phrase]] = {}
        self._starts: dict[str, list[Phrase]] = {}
        self._exact: dict[str, list[Phrase]] = {}
        self._prefix: dict[str, list[Phrase]] = {}
        self._shortest = 99
        for label, lines in phrases.items():
            for line in lines:
                for pattern in _variants(line, tokenizer):
                    self._add(label, pattern)

    def _add(self, label: str, pattern: tuple[str, ...]) -> None:
        head = pattern[0]
        if head.endswith("*"):
            self._prefix.setdefault(head[:-1], []).append((label, pattern))
            self._shortest = min(self._shortest, len(head) - 1)
        elif head == START and _is_word(pattern[1]):
            self._starts.setdefault(pattern[1], []).append((label, pattern))
        elif len(pattern) > 1 and _is_word(pattern[1]):
            self._pairs.setdefault((head, pattern[1]), []).append((label, pattern))
        else:
            self._exact.setdefault(head, []).append((label, pattern))

    def find(self, words: Sequence[str]) -> list[Match]:
        """Every match, in the order of the words; matches may overlap."""
        found: list[Match] = []
        opening = self._starts.get(words[0], ()) if words else ()
        for label, pattern in (*opening, *self._exact.get(START, ())):
            last = _fits(pattern, 1, words, 0)
            if last is not None:
                found.append(Match(label, 0, last))
        for place, word in enumerate(words):
            for label, pattern in self._beginning(words, place, word):
                last = _fits(pattern, 1, words, place + 1)
                if last is not None:
                    found.append(Match(label, place, last))
        return found

    def _beginning(self, words: Sequence[str], place: int, word: str) -> list[Phrase]:
        """The phrases that may begin at `place`."""
        candidates = list(self._exact.get(word, ()))
        if place + 1 < len(words):
            candidates += self._pairs.get((word, words[place + 1]), ())
        for size in range(self._shortest, len(word) + 1):
            candidates += self._prefix.get(word[:size], ())
        return candidates


def _is_word(part: str) -> bool:
    return part not in (START, END, GAP) and not part.endswith("*")


def _fits(pattern: tuple[str, ...], at: int, words: Sequence[str], place: int) -> int | None:
    """The place after the match of `pattern[at:]` at `place`, or None."""
    if at == len(pattern):
        return place
    part = pattern[at]
    if part == GAP:
        return _after_gap(pattern, at + 1, words, place)
    if part == END:
        return place if all(word in _STOPS for word in words[place:]) else None
    if place >= len(words):
        return None
    word = words[place]
    same = word.startswith(part[:-1]) if part[-1] == "*" else word == part
    return _fits(pattern, at + 1, words, place + 1) if same else None


def _after_gap(pattern: tuple[str, ...], at: int, words: Sequence[str], place: int) -> int | None:
    for skipped in range(LONGEST_GAP + 1):
        last = _fits(pattern, at, words, place + skipped)
        if last is not None:
            return last
        if place + skipped < len(words) and words[place + skipped] in _STOPS:
            break
    return None


def _variants(line: str, tokenizer: Tokenizer) -> list[tuple[str, ...]]:
    parts: list[list[list[str]]] = []
    for part in line.split():
        if part in (START, END, GAP):
            parts.append([[part]])
        else:
            parts.append([_plain(choice, tokenizer) for choice in part.split("|")])
    return [tuple(word for words in way for word in words) for way in product(*parts)]


def _plain(word: str, tokenizer: Tokenizer) -> list[str]:
    if word.endswith("*"):
        return [word.lower()]
    if word in ("?", "!", "."):
        return [word]
    return tokenizer.words(word) or [word]


def span_of(match: Match, tokens: Sequence[Token]) -> tuple[int, int]:
    """(start, end) in the original text."""
    first = min(match.first, len(tokens) - 1)
    return tokens[first].start, tokens[max(first, match.last - 1)].end
