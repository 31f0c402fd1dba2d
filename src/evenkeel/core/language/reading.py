"""Turns a message of a language that has a lexicon but no encoder into a `Reading`.

Here: joining the multilingual tables (emotion, strength, danger) with the clauses and the
frame of a language (`lexicon/reader.yaml` of its folder). Not here: English (`reader.py`).

What these tables cannot tell is left empty: no thinking traps, no triggers by model, no intent. The
dialogue's own patterns of that language carry more of the weight, and the gate says what for.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray
from pydantic import Field

from evenkeel.core.content.loader import LANGUAGES, Content, load_file
from evenkeel.core.language.foreign import impression, more_dangerous
from evenkeel.core.language.identify import Identifier, load_identifier
from evenkeel.core.language.multilingual import grams
from evenkeel.core.language.plain_letters import folded
from evenkeel.core.language.readable import MOST_CHARACTERS, is_noise
from evenkeel.core.language.reader import load_reader
from evenkeel.core.vocabulary import About, Frame, Reading, Span, Tense

# Buckets that the n-grams of a message fall into: its direction, as cases are told apart by it.
BUCKETS = 4096
# Letters a word keeps for its stem, from which endings and gender are gone.
STEM = 5
# A joining word splits only where both sides can stand.
SHORTEST_CLAUSE_WORDS = 3
# In fewer words the tables are guessing: plain statements are the rules' (`core.safety.tongues`).
FEWEST_WORDS = 4
# What is left of the danger that tables hear in sleeplessness and nothing else.
MUFFLED = 0.5
# Of the words of a message, the share that only this language has, from which on it is read as it.
SURE_ENOUGH = 0.3

_EDGE = ' \t\r\n,;:.!?¿¡…"“”«»*-–—()[]'
_HARD = re.compile(r"[.!?;\n…]+[\"')\]»]*|(?:\s[-–—]+\s)|—")
_WORD = re.compile(r"[^\W\d_]+")

Vectors = NDArray[np.float32]


class ReaderFile(Content):
    """`lexicon/reader.yaml`: patterns on lower-case text, and which emotions are pleasant."""

    own_words: str
    join: str
    lead: str
    fiction: str
    other: str
    past: str
    pleasant: tuple[str, ...]
    unpleasant: tuple[str, ...]
    sweet: str
    sour: str
    muffled: str
    not_muffled: str
    spoken_from: float | None = Field(default=None, gt=0, lt=1)


class LanguageReader:
    """Reads one language other than English.

    >>> reading = load_language_reader("es").read("Estoy muy triste, mi perro murió ayer")
    >>> reading.language, reading.emotion_labels[:1], reading.unreadable
    ('es', ('sadness',), False)
    """

    def __init__(self, locale: str, file: ReaderFile, identifier: Identifier) -> None:
        self.locale = locale
        self._identifier = identifier
        self._own = frozenset(file.own_words.split())
        self._join, self._lead = _pattern(file.join), _pattern(file.lead)
        self._fiction, self._other, self._past = map(
            _pattern, (file.fiction, file.other, file.past)
        )
        self._sweet, self._sour = _pattern(file.sweet), _pattern(file.sour)
        self._muffled, self._unmuffled = _pattern(file.muffled), _pattern(file.not_muffled)
        self._pleasant, self._unpleasant = file.pleasant, file.unpleasant
        self._spoken_from = file.spoken_from

    def read(self, text: str, locale: str = "") -> Reading:
        """The reading of one message; of one in another language what the reader of English or the
        tables make of its danger, and no more. Never raises."""
        part = text[:MOST_CHARACTERS]
        if is_noise(part) or not any(c.isalpha() or c.isdigit() for c in part):
            return Reading(text=text, language="", unreadable=True)
        named = self._identifier.identify(part)
        here = named.language in ("", self.locale) or not named.sure or self._mine(part)
        if not here:
            english = load_reader().read(part)
            return Reading(
                text=text, language=named.language, unreadable=True,
                risk_levels=english.risk_levels,
            )  # fmt: skip
        found = impression(text, part, self.locale)
        risk = self._danger(part, found.risk_levels)
        if named.language == "en":  # English words among ours
            risk = more_dangerous(risk, load_reader().read(part).risk_levels)
        feelings = self._feelings(part, found.emotions)
        return Reading(
            text=text, emotions=feelings,
            emotion_labels=tuple(one for one in found.emotion_labels if one in feelings),
            intensity=found.intensity, valence=self._valence(part, found.emotions),
            clauses=self._clauses(part), frame=self._frame(part.lower()), language=self.locale,
            unsure=frozenset({"intent", "stressor"}), risk_levels=risk,
            spoken_from=self._spoken_from,
            vector=direction(part),  # type: ignore[arg-type]
        )  # fmt: skip

    def together(self, said: Sequence[str]) -> Mapping[str, float]:
        """Nothing: what is told in pieces is only known in English."""
        return {}

    def similar(self, texts: Sequence[str]) -> Vectors:
        """(texts, `BUCKETS`): directions of unit length; the dot product is how alike two are."""
        return np.array([direction(one) for one in texts], np.float32).reshape(-1, BUCKETS)

    def _mine(self, text: str) -> bool:
        words = _WORD.findall(text.lower())
        return sum(word in self._own for word in words) >= SURE_ENOUGH * max(len(words), 1)

    def _feelings(self, text: str, emotions: Mapping[str, float]) -> dict[str, float]:
        """The emotions; a pleasant one only where its words are there and no others."""
        low = text.lower()
        glad = bool(self._sweet.search(low)) and not self._sour.search(low)
        return {name: p for name, p in emotions.items() if glad or name not in self._pleasant}

    def _danger(self, text: str, levels: Mapping[str, float]) -> dict[str, float]:
        """What the tables make of the danger, as far as they can be relied on."""
        low = text.lower()
        if len(_WORD.findall(low)) < FEWEST_WORDS:
            return {}
        if not levels or not self._muffled.search(low) or self._unmuffled.search(low):
            return dict(levels)
        kept = {name: p * MUFFLED for name, p in levels.items() if name != "none"}
        return {"none": round(1 - sum(kept.values()), 4), **kept}

    def _valence(self, text: str, emotions: Mapping[str, float]) -> float:
        good = max((emotions.get(one, 0.0) for one in self._pleasant), default=0.0)
        bad = max((emotions.get(one, 0.0) for one in self._unpleasant), default=0.0)
        low = text.lower()
        heard = bool(self._sweet.search(low)) - bool(self._sour.search(low))
        return max(-1.0, min(1.0, round(good - bad + heard, 2)))

    def _frame(self, low: str) -> Frame:
        about = About.SELF
        if self._fiction.search(low):
            about = About.FICTION
        elif self._other.search(low):
            about = About.OTHER
        return Frame(about=about, tense=Tense.PAST if self._past.search(low) else Tense.NOW)

    def _clauses(self, text: str) -> tuple[Span, ...]:
        spans: list[Span] = []
        begin = 0
        for match in [*_HARD.finditer(text), None]:
            end = match.start() if match else len(text)
            spans += self._joined(text, begin, end)
            begin = match.end() if match else end
        return tuple(spans)

    def _joined(self, text: str, begin: int, end: int) -> list[Span]:
        spans: list[Span] = []
        for cut in self._join.finditer(text, begin, end):
            before, after = text[begin : cut.start()].split(), text[cut.end() : end].split()
            if len(before) >= SHORTEST_CLAUSE_WORDS and len(after) >= SHORTEST_CLAUSE_WORDS - 1:
                spans += self._trimmed(text, begin, cut.start())
                begin = cut.end()
        return spans + self._trimmed(text, begin, end)

    def _trimmed(self, text: str, start: int, end: int) -> list[Span]:
        while start < end and text[start] in _EDGE:
            start += 1
        while end > start and text[end - 1] in _EDGE:
            end -= 1
        lead = self._lead.match(text, start, end)
        if lead and lead.end() < end:
            start = lead.end()
        held = any(map(str.isalnum, text[start:end]))
        return [Span(start, end, text[start:end])] if held else []


def direction(text: str) -> Vectors:
    """(`BUCKETS`,): the n-grams of a text's stems and words, hashed with a sign, of unit length.

    Hashing with a sign keeps products true on average (Weinberger et al. 2009).

    >>> bool(direction("no duermo nada") @ direction("no puedo dormir nada") > 0.2)
    True
    """
    words = _WORD.findall(folded(text[:MOST_CHARACTERS].lower()))
    ids, values = grams(" ".join(word[:STEM] for word in words))
    vector = np.zeros(BUCKETS, np.float32)
    signs = np.where(ids >> np.uint32(31), 1.0, -1.0).astype(np.float32)
    np.add.at(vector, ids % BUCKETS, values * signs)
    length = float(np.linalg.norm(vector))
    return vector / length if length else vector


def _pattern(text: str) -> re.Pattern[str]:
    return re.compile(text, re.IGNORECASE)


@lru_cache(maxsize=8)
def load_language_reader(locale: str) -> LanguageReader:
    """The reader of a language, loaded once. Raises `ContentError` without a lexicon."""
    file = load_file(LANGUAGES / locale / "lexicon" / "reader.yaml", ReaderFile)
    return LanguageReader(locale, file, load_identifier())
