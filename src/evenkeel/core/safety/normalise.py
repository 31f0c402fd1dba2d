"""Turns what people type into plain words that rules can read.

Undoes obfuscation and haste: look-alike letters, invisible characters, s p a c i n g, leet digits,
asterisks, joinedwords, misspellings, emoji, apostrophes, long and short forms, filler words.
Here: the mechanics. Not here: which words (`languages/<locale>/risk/lexicon.yaml`).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Set
from functools import cached_property, lru_cache

from pydantic import BaseModel, ConfigDict

MAX_CHARACTERS = 40_000  # longer texts are read at both ends
_LEET = str.maketrans("0134578@$!|+", "oieastbasiit")
_HOMOGLYPHS = str.maketrans("аеорсухіјѕԁһкмтвнαοιερνκτ", "aeopcyxijsdhkmtbhaoiepvkt")
_INVISIBLE = re.compile(
    "[\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180e\u200b-\u200f\u202a-\u202e"
    "\u2060-\u2064\u2066-\u206f\ufe00-\ufe0f\ufeff]"
)
_SPACED = re.compile(
    r"(?<![^\W_])[^\W_](?:(?:[ ._/|~•·-]|\*(?!\*)){1,2}[^\W_@$!]){2,}(?![^\W_])", re.UNICODE
)
_APOSTROPHE = re.compile(r"(?<=\w)['’`´ʼ‘](?=\w)")
_SCOTS_NOT = re.compile(r"\bno['’] ")
_TOKEN = re.compile(
    r"[\w\u0900-\u097f]*[\u0900-\u0963\u0966-\u097f][\w\u0900-\u097f]*"  # its vowels are signs
    r"|[@$]?\w(?:[\w@$*!|+]*[\w@$])?|\.{2,}|[.?!;:\n]+"
)
#: Sentence ends and commas of other scripts, as the ones the rules know.
_STOPS = str.maketrans({"\u3002": ".", "\u0964": ".", "\u061f": "?", "\u061b": ";", "\u060c": ",",
                        "\u2026": "...", "\u00bf": " ", "\u00a1": " ", "\u3001": ","})  # fmt: skip
_IDEOGRAPH = re.compile("(?<=[\u3400-\u9fff])(?=[\u3400-\u9fff\\w])|(?<=\\w)(?=[\u3400-\u9fff])")
_LONG = re.compile(r"(.)\1{2,}")
_MASKED = re.compile(r"^[a-z]*[*#]+[a-z*#]*$")
_MIN_FUZZY = 6
MIN_JOINED_ALIAS = 4  # "ten|ded" is "tended", not "ten dead"
_LETTERS = "abcdefghijklmnopqrstuvwxyz"


def folded(text: str) -> str:
    """Lower case without accents, signs of direction or look-alike letters; ideographs set apart.

    >>> folded("Ojal\u00e1 me muera"), folded("\u60f3\u6b7b")
    ('ojala me muera', '\u60f3 \u6b7b')
    """
    if text.isascii():
        return text.lower()
    text = _INVISIBLE.sub("", unicodedata.normalize("NFKD", text.translate(_STOPS)))
    text = "".join(c for c in text if not unicodedata.combining(c) or "\u0900" <= c <= "\u097f")
    text = re.sub(
        r"\w+",
        lambda m: (
            m.group().translate(_HOMOGLYPHS) if re.search("[a-zA-Z]", m.group()) else m.group()
        ),
        text.lower(),
    )
    return _IDEOGRAPH.sub(" ", text)


class Introductions(BaseModel):
    """How people say who they are, as they write it: "so i'm a trainee nurse, and ...".

    `begins` opens it (`*` is any one word), perhaps after words of `leads`; it ends with its clause
    or before one of `joins`.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    leads: tuple[str, ...]
    begins: tuple[str, ...]
    joins: tuple[str, ...]

    @cached_property
    def pattern(self) -> re.Pattern[str]:
        """One introduction; what stands in brackets, which is often one, counts as well."""
        leads, begins, joins = (
            "|".join(map(_as_written, one)) for one in (self.leads, self.begins, self.joins)
        )
        return re.compile(
            rf"""\([^()]{{0,24}}\) | (?:^|(?<=[.,;!?\n]))\s*(?:(?:{leads}),?\s)*
            (?:{begins})(?=\W|$)[^.,;!?()\n]{{0,48}}?(?:[.,;!?\n]|\s(?=(?:{joins})\b)|$)""",
            re.IGNORECASE | re.VERBOSE,
        )


