"""Which language a message is written in, and whether it is long enough to tell.

Here: the script first, then character n-grams and whole words for the languages that share one.
Not here: reading the message. The profile is made by `training/identify.py`.
"""

from __future__ import annotations

import json
import re
import unicodedata
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from evenkeel.core.content.loader import MODELS
from evenkeel.core.language.features import character_ids, word_ids

PACKAGED = MODELS / "language-id"
BUCKETS = 1 << 15
# Fewer letters than this cannot tell related languages apart.
FEWEST_LETTERS = 12
# Log-odds per feature between best and second language from which on the answer is sure.
CLEAR = 0.12
# Letters looked at; more change nothing.
MOST_CHARACTERS = 400

_WORD = re.compile(r"[^\W\d_]+")
# Scripts that (nearly) one language of ours uses.
_SCRIPTS = {
    "GREEK": "el", "HEBREW": "he", "ARABIC": "ar", "DEVANAGARI": "hi", "HANGUL": "ko",
    "HIRAGANA": "ja", "KATAKANA": "ja", "CJK": "zh", "THAI": "th", "ETHIOPIC": "am",
    "BENGALI": "bn", "TAMIL": "ta", "TELUGU": "te", "GUJARATI": "gu", "GEORGIAN": "ka",
    "ARMENIAN": "hy",
}  # fmt: skip
_SHARED = ("LATIN", "CYRILLIC")


class Identified(NamedTuple):
    """A language code (ISO 639-1) and whether to rely on it. `language` is "" without letters."""

    language: str
    sure: bool


def ids_of(text: str) -> NDArray[np.int64]:
    """The features of a text, as `training/identify.py` counts them."""
    words = [w.lower() for w in _WORD.findall(text[:MOST_CHARACTERS])]
    ids = np.concatenate([word_ids(words)[: len(words)], character_ids(words)])
    return ids & (BUCKETS - 1)


def script_of(text: str) -> str:
    """The script most letters belong to, as Unicode names it ("LATIN"); "" without letters."""
    text = text[:MOST_CHARACTERS]
    if text.isascii():
        return "LATIN" if any(map(str.isalpha, text)) else ""
    counts: dict[str, int] = {}
    for char in text:
        if char.isascii():
            name = "LATIN" if char.isalpha() else ""
        else:
            name = unicodedata.name(char, "").split(" ", 1)[0] if char.isalpha() else ""
        if name:
            counts[name] = counts.get(name, 0) + 1
    if counts.keys() & {"HIRAGANA", "KATAKANA"}:
        return "HIRAGANA"
    return max(counts, key=lambda name: counts[name]) if counts else ""


class Identifier:
    """Knows the languages of one profile."""

    def __init__(
        self,
        languages: tuple[str, ...],
        scripts: tuple[str, ...],
        table: NDArray[np.int8],
        scale: np.float32,
    ) -> None:
        self.languages = languages
        self._table, self._scale = table, scale
        self._of_script = {
            script: np.array([i for i, s in enumerate(scripts) if s == script])
            for script in _SHARED
        }

    def writes(self, language: str, script: str) -> bool:
        """Whether a language is written so; of one without a profile it is not known."""
        if script in _SHARED:
            written = language in {self.languages[at] for at in self._of_script[script]}
        else:
            written = _SCRIPTS.get(script) == language
        return written or language not in (*self.languages, *_SCRIPTS.values())

    def identify(self, text: str) -> Identified:
        """The language of `text`.

        >>> load_identifier().identify("Ich kann seit Tagen nicht schlafen")
        Identified(language='de', sure=True)
        """
        script = script_of(text)
        if not script:
            return Identified("", sure=False)
        if script not in _SHARED:
            return Identified(_SCRIPTS.get(script, "und"), sure=script in _SCRIPTS)
        ids = ids_of(text)
        candidates = self._of_script[script]
        rows = self._table[ids][:, candidates].astype(np.float32)
        scores = (rows * self._scale).mean(0)
        order = np.argsort(-scores)
        lead = float(scores[order[0]] - scores[order[1]])
        letters = sum(map(str.isalpha, text[:MOST_CHARACTERS]))
        best = self.languages[int(candidates[order[0]])]
        return Identified(best, sure=letters >= FEWEST_LETTERS and lead >= CLEAR)


def believed(named: Identified, locale: str, script: str, identifier: Identifier) -> Identified:
    """What the member's own language makes of a guess: it settles an unsure one, and one between
    neighbours; clear English stays English. A language that no profile tells apart is taken on
    trust.

    >>> who = load_identifier()
    >>> believed(who.identify("bin müde"), "de", "LATIN", who).language
    'de'
    """
    language = locale.replace("_", "-").split("-")[0].lower()
    if language in ("", "en", named.language):
        return Identified(language, sure=True) if language == named.language else named
    if not identifier.writes(language, script):
        return named
    clear = named.sure and named.language == "en" and language in identifier.languages
    return named if clear else Identified(language, sure=True)


@lru_cache(maxsize=1)
def load_identifier(folder: Path = PACKAGED) -> Identifier:
    """Reads the profile."""
    described = json.loads((folder / "languages.json").read_text(encoding="utf-8"))
    with np.load(folder / "profile.npz", allow_pickle=False) as file:
        table, scale = file["table"], file["scale"][()]
    return Identifier(tuple(described["languages"]), tuple(described["scripts"]), table, scale)
