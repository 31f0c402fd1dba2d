"""The small pattern language of the risk rules, and its compilation to regular expressions.

A pattern is words separated by single spaces, matched against normalised text (`normalise`):

    word        that word                       a|b     one of these words
    <name>      one phrase of a named list      x?      optional; both mix: a|<name>?
    *           up to three words               **      up to eight words, in one sentence
    ^  $        start, end of a sentence        @       "i", or the sentence starts without it

Here: parsing and matching. Not here: what the patterns say (data), what a match means (`detect`).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache

GAP, LONG_GAP = 3, 8
_SPECIAL = {
    "*": rf"(?: (?!\.)\S+){{0,{GAP}}}?",
    "**": rf"(?: (?!\.)\S+){{0,{LONG_GAP}}}?",
    "^": r"(?<= \.)",
    "$": r"(?= \.)",
    "@": r"(?: (?:i|im|ive|and|but|or|so|because|that|id)|(?<= \.))",
}
#: Too frequent to be worth an index entry.
_COMMON = frozenset(
    {
        "i", "im", "ive", "id", "me", "my", "a", "an", "the", "to", "of", "in", "on", "it",
        "is", "was", "be", "and", "or", "but", "do", "dont", "not", "no", "so", "that", "this",
        "what", "how", "if", "for", "with", "you", "he", "she", "they", "have", "had", "can",
        "cant", "will", "would", "want", "like", "get", "go", "going", "all", "just", "up",
        "at", "are", "am", "as", "out", "too", "from", "any", "his", "her", "them", "its",
        "our", "your",
    }
)  # fmt: skip
Words = Mapping[str, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Found:
    """A phrase without wildcards, where it stands; read like a `re.Match`."""

    at: int
    phrase: str

    def group(self) -> str:
        return self.phrase

    def start(self) -> int:
        return self.at

    def end(self) -> int:
        return self.at + len(self.phrase)

    def span(self) -> tuple[int, int]:
        return self.at, self.end()


class Pattern:
    """The patterns of one rule that share an anchor; compiled when first tried.

    `owner` is the place of the rule in the list it was compiled from.
    """

    __slots__ = ("_regex", "_sources", "_words", "owner")

    def __init__(self, sources: list[list[str]], owner: int, words: Words) -> None:
        self.owner = owner
        self._sources, self._words = sources, words
        self._regex: re.Pattern[str] | None = None

    @property
    def regex(self) -> re.Pattern[str]:
        if self._regex is None:
            phrases = (tuple(tokens) for tokens in self._sources)
            self._regex = re.compile(f"{_any_of(phrases, self._words)}(?= |$)")
            self._sources = []  # said once, in the regular expression, is enough
        return self._regex


class PatternIndex:
    """Many patterns, of which only those that share a telling word with the text are tried.

    >>> index = PatternIndex([["i <die>"]], {"die": ("want to die", "wish i was dead")})
    >>> [match.group() for _, match in index.search(" . i want to die .")]
    [' i want to die']
    """

    def __init__(self, rules: Iterable[Iterable[str]], words: Words) -> None:
        self._always: list[Pattern] = []
        self._by_word: dict[str, list[Pattern]] = {}
        # By every beginning of a plain phrase, the rules that it is a phrase of; mostly none.
        self._plain: dict[str, tuple[int, ...]] = {}
        met = {token for those in words.values() for one in those for token in one.split(" ")}
        anchors: dict[str, frozenset[str]] = {}
        for owner, patterns in enumerate(rules):
            by_anchor: dict[frozenset[str], list[list[str]]] = {}
            for pattern in patterns:
                tokens = pattern.split(" ")
                met.update(tokens)
                if all(_is_plain(token) for token in tokens):
                    self._keep_plain(tokens, owner)
                    continue
                by_anchor.setdefault(_anchor(tokens, words, anchors), []).append(tokens)
            for anchor, sources in by_anchor.items():
                found = Pattern(sources, owner, words)
                if not anchor:
                    self._always.append(found)
                for word in anchor:
                    self._by_word.setdefault(word, []).append(found)
        self.vocabulary = {word for token in met for word in _plain_words(token)}

    def _keep_plain(self, tokens: list[str], owner: int) -> None:
        """Phrases without wildcards are looked up, not compiled: they are most of the patterns."""
        plain, phrases = self._plain, [""]
        for token in tokens:
            options = token.split("|")
            phrases = [
                f"{one} {option}" if one else option for one in phrases for option in options
            ]
            for phrase in phrases:
                plain.setdefault(phrase, ())
        alone = (owner,)  # one for all of them: there are tens of thousands
        for phrase in phrases:
            if owner not in (before := plain[phrase]):
                plain[phrase] = (*before, owner) if before else alone

    def _look_up(self, text: str) -> Iterator[tuple[int, Found]]:
        words = text.split(" ")
        at, plain = 0, self._plain
        for place, word in enumerate(words):
            phrase, end = word, place + 1
            while (owners := plain.get(phrase)) is not None:
                for owner in owners:
                    yield owner, Found(at - 1, f" {phrase}")
                if end == len(words):
                    break
                phrase = f"{phrase} {words[end]}"
                end += 1
            at += len(word) + 1

    def compile(self) -> None:
        """Compile every pattern now: for a server that would rather wait at its start."""
        for patterns in (*self._by_word.values(), self._always):
            for pattern in patterns:
                _ = pattern.regex

    def search(self, text: str) -> Iterator[tuple[int, re.Match[str] | Found]]:
        """Yield (rule, match) of every pattern found in normalised `text`; rules may repeat."""
        yield from self._look_up(text)
        seen: set[int] = set()
        for word in set(text.split(" ")):
            for pattern in self._by_word.get(word, ()):
                if id(pattern) in seen:
                    continue
                seen.add(id(pattern))
                for match in pattern.regex.finditer(text):
                    yield pattern.owner, match
        for pattern in self._always:
            for match in pattern.regex.finditer(text):
                yield pattern.owner, match


def _is_plain(token: str) -> bool:
    return token not in _SPECIAL and "<" not in token and not token.endswith("?")


def _split(token: str) -> tuple[list[str], bool]:
    """The options of a token, and whether it may be left out."""
    body, optional = (token[:-1], True) if token.endswith("?") else (token, False)
    return body.split("|"), optional


def _plain_words(token: str) -> list[str]:
    if token in _SPECIAL:
        return []
    return [option for option in _split(token)[0] if not option.startswith("<")]


def _any_of(phrases: Iterable[Iterable[str]], words: Words) -> str:
    """A regular expression for any of several phrases, with their common beginnings shared."""
    tree: dict[str, list[tuple[str, ...]]] = {}
    ends = False
    for phrase in phrases:
        head, *rest = tuple(phrase) or ("",)
        if not head:
            ends = True
            continue
        tree.setdefault(head, []).append(tuple(rest))
    branches = [
        _token(head, words) + (_any_of(rests, words) if any(rests) else "")
        for head, rests in tree.items()
    ]
    joined = branches[0] if len(branches) == 1 else f"(?:{'|'.join(branches)})"
    return f"(?:{joined})?" if ends else joined


@lru_cache(maxsize=256)
def _listed(phrases: tuple[str, ...]) -> str:
    """Any of a named list's phrases: the same lists stand in hundreds of patterns."""
    return _any_of((phrase.split(" ") for phrase in phrases), {})


