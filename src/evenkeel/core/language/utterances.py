"""Our own labelled lines: the schemas of `languages/<locale>/utterances/*/` and `risk/graded/`.

Here: reading and checking the batches, finding marked spans, comparing lines of two batches. Not
here: what a head makes of them (`training/`), the labelling guide (LABELLING.md beside the lines).

A batch is one writer's file: one voice, held out as a whole or not at all.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

from pydantic import BaseModel, ConfigDict, model_validator

from evenkeel.core.content.loader import LANGUAGES, Content, ContentError, load_folder
from evenkeel.core.language.tokens import load_tokenizer
from evenkeel.core.vocabulary import About, Intent, Pathway, RiskLevel, Tense

_MARK = re.compile(r"\[\[|\]\]")
_MARKED = re.compile(r"\[\[(.*?)\]\]")
#: Two lines are nearly the same from this share of common three-word runs (Jaccard) on.
NEARLY_SAME = 0.6
_RUN = 3

TRAPS = (
    "all_or_nothing", "overgeneralisation", "mental_filter", "disqualifying_the_positive",
    "mind_reading", "fortune_telling", "catastrophising", "magnification", "emotional_reasoning",
    "should_statements", "labelling", "personalisation", "none",
)  # fmt: skip
STATES = (
    "overwhelmed", "lonely", "hopeless", "numb", "ashamed", "stressed", "exhausted", "hurt",
    "nothing",
)  # fmt: skip
TRIGGERS = (
    "work", "study", "money", "family", "partner", "friends", "health", "sleep", "body_image",
    "loss", "loneliness", "decisions", "discrimination", "identity", "parenting",
    "pregnancy_birth", "substance_use", "world_events", "daily_hassles", "none",
)  # fmt: skip
#: The labels of each folder of utterances; a folder that is not named here takes any label.
LABELS: Mapping[str, frozenset[str]] = {
    "traps": frozenset(TRAPS),
    "states": frozenset(STATES),
    "triggers": frozenset(TRIGGERS),
    "intent": frozenset(intent.value for intent in Intent),
    "about": frozenset(about.value for about in About),
    "tense": frozenset(tense.value for tense in Tense),
}


class Line(NamedTuple):
    """One line without its marks. `spans` are the (start, end) that were marked in it."""

    text: str
    labels: tuple[str, ...]
    spans: tuple[tuple[int, int], ...]


class Batch(Content):
    """One file of labelled lines: `lines` is label -> a block with a line each."""

    about: str
    voice: str
    held_out: bool
    lines: Mapping[str, str]

    @model_validator(mode="after")
    def _marks_are_closed(self) -> Batch:
        for label, block in self.lines.items():
            for line in block.splitlines():
                if re.sub(r"\[\[[^\[\]]+\]\]", "", line).find("[[") >= 0:
                    raise ValueError(f"{label}: a [[ without its ]] in: {line}")
        return self

    def each(self) -> list[Line]:
        """Every line once, with all labels it stands under, in the order of the file."""
        labels: dict[str, list[str]] = {}
        spans: dict[str, set[tuple[int, int]]] = {}
        for label, block in self.lines.items():
            for raw in filter(None, map(str.strip, block.splitlines())):
                text, marked = unmarked(raw)
                labels.setdefault(text, []).append(label)
                spans.setdefault(text, set()).update(marked)
        return [Line(t, tuple(found), tuple(sorted(spans[t]))) for t, found in labels.items()]


class Group(BaseModel):
    """Messages of one level and pathway. `kind` says, at level none, why they look like danger."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    level: str
    pathway: Pathway | None = None
    kind: str | None = None
    texts: str

    @model_validator(mode="after")
    def _is_a_level(self) -> Group:
        if self.level.upper() not in RiskLevel.__members__:
            raise ValueError(f"level {self.level!r} is none of none, watch, raised, high, imminent")
        return self

    def each(self) -> list[str]:
        """The messages, one a line of `texts`."""
        return [line for line in map(str.strip, self.texts.splitlines()) if line]


class Graded(Content):
    """One file of messages graded by danger. `free`: free-written, not from a pattern."""

    about: str
    voice: str
    held_out: bool
    free: bool
    groups: tuple[Group, ...]


