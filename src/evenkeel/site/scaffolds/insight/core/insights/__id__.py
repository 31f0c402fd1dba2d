"""What this insight shows, in one sentence.

Here: what it computes and from what. Not here: what it must not claim.
"""

from __future__ import annotations

from collections.abc import Mapping
from math import isnan

from evenkeel.core.insights.insight import Insight, Picture, View, whole
from evenkeel.core.vocabulary import Finding

SUBJECT = "mood"


def find(view: View, subject: str) -> Finding | None:
    """How many days of the window hold a mood; nothing when none does."""
    del subject
    values = view.days.columns.get(SUBJECT, ())
    days = tuple(d for d, v in zip(view.days.dates, values, strict=False) if not isnan(v))
    if not days:
        return None
    said = {"n": len(days)}
    return Finding("__id__", "counted", said, len(days), days, len(values) - len(days))


def picture(view: View, subject: str, words: Mapping[str, str]) -> Picture | None:
    """No picture yet."""
    del view, subject, words
    return None


INSIGHT = Insight("__id__", subjects=whole, find=find, picture=picture)