def _token(token: str, words: Words) -> str:
    if token in _SPECIAL:
        return _SPECIAL[token]
    options, optional = _split(token)
    lists = [words[option[1:-1]] for option in options if option.startswith("<")]
    phrases = tuple(phrase for one in lists for phrase in one)
    plain = [re.escape(option) for option in options if not option.startswith("<")]
    sources = [f" (?:{'|'.join(plain)})" if len(plain) > 1 else f" {plain[0]}"] if plain else []
    if phrases:
        nested = any("<" in phrase for phrase in phrases)
        split = (phrase.split(" ") for phrase in phrases)
        sources.append(_any_of(split, words) if nested else _listed(phrases))
    regex = sources[0] if len(sources) == 1 else f"(?:{'|'.join(sources)})"
    return f"(?:{regex})?" if optional else regex


def _anchor(
    tokens: Iterable[str], words: Words, known: dict[str, frozenset[str]]
) -> frozenset[str]:
    """A set of words of which every text that can match holds at least one; empty: unknown."""
    best: frozenset[str] = frozenset()
    best_cost = 100_000
    for token in tokens:
        if token in _SPECIAL:
            continue
        options, optional = _split(token)
        if optional:
            continue
        anchor = frozenset().union(*(_option_anchor(one, words, known) for one in options))
        if frozenset() in {_option_anchor(one, words, known) for one in options}:
            continue
        cost = len(anchor) + 200 * len(anchor & _COMMON)
        if cost < best_cost:
            best, best_cost = anchor, cost
    return best


def _option_anchor(option: str, words: Words, known: dict[str, frozenset[str]]) -> frozenset[str]:
    if not option.startswith("<"):
        return frozenset({option})
    if option not in known:
        parts = [_anchor(phrase.split(" "), words, known) for phrase in words[option[1:-1]]]
        known[option] = frozenset().union(*parts) if all(parts) else frozenset()
    return known[option]