class ToldInPieces(BaseModel):
    """One talk, the member's messages only, one a line of `says`. `ask`: the message (from 1) from
    which somebody careful would certainly ask about this danger, `wonder`: from which they would
    begin to; neither where there is none, and it only `looks_like` one (or like nothing)."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    looks_like: Pathway | None
    wonder: int | None = None
    ask: int | None = None
    says: str

    @model_validator(mode="after")
    def _in_order(self) -> ToldInPieces:
        known = (self.wonder, self.ask)
        if known != (None, None):
            first, then = self.wonder or 0, self.ask or 0
            if not (0 < first <= then <= len(self.each()) and self.looks_like):
                raise ValueError(f"wonder {self.wonder}, ask {self.ask}: not within the talk")
        return self

    def each(self) -> list[str]:
        """The messages in order."""
        return [line for line in map(str.strip, self.says.splitlines()) if line]


class Pieces(Content):
    """One file of talks in which danger is told in pieces."""

    about: str
    voice: str
    held_out: bool
    talks: tuple[ToldInPieces, ...]


def unmarked(line: str) -> tuple[str, list[tuple[int, int]]]:
    """The line without [[ ]], and the (start, end) of what stood inside.

    >>> unmarked("she was late so [[she hates me]]")
    ('she was late so she hates me', [(16, 28)])
    """
    spans, removed = [], 0
    for match in _MARKED.finditer(line):
        start = match.start() - removed
        spans.append((start, start + len(match.group(1))))
        removed += 4
    return _MARK.sub("", line), spans


@lru_cache(maxsize=64)
def load_utterances(head: str, locale: str = "en") -> Mapping[str, Batch]:
    """{batch: lines} of one folder of utterances. Raises `ContentError`; unknown labels too."""
    folder = LANGUAGES / locale / "utterances" / head
    batches = load_folder(folder, Batch)
    known = LABELS.get(head)
    for name, batch in batches.items():
        unknown = set(batch.lines) - known if known else set()
        if unknown:
            raise ContentError(
                f"{locale}/utterances/{head}/{name}.yaml: no such label: {sorted(unknown)}. "
                f"Labels: {', '.join(sorted(known or ()))}."
            )
    return batches


@lru_cache(maxsize=32)
def load_graded(locale: str = "en") -> Mapping[str, Graded]:
    """{batch: messages graded by danger} of one language. Raises `ContentError`."""
    return load_folder(LANGUAGES / locale / "risk" / "graded", Graded)


@lru_cache(maxsize=4)
def load_pieces(locale: str = "en") -> Mapping[str, Pieces]:
    """{batch: talks in which danger is told in pieces} of one language. Raises `ContentError`."""
    return load_folder(LANGUAGES / locale / "risk" / "pieces", Pieces)


def load_all() -> None:
    """Reads every batch of every language, so that `evenkeel check` finds a faulty one."""
    for language in sorted(path for path in LANGUAGES.iterdir() if path.is_dir()):
        load_graded(language.name)
        load_pieces(language.name)
        for folder in sorted(path for path in language.glob("utterances/*") if path.is_dir()):
            load_utterances(folder.name, language.name)


def shingles(text: str) -> frozenset[tuple[str, ...]]:
    """The runs of three plain words in a line; a shorter line is one run."""
    words = [w for w in load_tokenizer("en").words(text) if w not in ".!?"]
    if len(words) <= _RUN:
        return frozenset([tuple(words)])
    return frozenset(tuple(words[i : i + _RUN]) for i in range(len(words) - _RUN + 1))


def nearly_same(first: Iterable[str], second: Iterable[str]) -> Iterator[tuple[str, str]]:
    """Pairs of lines, one of each side, that are the same but for a few words.

    >>> list(nearly_same(["i always mess things up at work"], ["I always mess things up at work!"]))
    [('i always mess things up at work', 'I always mess things up at work!')]
    """
    index: dict[tuple[str, ...], list[int]] = {}
    lines = list(first)
    runs = [shingles(line) for line in lines]
    for at, found in enumerate(runs):
        for run in found:
            index.setdefault(run, []).append(at)
    for line in second:
        mine = shingles(line)
        near = {at for run in mine for at in index.get(run, ())}
        for at in sorted(near):
            if len(mine & runs[at]) >= NEARLY_SAME * len(mine | runs[at]):
                yield lines[at], line


def batch_files(locale: str = "en") -> list[Path]:
    """Every batch file of a language, utterances and graded messages."""
    folder = LANGUAGES / locale
    return sorted([*folder.glob("utterances/*/*.yaml"), *folder.glob("risk/graded/*.yaml")])
