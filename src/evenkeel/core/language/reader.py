"""Turns a message into a `Reading`: one pass, a millisecond, no network, no clock.

Here: the order in which the reading modules run and what one hands to the next, and the limits on
what is read at all. Not here: any one of those readings.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache
from pathlib import Path

from evenkeel.core.content.loader import MODELS
from evenkeel.core.language.clauses import split
from evenkeel.core.language.emotions import read_emotions
from evenkeel.core.language.frame import read_frame
from evenkeel.core.language.identify import Identified, Identifier, load_identifier
from evenkeel.core.language.intent import SURE, read_intent
from evenkeel.core.language.lexicon import Lexicon, load_lexicon
from evenkeel.core.language.model import Model, Scores, load_model
from evenkeel.core.language.passages import score
from evenkeel.core.language.tokens import Token
from evenkeel.core.language.traps import read_traps
from evenkeel.core.language.triggers import read_triggers
from evenkeel.core.vocabulary import Reading

PACKAGED = MODELS / "reader-en"
# Only so much of a message is read; a longer one says so by "text" in `unsure`.
MOST_CHARACTERS = 6_000
# More than this share of control, private or broken characters is not a message.
MOST_NOISE = 0.1
# More emoji than this without a single word say nothing that can be read.
MOST_BARE_EMOJI = 12
# Below this confidence of the best stressor, it is not said.
STRESSOR_SURE = 0.4

# A text in another language holds fewer English function words than this share.
MOST_ENGLISH = 0.3

_NOISE = frozenset(("Cc", "Cs", "Co", "Cn"))
_PLAIN_CONTROLS = frozenset("\n\r\t")


class Reader:
    """Reads messages of one language with one artefact.

    >>> reader = load_reader()
    >>> reading = reader.read("My boss yelled at me and I just stood there. So humiliating.")
    >>> reading.triggers[0].name, reading.triggers[0].clause.text
    ('work', 'My boss yelled at me')
    """

    def __init__(self, model: Model, lexicon: Lexicon, identifier: Identifier) -> None:
        self._model = model
        self._identifier = identifier
        self._lexicon = lexicon

    @property
    def version(self) -> str:
        """Version of the artefact, as on its card."""
        return self._model.version

    def read(self, text: str, locale: str = "en") -> Reading:
        """The reading of one message. Never raises for any text; what cannot be read says so.

        Only the first `MOST_CHARACTERS` are read; a longer text has "text" in `unsure`.
        """
        part = text[:MOST_CHARACTERS]
        if is_noise(part):
            return Reading(text=text, language="", unreadable=True)
        tokens = self._lexicon.tokenizer.tokens(part)
        if not _readable(part, tokens):
            return Reading(text=text, language="", unreadable=True)
        named = self._identifier.identify(part)
        if self._foreign(named, tokens):
            return Reading(text=text, language=named.language, unreadable=True)
        return self._read(text, part, tokens, named)

    def read_many(self, texts: Iterable[str], locale: str = "en") -> list[Reading]:
        """`read` for each text, in order."""
        return [self.read(text, locale) for text in texts]

    def _read(self, text: str, part: str, tokens: Sequence[Token], named: Identified) -> Reading:
        found = self._lexicon.find([token.word for token in tokens])
        scores = score(self._model, self._lexicon, found)
        states, sad_of = self._lexicon.state_names, self._lexicon.sad_of
        feelings = read_emotions(scores, self._model.heads, found, states, _shouted(part))
        clauses = split(part)
        stressors = self._named(scores, "stressor")
        stressor = max(stressors, key=lambda name: stressors[name], default=None)
        intent, confidence = read_intent(found, self._named(scores, "intent"))
        unsure = {
            "text": len(text) > MOST_CHARACTERS,
            "emotions": feelings.unsure,
            "intent": confidence < SURE,
            "stressor": stressor is None or stressors[stressor] < STRESSOR_SURE,
            "language": not named.sure,
        }
        return Reading(
            text=text,
            emotions=feelings.emotions,
            emotion_labels=feelings.labels,
            intensity=feelings.intensity,
            valence=feelings.valence,
            stressor=stressor,
            triggers=read_triggers(tokens, found, clauses, sad_of, stressors),
            thinking_traps=read_traps(tokens, found, clauses, self._named(scores, "traps")),
            intent=intent,
            frame=read_frame(found),
            clauses=clauses,
            unsure=frozenset(name for name, is_so in unsure.items() if is_so),
        )

    def _named(self, scores: Mapping[str, Scores], head: str) -> dict[str, float]:
        if head not in scores:
            return {}
        return dict(zip(self._model.heads[head].labels, map(float, scores[head]), strict=True))

    def _foreign(self, named: Identified, tokens: Sequence[Token]) -> bool:
        if named.language in ("", "en") or not named.sure:
            return False
        words = [token.word for token in tokens if token.word.isalpha()]
        known = sum(word in self._lexicon.stopwords for word in words)
        return known < MOST_ENGLISH * max(len(words), 1)


def is_noise(text: str) -> bool:
    """Whether too many characters are control, private-use or broken ones for a message."""
    if text.isascii() and text.isprintable():
        return False
    noise = sum(c not in _PLAIN_CONTROLS and unicodedata.category(c) in _NOISE for c in text)
    return noise > MOST_NOISE * len(text)


def _readable(text: str, tokens: Sequence[Token]) -> bool:
    if any(c.isalnum() for c in text):
        return True
    said = any(token.word != "." for token in tokens)
    return said and sum(ord(c) > 0x25FF for c in text) <= MOST_BARE_EMOJI


def _shouted(text: str) -> bool:
    letters = [c for c in text if c.isalpha()]
    return len(letters) > 7 and sum(c.isupper() for c in letters) > 0.7 * len(letters)


@lru_cache(maxsize=4)
def load_reader(folder: Path = PACKAGED) -> Reader:
    """The reader of an artefact's folder, loaded once. Raises `ModelError`, `ContentError`."""
    return Reader(load_model(folder), load_lexicon("en"), load_identifier())
