"""Reads turns of a counselling session: change talk of a client, what a therapist does.

Here: one turn with the turn before it. Not here: what a session amounts to. Codes after
motivational interviewing (Miller and Rollnick 2013) as AnnoMI has them (Wu et al. 2022).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from pathlib import Path

from evenkeel.core.language.lexicon import Lexicon, load_lexicon
from evenkeel.core.language.model import Model, Passage, load_model
from evenkeel.core.language.plain import plain
from evenkeel.core.language.reader import PACKAGED

# Words of the turn before, and of the turn itself, that are read.
CONTEXT_WORDS, TURN_WORDS = 24, 60


class Speaker(StrEnum):
    CLIENT = "client"
    THERAPIST = "therapist"


@dataclass(frozen=True, slots=True)
class Talk:
    """One turn: its label (change, sustain, neutral; or reflection, question, therapist_input,
    other), the calibrated probability of each, and whether the label is too unsure to be used."""

    label: str
    probabilities: Mapping[str, float]
    unsure: bool


class CounsellingReader:
    """Reads session transcripts in English.

    >>> reader = load_counselling_reader()
    >>> reader.read("How do you feel about your drinking?", Speaker.THERAPIST).label
    'question'
    """

    def __init__(self, model: Model, lexicon: Lexicon) -> None:
        self._model, self._lexicon = model, lexicon

    def read(self, text: str, speaker: Speaker, before: str = "") -> Talk:
        """One turn; `before` is what the other said just before."""
        return self.read_many([(text, speaker, before)])[0]

    def read_many(self, turns: Iterable[tuple[str, Speaker, str]]) -> list[Talk]:
        """Each (text, speaker, turn before), in order. Never raises for any text."""
        ready = list(turns)
        scored = self._model.score([self._passage(text, before) for text, _, before in ready])
        talks = []
        for (_, speaker, _), row in zip(ready, scored, strict=True):
            head = self._model.heads[str(speaker)]
            values = row.heads[head.name]
            chances = {k: round(float(p), 4) for k, p in zip(head.labels, values, strict=True)}
            # Rare labels need less: a label is judged against its own threshold.
            weighed = {k: chances[k] / t for k, t in zip(head.labels, head.thresholds, strict=True)}
            label = max(weighed, key=lambda name: weighed[name])
            talks.append(Talk(label, chances, max(chances.values()) < head.unsure_below))
        return talks

    def _passage(self, text: str, before: str) -> Passage:
        joined = in_context(text, before)
        tokens = self._lexicon.tokenizer.tokens(joined)
        words = [token.word for token in tokens]
        return Passage(plain(joined, tokens).line, words, self._lexicon.find(words).marks())


def in_context(text: str, before: str) -> str:
    """A turn as the heads read it: the end of the turn before, a bar, the turn.

    >>> in_context("No.", "Do you smoke?")
    'Do you smoke? # No.'
    """
    said = " ".join(before.split()[-CONTEXT_WORDS:])
    return f"{said} # {' '.join(text.split()[:TURN_WORDS])}" if said else text


@lru_cache(maxsize=2)
def load_counselling_reader(folder: Path = PACKAGED) -> CounsellingReader:
    """The reader of session talk; it shares the English reader's encoder."""
    return CounsellingReader(load_model(folder), load_lexicon("en"))
