"""Finds listed phrases in a row of plain words, fast, with their places.

Here: the small pattern language of the lexicons and its matcher. Not here: what the phrases mean
(`languages/<locale>/lexicon/*.yaml` and the module that reads each of them).

A phrase is words; `work*` is any word that begins so; `a|b` is either; `...` is up to three words
in between; `^` and `$` are the message's start and end. Phrases are spelled plainly in the file:
they pass through the same tokenizer as the message ("can't" and "can not" are one phrase).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import product
from typing import NamedTuple

from evenkeel.core.language.tokens import Token, Tokenizer

START, END, GAP = "^", "$", "..."
LONGEST_GAP = 3
_STOPS = frozenset(".!?")


Phrase = tuple[int, str, tuple[str, ...]]
"""A label and the pattern that names it, behind its place among all phrases."""


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
        # By first word, and below it by second and third word where those are plain ones: most
        # phrases begin with the same few words ("i", "my", "i do not"), and trying each of those
        # was half a turn's time.
        self._pairs: dict[tuple[str, ...], list[Phrase]] = {}
        self._triples: dict[tuple[str, ...], list[Phrase]] = {}
        self._starts: dict[str, list[Phrase]] = {}
        self._exact: dict[str, list[Phrase]] = {}
        self._prefix: dict[str, list[Phrase]] = {}
        self._shortest = 99
        self._count = 0
        for label, lines in phrases.items():
            for line in lines:
                for pattern in _variants(line, tokenizer):
                    self._add(label, pattern)

    def _add(self, label: str, pattern: tuple[str, ...]) -> None:
        head = pattern[0]
        phrase = (self._count, label, pattern)
        self._count += 1
        if head.endswith("*"):
            self._prefix.setdefault(head[:-1], []).append(phrase)
            self._shortest = min(self._shortest, len(head) - 1)
        elif head == START and _is_word(pattern[1]):
            self._starts.setdefault(pattern[1], []).append(phrase)
        elif len(pattern) > 2 and _is_word(pattern[1]) and _is_word(pattern[2]):
            self._triples.setdefault((head, pattern[1], pattern[2]), []).append(phrase)
        elif len(pattern) > 1 and _is_word(pattern[1]):
            self._pairs.setdefault((head, pattern[1]), []).append(phrase)
        else:
            self._exact.setdefault(head, []).append(phrase)

    def find(self, words: Sequence[str]) -> list[Match]:
        """Every match, in the order of the words; matches may overlap."""
        found: list[Match] = []
        opening = self._starts.get(words[0], ()) if words else ()
        for _, label, pattern in (*opening, *self._exact.get(START, ())):
            last = _fits(pattern, 1, words, 0)
            if last is not None:
                found.append(Match(label, 0, last))
        for place, word in enumerate(words):
            for known, phrases in self._beginning(words, place, word):
                for _, label, pattern in phrases:
                    last = _fits(pattern, known, words, place + known)
                    if last is not None:
                        found.append(Match(label, place, last))
        return found

    def _beginning(
        self, words: Sequence[str], place: int, word: str
    ) -> Iterator[tuple[int, Iterable[Phrase]]]:
        """The phrases that may begin at `place`, with how many of their words are known to fit."""
        if word in self._exact:
            yield 1, self._exact[word]
        next_words = tuple(words[place : place + 3])
        pairs = self._pairs.get(next_words[:2], ())
        triples = self._triples.get(next_words, ())
        if pairs or triples:
            yield 2, sorted((*pairs, *triples))
        for size in range(self._shortest, len(word) + 1):
            if (start := word[:size]) in self._prefix:
                yield 1, self._prefix[start]


def _is_word(part: str) -> bool:
    return part not in (START, END, GAP) and not part.endswith("*")


def _fits(pattern: tuple[str, ...], at: int, words: Sequence[str], place: int) -> int | None:
    """The place after the match of `pattern[at:]` at `place`, or None."""
    for part in pattern[at:]:
        if part == GAP:
            return _after_gap(pattern, pattern.index(GAP, at) + 1, words, place)
        if part == END:
            return place if all(word in _STOPS for word in words[place:]) else None
        if place >= len(words):
            return None
        word = words[place]
        if word != part and not (part[-1] == "*" and word.startswith(part[:-1])):
            return None
        place += 1
    return place


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
