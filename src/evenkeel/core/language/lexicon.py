"""The word lists of one language, read once and ready to be looked up.

Here: the schemas of `languages/<locale>/lexicon/*.yaml` (but spelling, see `tokens.py`) and the
books built from them. Not here: what a match means; each reading module decides that.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from pydantic import BaseModel, ConfigDict, RootModel

from evenkeel.core.content.loader import LANGUAGES, Content, load_file
from evenkeel.core.language.phrases import Match, PhraseBook
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
    others_need: Phrases
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


@dataclass(frozen=True, slots=True)
class Found:
    """What the lexicon found in a row of plain words: matches by group, then label."""

    words: Sequence[str]
    groups: Mapping[str, list[Match]]

    def of(self, group: str) -> list[Match]:
        """Matches of one group (`triggers`, `feelings`, `traps` ...), in the order of the words."""
        return self.groups.get(group, [])

    def labelled(self, group: str, label: str) -> list[Match]:
        """Matches of one label of a group."""
        return [match for match in self.groups.get(group, ()) if match.label == label]

    def marks(self) -> list[str]:
        """The names of all that was found, for the model to weigh."""
        return sorted({f"{group}.{m.label}" for group, found in self.groups.items() for m in found})


class Lexicon:
    """All phrases of one language in one book, so that one pass over the words finds everything."""

    def __init__(self, folder: Path, tokenizer: Tokenizer) -> None:
        triggers = load_file(folder / "triggers.yaml", TriggerFile).root
        states = load_file(folder / "states.yaml", StateFile)
        intensity = load_file(folder / "intensity.yaml", IntensityFile)
        intent = load_file(folder / "intent.yaml", IntentFile)
        frame = load_file(folder / "frame.yaml", FrameFile)
        stop = load_file(folder / "stopwords.yaml", StopwordFile)
        groups: dict[str, Mapping[str, Phrases]] = {
            "triggers": {name: words.phrases for name, words in triggers.items()},
            "feelings": {**states.states, **states.emotions},
            "traps": load_file(folder / "traps.yaml", TrapFile).traps,
            "intensity": {"up": intensity.up, "down": intensity.down},
            "sure": intent.sure,
            "likely": intent.likely,
            "frame": {k: getattr(frame, k) for k in FrameFile.model_fields if k != "id"},
        }
        phrases = {f"{g}.{k}": v for g, labels in groups.items() for k, v in labels.items()}
        self._book = PhraseBook(phrases, tokenizer)
        self.tokenizer = tokenizer
        self.trap_phrases = [line for lines in groups["traps"].values() for line in lines]
        self.sad_of = {name: words.sad for name, words in triggers.items()}
        self.state_names = tuple(states.states)
        self.stopwords = frozenset(stop.words.split())
        self.shortest_theme_word = stop.shortest

    def find(self, words: Sequence[str]) -> Found:
        """Everything the lexicon knows among `words`."""
        groups: dict[str, list[Match]] = {}
        for name, first, last in self._book.find(words):
            group, _, label = name.partition(".")
            groups.setdefault(group, []).append(Match(label, first, last))
        return Found(words, groups)


@lru_cache(maxsize=8)
def load_lexicon(locale: str = "en") -> Lexicon:
    """The lexicon of a language. Raises `ContentError` naming the faulty file."""
    return Lexicon(LANGUAGES / locale / "lexicon", load_tokenizer(locale))
