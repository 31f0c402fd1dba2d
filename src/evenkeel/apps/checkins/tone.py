"""The tone of a note or an entry, read when its member asks, for one page, kept nowhere.

Here: a `Reading` in the few words a page shows. Not here: reading (`core.language`).
"""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.translation import gettext as _

from evenkeel.apps.companion import queries as companion
from evenkeel.core.vocabulary import Reading

LONGEST_READ = 4_000
"""Characters read for tone: about 700 words. A page says so when a text is longer."""

MOST_FEELINGS = 3
CLEAR, STRONG = 1.0, 2.0
"""Places on the reader's 0-3 intensity from which a feeling is called clear, and strong."""

NO_THEME = frozenset({"Other", "Emotional Turmoil"})
"""Stressors of SAD that say nothing about what a text is about."""


@dataclass(frozen=True, slots=True)
class Tone:
    """What stands out in a text: feelings, most likely first; how strong; what about."""

    unreadable: bool
    feelings: tuple[str, ...]
    strength: str
    themes: tuple[str, ...]
    cut: bool
    doubt: bool


def tone_of(text: str) -> Tone:
    """Read a text for its tone."""
    reading = companion.reader().read(text[:LONGEST_READ])
    return in_words(reading, cut=len(text) > LONGEST_READ)


def in_words(reading: Reading, *, cut: bool) -> Tone:
    """A reading in a page's words."""
    likely = sorted(reading.emotion_labels, key=lambda label: -reading.emotions.get(label, 0.0))
    feelings = [label for label in likely if label != "neutral"][:MOST_FEELINGS]
    stressor = None if "stressor" in reading.unsure else reading.stressor
    themes = [stressor] if stressor and stressor not in NO_THEME else []
    themes += [trigger.name for trigger in reading.triggers]
    return Tone(
        unreadable=reading.unreadable,
        feelings=tuple(_plain(label) for label in feelings),
        strength=_strength(reading.intensity) if feelings else "",
        themes=tuple(dict.fromkeys(_plain(theme) for theme in themes)),
        cut=cut,
        doubt="emotions" in reading.unsure,
    )


def _strength(intensity: float) -> str:
    if intensity >= STRONG:
        return _("strong")
    return _("clear") if intensity >= CLEAR else _("mild")


def _plain(label: str) -> str:
    return label.replace("_", " ").lower()
