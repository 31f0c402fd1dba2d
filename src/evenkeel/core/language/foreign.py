"""A message in another language, as far as the multilingual reader can tell.

Here: from its impression to a `Reading` that cannot be answered from. Not here: the impression
itself (`multilingual.py`), telling the language (`identify.py`).
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache

from evenkeel.core.language.model import ModelError
from evenkeel.core.language.multilingual import Multilingual, load_multilingual
from evenkeel.core.vocabulary import Reading

# Under this macro-F1 on its own dev part a language's emotions are "unsure": not to be said.
GOOD_ENOUGH = 0.4


def impression(text: str, part: str, language: str) -> Reading:
    """The reading of `part` of a `text` in another language: `unreadable`, because the companion
    cannot answer from it; with emotions, strength and danger where the language is known."""
    known = _known()
    found = known.read(part, language) if known else None
    if known is None or found is None:
        return Reading(text=text, language=language, unreadable=True)
    good = known.measured.get(language, 0.0) >= GOOD_ENOUGH
    return Reading(
        text=text,
        emotions=found.emotions,
        emotion_labels=found.labels,
        perceived=found.labels,
        intensity=found.intensity,
        language=language,
        unreadable=True,
        unsure=frozenset() if good else frozenset({"emotions"}),
        risk_levels=found.risk_levels,
    )


def more_dangerous(one: Mapping[str, float], other: Mapping[str, float]) -> dict[str, float]:
    """Of two readings of a mixed message the one that hears more danger.

    >>> more_dangerous({"none": 0.9, "high": 0.1}, {"none": 0.3, "high": 0.7})
    {'none': 0.3, 'high': 0.7}
    """
    if not one or not other:
        return dict(one or other)
    return dict(one if one.get("none", 1.0) <= other.get("none", 1.0) else other)


@lru_cache(maxsize=1)
def _known() -> Multilingual | None:
    """The multilingual reader; None where its artefact is not installed."""
    try:
        return load_multilingual()
    except ModelError:
        return None
