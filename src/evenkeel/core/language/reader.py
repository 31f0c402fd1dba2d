"""Turns a message into a `Reading`: one pass, a few milliseconds, no network, no clock.

Here: the order in which the reading modules run and what one hands to the next. Not here: any one
of those readings, what can be read at all (`readable.py`).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import lru_cache
from itertools import islice
from pathlib import Path
from typing import NamedTuple

import numpy as np

from evenkeel.core.content.loader import MODELS
from evenkeel.core.language.clauses import split
from evenkeel.core.language.emotions import read_emotions
from evenkeel.core.language.features import Grams
from evenkeel.core.language.foreign import impression, more_dangerous
from evenkeel.core.language.frame import read_frame
from evenkeel.core.language.identify import (
    Identified,
    Identifier,
    believed,
    load_identifier,
    script_of,
)
from evenkeel.core.language.intent import SURE, read_intent
from evenkeel.core.language.lexicon import Found, Lexicon, load_lexicon
from evenkeel.core.language.model import Model, Passage, Scored, Scores, load_model
from evenkeel.core.language.passages import join, passages
from evenkeel.core.language.pieces import as_one
from evenkeel.core.language.plain import Plain, plain
from evenkeel.core.language.readable import (
    MOST_BARE_EMOJI,
    MOST_CHARACTERS,
    foreign,
    is_noise,
    readable,
    shouted,
)
from evenkeel.core.language.tokens import Token
from evenkeel.core.language.traps import read_traps
from evenkeel.core.language.triggers import read_triggers
from evenkeel.core.vocabulary import Reading

__all__ = ["MOST_BARE_EMOJI", "MOST_CHARACTERS", "PACKAGED", "Reader", "load_reader"]

PACKAGED = MODELS / "reader-en"
# Below this confidence of the best stressor, it is not said.
STRESSOR_SURE = 0.4
# `read_many` works on so many messages at a time, with so many threads.
AT_A_TIME, THREADS = 64, 2


class _Message(NamedTuple):
    """A message made ready for the model."""

    text: str
    part: str
    tokens: Sequence[Token]
    found: Found
    named: Identified
    passages: list[Passage]
    lines: list[Plain]


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

        `locale` is the member's language (`de`, `pt-BR`), believed where the text leaves it open.
        Only the first `MOST_CHARACTERS` are read; a longer text has "text" in `unsure`.
        """
        ready = self._ready(text, locale)
        if isinstance(ready, Reading):
            return ready
        return self._reading(ready, self._model.score(ready.passages))

    def read_many(self, texts: Iterable[str], locale: str = "en") -> list[Reading]:
        """`read` for each text, in order, faster than one by one: probabilities may differ in the
        third digit, because several are worked out at once."""
        with ThreadPoolExecutor(THREADS) as pool:
            done = pool.map(lambda part: self._some(part, locale), _parts(texts))
            return [reading for part in done for reading in part]

    def together(self, said: Sequence[str]) -> Mapping[str, float]:
        """What the member's last messages, read as one, say of danger that none of them says by
        itself: `any` and each pathway -> chance. Empty for text that cannot be read."""
        text = as_one(said)
        tokens = self._lexicon.tokenizer.tokens(text)
        if not readable(text, tokens):
            return {}
        found = self._lexicon.find([token.word for token in tokens])
        return self._model.together(Passage(plain(text, tokens).line, found.words, found.marks()))

    def similar(self, texts: Sequence[str]) -> Scores:
        """(texts, 384): embeddings of unit length; the dot product of two is how alike they are.

        >>> near = load_reader().similar(["i can't sleep", "awake all night again", "i got a dog"])
        >>> bool(near[0] @ near[1] > near[0] @ near[2])
        True
        """
        lines = []
        for text in texts:
            tokens = self._lexicon.tokenizer.tokens(text[:MOST_CHARACTERS])
            lines.append(plain(text, tokens).line)
        return self._model.similar(lines) if lines else np.zeros((0, 0), np.float32)

    def numbers(self, text: str) -> list[tuple[Scores, Grams | None]]:
        """The embedding and the n-grams of each passage of a text, for heads that stand apart from
        a turn's; empty if it cannot be read."""
        ready = self._ready(text)
        if isinstance(ready, Reading):
            return []
        scored = self._model.score(ready.passages)
        return [
            (found.similar, self._model.grams(passage))
            for found, passage in zip(scored, ready.passages, strict=True)
        ]

    def _some(self, texts: Sequence[str], locale: str) -> list[Reading]:
        ready = [self._ready(text, locale) for text in texts]
        waiting = [message for message in ready if not isinstance(message, Reading)]
        scored = iter(self._model.score([p for message in waiting for p in message.passages]))
        return [
            message
            if isinstance(message, Reading)
            else self._reading(message, list(islice(scored, len(message.passages))))
            for message in ready
        ]

    def _ready(self, text: str, locale: str = "en") -> _Message | Reading:
        part = text[:MOST_CHARACTERS]
        if is_noise(part):
            return Reading(text=text, language="", unreadable=True)
        tokens = self._lexicon.tokenizer.tokens(part)
        if not readable(part, tokens):
            return Reading(text=text, language="", unreadable=True)
        named = self._identifier.identify(part)
        named = believed(named, locale, script_of(part), self._identifier)
        if foreign(named, tokens, self._lexicon.stopwords):
            return impression(text, part, named.language)
        found = self._lexicon.find([token.word for token in tokens])
        ready = passages(part, tokens, found, self._lexicon)
        return _Message(
            text, part, tokens, found, named, [p for p, _ in ready], [line for _, line in ready]
        )

    def _reading(self, message: _Message, scored: Sequence[Scored]) -> Reading:
        joined = join(self._model.heads, scored, message.lines)
        heads, found, tokens = joined.heads, message.found, message.tokens
        levels = _rounded(heads.get("risk_level", {}))
        if message.named.sure and message.named.language != "en":
            levels = more_dangerous(
                levels, impression(message.text, message.part, message.named.language).risk_levels
            )
        states = self._lexicon.state_names
        feelings = read_emotions(heads, self._model.heads, found, states, shouted(message.part))
        clauses = split(message.part)
        stressors = heads.get("stressor", {})
        stressor = max(stressors, key=lambda name: stressors[name], default=None)
        intent, confidence = read_intent(found, heads.get("intent", {}))
        frame = read_frame(found, heads)
        unsure = {
            "text": len(message.text) > MOST_CHARACTERS,
            "emotions": feelings.unsure,
            "intent": confidence < SURE,
            "stressor": stressor is None or stressors[stressor] < STRESSOR_SURE,
            "language": not message.named.sure,
            **self._unsure(heads),
        }
        return Reading(
            text=message.text,
            emotions=feelings.emotions,
            emotion_labels=feelings.labels,
            ekman=self._over(heads, "ekman"),
            perceived=self._over(heads, "brighter"),
            sentiment=self._over(heads, "sentiment"),
            intensity=feelings.intensity,
            valence=feelings.valence,
            stressor=stressor,
            triggers=read_triggers(
                tokens, found, clauses, self._lexicon.sad_of, joined, self._model.heads
            ),
            thinking_traps=read_traps(tokens, found, clauses, joined),
            intent=intent,
            frame=frame,
            clauses=clauses,
            unsure=frozenset(name for name, is_so in unsure.items() if is_so),
            risk_levels=levels,
            risk_pathways=_rounded(heads.get("risk_pathway", {})),
            # An array serves as the sequence of numbers it is.
            vector=joined.similar,  # type: ignore[arg-type]
        )

    def _unsure(self, heads: Mapping[str, Mapping[str, float]]) -> dict[str, bool]:
        """The parts of the frame whose best label is under its head's own threshold."""
        return {
            name: max(heads[name].values()) < self._model.heads[name].unsure_below
            for name in ("about", "tense", "literal")
            if name in heads
        }

    def _over(self, heads: Mapping[str, Mapping[str, float]], name: str) -> tuple[str, ...]:
        """The labels of a head over their own thresholds, the likeliest first."""
        if name not in heads:
            return ()
        head = self._model.heads[name]
        cuts = dict(zip(head.labels, head.thresholds, strict=True))
        over = [label for label, p in heads[name].items() if p >= cuts[label]]
        return tuple(sorted(over, key=lambda label: -heads[name][label]))


def _rounded(values: Mapping[str, float]) -> dict[str, float]:
    return {name: round(value, 4) for name, value in values.items()}


def _parts(texts: Iterable[str]) -> Iterator[list[str]]:
    rest = iter(texts)
    while part := list(islice(rest, AT_A_TIME)):
        yield part


@lru_cache(maxsize=4)
def load_reader(folder: Path = PACKAGED) -> Reader:
    """The reader of an artefact's folder, loaded once. Raises `ModelError`, `ContentError`."""
    return Reader(load_model(folder), load_lexicon("en"), load_identifier())