def _as_written(words: str) -> str:
    """A phrase as a pattern: any apostrophe or none, `*` any word."""
    said = re.escape(words).replace(r"\*", r"[\w-]+")
    return said.replace("'", "['’]?").replace(r"\ ", r"\s")


class Lexicon(BaseModel):
    """One language's spellings. `keywords` are worth recognising through any disguise."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    aliases: Mapping[str, str] = {}
    phrases: Mapping[str, str] = {}
    fillers: tuple[str, ...] = ()
    articles: tuple[str, ...] = ()
    emoji: Mapping[str, str] = {}
    keywords: tuple[str, ...] = ()
    fuzzy: tuple[str, ...] = ()
    not_typos: tuple[str, ...] = ()
    introductions: Introductions | None = None

    @cached_property
    def phrase(self) -> re.Pattern[str]:
        """Any of the phrases, the longest first."""
        options = sorted(self.phrases, key=len, reverse=True)
        return re.compile(rf"(?<= )(?:{'|'.join(map(re.escape, options)) or '(?!)'})(?= )")

    @cached_property
    def filler_words(self) -> frozenset[str]:
        """Words that signs are looked for without; articles among them, which many leave out."""
        return frozenset(self.fillers) | frozenset(self.articles)


def canonical(pattern: str, lexicon: Lexicon, *, fillers: bool) -> str:
    """A rule's pattern in the form the text will have, so that authors write natural English.

    `fillers`: whether filler words stay in (cues) or are dropped (signs).
    """
    dropped = frozenset() if fillers else lexicon.filler_words
    articles = frozenset() if fillers else frozenset(lexicon.articles)
    tokens = []
    parts = pattern.split(" ")
    for place, token in enumerate(parts, start=1):
        body, optional = (token[:-1], "?") if len(token) > 1 and token[-1] == "?" else (token, "")
        options = [lexicon.aliases.get(option, option) for option in body.split("|")]
        if len(options) > 1:
            options = [option for option in options if " " not in option]
        if articles.intersection(options):  # "the|my baby" is also "baby", as some people say it
            options = [option for option in options if option not in articles]
            if place == len(parts) and not options:
                return ""  # without its article the phrase would say something else
            optional = "?" if place < len(parts) else optional
        if options:
            tokens.append("|".join(options) + optional)
    joined = f" {' '.join(tokens)} "
    for _ in range(2):
        before = joined
        joined = lexicon.phrase.sub(lambda match: lexicon.phrases[match.group()], joined)
        joined = f" {' '.join(word for word in joined.split() if word not in dropped)} "
        if joined == before:
            break
    return joined.strip()


class Normaliser:
    """Compiled once for one lexicon; `known` are all the words that the rules mention."""

    known: frozenset[str]

    def __init__(self, lexicon: Lexicon, known: Set[str]) -> None:
        self._aliases = dict(lexicon.aliases)
        self._fillers = lexicon.filler_words
        self._keywords = frozenset(lexicon.keywords)
        self._known = frozenset(known) | self._keywords | self._fillers
        self.known = self._known
        self._emoji = str.maketrans({sign[0]: f" {word} " for sign, word in lexicon.emoji.items()})
        self._fuzzy = _misspellings(lexicon.fuzzy, self._known | set(lexicon.not_typos))
        self._phrases = dict(lexicon.phrases)
        self._phrase = lexicon.phrase
        self._filler = re.compile(rf" (?:{'|'.join(map(re.escape, self._fillers))})(?= )")
        self._word = lru_cache(maxsize=20_000)(self._normal_word)

    def __call__(self, text: str) -> str:
        """Normal text: ` . i want to die . ` with one space between words and ` . ` at breaks.

        Total: any string gives a string. Filler words (`really`, `just`) stay in; see `terse`.
        """
        plain = self._plain(text)
        words: list[str] = ["."]
        for token in _TOKEN.findall(plain):
            if token[0] in ".?!;:\n":
                if words[-1] != "." and not token.startswith(".."):
                    words.append(".")
                continue
            words.append(self._word(token))
        if words[-1] != ".":
            words.append(".")
        joined = f" {' '.join(_rejoin(words))} "
        return self._phrase.sub(lambda match: self._phrases[match.group()], joined)

    def terse(self, normal: str) -> str:
        """Normal text without filler words: what signs are looked for in."""
        if not self._fillers:
            return normal
        # Twice: dropping a word can complete a phrase ("i really am" -> "i am" -> "im").
        short = self._filler.sub("", normal)
        return self._phrase.sub(lambda match: self._phrases[match.group()], short)

    def _plain(self, text: str) -> str:
        if len(text) > MAX_CHARACTERS:
            half = MAX_CHARACTERS // 2
            text = f"{text[:half]}\n{text[-half:]}"
        text = text.translate(self._emoji)
        text = _APOSTROPHE.sub("", _SCOTS_NOT.sub("not ", folded(text)))
        return _SPACED.sub(self._despace, text)

    def _despace(self, match: re.Match[str]) -> str:
        joined = re.sub(r"[\W_]+", "", match.group())
        return self._segmented(joined) or match.group()

    def _normal_word(self, token: str) -> str:  # noqa: PLR0911 (one disguise, one line)
        token = token.strip("_")
        if token in self._aliases:
            return self._aliases[token]
        if token in self._known:
            return token
        for candidate in self._candidates(token):
            if candidate in self._aliases:
                return self._aliases[candidate]
            if candidate in self._keywords or candidate in self._known:
                return candidate
            if candidate in self._fuzzy:
                return self._fuzzy[candidate]
        masked = self._unmasked(token)
        if masked:
            return masked
        if len(token) < _MIN_FUZZY:
            return token
        for joined in dict.fromkeys((token, _LONG.sub(r"\1", token), _LONG.sub(r"\1\1", token))):
            split = self._segmented(joined)
            if split and set(split.split()) & self._keywords:
                return split
        return token

    def _candidates(self, token: str) -> list[str]:
        short, double = _LONG.sub(r"\1", token), _LONG.sub(r"\1\1", token)
        forms = [short, double, token]
        if not token.isalpha() and re.search(r"[a-z@$!|*]", token):
            plain = token.translate(_LEET)
            forms += [
                _LONG.sub(r"\1", plain),
                plain,
                plain.replace("i", "l"),
                plain.replace("_", ""),
            ]
        return forms

    def _unmasked(self, token: str) -> str | None:
        if not _MASKED.match(token):
            return None
        shape = re.compile(re.sub(r"[*#]+", lambda m: f"[a-z]{{{len(m.group())}}}", token))
        return next((word for word in sorted(self._keywords) if shape.fullmatch(word)), None)

    def _segmented(self, joined: str) -> str | None:
        """Cut a run of letters into known words, longest first; None if it cannot be cut."""
        joined = joined.translate(_LEET) if not joined.isalpha() else joined
        if joined in self._known or joined in self._aliases:
            return self._aliases.get(joined, joined)
        if len(joined) > 60:
            return None
        best: list[list[str] | None] = [[]] + [None] * len(joined)
        for end in range(1, len(joined) + 1):
            for start in range(max(0, end - 14), end):
                word, before = joined[start:end], best[start]
                if before is None or not (word in self._known or self._stands_in(word)):
                    continue
                if len(word) == 1 and word not in "ia":
                    continue
                if best[end] is None or len(before) + 1 < len(best[end] or ()):
                    best[end] = [*before, word]
        cut = best[len(joined)]
        return " ".join(self._aliases.get(word, word) for word in cut) if cut else None

    def _stands_in(self, word: str) -> bool:
        """Whether a spelling counts inside joined words: a short one is a syllable of others."""
        return len(word) >= MIN_JOINED_ALIAS and word in self._aliases


def _rejoin(words: list[str]) -> list[str]:
    """`i . want . to . die` is one sentence: drop the breaks between single words."""
    if words.count(".") < 3:
        return words
    kept: list[str] = []
    for place, word in enumerate(words):
        single_before = place >= 2 and words[place - 2] == "."
        single_after = place + 2 < len(words) and words[place + 2] == "."
        if word == "." and 0 < place < len(words) - 1 and single_before and single_after:
            continue
        kept.append(word)
    return kept


def _misspellings(words: tuple[str, ...], real: Set[str]) -> dict[str, str]:
    """Every string one edit away from a word, except real words, to the word."""
    found: dict[str, str] = {}
    for word in words:
        splits = [(word[:i], word[i:]) for i in range(len(word) + 1)]
        edits = {a + b[1:] for a, b in splits if b}
        edits |= {a + b[1] + b[0] + b[2:] for a, b in splits if len(b) > 1}
        edits |= {a + c + b[1:] for a, b in splits if b for c in _LETTERS}
        edits |= {a + c + b for a, b in splits for c in _LETTERS}
        for edit in edits - real:
            found.setdefault(edit, word)
    return found
