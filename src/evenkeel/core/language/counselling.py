"""Reads turns of a counselling session: change talk of a client, what a therapist does.

Here: one turn with the turn before it. Not here: what a session amounts to. Codes after
motivational interviewing (Miller and Rollnick 2013) as AnnoMI has them (Wu et al. 2022).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from evenkeel.core.content.loader import MODELS
from evenkeel.core.language.features import Grams
from evenkeel.core.language.lexicon import Lexicon, load_lexicon
from evenkeel.core.language.model import Model, Passage, Scores, SecondLook, load_model
from evenkeel.core.language.plain import plain
from evenkeel.core.language.reader import PACKAGED

# Words of the turn before, and of the turn itself, that are read.
CONTEXT_WORDS, TURN_WORDS = 24, 60
FINISHED = MODELS / "counselling-en"
HEADS = "heads.npz"
# A chance of nothing would have no logarithm.
LEAST = 1e-6


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


class Turn(NamedTuple):
    """What was said, by whom, and what the other said just before."""

    text: str
    speaker: Speaker
    before: str = ""


class Numbers(NamedTuple):
    """A turn as numbers: the log chances of the encoder's own head, the embeddings of the turn with
    and without the one before, side by side, and the n-grams of the turn."""

    said: Scores
    embedded: Scores
    grams: Grams | None


class FinishedHeads:
    """The heads of `models/counselling-en`, made by `training/counselling.py`."""

    def __init__(self, arrays: Mapping[str, NDArray[np.generic]]) -> None:
        self.look = SecondLook(arrays)
        self._share = np.asarray(arrays["share"], np.float32)

    def scores(self, speaker: Speaker, turn: Numbers) -> tuple[Scores, Scores]:
        """(raw scores, thresholds) of the speaker's labels."""
        first = self.look.first[str(speaker)]
        part = slice(first, first + len(turn.said))
        added = self.look.scores(turn.embedded, turn.grams)[part]
        return self._share[part] * turn.said + added, self.look.thresholds[part]


class CounsellingReader:
    """Reads session transcripts in English.

    >>> reader = load_counselling_reader()
    >>> reader.read("How do you feel about your drinking?", Speaker.THERAPIST).label
    'question'
    """

    def __init__(self, model: Model, lexicon: Lexicon, finished: FinishedHeads | None) -> None:
        self._model, self._lexicon, self._finished = model, lexicon, finished

    def read(self, text: str, speaker: Speaker, before: str = "") -> Talk:
        """One turn; `before` is what the other said just before."""
        return self.read_many([(text, speaker, before)])[0]

    def read_many(self, turns: Iterable[tuple[str, Speaker, str]]) -> list[Talk]:
        """Each (text, speaker, turn before), in order. Never raises for any text."""
        ready = [Turn(*turn) for turn in turns]
        return [
            self._talk(turn.speaker, numbers)
            for turn, numbers in zip(ready, self.numbers(ready), strict=True)
        ]

    def numbers(self, turns: Sequence[Turn]) -> list[Numbers]:
        """What the heads are computed from."""
        joined = self._model.score([self._passage(turn.text, turn.before) for turn in turns])
        alone = [self._passage(turn.text, "") for turn in turns]
        found = []
        for turn, both, passage, one in zip(
            turns, joined, alone, self._model.score(alone), strict=True
        ):
            said = np.log(both.heads[str(turn.speaker)] + LEAST)
            embedded = np.concatenate([both.similar, one.similar])
            found.append(Numbers(said, embedded, self._model.grams(passage)))
        return found

    def _talk(self, speaker: Speaker, numbers: Numbers) -> Talk:
        head = self._model.heads[str(speaker)]
        z, cuts, unsure = numbers.said, np.asarray(head.thresholds), head.unsure_below
        if self._finished:
            z, cuts = self._finished.scores(speaker, numbers)
            unsure = self._finished.look.unsure_below[str(speaker)]
        grown = np.exp(z - z.max())
        values = grown / grown.sum()
        chances = {k: round(float(p), 4) for k, p in zip(head.labels, values, strict=True)}
        # Rare labels need less: a label is judged against its own threshold.
        label = head.labels[int((values / cuts).argmax())]
        return Talk(label, chances, bool(values.max() < unsure))

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
    finished = None
    if folder == PACKAGED and (FINISHED / HEADS).exists():
        with np.load(FINISHED / HEADS, allow_pickle=False) as file:
            finished = FinishedHeads({name: file[name] for name in file.files})
    return CounsellingReader(load_model(folder), load_lexicon("en"), finished)
