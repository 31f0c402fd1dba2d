"""The words of each suggestion on Today, from content/today/<kind>.yaml.

Here: loading and filling them. Not here: choosing (`next_thing`), showing (`apps.plan`).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache

from evenkeel.core.content.loader import CONTENT, LANGUAGES, Content, load_folder
from evenkeel.core.personalisation.next_thing import Kind, NextThing


class Words(Content):
    """One kind's title and reason by variant, and its button."""

    title: Mapping[str, str]
    reason: Mapping[str, str]
    action: str


@dataclass(frozen=True, slots=True)
class Phrased:
    """A suggestion in words. `reason` says why it is suggested now."""

    kind: Kind
    title: str
    reason: str
    action: str
    target: str | None = None


def phrase(thing: NextThing, *, locale: str = "en") -> Phrased:
    """Put a suggestion into words in `locale`, English where a language has none.

    >>> phrase(NextThing(Kind.CHECK_IN, "after_days", {"days": 3})).reason
    'The last one was 3 days ago. No need to fill in the days between.'
    """
    words = all_words(locale)[thing.kind.value]
    return Phrased(
        kind=thing.kind,
        title=words.title[thing.variant].format_map(thing.values),
        reason=words.reason[thing.variant].format_map(thing.values),
        action=words.action.format_map(thing.values),
        target=thing.target,
    )


@cache
def all_words(locale: str = "en") -> Mapping[str, Words]:
    """The words of every kind of next thing, by id."""
    return load_folder(CONTENT / "today", Words, overlay=LANGUAGES / locale / "content" / "today")
