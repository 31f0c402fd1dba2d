"""What a check-in can hold, as content: scales, emotions, triggers, activities.

Here: the schemas of `content/metrics`, `content/emotions`, `content/triggers` and
`content/activities`, loaded once per language. Not here: what a member adds of their own
(`models`), and any of the words themselves.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from evenkeel.core.content.loader import CONTENT, LANGUAGES, Content, load_folder
from evenkeel.core.insights import Metric

LOW, HIGH = 0.0, 100.0
"""Every scale runs from 0 to 100: fine enough to feel continuous, plain enough to type."""


class Scale(Content):
    """A scale everyone has. `words` name places along it; `quick` are the answers of one tap."""

    order: int
    label: str
    question: str
    low_word: str
    high_word: str
    words: Mapping[int, str]
    quick: Mapping[int, str]

    def word_for(self, value: float) -> str:
        """The word of the place at or below `value`."""
        return self.words[max(place for place in self.words if place <= value)]


class WordGroup(Content):
    """A family of words to tap: feelings, triggers or activities."""

    order: int
    label: str
    words: Mapping[str, str]


@dataclass(frozen=True)
class Catalogue:
    """Everything a check-in offers in one language."""

    scales: Mapping[str, Scale]
    emotions: tuple[WordGroup, ...]
    triggers: tuple[WordGroup, ...]
    activities: tuple[WordGroup, ...]

    def metrics(self) -> dict[str, Metric]:
        """The scales as insights know them."""
        return {
            scale.id: Metric(
                name=scale.id,
                label=scale.label,
                low=LOW,
                high=HIGH,
                low_word=scale.low_word,
                high_word=scale.high_word,
            )
            for scale in self.scales.values()
        }


@cache
def catalogue(locale: str = "en") -> Catalogue:
    """The catalogue in `locale`; what a language has not translated stays English."""
    overlay = LANGUAGES / locale / "content"
    scales = load_folder(CONTENT / "metrics", Scale, overlay=overlay / "metrics")
    ordered = sorted(scales.values(), key=lambda scale: (scale.order, scale.id))
    return Catalogue(
        scales={scale.id: scale for scale in ordered},
        emotions=_groups("emotions", locale),
        triggers=_groups("triggers", locale),
        activities=_groups("activities", locale),
    )


def _groups(kind: str, locale: str) -> tuple[WordGroup, ...]:
    overlay = LANGUAGES / locale / "content" / kind
    groups = load_folder(CONTENT / kind, WordGroup, overlay=overlay)
    return tuple(sorted(groups.values(), key=lambda group: (group.order, group.id)))


def label_of(groups: tuple[WordGroup, ...], word: str) -> str:
    """The label of a word's id; a word that content no longer has is shown by its id."""
    for group in groups:
        if word in group.words:
            return group.words[word]
    return word.replace("_", " ")
