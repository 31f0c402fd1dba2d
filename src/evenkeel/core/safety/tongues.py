"""Explicit statements in languages other than English, whatever the member's locale is set to.

Here: the schema of `languages/<locale>/risk/explicit.yaml`, and which of those languages a message
may be in. Not here: the rules themselves (data), levels over a conversation (`assess`).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from functools import lru_cache

from pydantic import BaseModel, ConfigDict, field_validator

from evenkeel.core.safety.decision import Answer, Evidence, Offer, Sign, Stance
from evenkeel.core.safety.detect import Detected, detect
from evenkeel.core.safety.normalise import Lexicon, folded
from evenkeel.core.safety.rules import Cues, Phrases, RiskRules, SignRule
from evenkeel.core.vocabulary import Pathway, RiskLevel

#: Scripts that settle the language by themselves: one letter is enough to try its rules.
SCRIPTS: Mapping[str, re.Pattern[str]] = {
    "hi": re.compile("[\u0900-\u097f]"),
    "zh": re.compile("[\u3400-\u9fff]"),
    "ar": re.compile("[\u0600-\u06ff]"),
    "ru": re.compile("[\u0400-\u04ff]"),
}


#: What a refusal declines, so that it rests.
OFFERED: Mapping[Stance, Offer] = {
    Stance.REFUSED_LINE: Offer.CRISIS_LINE, Stance.REFUSED_PERSON: Offer.TRUSTED_PERSON,
}  # fmt: skip
NOTHING = Detected((), frozenset(), frozenset(), frozenset(), frozenset(), 0)
ENOUGH_ENGLISH = 3  # words below which nothing is said about the language
ENGLISH_SHARE = 0.5  # of words that English rules know, from which a message is English again


class _Frozen(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Statement(_Frozen):
    """Phrases that are one sign on one pathway; the level is the heading they stand under."""

    pathway: Pathway
    sign: Sign
    any: Phrases


class ExplicitFile(_Frozen):
    """What one language says plainly. Patterns as in `patterns`, written with their accents."""

    id: str = ""
    about: str = ""
    lexicon: Lexicon = Lexicon()
    laughter: Phrases = ()
    slang: Phrases = ()
    words: Mapping[str, Phrases] = {}
    statements: Mapping[RiskLevel, tuple[Statement, ...]]
    shields: Phrases = ()
    answers: Mapping[Answer, Phrases] = {}
    stances: Mapping[Stance, Phrases] = {}

    @field_validator("lexicon", mode="before")
    @classmethod
    def _fillers_as_words(cls, value: object) -> object:
        """Fillers may be written as one line of words."""
        if isinstance(value, Mapping) and isinstance(value.get("fillers"), str):
            return {**value, "fillers": tuple(value["fillers"].split())}
        return value

    @field_validator("statements", mode="before")
    @classmethod
    def _by_name(cls, value: object) -> object:
        if not isinstance(value, Mapping):
            return value
        return {RiskLevel[str(name).upper()]: those for name, those in value.items()}

    def _cues(self) -> Cues:
        answers = {
            answer: tuple(f"^ {one}" for one in _folded(those))
            for answer, those in self.answers.items()
        }
        stances = {stance: _folded(those) for stance, those in self.stances.items()}
        declined = {OFFERED[one]: those for one, those in stances.items() if one in OFFERED}
        return Cues(joke=_folded(self.laughter), answers=answers, stances=stances, offers=declined)

    def words_known(self) -> frozenset[str]:
        """Every word that these phrases mention, folded: by them the language shows itself."""
        lexicon = self.lexicon
        phrases = (
            *(one for those in self.statements.values() for each in those for one in each.any),
            *(one for those in self.words.values() for one in those),
            *self.shields, *self.laughter, *lexicon.aliases, *lexicon.aliases.values(),
            *lexicon.phrases.values(), *lexicon.fillers,
        )  # fmt: skip
        words = (word for one in phrases for word in _PARTS.split(folded(one)))
        return frozenset(word for word in words if word and not word.startswith("<"))

    def rules(self, locale: str) -> RiskRules:
        """The same as rules, folded as texts are, so that accents and scripts match."""
        signs = tuple(
            SignRule(
                id=f"{locale}.{level.name.lower()}.{number}",
                pathway=one.pathway, level=level, sign=one.sign, any=_folded(one.any),
            )
            for level, those in self.statements.items()
            for number, one in enumerate(those, start=1)
        )  # fmt: skip
        lexicon = self.lexicon
        return RiskRules(
            lexicon=Lexicon(
                aliases={folded(a): folded(b) for a, b in lexicon.aliases.items()},
                phrases={folded(a): folded(b) for a, b in lexicon.phrases.items()},
                fillers=_folded(lexicon.fillers), emoji=lexicon.emoji,
            ),
            words={name: _folded(phrases) for name, phrases in self.words.items()},
            shields=_folded(self.shields), frames=(), cues=self._cues(),
            signs=signs, slang=frozenset(w for one in self.slang for w in folded(one).split()),
        )  # fmt: skip


def _folded(phrases: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(folded(one) for one in phrases))


class Tongues:
    """The rules of several languages, tried only on messages that can be in them.

    A language of a script of its own is tried when its script is there; the others when the message
    holds words that its rules know and English rules do not. Only those words are kept from the
    start: `load` gives a language's rules when somebody first writes in it (some 20 ms).
    """

    def __init__(
        self,
        words: Mapping[str, Iterable[str]],
        *,
        load: Callable[[str], RiskRules],
        english: RiskRules,
    ) -> None:
        self._english = common = english.normaliser.known
        self.locales = tuple(words)
        self.spoken_in: dict[str, tuple[str, ...]] = {}
        for locale, known in words.items():
            for word in set(known) - common:
                if word.isascii() and (len(word) == 1 or word.isdigit()):
                    continue  # the "m" of "i'm" is no Spanish
                self.spoken_in[word] = (*self.spoken_in.get(word, ()), locale)
        self.rules = lru_cache(maxsize=None)(load)

    def detect(self, text: str) -> tuple[Evidence, ...]:
        """What each language that the message may be in makes of it. Total.

        A phrase of English words only ("suicidal", borrowed by many) is left to the English rules.
        """
        return tuple(
            one
            for locale in self.possible(text)
            for one in detect(text, self.rules(locale)).evidence
            if not self._english.issuperset(one.phrase.split())
        )

    def spoken_as(self, text: str, tongue: str | None) -> Detected:
        """How a message is spoken in its language: answers, refusals, anger, company. No signs."""
        if tongue is None or tongue not in self.locales:
            return NOTHING
        found = detect(text, self.rules(tongue))
        return replace(found, evidence=())

    def left(self, text: str) -> bool:
        """Whether a message is plainly English again, after danger was told in another language."""
        if not text.isascii() or any(self.spoken_in.get(w) for w in _WORD.findall(text.lower())):
            return False
        words = _WORD.findall(text.lower())
        known = sum(word in self._english for word in words)
        return len(words) >= ENOUGH_ENGLISH and known >= ENGLISH_SHARE * len(words)

    def possible(self, text: str) -> Sequence[str]:
        """The locales worth trying, in a fixed order."""
        part = folded(text[:_READS])
        spoken = self.spoken_in
        found = {locale for word in set(_WORD.findall(part)) for locale in spoken.get(word, ())}
        if not text.isascii():
            found |= {locale for locale, script in SCRIPTS.items() if script.search(text)}
        return [locale for locale in self.locales if locale in found]


_WORD = re.compile(r"\w+")
_PARTS = re.compile(r"[\s|?*^$@]+")
_READS = 4_000  # characters in which a language shows itself
