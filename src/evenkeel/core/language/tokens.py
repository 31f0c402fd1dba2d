"""Splits a message into plain lower-case words that still know where they stood in the original.

Here: what a word is, and how a word as people type it ("SOOO", "dont", "😭", "d3pressed") becomes
the word they mean. The word lists are data (`languages/<locale>/lexicon/spelling.yaml`).
Not here: phrases (`phrases.py`), clauses (`clauses.py`), numbers for the model (`features.py`).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import NamedTuple

from evenkeel.core.content.loader import LANGUAGES, Content, load_file

# More pictures than this say nothing the first ones did not.
MOST_EMOJI = 12
# A longer "word" is noise (a link, a held-down key); only its start is kept.
LONGEST_WORD = 40

_MARKS = "\u0300-\u036f\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\ufe0f"
_FACE = r":'-?\(|[:;=][-']?[()D/|Ppo3*](?!\w)|<3"
_WORD = rf"[^\W_](?:[^\W_]|[{_MARKS}]|['’`ʼ*@$!|](?=[^\W_]))*"
_PICTURE = r"[\U0001F000-\U0001FAFF\u2600-\u27BF\u2B00-\u2BFF]"
_TOKEN = re.compile(rf"{_WORD}|{_FACE}|[.!?;:\n…]+|{_PICTURE}")
_STRIP = re.compile(rf"[{_MARKS}]")
_RUN = re.compile(r"(.)\1{2,}")
_LEET = str.maketrans("013457@$!|", "oieastasii")
_CONTRACTIONS = (
    ("n't", " not"),
    ("'m", " am"),
    ("'re", " are"),
    ("'ve", " have"),
    ("'ll", " will"),
    ("'d", " would"),
)
_IS_WORDS = frozenset(
    [
        "he",
        "she",
        "it",
        "that",
        "this",
        "there",
        "here",
        "what",
        "who",
        "where",
        "how",
        "when",
        "everything",
    ]
)
_SKIN_TONES = range(0x1F3FB, 0x1F400)


class Token(NamedTuple):
    """One plain word and the stretch of the original it came from."""

    start: int
    end: int
    word: str


class Spelling(Content):
    """How words are typed: one file a language."""

    forms: Mapping[str, str]
    emoji: Mapping[str, str]
    emoticons: Mapping[str, str]
    masked: tuple[str, ...]
    elongated: tuple[str, ...]


class Tokenizer:
    """Turns text into tokens for one language's spelling.

    >>> [t.word for t in load_tokenizer().tokens("Im SOOO tired 😭")]
    ['i', 'am', 'so', 'tired', 'crying']
    """

    def __init__(self, spelling: Spelling) -> None:
        self._forms = dict(spelling.forms)
        self._emoji = spelling.emoji
        self._emoticons = spelling.emoticons
        self._masked = {word: word for word in spelling.masked}
        self._known = frozenset(spelling.elongated) | set(self._forms) | set(spelling.masked)
        self._word = lru_cache(maxsize=20_000)(self._plain)

    def tokens(self, text: str) -> list[Token]:
        """Words of `text` in order; sentence ends are the tokens `.`, `!` and `?`."""
        found: list[Token] = []
        pictures = 0
        for match in _TOKEN.finditer(text):
            raw = match.group()
            first = raw[0]
            if first.isalnum():
                words = self._word(raw)
            elif len(raw) == 1 and ord(first) > 0x25FF:
                pictures += 1
                words = self._picture(first) if pictures <= MOST_EMOJI else ()
            else:
                words = self._mark(raw)
            start, end = match.span()
            found.extend(Token(start, end, word) for word in words)
        return found

    def words(self, text: str) -> list[str]:
        """Only the words, without their places."""
        return [token.word for token in self.tokens(text)]

    def _plain(self, raw: str) -> tuple[str, ...]:
        word = unicodedata.normalize("NFKC", _STRIP.sub("", raw[:LONGEST_WORD])).lower()
        word = word.replace("’", "'").replace("`", "'").replace("ʼ", "'").rstrip("!|*@$'")
        word = self._squash(self._unmask(word))
        if word in self._forms:
            return tuple(self._forms[word].split())
        if "'" in word:
            return tuple(_expand(word).split())
        return (word,) if word else ()

    def _squash(self, word: str) -> str:
        if not _RUN.search(word) or word.isdigit():
            return word
        double, single = _RUN.sub(r"\1\1", word), _RUN.sub(r"\1", word)
        if double in self._known:
            return double
        return single if single in self._known else double

    def _unmask(self, word: str) -> str:
        if word.isalpha() or not any(c.isalpha() for c in word):
            return word
        plain = word.translate(_LEET)
        if plain in self._masked:
            return plain
        if "*" in word:
            pattern = re.compile(re.escape(word).replace(r"\*", "."))
            return next((m for m in self._masked if pattern.fullmatch(m)), word)
        return word

    def _picture(self, char: str) -> tuple[str, ...]:
        if ord(char) in _SKIN_TONES:
            return ()
        name = self._emoji.get(char) or unicodedata.name(char, "").lower().replace("-", " ")
        return tuple(name.split())

    def _mark(self, raw: str) -> tuple[str, ...]:
        if raw in self._emoticons:
            return tuple(self._emoticons[raw].split())
        if "?" in raw:
            return ("?",)
        return ("!",) if "!" in raw else (".",) if raw[0] in ".;\n…" else ()


def _expand(word: str) -> str:
    if word in ("can't", "cannot"):
        return "can not"
    if word == "won't":
        return "will not"
    for ending, full in _CONTRACTIONS:
        if word.endswith(ending):
            return word[: -len(ending)] + full
    stem, _, ending = word.partition("'")
    if ending == "s" and stem in _IS_WORDS:
        return stem + " is"
    return word


@lru_cache(maxsize=8)
def load_tokenizer(locale: str = "en") -> Tokenizer:
    """The tokenizer of a language; read once. Raises `ContentError` for a faulty spelling file."""
    return Tokenizer(load_file(LANGUAGES / locale / "lexicon" / "spelling.yaml", Spelling))


def join(words: Sequence[str]) -> str:
    """Words as one line, the form `features.py` counts."""
    return " ".join(words)


def normalise(text: str, locale: str = "en") -> str:
    """The message in plain lower-case words: stretched, masked, shouted, abbreviated forms and
    emoji as the words they stand for. The meaning stays; offsets into the original do not.

    >>> normalise("i cant do this anymoreee 😩")
    'i can not do this anymore exhausted'
    """
    return join(load_tokenizer(locale).words(text))
