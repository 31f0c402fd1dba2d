"""The word lists of one language, read once and ready to be looked up.

Here: the schemas of `languages/<locale>/lexicon/*.yaml` (but spelling, see `tokens.py`) and the
books built from them. Not here: what a match means; each reading module decides that.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path

from pydantic import BaseModel, ConfigDict, RootModel

from evenkeel.core.content.loader import LANGUAGES, Content, load_file
from evenkeel.core.language.phrases import PhraseBook
from evenkeel.core.language.tokens import Tokenizer, load_tokenizer

Phrases = tuple[str, ...]


class TriggerWords(BaseModel):
    """One trigger: the SAD category whose score supports it, and the phrases that name it."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    sad: str
    phrases: Phrases


class TriggerFile(RootModel[Mapping[str, TriggerWords]]):
    """`triggers.yaml`: trigger -> words."""


class StateFile(Content):
    """`states.yaml`: states the model lacks, and plain feeling words."""

    states: Mapping[str, Phrases]
    emotions: Mapping[str, Phrases]


class TrapFile(Content):
    """`traps.yaml`: thinking trap -> phrases."""

    traps: Mapping[str, Phrases]


class IntensityFile(Content):
    """`intensity.yaml`: words that turn a feeling up or down."""

    up: Phrases
    down: Phrases


class IntentFile(Content):
    """`intent.yaml`: phrases that settle an intent (`sure`) or speak for it (`likely`)."""

    sure: Mapping[str, Phrases]
    likely: Mapping[str, Phrases]


class FrameFile(Content):
    """`frame.yaml`: about whom, when, meant literally or not."""

    idiom: Phrases
    sarcasm: Phrases
    jokes: Phrases
    fiction: Phrases
    hypothetical: Phrases
    doubt: Phrases
    others: Phrases
    past: Phrases
    past_marked: Phrases
    now_marked: Phrases
    future: Phrases
    negators: Phrases
    negation_kept: Phrases


class StopwordFile(Content):
    """`stopwords.yaml`: words that carry no theme."""

    words: str
    shortest: int


class Lexicon:
    """All books of one language."""

    def __init__(self, folder: Path, tokenizer: Tokenizer) -> None:
        triggers = load_file(folder / "triggers.yaml", TriggerFile).root
        states = load_file(folder / "states.yaml", StateFile)
        intensity = load_file(folder / "intensity.yaml", IntensityFile)
        intent = load_file(folder / "intent.yaml", IntentFile)
        frame = load_file(folder / "frame.yaml", FrameFile)
        stop = load_file(folder / "stopwords.yaml", StopwordFile)
        self.tokenizer = tokenizer
        self.sad_of = {name: words.sad for name, words in triggers.items()}
        self.triggers = PhraseBook({k: v.phrases for k, v in triggers.items()}, tokenizer)
        self.state_names = tuple(states.states)
        self.feelings = PhraseBook({**states.states, **states.emotions}, tokenizer)
        self.traps = PhraseBook(load_file(folder / "traps.yaml", TrapFile).traps, tokenizer)
        self.intensity = PhraseBook({"up": intensity.up, "down": intensity.down}, tokenizer)
        self.intent_sure = PhraseBook(intent.sure, tokenizer)
        self.intent_likely = PhraseBook(intent.likely, tokenizer)
        parts = {name: getattr(frame, name) for name in FrameFile.model_fields if name != "id"}
        self.frame = PhraseBook(parts, tokenizer)
        self.stopwords = frozenset(stop.words.split())
        self.shortest_theme_word = stop.shortest


@lru_cache(maxsize=8)
def load_lexicon(locale: str = "en") -> Lexicon:
    """The lexicon of a language. Raises `ContentError` naming the faulty file."""
    return Lexicon(LANGUAGES / locale / "lexicon", load_tokenizer(locale))
